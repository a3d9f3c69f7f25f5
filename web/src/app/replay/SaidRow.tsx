/** What somebody said, in the list of a replay: as it stood in the chat at that moment. */
import '../styles/chat.css';
import { text } from '../text';
import { MessageText } from '../watch/chat/MessageText';
import type { Item } from './items';
import { saidBy } from './said';
import type { Showing } from './showing';

export function SaidRow({ item, showing }: { item: Item; showing: Showing }) {
  const { event } = item;
  const { names } = showing.replay;
  const said = event === null ? null : saidBy(event, showing.changes.get(event.seq), showing.reached.value);
  if (event === null || said === null) return <span>{item.words}</span>;
  const video = event.event.type === 'said' ? event.event.media?.video : undefined;
  return (
    <span class="said-row">
      <bdi class="note-name">{names.get(event.by ?? '') ?? text.did.someone}</bdi>
      {said.text === null ? (
        <span class="message-gone">{text.chat.deleted}</span>
      ) : (
        <MessageText
          message={{ text: said.text, mentions: [...said.mentions] }}
          me=""
          nameOf={(id) => names.get(id)}
          goTo={text.replay.goTo}
          onTime={(seconds) => showing.seekToMedia(seconds, video)}
        />
      )}
      {said.edited && said.text !== null && <span class="message-note">{text.chat.edited}</span>}
      {said.reactions.size > 0 && (
        <span class="said-reactions">
          {[...said.reactions].map(([emoji, count]) => (
            <span key={emoji} class="chip" role="img" aria-label={text.chat.reaction(emoji, count)}>
              {emoji} {count}
            </span>
          ))}
        </span>
      )}
    </span>
  );
}
