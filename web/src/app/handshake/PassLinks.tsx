import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { InviteLink, LinkRole, MakeLink } from '../../client';
import { asMe, handshake } from '../identity';
import { text } from '../text';
import { toast } from '../toasts';
import { Copy } from './Copy';

const TIMES = [3_600, 86_400, 604_800] as const;

/** Links that let people in past knocking and the password. */
export function PassLinks({ session, mayOffer }: { session: string; mayOffer: readonly LinkRole[] }) {
  const links = useSignal<readonly InviteLink[]>([]);
  const goodFor = useSignal<number>(86_400);
  const forOne = useSignal(false);
  /** Null is what newcomers are. */
  const role = useSignal<LinkRole | null>(null);
  const tried = async (action: () => Promise<unknown>) => {
    try {
      await action();
    } catch {
      toast(text.handshake.failed, 'trouble');
    }
  };
  useEffect(() => {
    void tried(async () => {
      links.value = (await asMe((token) => handshake.links(token, session))).links;
    });
  }, [session]);
  const make = () =>
    tried(async () => {
      const wanted: MakeLink = { expires_in_s: goodFor.value };
      if (forOne.value) wanted.uses = 1;
      if (role.value !== null) wanted.role = role.value;
      links.value = [await asMe((token) => handshake.makeLink(token, session, wanted)), ...links.value];
    });
  const revoke = () =>
    tried(async () => {
      await asMe((token) => handshake.revokeLinks(token, session));
      links.value = [];
      toast(text.handshake.revoked);
    });
  const newest = links.value[0];
  return (
    <section class="invite-people">
      <h3>{text.handshake.passLink}</h3>
      <p class="note">{text.handshake.passLinkHint}</p>
      {newest !== undefined && (
        <Copy
          label={text.handshake.linkAs[newest.role ?? 'newcomer']}
          value={newest.link}
          testId="pass-link"
        />
      )}
      <div class="actions">
        <select
          class="plain-input"
          data-testid="link-time"
          aria-label={text.handshake.passLink}
          value={String(goodFor.value)}
          onChange={(event) => {
            goodFor.value = Number(event.currentTarget.value);
          }}
        >
          {TIMES.map((seconds) => (
            <option key={seconds} value={seconds}>
              {text.handshake.good[seconds]}
            </option>
          ))}
        </select>
        {mayOffer.length > 0 && (
          <select
            class="plain-input"
            data-testid="link-role"
            aria-label={text.handshake.roleLabel}
            value={role.value ?? ''}
            onChange={(event) => {
              role.value = mayOffer.find((one) => one === event.currentTarget.value) ?? null;
            }}
          >
            <option value="">{text.handshake.comeAs.newcomer}</option>
            {mayOffer.map((one) => (
              <option key={one} value={one}>
                {text.handshake.comeAs[one]}
              </option>
            ))}
          </select>
        )}
        <label class="check">
          <input
            type="checkbox"
            data-testid="link-for-one"
            checked={forOne}
            onChange={(event) => {
              forOne.value = event.currentTarget.checked;
            }}
          />
          {text.handshake.forOne}
        </label>
        <button type="button" class="button" data-testid="make-link" onClick={() => void make()}>
          {text.handshake.makeLink}
        </button>
        {newest !== undefined && (
          <button
            type="button"
            class="button danger"
            data-testid="revoke-links"
            onClick={() => void revoke()}
          >
            {text.handshake.revoke(links.value.length)}
          </button>
        )}
      </div>
    </section>
  );
}
