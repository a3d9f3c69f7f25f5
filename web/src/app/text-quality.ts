/** What people read about the quality of the picture. */

export const qualityText = {
  label: 'Quality, for me',
  /** In place of the choice, where there is little room. */
  mark: 'HD',
  automatic: 'Automatic',
  /** With the level that it comes to just now. */
  automaticNow: (level: string) => `Automatic (${level})`,
  height: (pixels: number) => `${pixels}p`,
  /** Bits per second. */
  bitrate: (bits: number) =>
    bits < 1_000_000 ? `${Math.round(bits / 1000)} kbit/s` : `${(bits / 1_000_000).toFixed(1)} Mbit/s`,
  heightAt: (pixels: number, bits: number) => `${pixels}p, ${qualityText.bitrate(bits)}`,
  unnamed: 'As shared',
  /** Of several that read the same. */
  numbered: (name: string, number: number) => `${name} (${number})`,
  failed: 'This quality cannot be played just now. Choose it again in a moment, or another one.',
  another: 'This one is longer or shorter than what the others watch, so it stays out.',
};
