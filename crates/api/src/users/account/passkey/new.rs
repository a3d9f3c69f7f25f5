//! `POST /api/users/me/passkeys` and `POST /api/users/me/passkeys/finish`

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use data_encoding::BASE64URL_NOPAD;
use protocol::{Code, NewPasskey, Passkey, PasskeyAsked, Problem};
use serde_json::{Value, json};
use session::MemberId;
use store::StoredPasskey;
use webauthn_rs::prelude::{PasskeyRegistration, RegisterPublicKeyCredential};

use super::super::ways::passkey;
use super::relying_party::{relying_party, user_handle};
use super::use_one::{ANSWER_WITHIN_MS, bad};
use crate::address::Address;
use crate::body::Body;
use crate::failure::Failure;
use crate::identity::SignedInUser;
use crate::seal::Purpose;
use crate::state::Api;
use crate::to_domain;

/// How many passkeys somebody has at most.
const PASSKEYS_MAX: u32 = 20;

/// Asks for a new passkey of mine.
#[utoipa::path(post, path = "/api/users/me/passkeys", tag = "users", security(("bearer" = [])), responses(
    (status = 200, body = PasskeyAsked),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn ask_new_passkey(
    State(api): State<Api>,
    me: SignedInUser,
    Address(address): Address,
    headers: HeaderMap,
) -> Result<Json<PasskeyAsked>, Failure> {
    api.limits().sign_in(address)?;
    let relying_party = relying_party(&api, &headers)?;
    let accounts = api.accounts()?;
    let mine = accounts.passkeys(&me.user.id).await?;
    if mine.len() >= PASSKEYS_MAX as usize {
        return Err(too_many());
    }
    let known = mine.iter().filter_map(|mine| BASE64URL_NOPAD.decode(mine.id.as_bytes()).ok());
    let name = accounts.password_of(&me.user.id).await?.map_or_else(|| me.user.name.clone(), |kept| kept.name);
    let asked = relying_party.start_passkey_registration(
        user_handle(&me.user.id),
        name.as_str(),
        me.user.name.as_str(),
        Some(known.collect()),
    );
    let (asked, state) = asked.map_err(|error| bad(&error))?;
    let until = api.host().clock().now().plus_ms(ANSWER_WITHIN_MS);
    let seal = api.seal_key().seal(Purpose::NewPasskey, (&me.user.id.to_string(), state), until)?;
    let options = serde_json::to_value(asked).map_err(|_| unwritable())?;
    Ok(Json(PasskeyAsked { options: kept_on_the_device(options), seal }))
}

/// Keeps the new passkey.
#[utoipa::path(post, path = "/api/users/me/passkeys/finish", tag = "users", security(("bearer" = [])),
    request_body = NewPasskey,
    responses(
        (status = 201, body = Passkey),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn finish_new_passkey(
    State(api): State<Api>,
    me: SignedInUser,
    headers: HeaderMap,
    Body(NewPasskey { seal, name, credential }): Body<NewPasskey>,
) -> Result<(StatusCode, Json<Passkey>), Failure> {
    let now = api.host().clock().now();
    let name = to_domain::name(&name)?;
    let opened = api.seal_key().open::<(String, PasskeyRegistration)>(Purpose::NewPasskey, &seal, now)?;
    let (user, state) = &opened.what;
    if MemberId::parse(user).ok().as_ref() != Some(&me.user.id) {
        return Err(Failure::new(Code::SignInOver, "this was begun by somebody else; begin again"));
    }
    let answer: RegisterPublicKeyCredential = serde_json::from_value(credential).map_err(|error| bad(&error))?;
    let made = relying_party(&api, &headers)?.finish_passkey_registration(&answer, state);
    let made = made.map_err(|error| bad(&error))?;
    opened.spend(api.accounts()?).await?;
    let stored = StoredPasskey {
        id: BASE64URL_NOPAD.encode(made.cred_id()),
        user: me.user.id,
        name,
        credential: serde_json::to_string(&made).map_err(|_| unwritable())?,
        created_at: now,
        used_at: None,
    };
    if !api.accounts()?.add_passkey(&stored, PASSKEYS_MAX).await? {
        return Err(too_many());
    }
    Ok((StatusCode::CREATED, Json(passkey(&stored))))
}

/// The device shall know by itself whose the passkey is, so that nobody types a name.
fn kept_on_the_device(mut options: Value) -> Value {
    options["publicKey"]["authenticatorSelection"] =
        json!({ "residentKey": "required", "requireResidentKey": true, "userVerification": "required" });
    options
}

fn too_many() -> Failure {
    Failure::new(Code::TooManyPasskeys, format!("you have {PASSKEYS_MAX} passkeys; remove one first"))
}

fn unwritable() -> Failure {
    Failure::new(Code::Internal, "a passkey cannot be written")
}
