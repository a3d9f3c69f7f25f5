import { useSignal } from '@preact/signals';
import type { Message, Role, Unsent } from '../../../client';
import { formatClock, formatTime, listed } from '../../format';
import { text } from '../../text';
import { Avatar } from '../../ui/Avatar';
import { Icon } from '../../ui/Icon';
import type { Party } from '../party';
import { ReactionPicker } from './EmojiPicker';
import { MessageText } from './MessageText';

interface MessageRowProps {
  message: Message;
  /** It follows another of the same person, whose name stands above. */
  isGrouped: boolean;
  party: Party;
}

export function MessageRow({ message, isGrouped, party }: MessageRowProps) {
  const { me, members } = party.view.value;
  const name = members.get(message.by)?.name ?? message.name ?? text.did.someone;
  const isMine = message.by === me.id;
  const isToMe = message.mentions.includes(me.id);
  const classes = ['message', isGrouped && 'grouped', isMine && 'own', isToMe && 'to-me'].filter(Boolean);
  return (
    <article
      class={classes.join(' ')}
      id={`message-${message.id}`}
      data-testid="message"
      data-id={message.id}
      data-by={name}
      data-deleted={message.text === null}
    >
      {!isGrouped && <Avatar id={message.by} name={name} />}
      <div class="message-body">
        {message.reply_to !== null && <Quoted id={message.reply_to} party={party} />}
        {!isGrouped && (
          <header class="message-head">
            <bdi class="message-name">{name}</bdi>
            <LeadBadge role={members.get(message.by)?.role} />
            <When message={message} party={party} />
          </header>
        )}
        {message.text === null ? (
          <p class="message-gone">{goneWords(message)}</p>
        ) : (
          <MessageText
            message={message}
            me={me.id}
            nameOf={(id) => members.get(id)?.name}
            onTime={party.away.value ? undefined : (seconds) => party.seekTo(seconds)}
          />
        )}
        {message.edited_at !== null && <span class="message-note">{text.chat.edited}</span>}
        <Reactions message={message} party={party} />
      </div>
      {isGrouped && <When message={message} party={party} />}
      {message.text !== null && <Actions message={message} party={party} />}
    </article>
  );
}

/** Who leads, at a glance. */
function LeadBadge({ role }: { role: Role | undefined }) {
  if (role !== 'host' && role !== 'co_host') return null;
  return (
    <span class={`badge role-${role}`} data-testid="message-role">
      {text.roles.badges[role]}
    </span>
  );
}

function goneWords({ by, deleted_by }: Message): string {
  return deleted_by === null || deleted_by === by ? text.chat.deleted : text.chat.removed;
}

/** When it was said, and where the video was. */
function When({ message, party }: { message: Message; party: Party }) {
  const { media, at } = message;
  const isOfThis = media !== null && media.video === party.view.value.timeline.video;
  const said = new Date(at);
  return (
    <span class="message-when">
      {isOfThis && !party.away.value && (
        <button
          type="button"
          class="time-link"
          title={text.chat.goTo(formatTime(media.position))}
          data-testid="message-media"
          onClick={() => party.seekTo(media.position)}
        >
          {formatTime(media.position)}
        </button>
      )}
      <time dateTime={said.toISOString()} title={said.toLocaleString()}>
        {formatClock(at)}
      </time>
    </span>
  );
}

function Quoted({ id, party }: { id: number; party: Party }) {
  const answered = party.chat.state.value.messages.find((message) => message.id === id);
  const name =
    answered && (party.view.value.members.get(answered.by)?.name ?? answered.name ?? text.did.someone);
  const show = () => {
    document.getElementById(`message-${id}`)?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  };
  return (
    <button type="button" class="message-quoted" data-testid="message-quoted" onClick={show}>
      {answered === undefined ? (
        text.chat.olderMessage
      ) : (
        <>
          <bdi class="message-name">{name}</bdi> <bdi>{answered.text ?? text.chat.deleted}</bdi>
        </>
      )}
    </button>
  );
}

function Reactions({ message, party }: { message: Message; party: Party }) {
  if (message.reactions.length === 0) return null;
  const { me, members } = party.view.value;
  const nameOf = (id: string) => (id === me.id ? text.did.you : (members.get(id)?.name ?? text.did.someone));
  return (
    <div class="reactions">
      {message.reactions.map(({ emoji, count, by }) => (
        <button
          key={emoji}
          type="button"
          class="reaction"
          aria-pressed={by.includes(me.id)}
          aria-label={text.chat.reaction(emoji, count)}
          title={listed(by.map(nameOf))}
          data-testid="reaction"
          data-emoji={emoji}
          onClick={() => party.chat.react(message, emoji)}
        >
          <span aria-hidden="true">{emoji}</span> {count}
        </button>
      ))}
    </div>
  );
}

