/** The dialog with what I may do about somebody. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Command, Member } from '../../../client';
import { text } from '../../text';
import { Dialog } from '../../ui/Dialog';
import type { Party } from '../party';
import type { Doable } from './PersonMenu';

const MUTE_SECONDS = [300, 3600] as const;

interface PersonDialogProps {
  party: Party;
  member: Member;
  can: Doable;
  onClose: () => void;
}

export function PersonDialog({ party, member, can, onClose }: PersonDialogProps) {
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
