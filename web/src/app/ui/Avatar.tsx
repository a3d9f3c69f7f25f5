const HUES = 360;

/** The initials of a name on a colour of its own. */
export function Avatar({ id, name }: { id: string; name: string }) {
  return (
    <span class="avatar" style={{ '--hue': String(hueOf(id)) }} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => [...(word ?? '')][0] ?? '');
  return letters.join('').toUpperCase();
}

function hueOf(id: string): number {
  let hash = 0;
  for (const char of id) hash = (hash * 31 + char.charCodeAt(0)) >>> 0;
  return (hash * 47) % HUES;
}
