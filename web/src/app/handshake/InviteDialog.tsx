import '../styles/handshake.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Door } from '../../client';
import { asKnown, asMe, handshake } from '../identity';
import { watchPath } from '../router';
import { text } from '../text';
import { Dialog } from '../ui/Dialog';
import type { Party } from '../watch/party';
import { Copy } from './Copy';
import { DoorSettings } from './DoorSettings';
import { PassLinks } from './PassLinks';
import { InvitePeople } from './People';
import { QrCode } from './QrCode';

/** Everything that brings others in: the link, its picture, a code, people, and who gets in how. */
export function InviteDialog({ party, onClose }: { party: Party; onClose: () => void }) {
  const session = party.view.value.session.id;
  const link = new URL(watchPath(session), location.origin).href;
  const code = useSignal<string | null>(null);
  const door = useSignal<Door | null>(null);
  useEffect(() => {
    asMe((token) => handshake.code(token, session)).then(
      (short) => {
        code.value = short.code;
      },
      () => {},
    );
    asKnown((token) => handshake.door(token, session)).then(
      (found) => {
        door.value = found;
      },
      () => {},
    );
  }, [session]);
  return (
    <Dialog title={text.handshake.inviteTitle} class="invite-dialog" onClose={onClose}>
      {door.value?.is_private === true ? (
        <p class="note" data-testid="invite-private">
          {text.handshake.isPrivate}
        </p>
      ) : (
        <div class="invite-ways">
          <QrCode of={link} />
          <div class="grow invite-link">
            <Copy label={text.handshake.link} value={link} testId="invite-link" />
            {code.value !== null && (
              <p class="invite-code">
                <span class="note">{text.handshake.code}</span>
                <strong data-testid="invite-code">{code.value}</strong>
                <span class="note">{text.handshake.codeHint}</span>
              </p>
            )}
          </div>
        </div>
      )}
      <InvitePeople party={party} />
      {door.value?.may_change === true && (
        <>
          <PassLinks session={session} mayOffer={door.value.may_offer} />
          <DoorSettings
            session={session}
            door={door.value}
            onChange={(changed) => {
              door.value = changed;
            }}
          />
        </>
      )}
      <div class="actions">
        <button type="button" class="button" data-testid="close-invite" onClick={onClose}>
          {text.close}
        </button>
      </div>
    </Dialog>
  );
}
