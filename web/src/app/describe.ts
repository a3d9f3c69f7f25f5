/** An event of the log as a sentence. */
import { type EventFrame, namesAll } from '../client';
import { formatWhen, listed } from './format';
import { text } from './text';
import { describeQueue, isQueueWorthReading } from './watch/queue/describe-queue';

/** What the server calls somebody who has deleted everything about themselves. */
const ERASED_NAME = 'Somebody who left';

/** `nameOf` knows the members; the server's own doings have no member. `was` is the former name of who has another now. */
export function describe(
  { by, by_name, event }: EventFrame,
  nameOf: (id: string) => string | undefined,
  was?: string,
): string {
  const { did, predictions } = text;
  const who = (by === null ? undefined : nameOf(by)) ?? by_name ?? did.someone;
  switch (event.type) {
    case 'created':
      return did.created(nameOf(event.host) ?? who);
    case 'joined':
      return event.visit > 1 ? did.cameBack(event.name) : did.joined(event.name);
    case 'left': {
      const name = leaver(event.member, nameOf);
      if (event.reason === 'removed') return did.hadToLeave(name);
      return event.reason === 'gone' ? did.lost(name) : did.left(name);
    }
    case 'came':
      return did.joined(
        some(
          event.people.map(({ name }) => name),
          event.count,
        ),
      );
    case 'went':
      return did.left(
        some(
          event.people.map(({ member }) => leaver(member, nameOf)),
          event.count,
        ),
      );
    case 'renamed':
      return did.renamed(was === undefined || was === event.name ? did.someone : was, event.name);
    case 'rescheduled':
      return event.starts_at === null ? did.unplanned(who) : did.planned(who, formatWhen(event.starts_at));
    case 'loaded':
      return did.loaded(who);
    case 'length_set':
      return did.lengthSet(event.length);
    case 'played':
      return did.played(who);
    case 'paused':
      if (event.reason === 'end_of_video') return did.endOfVideo;
      return event.reason === 'nobody_here' ? did.nobodyHere : did.paused(who);
    case 'seeked':
      return did.seeked(who, event.to);
    case 'rate_set':
      return did.rate(who, event.rate);
    case 'hold_began':
      return did.holding[event.reason](names(event.of, nameOf));
    case 'hold_ended':
      return event.how === 'anyway'
        ? did.wentOnAnyway(who)
        : did.wentOn[event.how](names(event.late, nameOf));
    case 'confirmation_asked':
      return did.asked;
    case 'answered':
      return event.answer === 'confirm'
        ? did.confirmed(nameOf(event.member) ?? who)
        : did.rejected(nameOf(event.member) ?? who);
    case 'confirmation_closed':
      return did.closed[event.verdict];
    case 'undone':
      return did.undone(who);
    case 'said':
      return did.said(who, event.text);
    case 'message_edited':
      return did.saidAnew(who, event.text);
    case 'message_deleted':
      return did.tookBack(who);
    case 'reacted_to_message':
      return did.reactedTo(who, event.emoji);
    case 'reacted':
      return event.counts.map(({ emoji, count }) => `${emoji} ${count}`).join('  ');
    case 'chat_rules_set':
      return did.chatRules(who);
    case 'redacted':
      return did.redacted;
    case 'erased':
      return did.erased;
    case 'queue_added':
    case 'queue_moved':
    case 'queue_removed':
    case 'queue_voted':
    case 'queue_skip_voted':
    case 'queue_shuffled':
    case 'queue_set':
    case 'queue_measured':
    case 'queue_described':
    case 'queue_announced':
    case 'queue_cancelled':
    case 'queue_began':
    case 'queue_undone':
      return describeQueue(event, who);
    case 'role_changed':
      return did.role(who, whom(event.member, nameOf), text.roles.named[event.role]);
    case 'handed_over':
      if (by === null) return did.tookOver(whom(event.to, nameOf));
      return did.handedOver(whom(event.from, nameOf), whom(event.to, nameOf));
    case 'kicked':
      return did.kicked(who, whom(event.member, nameOf), event.reason);
    case 'banned':
      return did.banned(who, whom(event.member, nameOf), event.reason);
    case 'unbanned':
      return did.unbanned(who, whom(event.member, nameOf));
    case 'muted':
      return did.muted(who, whom(event.member, nameOf), event.reason);
    case 'unmuted':
      return did.unmuted(who, whom(event.member, nameOf));
    case 'settings_changed':
      return did.settings(who, event);
    case 'ended':
      if (event.reason === 'cut') return did.cut;
      return event.reason === 'abandoned' ? did.abandoned : did.ended(who);
    case 'prediction_opened':
      return predictions.did.opened(who, event.question);
    case 'prediction_picked':
      return predictions.did.picked(nameOf(event.member) ?? who);
    case 'prediction_locked':
      return predictions.did.locked(event.question);
    case 'prediction_resolved':
      return predictions.did.resolved(event.question, event.answer, event.refunded);
    case 'prediction_cancelled':
      return predictions.did.cancelled(event.question);
  }
}

/** Who was erased is called by having left; that they left is told once. */
function leaver(id: string, nameOf: (id: string) => string | undefined): string {
  const name = whom(id, nameOf);
  return name === ERASED_NAME ? text.did.someone : name;
}

function whom(id: string, nameOf: (id: string) => string | undefined): string {
  return nameOf(id) ?? text.did.someone;
}

function names(ids: readonly string[], nameOf: (id: string) => string | undefined): string {
  return listed(ids.map((id) => nameOf(id) ?? text.did.someone));
}

const SOME_MAX = 3;

/** The first names, and how many more. */
function some(all: readonly string[], count: number): string {
  const first = all.slice(0, SOME_MAX);
  return listed(count > first.length ? [...first, text.did.others(count - first.length)] : first);
}

/** Whether people want to read about it; the rest is for programs, or shown where it matters. */
export function isWorthReading(frame: EventFrame): boolean {
  const { by, event } = frame;
  switch (event.type) {
    // Who comes and goes in a crowd is told by the count of people.
    case 'came':
    case 'went':
      return namesAll(frame);
    case 'length_set':
    case 'confirmation_asked':
    case 'prediction_picked':
    case 'redacted':
    case 'reacted_to_message':
      return false;
    case 'left':
      // Who removed them is told already.
      return event.reason !== 'removed';
    case 'hold_began':
      return event.reason !== 'seek';
    case 'hold_ended':
      return event.how === 'anyway' || (event.how === 'deadline' && event.late.length > 0);
    case 'confirmation_closed':
      return event.verdict !== 'superseded';
    case 'settings_changed':
      // What the video is called became known.
      return by !== null;
    case 'loaded':
      // What the server puts on screen is told by what it is.
      return by !== null;
    default:
      return isQueueWorthReading(event, by);
  }
}

/** What who has another name since `frame` was called until then, as far as it was told. */
export function formerName({ seq, event }: EventFrame, told: readonly EventFrame[]): string | undefined {
  if (event.type !== 'renamed') return undefined;
  const called = new Map<string, string>();
  for (const before of told) {
    if (before.seq >= seq) break;
    noteNames(called, before);
  }
  return called.get(event.member);
}

/** Notes what people are called since an event. */
export function noteNames(called: Map<string, string>, { event }: EventFrame): void {
  if (event.type === 'renamed' || event.type === 'joined') called.set(event.member, event.name);
  else if (event.type === 'came') for (const { member, name } of event.people) called.set(member, name);
}