/** What can be done with a message; shown when one points at it or gets to it with the keyboard. */
function Actions({ message, party }: { message: Message; party: Party }) {
  const { chat } = party;
  const open = useSignal<'none' | 'emoji' | 'menu'>('none');
  const isMine = message.by === party.view.value.me.id;
  const moderates = chat.home.moderates();
  const toggle = (what: 'emoji' | 'menu') => () => {
    open.value = open.value === what ? 'none' : what;
  };
  const close = () => {
    open.value = 'none';
  };
  const entries = [
    isMine && {
      id: 'edit',
      words: text.chat.edit,
      run: () => {
        chat.replyTo.value = null;
        chat.editing.value = message;
        chat.focus();
      },
    },
    (isMine || moderates) && { id: 'delete', words: text.chat.delete, run: () => void chat.remove(message) },
    { id: 'copy', words: text.chat.copy, run: () => void copy(message.text ?? '') },
    !isMine && { id: 'report', words: text.chat.report, run: () => void chat.report(message) },
  ].filter((entry) => entry !== false);
  return (
    <div
      role="toolbar"
      aria-label={text.chat.more}
      class={open.value === 'none' ? 'message-actions' : 'message-actions open'}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
      onFocusOut={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) close();
      }}
    >
      <button
        type="button"
        class="chat-tool"
        aria-label={text.chat.react}
        title={text.chat.react}
        aria-expanded={open.value === 'emoji'}
        data-testid="message-react"
        onClick={toggle('emoji')}
      >
        <Icon name="smile" />
      </button>
      <button
        type="button"
        class="chat-tool"
        aria-label={text.chat.reply}
        title={text.chat.reply}
        data-testid="message-reply"
        onClick={() => {
          chat.editing.value = null;
          chat.replyTo.value = message;
          chat.focus();
        }}
      >
        <Icon name="reply" />
      </button>
      <button
        type="button"
        class="chat-tool"
        aria-label={text.chat.more}
        title={text.chat.more}
        aria-expanded={open.value === 'menu'}
        data-testid="message-more"
        onClick={toggle('menu')}
      >
        <Icon name="more" />
      </button>
      {open.value === 'emoji' && (
        <ReactionPicker
          onPick={(emoji) => {
            close();
            chat.react(message, emoji);
          }}
        />
      )}
      {open.value === 'menu' && (
        <ul class="chat-menu" data-testid="message-menu">
          {entries.map(({ id, words, run }) => (
            <li key={id}>
              <button
                type="button"
                data-testid={`message-${id}`}
                onClick={() => {
                  close();
                  run();
                }}
              >
                {words}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

async function copy(words: string): Promise<void> {
  await navigator.clipboard?.writeText(words).catch(() => undefined);
}

interface UnsentRowProps {
  unsent: Unsent;
  party: Party;
  onEdit: () => void;
}

/** What the server has not taken yet. */
export function UnsentRow({ unsent, party, onEdit }: UnsentRowProps) {
  const { chat } = party;
  const { me, members } = party.view.value;
  const { say, refused, id } = unsent;
  const message = { text: say.text, mentions: say.mentions ?? [] };
  return (
    <article class="message own unsent" data-testid="unsent" data-refused={refused !== null}>
      <Avatar id={me.id} name={me.name} />
      <div class="message-body">
        <MessageText message={message} me={me.id} nameOf={(of) => members.get(of)?.name} />
        {refused === null ? (
          <span class="message-note">{text.chat.sending}</span>
        ) : (
          <span class="message-note trouble">
            {text.trouble.refused(refused)}{' '}
            <button
              type="button"
              class="linklike"
              data-testid="unsent-retry"
              onClick={() => chat.retryUnsent(id)}
            >
              {text.tryAgain}
            </button>{' '}
            {chat.editing.value === null && (
              <>
                <button type="button" class="linklike" data-testid="unsent-edit" onClick={onEdit}>
                  {text.chat.edit}
                </button>{' '}
              </>
            )}
            <button
              type="button"
              class="linklike"
              data-testid="unsent-discard"
              onClick={() => chat.discard(id)}
            >
              {text.chat.discard}
            </button>
          </span>
        )}
      </div>
    </article>
  );
}
