/** Small drawings for buttons; the button says in words what it does. */

const PATHS = {
  play: 'M7 4.5v15l12.5-7.5z',
  pause: 'M6 4.5h4.2v15H6zM13.8 4.5H18v15h-4.2z',
  back: 'M12 5V1L6 6l6 5V7a6 6 0 1 1-6 6H4a8 8 0 1 0 8-8z',
  forward: 'M12 5V1l6 5-6 5V7a6 6 0 1 0 6 6h2a8 8 0 1 1-8-8z',
  sound:
    'M3 9v6h4l5 5V4L7 9zm13.5 3A4.5 4.5 0 0 0 14 8v8a4.5 4.5 0 0 0 2.5-4zM14 3.2v2.1a7 7 0 0 1 0 13.4v2.1a9 9 0 0 0 0-17.6z',
  muted:
    'M3 9v6h4l5 5V4L7 9zm18.3 0-1.4-1.4-2.4 2.5-2.5-2.5L13.6 9l2.5 2.5-2.5 2.4 1.4 1.5 2.5-2.5 2.4 2.5 1.4-1.5-2.4-2.4z',
  full: 'M5 14H3v7h7v-2H5zm-2-4h2V5h5V3H3zm16 9h-5v2h7v-7h-2zM14 3v2h5v5h2V3z',
  unfull: 'M3 16h5v5h2v-7H3zm5-8H3v2h7V3H8zm6 13h2v-5h5v-2h-7zm2-13V3h-2v7h7V8z',
  link: 'M10.6 13.4a1 1 0 0 1-1.4 1.4 5 5 0 0 1 0-7.1l3.5-3.5a5 5 0 0 1 7.1 7.1l-1.5 1.5a8 8 0 0 0-.4-2.4l.5-.5a3 3 0 1 0-4.3-4.3l-3.5 3.6a3 3 0 0 0 0 4.2zm2.8-4.2a1 1 0 0 1 1.4 0 5 5 0 0 1 0 7.1l-3.5 3.5a5 5 0 1 1-7.1-7.1l1.5-1.5c0 .8.2 1.6.4 2.4l-.5.5a3 3 0 1 0 4.3 4.3l3.5-3.6a3 3 0 0 0 0-4.2 1 1 0 0 1 0-1.4z',
  keyboard:
    'M20 5H4a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2V7a2 2 0 0 0-2-2zm-9 3h2v2h-2zm0 3h2v2h-2zM8 8h2v2H8zm0 3h2v2H8zm-1 2H5v-2h2zm0-3H5V8h2zm9 7H8v-2h8zm0-4h-2v-2h2zm0-3h-2V8h2zm3 3h-2v-2h2zm0-3h-2V8h2z',
  up: 'M12 6l7 8h-4.5v5h-5v-5H5z',
  cross:
    'M18.3 7.1 16.9 5.7 12 10.6 7.1 5.7 5.7 7.1l4.9 4.9-4.9 4.9 1.4 1.4 4.9-4.9 4.9 4.9 1.4-1.4-4.9-4.9z',
  top: 'M5 4h14v2.4H5zM12 8.5l7 7h-4.6v5H9.6v-5H5z',
  grip: 'M8 5h3v3H8zm5 0h3v3h-3zm-5 5.5h3v3H8zm5 0h3v3h-3zM8 16h3v3H8zm5 0h3v3h-3z',
  shuffle:
    'M16.5 4H21v4.5h-2V7.4l-3.6 3.6L14 9.6 17.6 6h-1.1zM3 6h4.4l10.2 10.2 1.4-1.4v-1.3h2V20h-6.5v-2h1.7L6.6 8H3zm6.6 7 1.4 1.4L7.4 18H3v-2h3.6z',
  skip: 'M5 4.5v15l10-7.5zM16.5 4.5H19v15h-2.5z',
  chat: 'M4 3h16a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H8l-5 4V5a2 2 0 0 1 1-2zm3 5v2h10V8zm0 4v2h7v-2z',
  search:
    'M10 3a7 7 0 1 0 4.3 12.5l5.1 5.1 1.4-1.4-5.1-5.1A7 7 0 0 0 10 3zm0 2a5 5 0 1 1 0 10 5 5 0 0 1 0-10z',
  options: 'M3 6h10v2H3zm14 0h4v2h-4zM14 4h2v6h-2zM3 16h4v2H3zm8 0h10v2H11zM8 14h2v6H8z',
  smile:
    'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm0 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM8.5 8a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zm7 0a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zM7.2 14a5 5 0 0 0 9.6 0z',
  reply: 'M10 5 3 12l7 7v-4.2c5 0 8.5 1.600 11 5.2-1-5-4-10-11-11z',
  more: 'M6 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm6 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm6 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4z',
  send: 'M3 20.5v-7l9-1.5-9-1.5v-7L21.5 12z',
} as const;

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
