/** Writing to a replay: notes of somebody who was not there, each at its moment. */
import { signal, useSignal } from '@preact/signals';
import { type Note, ProblemError, type Session } from '../../client';
import { formatTime } from '../format';
import { whoAmI } from '../handshake/inbox';
import { asKnown, asMe, keepName, meIfKnown, myName, myToken, rest } from '../identity';
import { text } from '../text';
import { toast } from '../toasts';
import type { Showing } from './showing';

/** The notes of one replay, as the server keeps them. */
export class Notes {
  /** Who I am, once the server knows me. */
  private readonly me = signal<string | null>(null);

  constructor(
    private readonly session: Session,
    /** Who brought the session here, where somebody did. */
    private readonly broughtBy: string | null,
    private readonly showing: Showing,
  ) {}

  /** A replay without its notes is a replay all the same. */
  async load(): Promise<void> {
    const [notes, me] = await Promise.all([
      asKnown((token) => rest.notes(this.session.id, token)).catch(() => []),
      meIfKnown(),
    ]);
    this.showing.notes.value = notes;
    this.me.value = me?.id ?? null;
  }

  mayDelete(note: Note): boolean {
    const me = this.me.value;
    return me !== null && [note.author, this.session.host, this.broughtBy].includes(me);
  }

  /** Returns whether it was kept. */
  async write(at: number, words: string): Promise<boolean> {
    try {
      const note = await asMe((token) =>
        rest.writeNote(this.session.id, token, { at: new Date(at).toISOString(), text: words }),
      );
      this.me.value = note.author;
      this.showing.notes.value = [...this.showing.notes.value, note];
      return true;
    } catch (error) {
      toast(text.replay.notWritten(whyNot(error)), 'trouble');
      return false;
    }
  }

  async remove(note: Note): Promise<void> {
    try {
      await asMe((token) => rest.deleteNote(this.session.id, token, note.id));
    } catch (error) {
      // Who was faster has done the same.
      if (!(error instanceof ProblemError && error.code === 'not_found')) {
        toast(text.replay.notDeleted(whyNot(error)), 'trouble');
        return;
      }
    }
    this.showing.notes.value = this.showing.notes.value.filter(({ id }) => id !== note.id);
  }
}

function whyNot(error: unknown): string {
  return error instanceof ProblemError ? error.message : text.trouble.unreachable;
}

/** What my notes are signed with. */
function calledNow(): string {
  return whoAmI.value?.name ?? myName();
}

/** I am called so from now on, for everybody who reads me. Returns whether that is so. */
async function callMe(name: string): Promise<boolean> {
  if (name === '' || name === calledNow()) return true;
  if (myToken.value === null) {
    keepName(name);
    return true;
  }
  try {
    const me = await asMe((token) => rest.renameMe(token, name));
    keepName(me.name);
    whoAmI.value = me;
    return true;
  } catch (error) {
    toast(text.replay.notRenamed(whyNot(error)), 'trouble');
    return false;
  }
}

/** Writes to the moment at which the writing began, while the replay may go on. */
export function WriteNote({ showing, notes }: { showing: Showing; notes: Notes }) {
  const words = useSignal('');
  const at = useSignal<number | null>(null);
  const sending = useSignal(false);
  const name = useSignal(calledNow());
  // Who is known already may still be called something that nobody has chosen.
  const naming = useSignal(myToken.value === null);
  // Not rounded up: it would lie ahead of where it was written.
  const moment = Math.floor(at.value ?? showing.at.value);
  const send = async () => {
    if (words.value.trim() === '' || sending.value) return;
    sending.value = true;
    const written = (await callMe(name.value.trim())) && (await notes.write(moment, words.value));
    if (written) {
      words.value = '';
      at.value = null;
      naming.value = false;
    }
    sending.value = false;
  };
  return (
    <form
      class="note-form"
      data-testid="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {!naming.value && (
        <p class="note-label">
          {text.replay.writeAs(calledNow())}{' '}
          <button
            type="button"
            class="linklike"
            data-testid="note-rename"
            onClick={() => {
              name.value = calledNow();
              naming.value = true;
            }}
          >
            {text.replay.otherName}
          </button>
        </p>
      )}
      {naming.value && (
        <label class="note-who">
          <span class="note-label">{text.replay.yourName}</span>
          <input
            type="text"
            maxLength={64}
            autocomplete="nickname"
            data-testid="note-name"
            value={name}
            onInput={(event) => {
              name.value = event.currentTarget.value;
            }}
          />
        </label>
      )}
      <label class="note-label" for="note-input">
        {text.replay.write(formatTime((moment - showing.replay.startMs) / 1000))}
      </label>
      <input
        id="note-input"
        data-testid="note-input"
        maxLength={2_000}
        autoComplete="off"
        placeholder={text.replay.writePlaceholder}
        value={words.value}
        onInput={(event) => {
          words.value = event.currentTarget.value;
          at.value = words.value === '' ? null : (at.value ?? showing.at.value);
        }}
      />
      <button type="submit" class="button" data-testid="note-send" disabled={sending.value}>
        {text.replay.send}
      </button>
    </form>
  );
}

export function DeleteNote({ note, notes }: { note: Note; notes: Notes }) {
  const label = text.replay.deleteNote(note.name);
  return (
    <button
      type="button"
      class="note-delete"
      aria-label={label}
      title={label}
      data-testid="note-delete"
      onClick={() => void notes.remove(note)}
    >
      ×
    </button>
  );
}
