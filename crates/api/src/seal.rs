//! What a browser keeps for the server between two requests, signed so that it comes back as it was: the challenge of a
//! passkey, the way to an identity provider and back, a link that signs in. Any node reads what another has sealed, and
//! nothing is kept of what is begun; only what was used is remembered, so that it is good once.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use protocol::Code;
use rand::RngExt as _;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::{Accounts, Store, StoreError};
use timeline::Timestamp;

use crate::failure::Failure;
use crate::token;

const PREFIX: &str = "sfs_";

/// What a seal is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Making a passkey.
    NewPasskey,
    /// Signing in with a passkey.
    Passkey,
    /// Signing in through an identity provider.
    OpenId,
    /// Signing in with a link from the operator.
    Link,
}

impl Purpose {
    fn word(self) -> &'static str {
        match self {
            Self::NewPasskey => "new_passkey",
            Self::Passkey => "passkey",
            Self::OpenId => "openid",
            Self::Link => "link",
        }
    }
}

/// Seals and opens.
pub(crate) struct SealKey([u8; 32]);

#[derive(Serialize, Deserialize)]
struct Sealed<T> {
    id: String,
    until_ms: i64,
    what: T,
}

/// What was sealed, once its signature and its time were looked at.
#[derive(Debug)]
pub(crate) struct Opened<T> {
    pub(crate) what: T,
    id: String,
    until: Timestamp,
}

impl SealKey {
    /// Takes the key that all nodes of this server share.
    pub(crate) async fn load(store: &dyn Store) -> Result<Self, StoreError> {
        let proposal: [u8; 32] = rand::rng().random();
        let secret = store.secret("seal_key", proposal.to_vec()).await?;
        Ok(Self(Sha256::digest(&secret).into()))
    }

    /// Seals something until its time is over.
    pub(crate) fn seal<T: Serialize>(&self, purpose: Purpose, what: T, until: Timestamp) -> Result<String, Failure> {
        let sealed = Sealed { id: token::random_id::<15>(), until_ms: until.ms(), what };
        let json = serde_json::to_vec(&sealed);
        let said = BASE64URL_NOPAD.encode(&json.map_err(|_| Failure::new(Code::Internal, "a seal cannot be written"))?);
        let signature = BASE64URL_NOPAD.encode(&self.mac(purpose, &said).finalize().into_bytes());
        Ok(format!("{PREFIX}{said}.{signature}"))
    }

    /// Opens what this server has sealed for this purpose, while its time is not over.
    pub(crate) fn open<T: DeserializeOwned>(
        &self,
        purpose: Purpose,
        text: &str,
        now: Timestamp,
    ) -> Result<Opened<T>, Failure> {
        let sealed = self.read::<T>(purpose, text).ok_or_else(over)?;
        let until = Timestamp::from_ms(sealed.until_ms);
        if until <= now {
            return Err(over());
        }
        Ok(Opened { what: sealed.what, id: sealed.id, until })
    }

    /// Looks at the signature first, which is of every character.
    fn read<T: DeserializeOwned>(&self, purpose: Purpose, text: &str) -> Option<Sealed<T>> {
        let (said, signature) = text.strip_prefix(PREFIX)?.split_once('.')?;
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
        self.mac(purpose, said).verify_slice(&signature).ok()?;
        serde_json::from_slice(&BASE64URL_NOPAD.decode(said.as_bytes()).ok()?).ok()
    }

    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    fn mac(&self, purpose: Purpose, said: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        // Purposes have no dots, so no two pairs make the same text.
        mac.update(format!("seal.{}.", purpose.word()).as_bytes());
        mac.update(said.as_bytes());
        mac
    }
}

impl<T> Opened<T> {
    /// Uses it up. Fails where it was used before, at whichever node.
    pub(crate) async fn spend(self, accounts: &dyn Accounts) -> Result<T, Failure> {
        let is_first = accounts.spend(&self.id, self.until).await?;
        is_first.then_some(self.what).ok_or_else(over)
    }
}

fn over() -> Failure {
    Failure::new(Code::SignInOver, "this was begun too long ago, or used already; begin again")
}

#[cfg(test)]
mod tests {
    use protocol::Code;
    use timeline::Timestamp;

    use super::{Purpose, SealKey};

    #[test]
    fn only_what_was_sealed_for_this_is_opened_and_only_in_time() {
        let (key, at) = (SealKey([1; 32]), Timestamp::from_ms);
        let text = key.seal(Purpose::Link, "ana", at(1_000)).unwrap();
        let open = |text: &str, now| key.open::<String>(Purpose::Link, text, at(now)).map(|opened| opened.what);
        assert_eq!(open(&text, 999), Ok("ana".to_owned()));
        assert_eq!(open(&text, 1_000).unwrap_err().code, Code::SignInOver);
        assert!(key.open::<String>(Purpose::Passkey, &text, at(1)).is_err(), "for something else");
        assert!(SealKey([2; 32]).open::<String>(Purpose::Link, &text, at(1)).is_err(), "another server's");
        let (said, signature) = text.split_once('.').unwrap();
        for forged in [
            format!("{text}A"),
            format!("{said}A.{signature}"),
            format!("{said}."),
            text.replacen("sfs_", "sfl_", 1),
            "x".repeat(10_000),
            String::new(),
        ] {
            assert_eq!(open(&forged, 1).unwrap_err().code, Code::SignInOver, "{forged}");
        }
    }
}
