//! What is kept of accounts.

use std::collections::BTreeSet;
use std::fmt;

use async_trait::async_trait;
use session::{MemberId, Name};
use timeline::Timestamp;

use crate::contract::{StoredUser, TokenHash};
use crate::error::StoreError;

/// Sign-ins, and the ways to sign in.
///
/// Beside the promises of [`crate::Store`]: a name to sign in with belongs to one user, whoever asks for it at the same
/// moment; what is revoked or spent stays so; and a revoked sign-in is told by [`Accounts::revoked_since`] to whoever asks
/// within a day.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Returns the sign-in that a token belongs to, and whose it is; `None` where there is none or it was revoked.
    async fn sign_in_of(&self, token: &TokenHash) -> Result<Option<(StoredUser, StoredSignIn)>, StoreError>;

    /// Keeps a new sign-in. Of more than `most` of one user, those that were not seen for the longest time are revoked; the
    /// one that the user was made with stays. A sign-in that is kept already stays as it is.
    async fn add_sign_in(&self, new: &StoredSignIn, token: &TokenHash, most: u32) -> Result<(), StoreError>;

    /// Keeps when, and by which browser, a sign-in was used last.
    async fn see_sign_in(&self, id: &str, agent: &str, at: Timestamp) -> Result<(), StoreError>;

    /// Returns a user's sign-ins that are open, the last seen first.
    async fn sign_ins(&self, user: &MemberId) -> Result<Vec<StoredSignIn>, StoreError>;

    /// Returns whether a sign-in is open. The one that a user was made with counts also before its token was ever used.
    async fn is_signed_in(&self, id: &str) -> Result<bool, StoreError>;

    /// Revokes one sign-in of a user. Returns whether it was open.
    async fn revoke_sign_in(&self, user: &MemberId, id: &str, now: Timestamp) -> Result<bool, StoreError>;

    /// Revokes all sign-ins of a user but one, or all. Returns how many were open.
    async fn revoke_sign_ins(&self, user: &MemberId, but: Option<&str>, now: Timestamp) -> Result<u64, StoreError>;

    /// Returns the sign-ins that were revoked since.
    async fn revoked_since(&self, since: Timestamp) -> Result<BTreeSet<String>, StoreError>;

    /// Keeps a user's name to sign in with and the password's hash, in place of what they had.
    async fn set_password(&self, password: &StoredPassword) -> Result<Result<(), NameTaken>, StoreError>;

    /// Returns a user's name to sign in with, and the password's hash.
    async fn password_of(&self, user: &MemberId) -> Result<Option<StoredPassword>, StoreError>;

    /// Returns the same by the name, as it is compared.
    async fn password_by_name(&self, name_key: &str) -> Result<Option<StoredPassword>, StoreError>;

    /// Keeps a new passkey, unless the user has as many as they may have. Returns whether it did.
    async fn add_passkey(&self, passkey: &StoredPasskey, most: u32) -> Result<bool, StoreError>;

    /// Returns a passkey.
    async fn passkey(&self, id: &str) -> Result<Option<StoredPasskey>, StoreError>;

    /// Returns a user's passkeys, the oldest first.
    async fn passkeys(&self, user: &MemberId) -> Result<Vec<StoredPasskey>, StoreError>;

    /// Names a passkey of a user anew. Returns whether there is one.
    async fn rename_passkey(&self, user: &MemberId, id: &str, name: &Name) -> Result<bool, StoreError>;

    /// Keeps what a use of a passkey has changed of it.
    async fn use_passkey(&self, id: &str, credential: &str, at: Timestamp) -> Result<(), StoreError>;

    /// Takes a passkey of a user away. Returns whether there was one.
    async fn remove_passkey(&self, user: &MemberId, id: &str) -> Result<bool, StoreError>;

    /// Keeps who a user is at an identity provider, unless that is another user already. Returns whose it is.
    async fn link_openid(&self, link: &StoredOpenIdSubject) -> Result<MemberId, StoreError>;

    /// Returns whose somebody at an identity provider is.
    async fn openid_user(&self, issuer: &str, subject: &str) -> Result<Option<MemberId>, StoreError>;

    /// Returns at which identity providers a user is known.
    async fn openid_issuers(&self, user: &MemberId) -> Result<Vec<String>, StoreError>;

    /// Forgets who a user is at an identity provider. Returns whether that was known.
    async fn unlink_openid(&self, user: &MemberId, issuer: &str) -> Result<bool, StoreError>;

    /// Spends what is good once, and would be over at `until` by itself. Returns whether it was not spent before: of all
    /// calls ever made, one does it.
    async fn spend(&self, id: &str, until: Timestamp) -> Result<bool, StoreError>;

    /// Names a user anew: what they are called in sessions that they join from now on. Returns whether there is such a user.
    async fn rename_user(&self, user: &MemberId, name: &Name) -> Result<bool, StoreError>;

    /// Forgets the name and the password that a user signs in with. Returns whether there were any.
    async fn remove_password(&self, user: &MemberId) -> Result<bool, StoreError>;

    /// Lets a user look after the server, or no longer. Returns whether that is a change.
    async fn set_operator(&self, user: &MemberId, since: Option<Timestamp>) -> Result<bool, StoreError>;

    /// Returns who looks after the server, who has for longest first.
    async fn operators(&self) -> Result<Vec<MemberId>, StoreError>;

    /// Takes out what was revoked, or could not be tried again, before this time. Returns how much it was.
    async fn sweep_accounts(&self, before: Timestamp) -> Result<u64, StoreError>;
}

/// Somebody is signed in with a browser or a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSignIn {
    /// Its id; the user's own for the one that the user was made with.
    pub id: String,
    /// Who.
    pub user: MemberId,
    /// How they came in.
    pub way: Way,
    /// With what, in a few words.
    pub agent: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was used last, to an hour or so.
    pub last_seen_at: Timestamp,
}

/// How somebody signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// They came as a guest.
    Guest,
    /// With a name and a password.
    Password,
    /// With a passkey.
    Passkey,
    /// Through an identity provider.
    OpenId,
    /// With a link from the operator.
    Link,
}

/// Another user signs in with this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameTaken;

/// What somebody signs in with.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredPassword {
    /// Who.
    pub user: MemberId,
    /// The name, as it was written.
    pub name: Name,
    /// The name, as it is compared.
    pub name_key: String,
    /// The hash of the password, in the form of PHC strings.
    pub hash: String,
    /// When it was set.
    pub updated_at: Timestamp,
}

/// Without the hash, which no log needs to show.
impl fmt::Debug for StoredPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { user, name, name_key, hash: _, updated_at } = self;
        f.debug_struct("StoredPassword")
            .field("user", user)
            .field("name", name)
            .field("name_key", name_key)
            .field("updated_at", updated_at)
            .finish_non_exhaustive()
    }
}

/// A passkey of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPasskey {
    /// The credential's id.
    pub id: String,
    /// Whose.
    pub user: MemberId,
    /// What its owner calls it.
    pub name: Name,
    /// The public key and what goes with it, as JSON.
    pub credential: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was used last.
    pub used_at: Option<Timestamp>,
}

/// Who somebody is at an identity provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredOpenIdSubject {
    /// Which provider.
    pub issuer: String,
    /// Who they are there.
    pub subject: String,
    /// Who they are here.
    pub user: MemberId,
    /// Since when.
    pub created_at: Timestamp,
}
