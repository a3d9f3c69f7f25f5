/** What people read about subtitles. */

export const subtitlesText = {
  label: 'Subtitles, for me',
  /** In place of the choice, where there is little room. */
  mark: 'CC',
  off: 'No subtitles',
  failed: 'These subtitles cannot be read just now. Choose them again in a moment.',
};
