/** What I am called: by everybody, and in one session. */
import { isGuestName } from '../guest-name';
import { asMe, forget, keep, keepName, meIfKnown, myName, myToken, recall, rest } from '../identity';
import { whoAmI } from './inbox';

const KEPT = 'sameframe.as.';
const keyOf = (session: string) => KEPT + session;

let known = myToken.peek();

// Whoever comes after me in this tab is not called as I was.
myToken.subscribe((token) => {
  const isAnother = known !== null && token !== known;
  known = token;
  if (!isAnother) return;
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(KEPT)) forget(sessionStorage, key);
  }
});

/** As whom I come into a session: as I was called there last, in this tab, or else as ever. */
export function nameIn(session: string): string {
  return recall(sessionStorage, keyOf(session)) ?? myName();
}

/** I come into a session under this name. It becomes mine where I have not chosen one yet. */
export function comeAs(session: string, name: string): void {
  if (isGuestName(myName())) keepName(name);
  if (name === myName()) forget(sessionStorage, keyOf(session));
  else keep(sessionStorage, keyOf(session), name);
}

/** Whoever was known under a name that nobody had chosen is called so from now on, by everybody. */
export async function beKnownAs(name: string): Promise<void> {
  const me = whoAmI.value ?? (await meIfKnown());
  if (me !== null && me.name !== name && isGuestName(me.name)) await beCalled(name);
}

/** I am called so from now on, by everybody; where the server refuses it, it stays as it was. */
export async function beCalled(name: string): Promise<void> {
  try {
    whoAmI.value = await asMe((token) => rest.renameMe(token, name));
    keepName(name);
  } catch {
    // In the session they are called so all the same.
  }
}
