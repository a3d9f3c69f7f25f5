/** The settings of the session, for who may change them. Only what was changed here is sent. */
import '../../styles/roles.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type {
  BanList,
  ConfirmationPolicy,
  Permission,
  RolePermissions,
  SettingsChange,
  View,
  Visibility,
} from '../../../client';
import { rolesBelow } from '../../../client';
import { Repeat } from '../../series/Repeat';
import { text } from '../../text';
import { Dialog } from '../../ui/Dialog';
import { VisibilityField } from '../../ui/VisibilityField';
import type { Party } from '../party';

const words = text.settings;

/** What the dialog edits. */
interface Draft {
  readonly title: string;
  readonly visibility: Visibility;
  readonly onlyHosts: boolean;
  readonly viewers: boolean;
  readonly links: boolean;
  readonly slow: number;
  readonly policy: ConfirmationPolicy;
  readonly whenReady: boolean;
  readonly permissions: RolePermissions;
}

function draftOf({ session, settings, confirmation, start }: View): Draft {
  return {
    title: session.title,
    visibility: session.visibility,
    onlyHosts: settings.control === 'hosts',
    viewers: settings.newcomers === 'viewer',
    links: settings.links,
    slow: settings.slow_mode_s,
    policy: confirmation.policy,
    whenReady: start === 'when_ready',
    permissions: settings.permissions,
  };
}

/** What differs between the two. */
function changeOf(before: Draft, after: Draft, withinS: number): SettingsChange {
  const change: SettingsChange = {};
  if (after.title !== before.title) change.title = after.title;
  if (after.visibility !== before.visibility) change.visibility = after.visibility;
  if (after.onlyHosts !== before.onlyHosts) change.control = after.onlyHosts ? 'hosts' : 'everyone';
  if (after.viewers !== before.viewers) change.newcomers = after.viewers ? 'viewer' : 'member';
  if (after.links !== before.links) change.links = after.links;
  if (after.slow !== before.slow) change.slow_mode_s = after.slow;
  if (after.policy !== before.policy) change.confirmation = { policy: after.policy, within_s: withinS };
  if (after.whenReady !== before.whenReady) change.start = after.whenReady ? 'when_ready' : 'at_once';
  for (const role of ['viewer', 'member', 'co_host'] as const) {
    if (after.permissions[role] !== before.permissions[role]) change[role] = after.permissions[role];
  }
  return change;
}

