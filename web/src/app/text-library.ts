/** What people read about the server's own videos. */
import type { LibraryVideo } from '../client';
import { formatDuration } from './format';

const MEGABYTE = 1_000_000;

const size = (bytes: number) =>
  bytes < 1000 * MEGABYTE
    ? `${Math.max(1, Math.round(bytes / MEGABYTE))} MB`
    : `${(bytes / MEGABYTE / 1000).toFixed(1)} GB`;

export const libraryText = {
  button: 'From this server’s library',
  title: 'This server’s library',
  search: 'Search the library',
  nothing: (words: string) => (words === '' ? 'There is nothing here yet.' : `Nothing fits “${words}”.`),
  about: ({ folder, bytes, length }: Pick<LibraryVideo, 'folder' | 'bytes' | 'length'>) =>
    [folder, length === null ? null : formatDuration(length), size(bytes)]
      .filter((part) => part !== null)
      .join(' · '),
};
