/** How the things that happened look in the list of a replay. */
import { Avatar } from '../ui/Avatar';
import type { Item } from './items';

export function PlainRow({ item }: { item: Item }) {
  return <span>{item.words}</span>;
}

/** Only signs that show a feeling: they are shown large. */
const FEELING = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f|\s){1,12}$/u;

export function NoteRow({ item: { note } }: { item: Item }) {
  if (note === null) return null;
  return (
    <span class="note-row">
      <Avatar id={note.author} name={note.name} />
      <span class="note-body">
        <bdi class="note-name">{note.name}</bdi>
        <bdi class={FEELING.test(note.text) ? 'note-text large' : 'note-text'}>{note.text}</bdi>
      </span>
    </span>
  );
}
