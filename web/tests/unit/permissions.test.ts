/** Who may do what, as the page shows it: the twin of what the server decides. */
import { expect, test } from 'vitest';
import type { Member, Permission, Role } from '../../src/client';
import { outranks, rolesBelow, standIn, whyNot } from '../../src/client';
import { applied, fromSnapshot, type Known } from '../../src/client/session-state';
import { ana, ben, event, settings, snapshot } from './support';

const NOW = 1_000_000;

function person(id: string, role: Role, since: number | null): Member {
  return { ...ben, id, name: id, role, since, present: since !== null };
}

function known(members: readonly Member[], part: Partial<Known['settings']> = {}): Known {
  const state = { ...snapshot(9), members: [...members], settings: { ...settings, ...part } };
  return fromSnapshot(state);
}

const why = (state: Known, id: string, permission: Permission, now = NOW) =>
  whyNot(state, id, permission, now);

/** ROL-1, ROL-2 */
test('a role may what the settings say, and the host everything', () => {
  const state = known([ana, ben, person('vic', 'viewer', 4)]);
  expect(why(state, 'ana', 'hand_over')).toBe(null);
  expect(why(state, 'ben', 'play_pause')).toBe(null);
  expect(why(state, 'ben', 'kick')).toBe('role');
  expect(why(state, 'vic', 'play_pause')).toBe('role');
  expect(why(state, 'vic', 'say')).toBe(null);
  expect(why(state, 'eve', 'say')).toBe('role');
});

/** ROL-5 */
test('one switch takes the control from all but the hosts', () => {
  const state = known([ana, ben, person('coco', 'co_host', 4)], { control: 'hosts', links: false });
  expect(why(state, 'ben', 'seek')).toBe('only_hosts');
  expect(why(state, 'ben', 'link')).toBe('role');
  expect(why(state, 'ben', 'say')).toBe(null);
  expect(why(state, 'coco', 'seek')).toBe(null);
});

/** ROL-4 */
test('who has been here longest stands in, but for a viewer, while nobody leads', () => {
  const away = { ...ana, present: false, since: null };
  const people = [away, person('vic', 'viewer', 2), person('cleo', 'member', 7), person('ben', 'member', 5)];
  const state = known(people, { control: 'hosts' });
  expect(standIn(state)).toBe('ben');
  expect(why(state, 'ben', 'seek')).toBe(null);
  expect(why(state, 'ben', 'kick')).toBe(null);
  expect(why(state, 'ben', 'ban')).toBe('role');
  expect(why(state, 'cleo', 'seek')).toBe('only_hosts');
  expect(outranks(state, 'ben', 'cleo')).toBe(true);
  expect(outranks(state, 'ben', 'ben')).toBe(false);
  expect(standIn(known([ana, ben]))).toBe(null);
  expect(standIn(known([away, person('coco', 'co_host', 9), ben]))).toBe(null);
});

/** QUE-20 */
test('the host and co-hosts manage the queue, and one who stands in while none of them is present', () => {
  const away = { ...ana, present: false, since: null };
  const coco = person('coco', 'co_host', 4);
  const [vic, dan] = [person('vic', 'viewer', 1), person('dan', 'member', 9)];
  const may = (...members: Member[]) =>
    members.map(({ id }) => why(known(members, { control: 'hosts' }), id, 'queue_manage') === null);
  expect(may(ana, coco, ben)).toEqual([true, true, false]);
  expect(may(away, { ...coco, present: false, since: null }, ben, vic, dan).slice(2)).toEqual([
    true,
    false,
    false,
  ]);
});

/** ROL-10 */
test('a role stands above those below it', () => {
  const state = known([ana, ben, person('coco', 'co_host', 4), person('cora', 'co_host', 5)]);
  expect(outranks(state, 'coco', 'ben')).toBe(true);
  expect(outranks(state, 'coco', 'cora')).toBe(false);
  expect(outranks(state, 'coco', 'ana')).toBe(false);
  expect(rolesBelow(state, 'ana')).toEqual(['co_host', 'member', 'viewer']);
  expect(rolesBelow(state, 'coco')).toEqual(['member', 'viewer']);
});

/** ROL-15 */
test('a time-out ends by itself', () => {
  const muted = applied(
    known([ana, ben]),
    event(10, { type: 'muted', member: 'ben', until: NOW + 60_000, scope: 'talk', reason: null }),
    'ana',
  );
  expect(why(muted, 'ben', 'say')).toBe('muted');
  expect(why(muted, 'ben', 'play_pause')).toBe(null);
  expect(why(muted, 'ben', 'say', NOW + 60_000)).toBe(null);
  const lifted = applied(muted, event(11, { type: 'unmuted', member: 'ben' }), 'ana');
  expect(why(lifted, 'ben', 'say')).toBe(null);
});

/** ROL-6, ROL-12, ROL-14 */
test('events change roles and settings', () => {
  let state = known([ana, ben]);
  state = applied(state, event(10, { type: 'role_changed', member: 'ben', role: 'co_host' }), 'ana');
  expect(state.members.get('ben')?.role).toBe('co_host');
  state = applied(state, event(11, { type: 'banned', member: 'ben', reason: null }), 'ana');
  expect([state.members.get('ben')?.role, state.members.get('ben')?.banned]).toEqual(['member', true]);
  state = applied(state, event(12, { type: 'unbanned', member: 'ben' }), 'ana');
  expect(state.members.get('ben')?.banned).toBe(false);
  const erased = event(13, { type: 'handed_over', from: 'ana', to: 'ben' });
  const tookOver = applied(state, { ...erased, by: null }, 'ana');
  expect(tookOver.members.get('ana')?.role, 'who was erased is nobody any more').toBe('member');
  state = applied(state, event(13, { type: 'handed_over', from: 'ana', to: 'ben' }), 'ana');
  expect([state.members.get('ana')?.role, state.members.get('ben')?.role, state.session.host]).toEqual([
    'co_host',
    'host',
    'ben',
  ]);
  state = applied(
    state,
    event(14, { type: 'settings_changed', control: 'hosts', title: 'Mine', viewer: [] }),
    'ana',
  );
  expect([state.settings.control, state.settings.links, state.session.title]).toEqual([
    'hosts',
    true,
    'Mine',
  ]);
  expect(state.settings.permissions.viewer).toEqual([]);
  expect(state.settings.permissions.member).toEqual(settings.permissions.member);
});
