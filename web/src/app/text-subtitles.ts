/** What people read about subtitles. */

export const subtitlesText = {
  label: 'Subtitles, for me',
  off: 'No subtitles',
  failed: 'These subtitles cannot be read just now. Choose them again in a moment.',
};
