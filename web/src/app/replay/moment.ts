/** Moments of a replay in links: `?t=` with seconds since its start (`83.5`), or as people write it (`1:23`). Pure. */

/** The seconds that a link's query names, or null. */
export function momentOf(search: string): number | null {
  const t = new URLSearchParams(search).get('t') ?? '';
  if (!/^(\d{1,6}:){0,2}\d{1,9}(\.\d{1,6})?$/.test(t)) return null;
  return t.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** The query that names these seconds. */
export function momentQuery(seconds: number): string {
  return `?t=${Math.max(0, Math.round(seconds * 10) / 10)}`;
}
