/** Lists leave out where I am banned, as far as this browser has heard; the server says whether I still am. */
import { asKnown, bannedFrom, handshake, noteBan } from '../identity';

/** Asks at the doors of those of some sessions that are left out. A door that does not answer changes nothing. */
export async function askTheDoors(listed: readonly string[]): Promise<void> {
  const leftOut = bannedFrom().filter((id) => listed.includes(id));
  const ask = async (id: string) => {
    const door = await asKnown((token) => handshake.door(token, id)).catch(() => null);
    if (door?.banned === false) noteBan(id, false);
  };
  await Promise.all(leftOut.map(ask));
}
