/**
 * A replay as one page that needs no server and no network: what happened, who was there, and a small viewer. Pure. All
 * that people wrote goes through `escaped`; the page's own rules forbid every script but its own, and every request.
 */
import {
  arrivalsOf,
  departuresOf,
  HEAT_HEIGHT,
  HEAT_WIDTH,
  heatOf,
  heatPath,
  type Replay,
  type Session,
} from '../../client';
import { formatDuration, formatTime } from '../format';
import { text } from '../text';
import { escaped } from './escaped';
import { beatsOf, groupsOf, type Item, warmthOf } from './items';
import type { Group } from './kinds';
import { savedSayings } from './saved-said';
import { SCRIPT, SCRIPT_HASH, STYLE } from './saved-viewer';

export interface Saved {
  readonly session: Session;
  readonly replay: Replay;
  readonly items: readonly Item[];
  /** Where the replay is on its server. */
  readonly link: string;
  readonly savedMs: number;
}

export function savedPage({ session, replay, items, link, savedMs }: Saved): string {
  const words = text.replay.page;
  const title = escaped(session.title);
  const lengthS = replay.lengthMs / 1000;
  const people = [...spansOf(replay).values()];
  const facts = [
    words.began(new Date(replay.startMs).toLocaleString()),
    words.lasted(formatDuration(lengthS)),
    words.took(people.length),
    words.from(new Date(savedMs).toLocaleDateString(), link),
  ];
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src '${SCRIPT_HASH}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Sameframe">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1><bdi>${title}</bdi></h1>
<p>${facts.map(escaped).join(' · ')}</p>
<p>${escaped(words.video)} ${videoLink(session.url, link)}</p>
</header>
<section id="viewer" hidden>
${heatDrawing(items, replay)}
<input id="at" type="range" min="0" max="${Math.ceil(lengthS)}" value="0" step="1" aria-label="${escaped(words.moment)}">
<div id="tools"><output id="time">0:00</output>
${groupsOf(items).map(groupBox).join('\n')}
<input id="search" type="search" placeholder="${escaped(words.search)}" aria-label="${escaped(words.search)}"></div>
</section>
<main>
<section><h2>${escaped(words.happened)}</h2>
<ol id="rows">
${rows(items, replay)}
</ol></section>
<section><h2>${escaped(words.people)}</h2>
<ul id="people" data-there="${escaped(words.there)}">
${people.map((person) => personRow(person, replay)).join('\n')}
</ul></section>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

/** Only what a browser opens as a page or a file is a link. */
function videoLink(url: string, base: string): string {
  const whole = URL.canParse(url, base) ? new URL(url, base) : null;
  if (whole === null || !/^https?:$/.test(whole.protocol)) return `<bdi>${escaped(url)}</bdi>`;
  return `<a href="${escaped(whole.href)}" rel="noopener noreferrer nofollow">${escaped(whole.href)}</a>`;
}

function heatDrawing(items: readonly Item[], replay: Replay): string {
  const path = heatPath(
    heatOf([...beatsOf(items), ...warmthOf(replay.events)], replay.startMs, replay.endMs),
  );
  return `<svg viewBox="0 0 ${HEAT_WIDTH} ${HEAT_HEIGHT}" preserveAspectRatio="none" aria-hidden="true"><path d="${path}"/></svg>`;
}

function groupBox(group: Group): string {
  const name = escaped(text.replay.groups[group]);
  return `<label><input type="checkbox" data-group="${group}" checked> ${name}</label>`;
}

function rows(items: readonly Item[], replay: Replay): string {
  const sayings = savedSayings(items, replay);
  return items
    .filter((item) => !sayings.tellsOf(item))
    .map((item) => {
      const seconds = (item.at - replay.startMs) / 1000;
      const words = sayings.htmlOf(item) ?? `<bdi>${escaped(item.words)}</bdi>`;
      return `<li data-at="${seconds.toFixed(3)}" data-group="${item.kind.group}"><time>${formatTime(seconds)}</time> ${words}</li>`;
    })
    .join('\n');
}

interface Person {
  name: string;
  /** From and to, in party time; the last one may still go on. */
  readonly spans: [number, number | null][];
}

/** When each person was there. */
function spansOf(replay: Replay): Map<string, Person> {
  const people = new Map<string, Person>();
  const end = (id: string, at: number) => {
    const open = people.get(id)?.spans.findLast(([, to]) => to === null);
    if (open !== undefined) open[1] = at;
  };
  for (const { at, event } of replay.events) {
    for (const { member, name } of arrivalsOf(event)) {
      const person = people.get(member) ?? { name, spans: [] };
      person.name = name;
      person.spans.push([at, null]);
      people.set(member, person);
    }
    for (const member of departuresOf(event)) end(member, at);
    if (event.type === 'renamed') {
      const person = people.get(event.member);
      if (person !== undefined) person.name = event.name;
    } else if (event.type === 'ended') {
      for (const id of people.keys()) end(id, at);
    }
  }
  return people;
}

function personRow({ name, spans }: Person, { startMs, endMs }: Replay): string {
  const seconds = (at: number) => (at - startMs) / 1000;
  const whole = spans.map(([from, to]) => [seconds(from), seconds(to ?? endMs)] as const);
  const data = whole.map(([from, to]) => `${from.toFixed(3)} ${to.toFixed(3)}`).join(',');
  const words = whole.map(([from, to]) => `${formatTime(from)}–${formatTime(to)}`).join(', ');
  return `<li data-spans="${data}"><bdi>${escaped(name)}</bdi> <small>${words}</small></li>`;
}
