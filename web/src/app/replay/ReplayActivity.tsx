import { useEffect, useRef } from 'preact/hooks';
import { formatTime } from '../format';
import { text } from '../text';
import { groupsOf, type Item, layerKey, layersOf } from './items';
import { DeleteNote, type Notes } from './notes';
import { SaidRow } from './SaidRow';
import type { Showing } from './showing';

/** Of a long evening only this many rows before and after the moment are there at once. */
const AROUND = 200;

/** What happened, in step with the replay; a click goes there. */
export function ReplayActivity({ showing, notes }: { showing: Showing; notes: Notes | null }) {
  const { replay } = showing;
  const list = useRef<HTMLOListElement>(null);
  const items = showing.listed.value;
  const index = showing.current.value;
  const from = Math.max(0, index - AROUND);
  const to = Math.min(items.length, Math.max(index, 0) + AROUND);
  useEffect(() => {
    const row = list.current?.querySelector<HTMLElement>('.current');
    const body = list.current?.closest('.panel-body');
    if (row === null || row === undefined || body === null || body === undefined) return;
    body.scrollTo({ top: row.offsetTop - body.clientHeight / 2 });
  }, [items[index]?.key]);
  return (
    <>
      <Filters showing={showing} />
      <Ahead showing={showing} />
      {showing.items.value.length === 0 && <p class="empty">{text.replay.nothingShown}</p>}
      <ol class="activity" data-testid="activity" ref={list}>
        <More item={items[from - 1]} words={text.replay.earlier(from)} showing={showing} />
        {items.slice(from, to).map((item, offset) => (
          <Row
            key={item.key}
            item={item}
            time={formatTime((item.at - replay.startMs) / 1000)}
            when={from + offset === index ? 'current' : from + offset < index ? 'past' : 'future'}
            notes={notes}
            showing={showing}
            onPick={() => showing.seekTo(item.at)}
          />
        ))}
        <More item={items[to]} words={text.replay.later(items.length - to)} showing={showing} />
      </ol>
    </>
  );
}

interface RowProps {
  item: Item;
  time: string;
  when: 'past' | 'current' | 'future';
  notes: Notes | null;
  showing: Showing;
  onPick: () => void;
}

function Row({ item, time, when, notes, showing, onPick }: RowProps) {
  const { Row: Body } = item.kind;
  // What was said has links of its own: only the time beside it leads to its moment.
  const isSaid = item.event?.event.type === 'said';
  return (
    <li
      class={`activity-row ${when}${isSaid ? ' said' : ''}`}
      data-testid="activity-row"
      data-type={item.type}
      data-seq={item.event?.seq}
    >
      <button
        type="button"
        class="activity-jump"
        aria-label={text.replay.jumpTo(time, item.words)}
        aria-current={when === 'current' ? 'true' : undefined}
        onClick={onPick}
      >
        <time>{time}</time>
        {!isSaid && <Body item={item} />}
      </button>
      {isSaid && <SaidRow item={item} showing={showing} />}
      {item.note !== null && notes?.mayDelete(item.note) && <DeleteNote note={item.note} notes={notes} />}
    </li>
  );
}

/** Whoever was not there wants no surprise told before its time. */
function Ahead({ showing }: { showing: Showing }) {
  return (
    <label class="check ahead">
      <input
        type="checkbox"
        checked={showing.showsAhead.value}
        data-testid="show-ahead"
        onChange={(event) => showing.setAhead(event.currentTarget.checked)}
      />
      {text.replay.showAhead}
    </label>
  );
}

/** Goes to where the rows end that are there. */
function More({ item, words, showing }: { item: Item | undefined; words: string; showing: Showing }) {
  if (item === undefined) return null;
  return (
    <li>
      <button type="button" class="button more" onClick={() => showing.seekTo(item.at)}>
        {words}
      </button>
    </li>
  );
}

function Filters({ showing }: { showing: Showing }) {
  const groups = groupsOf(showing.all.value);
  if (groups.length < 2) return null;
  return (
    <fieldset class="chips" aria-label={text.replay.filter} data-testid="filters">
      {groups.map((group) => (
        <Chip key={group} showing={showing} what={group} label={text.replay.groups[group]} />
      ))}
      {layersOf(showing.all.value).map(({ author, name, notes }) => (
        <Chip
          key={layerKey(author)}
          showing={showing}
          what={layerKey(author)}
          label={text.replay.layer(name, notes)}
          title={text.replay.layerLabel(name)}
        />
      ))}
    </fieldset>
  );
}

function Chip(props: { showing: Showing; what: string; label: string; title?: string }) {
  const { showing, what, label, title } = props;
  return (
    <button
      type="button"
      class="chip"
      title={title}
      aria-pressed={!showing.hidden.value.has(what)}
      data-testid="filter"
      data-what={what}
      onClick={() => showing.toggle(what)}
    >
      <bdi>{label}</bdi>
    </button>
  );
}
