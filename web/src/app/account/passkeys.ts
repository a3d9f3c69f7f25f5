/** Asking the browser for a passkey. What the server sends and wants is JSON, what the browser takes and gives has bytes. */
import { accountText as words } from '../text-account';

/** Whether this browser can be asked at all: it knows passkeys, and the page came by a safe way. */
export function hasPasskeys(): boolean {
  return window.isSecureContext && 'PublicKeyCredential' in window;
}

/** Makes a passkey; or says in a sentence why there is none. */
export async function makePasskey(options: { publicKey: object }): Promise<object | string> {
  const asked = options.publicKey as PublicKeyCredentialCreationOptionsJSON;
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge),
    user: { ...asked.user, id: bytes(asked.user.id) },
    excludeCredentials: named(asked.excludeCredentials),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = await chosen(navigator.credentials.create({ publicKey }));
  if (typeof made === 'string') return made;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    ...about(made),
    response: {
      attestationObject: text(response.attestationObject),
      clientDataJSON: text(response.clientDataJSON),
      transports: response.getTransports?.() ?? [],
    },
  };
}

/** Signs with a passkey that the person chooses; or says in a sentence why there is none. */
export async function usePasskey(options: { publicKey: object }): Promise<object | string> {
  const asked = options.publicKey as PublicKeyCredentialRequestOptionsJSON;
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge),
    allowCredentials: named(asked.allowCredentials),
  } as unknown as PublicKeyCredentialRequestOptions;
  const used = await chosen(navigator.credentials.get({ publicKey }));
  if (typeof used === 'string') return used;
  const response = used.response as AuthenticatorAssertionResponse;
  return {
    ...about(used),
    response: {
      authenticatorData: text(response.authenticatorData),
      clientDataJSON: text(response.clientDataJSON),
      signature: text(response.signature),
      userHandle: response.userHandle === null ? null : text(response.userHandle),
    },
  };
}

async function chosen(asking: Promise<Credential | null>): Promise<PublicKeyCredential | string> {
  try {
    return ((await asking) as PublicKeyCredential | null) ?? words.passkeyCancelled;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    if (error.name === 'InvalidStateError') return words.passkeyThere;
    return error.name === 'SecurityError' ? words.passkeyElsewhere : words.passkeyCancelled;
  }
}

function about(credential: PublicKeyCredential): object {
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, extensions: {} };
}

function named(credentials: readonly PublicKeyCredentialDescriptorJSON[] = []): object[] {
  return credentials.map((credential) => ({ ...credential, id: bytes(credential.id) }));
}

export function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

export function text(buffer: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
