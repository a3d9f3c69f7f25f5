import '../styles/account.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { MyWays, SignInEntry, SignInWays, User } from '../../client';
import { account, asMe, isKnown, rest } from '../identity';
import { text } from '../text';
import { accountText as words } from '../text-account';
import { Header } from '../ui/Header';
import { Link } from '../ui/Link';
import { troubleWords } from '../ui/trouble-words';
import { MyName } from './MyName';
import { OpenIdWay } from './OpenIdWay';
import { Passkeys } from './Passkeys';
import { PasswordForm } from './PasswordForm';
import { Places } from './Places';
import { SignOut } from './SignOut';
import { YourData } from './YourData';

/** What the page shows, as the server has said it last. */
interface Known {
  readonly me: User;
  readonly mine: MyWays;
  readonly offered: SignInWays;
  readonly places: readonly SignInEntry[];
}

/** Who I am, how I come back, and where I am signed in. */
export function AccountPage() {
  const known = useSignal<Known | null>(null);
  const failed = useSignal<string | null>(null);
  const load = async () => {
    try {
      known.value = await asMe(async (token) => {
        const [me, mine, offered, list] = await Promise.all([
          rest.me(token),
          account.myWays(token),
          account.ways(),
          account.signIns(token),
        ]);
        return { me, mine, offered, places: list.sign_ins };
      });
      failed.value = null;
    } catch (error) {
      failed.value = troubleWords(error);
    }
  };
  useEffect(() => {
    document.title = `${words.title} · ${text.app}`;
    // Nobody becomes known by looking.
    if (isKnown()) void load();
  }, []);
  const isNobody = known.value === null && failed.value === null && !isKnown();
  return (
    <div class="page">
      <Header />
      <main class="account">
        <h1>{words.title}</h1>
        {failed.value !== null && (
          <p class="note bad" role="status" data-testid="account-failed">
            {words.loadFailed} {failed.value}{' '}
            <button type="button" class="linklike" onClick={() => void load()}>
              {text.tryAgain}
            </button>
          </p>
        )}
        {isNobody && <Nobody onMake={() => void load()} />}
        {known.value === null && failed.value === null && !isNobody && <p class="note">{text.loading}</p>}
        {known.value !== null && <Parts known={known.value} onChange={() => void load()} />}
      </main>
    </div>
  );
}

/** For who is not known here yet. */
function Nobody({ onMake }: { onMake: () => void }) {
  return (
    <section class="account-part card">
      <p data-testid="nobody-yet">{words.nobody}</p>
      <p class="your-data-row">
        <Link to="/sign-in" class="button">
          {words.signIn}
        </Link>
        <button type="button" class="button" data-testid="make-account" onClick={onMake}>
          {words.make}
        </button>
      </p>
    </section>
  );
}

function Parts({ known, onChange }: { known: Known; onChange: () => void }) {
  const { me, mine, offered, places } = known;
  const hasWay = mine.name !== null || mine.passkeys.length > 0 || mine.openid;
  return (
    <>
      <section class="account-part card account-me" data-testid="account-me" data-guest={!hasWay}>
        <MyName me={me} note={hasWay ? words.has : `${words.guest} ${words.guestWay}`} onChange={onChange} />
      </section>
      <section class="account-part card" aria-label={words.ways}>
        <h2>{words.ways}</h2>
        <PasswordForm name={mine.name} suggestion={me.name} onChange={onChange} />
        <Passkeys passkeys={mine.passkeys} why={offered.no_passkeys} onChange={onChange} />
        {offered.openid !== null && (
          <OpenIdWay provider={offered.openid} linked={mine.openid} onChange={onChange} />
        )}
      </section>
      <Places places={places} onChange={onChange} />
      <YourData />
      <SignOut hasWay={hasWay} />
    </>
  );
}
