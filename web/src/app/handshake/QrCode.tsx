import { useMemo } from 'preact/hooks';
import { encode } from 'uqr';
import { text } from '../text';

/** A text as a picture to scan, dark on light whatever the page's colours are. */
export function QrCode({ of }: { of: string }) {
  const { size, path } = useMemo(() => {
    const { data, size: side } = encode(of, { border: 2 });
    const squares = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')));
    return { size: side, path: squares.join('') };
  }, [of]);
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={text.handshake.qr}
      data-testid="qr"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
