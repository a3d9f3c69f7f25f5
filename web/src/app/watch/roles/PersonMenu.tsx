/** What I may do about somebody: a button in their row, and a dialog with the actions. */
import { useSignal } from '@preact/signals';
import type { Member, Role } from '../../../client';
import { outranks, rolesBelow } from '../../../client';
import { text } from '../../text';
import { Later } from '../../ui/Later';
import type { Party } from '../party';

const personDialog = async () => (await import('./PersonDialog')).PersonDialog;

export interface Doable {
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
        <Later
          load={personDialog}
          props={{
            party,
            member,
            can,
            onClose: () => {
              open.value = false;
            },
          }}
        />
      )}
    </>
  );
}
