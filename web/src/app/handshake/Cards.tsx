import '../styles/handshake.css';
import type { ComponentChildren } from 'preact';
import type { Invitation, Knock } from '../../client';
import { asMe, handshake, rememberIn } from '../identity';
import { navigate, route, watchPath } from '../router';
import { text } from '../text';
import { toast } from '../toasts';
import { Avatar } from '../ui/Avatar';
import {
  answersToMe,
  asksMe,
  atMyDoor,
  hearInvitation,
  hearKnock,
  type KnownInvitation,
  seeAnswer,
  takenBack,
} from './inbox';

const SHOWN_MAX = 4;

/** What others want of me, and their answers: on every page. */
export function Cards() {
  const cards = [
    ...atMyDoor.value.map((knock) => <AtDoor key={knock.id} knock={knock} />),
    ...asksMe.value.map((invitation) => <Asked key={invitation.id} invitation={invitation} />),
    ...takenBack.value.map((invitation) => <TakenBack key={invitation.id} invitation={invitation} />),
    ...answersToMe.value.map((invitation) => <Answered key={invitation.id} invitation={invitation} />),
  ];
  return (
    <section class="cards" aria-label={text.handshake.cards} aria-live="polite" data-testid="cards">
      {cards.slice(0, SHOWN_MAX)}
    </section>
  );
}

function Asked({ invitation }: { invitation: KnownInvitation }) {
  const answer = (how: 'accept' | 'reject') =>
    tried(async () => {
      hearInvitation(await asMe((token) => handshake.answer(token, invitation.id, how)));
      if (how === 'reject') return;
      // The click is the gesture that lets the video play.
      rememberIn(invitation.session.id);
      navigate(watchPath(invitation.session.id));
    });
  return (
    <Card
      testId="invitation"
      who={invitation.from}
      words={text.handshake.invites(invitation.from.name, invitation.session.title)}
    >
      <Action primary testId="accept" label={text.handshake.accept} run={() => answer('accept')} />
      <Action testId="not-now" label={text.handshake.notNow} run={() => answer('reject')} />
    </Card>
  );
}

function TakenBack({ invitation: { id, from } }: { invitation: Invitation }) {
  return (
    <Card testId="taken-back" who={from} words={text.handshake.takenBack(from.name)}>
      <Action testId="got-it" label={text.handshake.gotIt} run={() => seeAnswer(id)} />
    </Card>
  );
}

function Answered({ invitation: { id, state, to, session } }: { invitation: KnownInvitation }) {
  const comes = state === 'accepted';
  const isThere = route.value.page === 'watch' && route.value.id === session.id;
  const words = comes ? text.handshake.comes(to.name) : text.handshake.comesNot(to.name, session.title);
  return (
    <Card testId="answer" who={to} words={words}>
      {comes && !isThere && session.state === 'live' && (
        <Action
          primary
          testId="go-there"
          label={text.handshake.goThere}
          run={() => {
            seeAnswer(id);
            navigate(watchPath(session.id));
          }}
        />
      )}
      <Action testId="got-it" label={text.handshake.gotIt} run={() => seeAnswer(id)} />
    </Card>
  );
}

function AtDoor({ knock }: { knock: Knock }) {
  const answer = (how: 'let-in' | 'turn-away') =>
    tried(async () => hearKnock(await asMe((token) => handshake.answerKnock(token, knock.id, how))));
  return (
    <Card testId="knock" who={knock.user} words={text.handshake.knocks(knock.user.name)}>
      <Action primary testId="let-in" label={text.handshake.letIn} run={() => answer('let-in')} />
      <Action testId="turn-away" label={text.handshake.turnAway} run={() => answer('turn-away')} />
    </Card>
  );
}

interface CardProps {
  testId: string;
  who: { id: string; name: string };
  words: string;
  children: ComponentChildren;
}

function Card({ testId, who, words, children }: CardProps) {
  return (
    <article class="card asking" data-testid={testId}>
      <Avatar id={who.id} name={who.name} />
      <p class="grow">{words}</p>
      <div class="actions">{children}</div>
    </article>
  );
}

interface ActionProps {
  label: string;
  testId: string;
  primary?: boolean;
  run: () => void;
}

function Action({ label, testId, primary = false, run }: ActionProps) {
  return (
    <button type="button" class={primary ? 'button primary' : 'button'} data-testid={testId} onClick={run}>
      {label}
    </button>
  );
}

/** What is over is told by the server as well; the card goes with it. */
async function tried(action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch {
    toast(text.handshake.failed, 'trouble');
  }
}
