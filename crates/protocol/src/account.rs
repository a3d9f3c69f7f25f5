//! Accounts: where somebody is signed in, and the ways to sign in.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::rest::User;

/// How somebody signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum SignInWay {
    /// They came as a guest.
    Guest,
    /// With a name and a password.
    Password,
    /// With a passkey.
    Passkey,
    /// Through an identity provider.
    Openid,
    /// With a link from the operator.
    Link,
}

/// The body of `POST /api/sign-in`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SignIn {
    /// The name to sign in with, in large or small letters.
    pub name: String,
    /// The password.
    pub password: String,
}

/// The answer to every way of signing in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SignedIn {
    /// Who I am now.
    pub user: User,
    /// The bearer token of this sign-in; shown only this once.
    pub token: String,
}

/// The answer to `GET /api/sign-in`: which ways there are at the address that was asked. A password always is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SignInWays {
    /// Why passkeys do not work at this address, where they do not.
    pub no_passkeys: Option<String>,
    /// What the identity provider is called, where there is one.
    pub openid: Option<String>,
}

/// One of the places where I am signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SignInEntry {
    /// Its id.
    pub id: String,
    /// How I came in.
    pub way: SignInWay,
    /// With what browser or program, in a few words; empty where it is not known.
    pub agent: String,
    /// RFC 3339.
    pub created_at: String,
    /// When it was used last, to an hour or so: RFC 3339.
    pub last_seen_at: String,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// The answer to `GET /api/users/me/sign-ins`, the last used first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SignInList {
    /// Where I am signed in.
    pub sign_ins: Vec<SignInEntry>,
}

/// The answer to `GET /api/users/me/ways`: how I can come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MyWays {
    /// The name that I sign in with, where I have a password.
    pub name: Option<String>,
    /// My passkeys, the oldest first.
    pub passkeys: Vec<Passkey>,
    /// Whether I am known to this server's identity provider.
    pub openid: bool,
}

/// The body of `POST /api/users/me/password`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SetPassword {
    /// The name to sign in with: 1 to 64 characters that nobody else here signs in with.
    pub name: String,
    /// 8 to 128 characters.
    pub password: String,
    /// The password until now, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub current: Option<String>,
}

/// The body of `DELETE /api/users/me/password`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RemovePassword {
    /// The password until now.
    pub current: String,
}

/// A passkey of mine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Passkey {
    /// The credential's id.
    pub id: String,
    /// What I call it.
    pub name: String,
    /// RFC 3339.
    pub created_at: String,
    /// When I signed in with it last: RFC 3339.
    pub used_at: Option<String>,
}

/// What the browser is to ask a passkey for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PasskeyAsked {
    /// For `navigator.credentials`, as the standard writes it in JSON.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    #[cfg_attr(feature = "typescript", ts(type = "{ publicKey: object }"))]
    pub options: Value,
    /// To be sent back with the answer, within five minutes.
    pub seal: String,
}

/// The body of `POST /api/sign-in/passkey/finish`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PasskeyAnswer {
    /// What came with the question.
    pub seal: String,
    /// The passkey's answer, as the standard writes it in JSON.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    #[cfg_attr(feature = "typescript", ts(type = "object"))]
    pub credential: Value,
}

/// The body of `POST /api/users/me/passkeys/finish`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NewPasskey {
    /// What came with the question.
    pub seal: String,
    /// What I call it: 1 to 64 characters.
    pub name: String,
    /// The passkey's answer, as the standard writes it in JSON.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    #[cfg_attr(feature = "typescript", ts(type = "object"))]
    pub credential: Value,
}

/// The body of `PATCH /api/users/me/passkeys/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RenamePasskey {
    /// What I call it from now on: 1 to 64 characters.
    pub name: String,
}

/// The answer to `POST /api/sign-in/openid`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OpenIdBegun {
    /// Where the browser is to go: the identity provider, which sends it back to `/sign-in/openid`.
    pub location: String,
    /// To be kept by the browser and sent back with what the provider says, within ten minutes.
    pub seal: String,
}

/// The body of `POST /api/sign-in/openid/finish` and of `POST /api/users/me/openid`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OpenIdAnswer {
    /// What came when it was begun.
    pub seal: String,
    /// The `state` that the provider sent back.
    pub state: String,
    /// The `code` that the provider sent back.
    pub code: String,
}

/// The body of `POST /api/sign-in/link`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct UseSignInLink {
    /// What stands after `#link=` in the link from the operator.
    pub link: String,
}
