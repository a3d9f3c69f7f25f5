import { account, asMe } from '../identity';
import { accountText as words } from '../text-account';
import { useAsking } from './asking';
import { Outcome } from './Outcome';
import { goToProvider } from './openid';

interface OpenIdWayProps {
  provider: string;
  linked: boolean;
  onChange: () => void;
}

/** Signing in through this server's identity provider. */
export function OpenIdWay({ provider, linked, onChange }: OpenIdWayProps) {
  const asking = useAsking();
  const link = () => asking.run(() => asMe((token) => goToProvider(token)));
  const unlink = () =>
    asking.run(async () => {
      await asMe((token) => account.unlinkOpenId(token));
      onChange();
    });
  return (
    <div class="way" data-testid="openid-way">
      <h3>{words.openid(provider)}</h3>
      <p class="note">{linked ? words.openidIs(provider) : words.openidNot(provider)}</p>
      <button
        type="button"
        class={linked ? 'button danger' : 'button'}
        disabled={asking.busy}
        data-testid={linked ? 'unlink-openid' : 'link-openid'}
        onClick={() => void (linked ? unlink() : link())}
      >
        {linked ? words.unlinkOpenid : words.linkOpenid(provider)}
      </button>
      <Outcome of={asking} testId="openid-note" />
    </div>
  );
}
