/** The REST calls of asking each other in: invitations, knocks, doors, links and codes. */
import type {
  ChangeDoor,
  CodeTarget,
  Companions,
  Door,
  Invitation,
  InviteLink,
  Knock,
  LinkList,
  MakeLink,
  Person,
  Revoked,
  ShortCode,
} from './generated/protocol';
import type { Rest } from './rest';

export class Handshake {
  constructor(private readonly rest: Rest) {}

  invite(token: string, session: string, user: string): Promise<Invitation> {
    const body = { user_id: user };
    return this.rest.ask(`${of(session)}/invitations`, { method: 'POST', token, body });
  }

  answer(token: string, invitation: string, how: 'accept' | 'reject'): Promise<Invitation> {
    return this.rest.ask(`/api/invitations/${encodeURIComponent(invitation)}/${how}`, {
      method: 'POST',
      token,
    });
  }

  withdraw(token: string, invitation: string): Promise<Invitation> {
    return this.rest.ask(`/api/invitations/${encodeURIComponent(invitation)}`, { method: 'DELETE', token });
  }

  companions(token: string): Promise<Companions> {
    return this.rest.ask('/api/users/me/companions', { token });
  }

  myCode(token: string): Promise<ShortCode> {
    return this.rest.ask('/api/users/me/code', { token });
  }

  byCode(code: string): Promise<Person> {
    return this.rest.ask(`/api/users/by-code/${encodeURIComponent(code)}`);
  }

  knock(token: string, knock: string): Promise<Knock> {
    return this.rest.ask(`/api/knocks/${encodeURIComponent(knock)}`, { token });
  }

  answerKnock(token: string, knock: string, how: 'let-in' | 'turn-away'): Promise<Knock> {
    return this.rest.ask(`/api/knocks/${encodeURIComponent(knock)}/${how}`, { method: 'POST', token });
  }

  goAway(token: string, knock: string): Promise<Knock> {
    return this.rest.ask(`/api/knocks/${encodeURIComponent(knock)}`, { method: 'DELETE', token });
  }

  door(token: string | undefined, session: string): Promise<Door> {
    return this.rest.ask(`${of(session)}/door`, { token });
  }

  changeDoor(token: string, session: string, body: ChangeDoor): Promise<Door> {
    return this.rest.ask(`${of(session)}/door`, { method: 'PATCH', token, body });
  }

  makeLink(token: string, session: string, body: MakeLink): Promise<InviteLink> {
    return this.rest.ask(`${of(session)}/links`, { method: 'POST', token, body });
  }

  links(token: string, session: string): Promise<LinkList> {
    return this.rest.ask(`${of(session)}/links`, { token });
  }

  revokeLinks(token: string, session: string): Promise<Revoked> {
    return this.rest.ask(`${of(session)}/links`, { method: 'DELETE', token });
  }

  code(token: string, session: string): Promise<ShortCode> {
    return this.rest.ask(`${of(session)}/code`, { method: 'POST', token });
  }

  sessionOf(code: string, token?: string): Promise<CodeTarget> {
    return this.rest.ask(`/api/codes/${encodeURIComponent(code)}`, { token });
  }
}

const of = (session: string) => `/api/sessions/${encodeURIComponent(session)}`;
