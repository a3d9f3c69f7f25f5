/** An identity provider of a test's own: whoever comes to it is `subject`, and it says so with a signature. */
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const CLIENT_ID = 'sameframe-test';
const KEY_ID = 'k1';

export class IdentityProvider {
  private readonly keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  private readonly grants = new Map<string, URLSearchParams>();

  private constructor(
    private readonly server: Server,
    readonly subject: string,
    readonly name: string,
  ) {}

  static async start(subject: string, name: string): Promise<IdentityProvider> {
    const server = createServer((request, response) => void provider.answer(request, response));
    const provider = new IdentityProvider(server, subject, name);
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    switch (pathname) {
      case '/.well-known/openid-configuration':
        return json(response, this.configuration());
      case '/keys': {
        const key = this.keys.publicKey.export({ format: 'jwk' });
        return json(response, { keys: [{ ...key, kid: KEY_ID, alg: 'RS256', use: 'sig' }] });
      }
      case '/authorize': {
        const code = randomUUID();
        this.grants.set(code, searchParams);
        const back = new URL(searchParams.get('redirect_uri') ?? '');
        back.search = new URLSearchParams({ code, state: searchParams.get('state') ?? '' }).toString();
        response.writeHead(302, { location: back.href }).end();
        return;
      }
      case '/token':
        return this.exchange(new URLSearchParams(await bodyOf(request)), response);
      default:
        response.writeHead(404).end();
    }
  }

  private configuration(): object {
    return {
      issuer: this.url,
      authorization_endpoint: `${this.url}/authorize`,
      token_endpoint: `${this.url}/token`,
      jwks_uri: `${this.url}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    };
  }

  private exchange(form: URLSearchParams, response: ServerResponse): void {
    const code = form.get('code') ?? '';
    const asked = this.grants.get(code);
    this.grants.delete(code);
    const verifier = form.get('code_verifier') ?? '';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    if (asked === undefined || asked.get('code_challenge') !== challenge) {
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}');
      return;
    }
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      iss: this.url,
      sub: this.subject,
      aud: CLIENT_ID,
      iat: now,
      exp: now + 600,
      nonce: asked.get('nonce'),
      name: this.name,
    };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const said = `${part({ alg: 'RS256', kid: KEY_ID })}.${part(claims)}`;
    const signature = sign('sha256', Buffer.from(said), this.keys.privateKey).toString('base64url');
    json(response, { access_token: 'a', token_type: 'Bearer', id_token: `${said}.${signature}` });
  }
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
