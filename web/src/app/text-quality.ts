/** What people read about the quality of the picture. */

export const qualityText = {
  label: 'Quality, for me',
  /** In place of the choice, where there is little room. */
  mark: 'HD',
  automatic: 'Automatic',
  height: (pixels: number) => `${pixels}p`,
  unnamed: 'As shared',
  /** Of several that read the same. */
  numbered: (name: string, number: number) => `${name} (${number})`,
  failed: 'This quality cannot be played just now. Choose it again in a moment, or another one.',
  another: 'This one is longer or shorter than what the others watch, so it stays out.',
};