export function SettingsDialog({ party, onClose }: { party: Party; onClose: () => void }) {
  const before = useSignal(draftOf(party.view.value));
  const draft = useSignal(before.value);
  const set = (part: Partial<Draft>) => {
    draft.value = { ...draft.value, ...part };
  };
  const save = async () => {
    const change = changeOf(before.value, draft.value, party.view.value.confirmation.within_s);
    const outcome = await party.ask({ type: 'change_settings', ...change });
    if (outcome.kind === 'done') onClose();
  };
  const now = draft.value;
  const { me } = party.view.value;
  return (
    <Dialog title={words.title} class="settings-dialog" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <label class="field">
          <span>{words.name}</span>
          <input
            type="text"
            required
            maxLength={100}
            value={now.title}
            data-testid="settings-title"
            onInput={(event) => set({ title: event.currentTarget.value })}
          />
        </label>
        <Check
          id="only-hosts"
          label={words.onlyHosts}
          on={now.onlyHosts}
          set={(onlyHosts) => set({ onlyHosts })}
        />
        <Check id="viewers" label={words.viewers} on={now.viewers} set={(viewers) => set({ viewers })} />
        <Check id="links" label={words.links} on={now.links} set={(links) => set({ links })} />
        <VisibilityField value={now.visibility} onValue={(visibility) => set({ visibility })} />
        <Check
          id="when-ready"
          label={text.start.whenReady}
          on={now.whenReady}
          set={(whenReady) => set({ whenReady })}
        />
        <label class="field">
          <span>{text.start.confirmation}</span>
          <select
            value={now.policy}
            data-testid="settings-policy"
            onChange={(event) => set({ policy: event.currentTarget.value as ConfirmationPolicy })}
          >
            {(['off', 'everyone', 'majority'] as const).map((policy) => (
              <option key={policy} value={policy}>
                {text.start.confirmationPolicies[policy]}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{words.slow}</span>
          <input
            type="number"
            min={0}
            max={3600}
            value={now.slow}
            data-testid="settings-slow"
            onInput={(event) => set({ slow: Math.trunc(event.currentTarget.valueAsNumber) || 0 })}
          />
        </label>
        <Permissions party={party} draft={now} set={(permissions) => set({ permissions })} />
        {me.role === 'host' && <Repeat session={party.view.value.session} />}
        {party.whyNot('ban') === null && <Bans party={party} />}
        <div class="actions">
          <button type="submit" class="button primary" data-testid="save-settings">
            {words.save}
          </button>
          <button type="button" class="button" onClick={onClose}>
            {text.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface CheckProps {
  id: string;
  label: string;
  on: boolean;
  set: (on: boolean) => void;
}

function Check({ id, label, on, set }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={on}
        data-testid={`settings-${id}`}
        onChange={(event) => set(event.currentTarget.checked)}
      />
      {label}
    </label>
  );
}

const GROUPS: readonly [keyof typeof words.groups, readonly Permission[]][] = [
  ['playback', ['play_pause', 'seek', 'set_rate', 'load', 'undo_others']],
  ['queue', ['queue_add', 'queue_reorder', 'queue_remove', 'queue_manage', 'queue_vote']],
  ['chat', ['say', 'react', 'link', 'edit_own']],
  ['predictions', ['predict_pick', 'predict_open', 'predict_settle']],
  ['moderation', ['delete_message', 'mute', 'kick', 'ban', 'let_in', 'resolve_reports']],
  ['session', ['settings', 'invite', 'roles', 'schedule', 'end']],
];
const ROLES = ['co_host', 'member', 'viewer'] as const;

interface PermissionsProps {
  party: Party;
  draft: Draft;
  set: (permissions: RolePermissions) => void;
}

/** A table of roles and permissions; what I could not give is shown and cannot be changed. */
function Permissions({ party, draft, set }: PermissionsProps) {
  const view = party.view.value;
  const below = rolesBelow(view, view.me.id);
  const { permissions } = draft;
  const flip = (role: (typeof ROLES)[number], permission: Permission, on: boolean) => {
    const rest = permissions[role].filter((other) => other !== permission);
    set({ ...permissions, [role]: on ? [...rest, permission] : rest });
  };
  return (
    <details class="permissions">
      <summary data-testid="settings-roles">{words.roles}</summary>
      <p class="note">{words.rolesHint}</p>
      <table>
        <thead>
          <tr>
            <th />
            {ROLES.map((role) => (
              <th key={role} scope="col">
                {text.roles.named[role]}
              </th>
            ))}
          </tr>
        </thead>
        {GROUPS.map(([group, list]) => (
          <tbody key={group}>
            <tr>
              <th scope="rowgroup" colSpan={4}>
                {words.groups[group]}
              </th>
            </tr>
            {list.map((permission) => (
              <tr key={permission}>
                <td>{words.may[permission]}</td>
                {ROLES.map((role) => (
                  <td key={role}>
                    <input
                      type="checkbox"
                      aria-label={words.mayAs(role, words.may[permission])}
                      checked={permissions[role].includes(permission)}
                      disabled={!below.includes(role) || party.whyNot(permission) !== null}
                      data-testid={`may-${role}-${permission}`}
                      onChange={(event) => flip(role, permission, event.currentTarget.checked)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </details>
  );
}

/** What changes the list, whoever does it. */
const BANS: ReadonlySet<string> = new Set(['banned', 'unbanned']);

function Bans({ party }: { party: Party }) {
  const list = useSignal<BanList['bans'] | 'failed' | null>(null);
  const load = async () => {
    list.value = await party.bans().then(
      ({ bans }) => bans,
      () => 'failed' as const,
    );
  };
  const last = party.view.value.activity.findLast(({ event }) => BANS.has(event.type))?.seq;
  useEffect(() => void load(), [last]);
  const lift = async (member: string) => {
    await party.ask({ type: 'unban', member });
    await load();
  };
  return (
    <section class="bans" aria-label={words.bans} data-testid="bans">
      <h3>{words.bans}</h3>
      {list.value === 'failed' && <p class="note">{words.bansFailed}</p>}
      {Array.isArray(list.value) && list.value.length === 0 && <p class="note">{words.noBans}</p>}
      {Array.isArray(list.value) && (
        <ul>
          {list.value.map(({ member, name, by, reason }) => (
            <li key={member}>
              <span>{name ?? member}</span>
              <span class="note">{words.bannedBy(by, reason)}</span>
              <button type="button" class="button" data-testid="unban" onClick={() => void lift(member)}>
                {words.unban}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
