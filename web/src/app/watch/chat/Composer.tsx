import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Member } from '../../../client';
import { folded } from '../../folded';
import { text } from '../../text';
import { Avatar } from '../../ui/Avatar';
import { Icon } from '../../ui/Icon';
import type { Party } from '../party';
import { withDraft } from './draft';
import { EmojiPicker } from './EmojiPicker';
import { mentioned, nameBegun } from './mentions';

const CHARS_MAX = 2_000;
/** What is longer freezes the page before anybody can shorten it. A sign takes one of these or two. */
const KEPT_MAX = 2 * CHARS_MAX;
const SUGGESTED_MAX = 6;

interface ComposerProps {
  party: Party;
  /** What is to be written anew; taken from there. */
  draft: Signal<string | null>;
}

/** Where one writes, or reads why one may not. Enter sends; with Shift it begins a line. */
export function Composer({ party, draft }: ComposerProps) {
  const { chat } = party;
  const field = useRef<HTMLTextAreaElement>(null);
  const words = useSignal('');
  const caret = useSignal(0);
  const picking = useSignal(false);
  const chosen = useSignal(0);
  const editing = chat.editing.value;
  const why = party.whyNot(editing === null ? 'say' : 'edit_own');
  const wanted = useRef(chat.wantsFocus.value);

  useSignalEffect(() => {
    const wants = chat.wantsFocus.value;
    if (wants !== wanted.current) field.current?.focus();
    wanted.current = wants;
  });
  useSignalEffect(() => {
    const again = draft.value;
    if (again === null) return;
    draft.value = null;
    write(withDraft(again, words.peek()), again.length);
    field.current?.focus();
  });
  useEffect(() => {
    if (editing !== null) write(editing.text ?? '');
  }, [editing]);

  const members = [...party.view.value.members.values()];
  const others = members.filter(({ id }) => id !== party.view.value.me.id);
  const begun = nameBegun(words.value, caret.value);
  const suggested = begun === null ? [] : matching(others, begun);

  /** Puts a text in, with the caret at its end or where told. */
  function write(next: string, at = next.length): void {
    next = next.slice(0, KEPT_MAX);
    words.value = next;
    caret.value = at;
    const box = field.current;
    if (box === null) return;
    box.value = next;
    box.setSelectionRange(at, at);
    growWith(box);
  }

  function insert(piece: string): void {
    const at = field.current?.selectionStart ?? words.value.length;
    write(
      words.value.slice(0, at) + piece + words.value.slice(field.current?.selectionEnd ?? at),
      at + piece.length,
    );
    field.current?.focus();
  }

  function complete(member: Member): void {
    const start = caret.value - (begun?.length ?? 0) - 1;
    const named = `@${member.name} `;
    write(words.value.slice(0, start) + named + words.value.slice(caret.value), start + named.length);
    field.current?.focus();
  }

  function send(): void {
    const said = words.value.trim();
    if (why !== null || said === '' || [...said].length > CHARS_MAX) return;
    const mentions = mentioned(said, members);
    if (editing === null) chat.say(said, mentions);
    else void chat.edit(editing, said, mentions);
    picking.value = false;
    write('');
  }

  function stop(): void {
    if (picking.value) picking.value = false;
    else if (editing !== null) {
      chat.editing.value = null;
      write('');
    } else if (chat.replyTo.value !== null) chat.replyTo.value = null;
    else field.current?.blur();
  }

  function onKey(event: KeyboardEvent): void {
    // While an input method composes, its keys are its own.
    if (event.isComposing) return;
    const choosing = suggested.length > 0;
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const choice = suggested[Math.min(chosen.value, suggested.length - 1)];
    if (choosing && move !== 0) {
      chosen.value = (chosen.value + move + suggested.length) % suggested.length;
    } else if (choosing && choice !== undefined && (event.key === 'Enter' || event.key === 'Tab')) {
      complete(choice);
    } else if (event.key === 'Enter' && !event.shiftKey) send();
    else if (event.key === 'Escape') stop();
    else if (event.key === 'ArrowUp' && words.value === '' && editing === null) {
      const last = chat.lastOfMine();
      if (last === undefined) return;
      chat.editing.value = last;
    } else return;
    event.preventDefault();
  }

  const left = CHARS_MAX - [...words.value].length;
  const { settings } = party.view.value;
  const wait = Math.max(chat.state.value.rules.slow_mode_s, settings.slow_mode_s);
  const slow = chat.home.moderates() ? 0 : wait;
  return (
    <div class="composer">
      <About party={party} onStop={stop} />
      {suggested.length > 0 && (
        <ul class="chat-menu mentions" aria-label={text.chat.mention}>
          {suggested.map((member, index) => (
            <li key={member.id}>
              <button
                type="button"
                class={index === chosen.value ? 'chosen' : ''}
                data-testid="mention-choice"
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => complete(member)}
              >
                <Avatar id={member.id} name={member.name} /> <bdi>{member.name}</bdi>
              </button>
            </li>
          ))}
        </ul>
      )}
      {picking.value && <EmojiPicker onPick={insert} />}
      <div class="composer-row">
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          maxLength={KEPT_MAX}
          class="composer-field"
          placeholder={why ?? text.chat.placeholder}
          disabled={why !== null}
          title={why ?? undefined}
          aria-label={text.chat.placeholder}
          enterkeyhint="send"
          data-testid="composer"
          onInput={(event) => {
            // A script knows no bound.
            if (event.currentTarget.textLength > KEPT_MAX) return write(event.currentTarget.value);
            words.value = event.currentTarget.value;
            caret.value = event.currentTarget.selectionStart;
            chosen.value = 0;
            growWith(event.currentTarget);
          }}
          onSelect={(event) => {
            caret.value = event.currentTarget.selectionStart;
          }}
          onKeyDown={onKey}
        />
        <button
          type="button"
          class="chat-tool"
          aria-label={text.chat.emoji}
          title={text.chat.emoji}
          aria-expanded={picking.value}
          disabled={why !== null}
          data-testid="emoji"
          onClick={() => {
            picking.value = !picking.value;
          }}
        >
          <Icon name="smile" />
        </button>
        <button
          type="button"
          class="chat-tool send"
          aria-label={text.chat.send}
          title={text.chat.send}
          disabled={why !== null || words.value.trim() === '' || left < 0}
          data-testid="send"
          onClick={send}
        >
          <Icon name="send" />
        </button>
      </div>
      {(left < 200 || slow > 0) && (
        <p class="composer-note">
          {slow > 0 && <span>{text.chat.slow(slow)}</span>}
          {left < 200 && (
            <span class={left < 0 ? 'trouble' : ''}>
              {words.value.length < KEPT_MAX ? text.chat.left(left) : text.chat.cut}
            </span>
          )}
        </p>
      )}
    </div>
  );
}

/** What is answered, or changed. */
function About({ party, onStop }: { party: Party; onStop: () => void }) {
  const { chat } = party;
  const about = chat.editing.value ?? chat.replyTo.value;
  if (about === null) return null;
  const name = party.view.value.members.get(about.by)?.name ?? about.name ?? text.did.someone;
  return (
    <p class="composer-about" data-testid="composer-about">
      <span class="grow">
        {chat.editing.value === null ? text.chat.replyingTo(name) : text.chat.editing}:{' '}
        <bdi>{about.text}</bdi>
      </span>
      <button type="button" class="linklike" onClick={onStop}>
        {text.cancel}
      </button>
    </p>
  );
}

function matching(members: readonly Member[], begun: string): Member[] {
  const wanted = folded(begun);
  return members.filter(({ name }) => folded(name).startsWith(wanted)).slice(0, SUGGESTED_MAX);
}

/** As high as its text, to a limit that the style sheet sets. */
function growWith(box: HTMLTextAreaElement): void {
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight + 2}px`;
}
