//! Tokens: random for users, kept as hashes; signed for members, kept nowhere, and good for as long as their sign-in is.

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::RngExt as _;
use session::{MemberId, SessionId};
use sha2::{Digest as _, Sha256};
use store::{Store, StoreError, TokenHash};

const USER_PREFIX: &str = "sfu_";
const MEMBER_PREFIX: &str = "sfm_";

/// Makes a new user token and the hash under which it is kept.
pub(crate) fn new_user_token() -> (String, TokenHash) {
    let secret: [u8; 32] = rand::rng().random();
    let token = format!("{USER_PREFIX}{}", BASE64URL_NOPAD.encode(&secret));
    let hash = hash(&token);
    (token, hash)
}

/// Returns the hash of a token that looks like a user's.
pub(crate) fn user_token_hash(token: &str) -> Option<TokenHash> {
    token.starts_with(USER_PREFIX).then(|| hash(token))
}

fn hash(token: &str) -> TokenHash {
    TokenHash(Sha256::digest(token.as_bytes()).into())
}

/// A new random id of `bytes` bytes, in lower-case letters and digits.
pub(crate) fn random_id<const BYTES: usize>() -> String {
    let bytes: [u8; BYTES] = rand::rng().random();
    BASE32_NOPAD.encode(&bytes).to_ascii_lowercase()
}

/// Signs member tokens: who has one is that member in that session.
pub(crate) struct MemberKey([u8; 32]);

impl MemberKey {
    /// Takes the key that all nodes of this server share.
    pub(crate) async fn load(store: &dyn Store) -> Result<Self, StoreError> {
        let proposal: [u8; 32] = rand::rng().random();
        let secret = store.secret("member_key", proposal.to_vec()).await?;
        // Hashing makes a key of the right length out of any secret.
        Ok(Self(Sha256::digest(&secret).into()))
    }

    /// Makes the token of a member who came by one of their sign-ins. The one that a user was made with has the user's id
    /// and is not said, so that older servers read the token too.
    pub(crate) fn token(&self, session: &SessionId, member: &MemberId, sign_in: &str) -> String {
        let said = if sign_in == member.as_str() {
            format!("{session}.{member}")
        } else {
            format!("{session}.{member}.{sign_in}")
        };
        let signature = BASE64URL_NOPAD.encode(&self.mac(&said).finalize().into_bytes());
        format!("{MEMBER_PREFIX}{said}.{signature}")
    }

    /// Returns whom a token makes known, and by which sign-in, if this server has signed it.
    pub(crate) fn verify(&self, token: &str) -> Option<(SessionId, MemberId, String)> {
        let (said, signature) = token.strip_prefix(MEMBER_PREFIX)?.rsplit_once('.')?;
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
        self.mac(said).verify_slice(&signature).ok()?;
        let mut parts = said.split('.');
        let session = SessionId::parse(parts.next()?).ok()?;
        let member = MemberId::parse(parts.next()?).ok()?;
        let sign_in = parts.next().unwrap_or(member.as_str()).to_owned();
        parts.next().is_none().then_some((session, member, sign_in))
    }

    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    fn mac(&self, said: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        // Ids have no dots, so no two say the same.
        mac.update(format!("member.{said}").as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use session::{MemberId, SessionId};

    use super::MemberKey;

    #[test]
    fn only_a_token_that_was_signed_makes_a_member() {
        let key = MemberKey([1; 32]);
        let (session, member) = (SessionId::parse("s1").unwrap(), MemberId::parse("ana").unwrap());
        let later = key.token(&session, &member, "i1");
        assert_eq!(key.verify(&later), Some((session.clone(), member.clone(), "i1".to_owned())));
        assert_eq!(key.verify(&later.replace("i1", "i2")), None);
        assert_eq!(key.verify(&later.replace(".i1", "")), None);
        let token = key.token(&session, &member, "ana");
        assert_eq!(token.matches('.').count(), 2, "as older servers read it");
        assert_eq!(key.verify(&token), Some((session, member, "ana".to_owned())));
        assert_eq!(MemberKey([2; 32]).verify(&token), None, "another server's");
        for forged in [
            token.replace("s1", "s2"),
            token.replace("ana", "ben"),
            format!("{token}."),
            format!("{token}A"),
            token.strip_suffix(|_: char| true).unwrap().to_owned(),
            token.replace("ana.", "ana.i1."),
            token.replace("sfm_", "sfu_"),
            "sfm_s1.ana.".to_owned(),
            "sfm_".to_owned(),
            String::new(),
        ] {
            assert_eq!(key.verify(&forged), None, "{forged}");
        }
    }
}
