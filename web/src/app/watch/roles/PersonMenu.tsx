/** What I may do about somebody: a button in their row, and a dialog with the actions. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Command, Member, Role } from '../../../client';
import { outranks, rolesBelow } from '../../../client';
import { text } from '../../text';
import { Dialog } from '../../ui/Dialog';
import type { Party } from '../party';

const MUTE_SECONDS = [300, 3600] as const;

interface Doable {
  readonly roles: readonly Role[];
  readonly handOver: boolean;
  readonly mute: boolean;
  readonly kick: boolean;
  readonly ban: boolean;
  readonly unban: boolean;
}

/** The actions that the server would do for me. */
function doable(party: Party, member: Member): Doable | null {
  const view = party.view.value;
  const { me } = view;
  if (member.id === me.id || member.erased || party.away.value) return null;
  const may = (permission: 'roles' | 'hand_over' | 'mute' | 'kick' | 'ban') =>
    party.whyNot(permission) === null;
  const above = outranks(view, me.id, member.id);
  const roles = above && may('roles') ? rolesBelow(view, me.id).filter((role) => role !== member.role) : [];
  const can: Doable = {
    roles,
    handOver: member.present && me.role === 'host' && may('hand_over'),
    mute: above && may('mute'),
    kick: above && member.present && may('kick'),
    ban: above && !member.banned && may('ban'),
    unban: member.banned && may('ban'),
  };
  const any = roles.length > 0 || can.handOver || can.mute || can.kick || can.ban || can.unban;
  return any ? can : null;
}

export function PersonMenu({ party, member }: { party: Party; member: Member }) {
  const open = useSignal(false);
  const can = doable(party, member);
  if (can === null) return null;
  return (
    <>
      <button
        type="button"
        class="person-menu"
        aria-label={text.roles.menu(member.name)}
        title={text.roles.menu(member.name)}
        aria-haspopup="dialog"
        data-testid="person-menu"
        onClick={() => {
          open.value = true;
        }}
      >
        ⋯
      </button>
      {open.value && (
        <PersonDialog
          party={party}
          member={member}
          can={can}
          onClose={() => {
            open.value = false;
          }}
        />
      )}
    </>
  );
}

interface PersonDialogProps {
  party: Party;
  member: Member;
  can: Doable;
  onClose: () => void;
}

function PersonDialog({ party, member, can, onClose }: PersonDialogProps) {
  const reason = useSignal('');
  const withControl = useSignal(false);
  const sure = useSignal<'hand_over' | 'ban' | null>(null);
  const ask = (command: Command) => {
    onClose();
    void party.ask(command);
  };
  const { id, name } = member;
  const why = () => (reason.value.trim() === '' ? {} : { reason: reason.value.trim() });
  if (sure.value !== null) {
    const isBan = sure.value === 'ban';
    return (
      <Dialog title={name} onClose={onClose}>
        <p>{isBan ? text.roles.banSure(name) : text.roles.handOverSure(name)}</p>
        {isBan && <ReasonField reason={reason} />}
        <div class="actions">
          <Act
            id={isBan ? 'confirm-ban' : 'confirm-hand-over'}
            kind="danger solid"
            run={() => ask(isBan ? { type: 'ban', member: id, ...why() } : { type: 'hand_over', to: id })}
          >
            {isBan ? text.roles.ban : text.roles.handOverYes}
          </Act>
          <Act id="not-sure" run={onClose}>
            {text.cancel}
          </Act>
        </div>
      </Dialog>
    );
  }
  const scope = withControl.value ? 'talk_and_control' : 'talk';
  const isMuted = member.mute !== null && member.mute.until > party.serverNow();
  return (
    <Dialog title={name} class="person-dialog" onClose={onClose}>
      {(can.roles.length > 0 || can.handOver) && (
        <div class="person-actions">
          {can.roles.map((role) => (
            <Act key={role} id={`make-${role}`} run={() => ask({ type: 'set_role', member: id, role })}>
              {text.roles.make(role)}
            </Act>
          ))}
          {can.handOver && (
            <Act
              id="hand-over"
              run={() => {
                sure.value = 'hand_over';
              }}
            >
              {text.roles.handOver}
            </Act>
          )}
        </div>
      )}
      {(can.mute || can.kick || can.ban) && <ReasonField reason={reason} />}
      {can.mute && (
        <>
          <div class="person-actions">
            {MUTE_SECONDS.map((seconds) => (
              <Act
                key={seconds}
                id={`mute-${seconds}`}
                run={() => ask({ type: 'mute', member: id, seconds, scope, ...why() })}
              >
                {text.roles.mute[seconds]}
              </Act>
            ))}
            {isMuted && (
              <Act id="unmute" run={() => ask({ type: 'unmute', member: id })}>
                {text.roles.unmute}
              </Act>
            )}
          </div>
          <label class="check">
            <input
              type="checkbox"
              checked={withControl.value}
              data-testid="mute-control"
              onChange={(event) => {
                withControl.value = event.currentTarget.checked;
              }}
            />
            {text.roles.muteControl}
          </label>
        </>
      )}
      {(can.kick || can.ban || can.unban) && (
        <div class="person-actions">
          {can.unban && (
            <Act id="lift-ban" run={() => ask({ type: 'unban', member: id })}>
              {text.roles.unban}
            </Act>
          )}
          {can.kick && (
            <Act
              id="kick"
              kind="danger"
              title={text.roles.kickWhy}
              run={() => ask({ type: 'kick', member: id, ...why() })}
            >
              {text.roles.kick}
            </Act>
          )}
          {can.ban && (
            <Act
              id="ban"
              kind="danger"
              run={() => {
                sure.value = 'ban';
              }}
            >
              {text.roles.ban}
            </Act>
          )}
        </div>
      )}
      <div class="actions">
        <Act id="close-person" run={onClose}>
          {text.close}
        </Act>
      </div>
    </Dialog>
  );
}

const REASON_CHARS_MAX = 200;

function ReasonField({ reason }: { reason: { value: string } }) {
  return (
    <label class="field">
      <span>{text.roles.reason}</span>
      <input
        type="text"
        maxLength={REASON_CHARS_MAX}
        value={reason.value}
        data-testid="reason"
        onInput={(event) => {
          reason.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}

interface ActProps {
  id: string;
  kind?: string;
  title?: string;
  run: () => void;
  children: ComponentChildren;
}

function Act({ id, kind = '', title, run, children }: ActProps) {
  return (
    <button type="button" class={`button ${kind}`} title={title} data-testid={id} onClick={run}>
      {children}
    </button>
  );
}
