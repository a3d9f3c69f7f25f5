/** Makes WebVTT, which browsers read, of SubRip, which many videos have; leaves WebVTT as it is. Pure. */
export function toWebVtt(text: string): string {
  const plain = text.replace(/^\ufeff/, '');
  if (plain.startsWith('WEBVTT')) return plain;
  const lines = plain.split(/\r?\n/).map((line) => (line.includes('-->') ? line.replaceAll(',', '.') : line));
  return `WEBVTT\n\n${lines.join('\n')}`;
}
