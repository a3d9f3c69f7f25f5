//! What an invite link says: signed, so that a forged one costs nothing, and kept, so that it can be revoked and counted.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use protocol::Code;
use rand::RngExt as _;
use session::SessionId;
use sha2::{Digest as _, Sha256};
use store::{Store, StoreError};
use timeline::Timestamp;

use crate::failure::Failure;

const PREFIX: &str = "sfl_";

/// Signs invite links.
pub(crate) struct LinkKey([u8; 32]);

/// What an invite link says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LinkToken {
    /// Where to.
    pub(crate) session: SessionId,
    /// Which of its links.
    pub(crate) id: String,
    /// Until when it is good.
    pub(crate) expires_at: Timestamp,
}

impl LinkKey {
    /// Takes the key that all nodes of this server share.
    pub(crate) async fn load(store: &dyn Store) -> Result<Self, StoreError> {
        let proposal: [u8; 32] = rand::rng().random();
        let secret = store.secret("link_key", proposal.to_vec()).await?;
        Ok(Self(Sha256::digest(&secret).into()))
    }

    pub(crate) fn sign(&self, token: &LinkToken) -> String {
        let said = said(token);
        let signature = BASE64URL_NOPAD.encode(&self.mac(&said).finalize().into_bytes());
        format!("{PREFIX}{said}.{signature}")
    }

    /// Reads what this server has signed for this session, while its time is not over.
    pub(crate) fn verify(&self, text: &str, session: &SessionId, now: Timestamp) -> Result<LinkToken, Failure> {
        let token = self.read(text).filter(|token| token.session == *session).ok_or_else(|| {
            Failure::new(Code::BadLink, "this invite link is not one of this session's; ask for it again, all of it")
        })?;
        if token.expires_at <= now {
            return Err(Failure::new(Code::LinkExpired, "this invite link's time is over; ask for a new one"));
        }
        Ok(token)
    }

    /// Looks at the signature first, which is of every character.
    fn read(&self, text: &str) -> Option<LinkToken> {
        let (said, signature) = text.strip_prefix(PREFIX)?.rsplit_once('.')?;
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
        self.mac(said).verify_slice(&signature).ok()?;
        let mut parts = said.split('.');
        let session = SessionId::parse(parts.next()?).ok()?;
        let id = SessionId::parse(parts.next()?).ok()?.to_string();
        let expires_at = Timestamp::from_ms(parts.next()?.parse().ok()?);
        parts.next().is_none().then_some(LinkToken { session, id, expires_at })
    }

    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    fn mac(&self, said: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(b"link.");
        mac.update(said.as_bytes());
        mac
    }
}

/// Ids have no dots, so no two tokens make the same text.
fn said(token: &LinkToken) -> String {
    format!("{}.{}.{}", token.session, token.id, token.expires_at.ms())
}

#[cfg(test)]
mod tests {
    use protocol::Code;
    use session::SessionId;
    use timeline::Timestamp;

    use super::{LinkKey, LinkToken};

    #[test]
    fn only_what_was_signed_lets_in_and_only_in_time() {
        let key = LinkKey([1; 32]);
        let session = SessionId::parse("s1").unwrap();
        let token = LinkToken { session: session.clone(), id: "l1".to_owned(), expires_at: Timestamp::from_ms(1_000) };
        let text = key.sign(&token);
        let code = |text: &str, now| key.verify(text, &session, Timestamp::from_ms(now)).unwrap_err().code;
        assert_eq!(key.verify(&text, &session, Timestamp::from_ms(999)), Ok(token));
        assert_eq!(code(&text, 1_000), Code::LinkExpired);
        let other = SessionId::parse("s2").unwrap();
        assert_eq!(key.verify(&text, &other, Timestamp::from_ms(1)).unwrap_err().code, Code::BadLink);
        assert_eq!(LinkKey([2; 32]).verify(&text, &session, Timestamp::from_ms(1)).unwrap_err().code, Code::BadLink);
        for forged in [
            text.replace("s1", "s2"),
            text.replace("l1", "l2"),
            text.replace(".1000.", ".9999."),
            text.replace(".1000.", ".+1000."),
            format!("{text}."),
            format!("{text}A"),
            text.strip_suffix(|_: char| true).unwrap().to_owned(),
            "sfl_s1.l1.1000.".to_owned(),
            "x".repeat(10_000),
            String::new(),
        ] {
            assert_eq!(code(&forged, 1), Code::BadLink, "{forged}");
        }
    }
}
