/** What others want of me, and what became of what I asked: as signals, on every page. */
import { computed, effect, signal } from '@preact/signals';
import { type Invitation, type Knock, type Session, type User, UserLive } from '../../client';
import { keep, myToken, recall } from '../identity';
import { route } from '../router';

const SEEN_KEY = 'sameframe.answers-seen';
const SEEN_MAX = 200;

const invitations = signal<ReadonlyMap<string, Invitation>>(new Map());
const knocks = signal<ReadonlyMap<string, Knock>>(new Map());
const seen = signal<ReadonlySet<string>>(new Set(readSeen()));
/** Who I am here, once the server has said it. */
export const whoAmI = signal<User | null>(null);
const me = computed(() => whoAmI.value?.id ?? null);

/** An invitation to a session that I may know of. */
export interface KnownInvitation extends Invitation {
  session: Session;
}

function isKnown(invitation: Invitation): invitation is KnownInvitation {
  return invitation.session !== null;
}

/** Who asks me, the first to ask first. */
export const asksMe = computed(() =>
  [...invitations.value.values()]
    .filter(isKnown)
    .filter(({ state, to }) => state === 'pending' && to.id === me.value)
    .sort((a, b) => a.created_at.localeCompare(b.created_at)),
);

/** Who asked me and does not any more, until I have seen it or they ask again. */
export const takenBack = computed(() =>
  [...invitations.value.values()].filter(
    ({ id, state, from, to }) =>
      state === 'withdrawn' &&
      to.id === me.value &&
      !seen.value.has(id) &&
      !asksMe.value.some((open) => open.from.id === from.id),
  ),
);

/** Whom I asked and who has answered, until I have seen it. */
export const answersToMe = computed(() =>
  [...invitations.value.values()]
    .filter(isKnown)
    .filter(
      ({ id, state, from }) =>
        from.id === me.value && (state === 'accepted' || state === 'rejected') && !seen.value.has(id),
    ),
);

/** Who waits at the door of the session that I look at. */
export const atMyDoor = computed(() =>
  [...knocks.value.values()].filter(({ user, state }) => state === 'waiting' && user.id !== me.value),
);

/** My own invitation of somebody to a session, the newest. */
export function invitationOf(session: string, person: string): Invitation | null {
  const mine = [...invitations.value.values()].filter(
    (one) => one.session?.id === session && one.to.id === person && one.from.id === me.value,
  );
  return mine.sort((a, b) => b.created_at.localeCompare(a.created_at))[0] ?? null;
}

/** My own knock at a session's door, as it is now. */
export function myKnockAt(session: string): Knock | null {
  const mine = [...knocks.value.values()].filter(
    (knock) => knock.session === session && knock.user.id === me.value,
  );
  return mine.sort((a, b) => b.created_at.localeCompare(a.created_at))[0] ?? null;
}

export function hearInvitation(invitation: Invitation): void {
  invitations.value = new Map(invitations.value).set(invitation.id, invitation);
}

export function hearKnock(knock: Knock): void {
  knocks.value = new Map(knocks.value).set(knock.id, knock);
}

export function seeAnswer(id: string): void {
  const all = [...seen.value, id].slice(-SEEN_MAX);
  seen.value = new Set(all);
  keep(localStorage, SEEN_KEY, JSON.stringify(all));
}

/** Listens from when I have a token, for as long as the page is open. */
export function startInbox(): void {
  effect(() => {
    const token = myToken.value;
    whoAmI.value = null;
    if (token === null) return;
    const live = new UserLive({
      url: new URL('/api/users/me/live', location.href).href.replace(/^http/, 'ws'),
      token,
      onWelcome: (user, open, mine) => {
        whoAmI.value = user;
        invitations.value = new Map(open.map((one) => [one.id, one]));
        knocks.value = new Map(mine.map((one) => [one.id, one]));
      },
      onInvitation: hearInvitation,
      onKnock: hearKnock,
    });
    live.start();
    const end = effect(() => {
      live.attend(route.value.page === 'watch' ? route.value.id : null);
    });
    return () => {
      end();
      live.stop();
    };
  });
}

function readSeen(): string[] {
  try {
    const kept: unknown = JSON.parse(recall(localStorage, SEEN_KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}
