/** What a link leads to that is no single video, and all of it for the queue at a press. */
import '../../styles/list-offer.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Catalogue, type CatalogVideo, type ResolvedVideos } from '../../../client';
import { formatTime } from '../../format';
import { asMe, rest } from '../../identity';
import { text } from '../../text';
import { listText as words } from '../../text-lists';
import { troubleWords } from '../../ui/trouble-words';
import type { Party } from '../party';
import { type Added, addList, titleOf } from './add-list';
import { QUEUE_ADD_MAX } from './desk';

const catalogue = new Catalogue(rest);

interface ListOfferProps {
  party: Party;
  url: string;
  /** Called with whether something was added. */
  onClose: (added: boolean) => void;
}

type Stands =
  | { readonly at: 'looking' }
  | { readonly at: 'failed'; readonly why: string }
  | { readonly at: 'found'; readonly list: ResolvedVideos }
  | { readonly at: 'adding'; readonly done: number; readonly all: number }
  | { readonly at: 'added'; readonly came: Added };

export function ListOffer({ party, url, onClose }: ListOfferProps) {
  const stands = useSignal<Stands>({ at: 'looking' });
  useEffect(() => {
    asMe((token) => catalogue.resolve(token, url)).then(
      (list) => {
        stands.value = { at: 'found', list };
      },
      (error: unknown) => {
        stands.value = { at: 'failed', why: troubleWords(error) };
      },
    );
  }, []);
  const add = async (videos: readonly CatalogVideo[]) => {
    const all = videos.length;
    stands.value = { at: 'adding', done: 0, all };
    const came = await addList(
      videos,
      (items) => party.queue.addItems(items),
      (done) => {
        stands.value = { at: 'adding', done, all };
      },
    );
    if (came.left.length === 0) onClose(true);
    else stands.value = { at: 'added', came };
  };
  const now = stands.value;
  return (
    <section class="list-offer" aria-label={words.label} data-testid="list-offer">
      {now.at === 'looking' && <p role="status">{words.looking}</p>}
      {now.at === 'failed' && (
        <p class="note bad" role="alert" data-testid="list-failed">
          {now.why}
        </p>
      )}
      {now.at === 'found' && <Found party={party} list={now.list} onAdd={(videos) => void add(videos)} />}
      {now.at === 'adding' && (
        <p role="status" data-testid="list-adding">
          <progress value={now.done} max={now.all} /> {words.adding(now.done, now.all)}
        </p>
      )}
      {now.at === 'added' && <LeftOut came={now.came} />}
      {now.at !== 'adding' && (
        <button
          type="button"
          class="button small"
          data-testid="list-close"
          onClick={() => onClose(now.at === 'added' && now.came.added > 0)}
        >
          {now.at === 'added' ? words.close : text.cancel}
        </button>
      )}
    </section>
  );
}

interface FoundProps {
  party: Party;
  list: ResolvedVideos;
  onAdd: (videos: readonly CatalogVideo[]) => void;
}

function Found({ party, list: { videos, more }, onAdd }: FoundProps) {
  if (videos.length === 0) return <p role="status">{words.nothing}</p>;
  const room = party.queue.room;
  const fits = Math.min(videos.length, QUEUE_ADD_MAX, room);
  const isAll = fits === videos.length && !more;
  return (
    <>
      <p role="status" data-testid="list-found">
        {words.found(videos.length, more)}
      </p>
      <ol class="list-videos" data-testid="list-videos">
        {videos.slice(0, Math.max(fits, 1)).map((video) => (
          <li key={video.id}>
            <span class="queue-title">{titleOf(video)}</span>
            {video.length !== null && <span class="queue-sub">{formatTime(video.length)}</span>}
          </li>
        ))}
      </ol>
      {room < Math.min(videos.length, QUEUE_ADD_MAX) && (
        <p class="note" data-testid="list-room">
          {room === 0 ? words.noRoom : words.onlySo(room)}
        </p>
      )}
      {fits > 0 && (
        <button
          type="button"
          class="button primary small"
          data-testid="list-add"
          disabled={party.away.value}
          onClick={() => onAdd(videos.slice(0, fits))}
        >
          {isAll ? words.addAll(fits) : words.addFirst(fits)}
        </button>
      )}
    </>
  );
}

function LeftOut({ came: { added, left } }: { came: Added }) {
  return (
    <>
      <p role="status" data-testid="list-added">
        {words.added(added)}. {words.left(left.length)}
      </p>
      <ul class="list-left" data-testid="list-left">
        {left.map(({ title, why }, index) => (
          <li key={`${index}-${title}`}>
            <span class="queue-title">{title}</span>
            <span class="queue-sub">{why}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
