//! What the identity provider has sent back, checked.

use openidconnect::core::{CoreIdTokenClaims, CoreJwsSigningAlgorithm};
use openidconnect::{AuthorizationCode, Nonce, PkceCodeVerifier, RequestTokenError, TokenResponse as _};
use protocol::{Code, OpenIdAnswer};
use session::MemberId;
use store::StoredOpenIdSubject;

use super::begin::Begun;
use super::provider::{Provider, away};
use crate::failure::Failure;
use crate::seal::Purpose;
use crate::state::Api;

/// The longest name of somebody at the provider that is kept, in bytes.
const SUBJECT_BYTES_MAX: usize = 255;

/// Signatures that are taken: with keys of which the provider alone knows the secret half.
const SIGNED_WITH: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Returns what the provider says of somebody, and which provider that is: of `me`, who has begun it, or of somebody who
/// signs in. It is used up.
pub(super) async fn claims<'a>(
    api: &'a Api,
    answer: OpenIdAnswer,
    me: Option<&MemberId>,
) -> Result<(&'a str, CoreIdTokenClaims), Failure> {
    let OpenIdAnswer { seal, state, code } = answer;
    let opened = api.seal_key().open::<Begun>(Purpose::OpenId, &seal, api.host().clock().now())?;
    let begun = &opened.what;
    if begun.state != state || begun.links.as_deref() != me.map(MemberId::as_str) {
        return Err(Failure::new(Code::SignInOver, "this was not begun here; begin again"));
    }
    let provider = Provider::of(api)?;
    let claims = exchange(provider, begun, code).await?;
    if claims.subject().len() > SUBJECT_BYTES_MAX {
        return Err(Failure::new(Code::OpenidRefused, "the identity provider names you with more than can be kept"));
    }
    opened.spend(api.accounts()?).await?;
    Ok((provider.issuer(), claims))
}

/// Keeps who somebody at the provider is here, unless that is known. Returns who it is.
pub(super) async fn keep(
    api: &Api,
    issuer: &str,
    claims: &CoreIdTokenClaims,
    user: MemberId,
) -> Result<MemberId, Failure> {
    let (issuer, subject) = (issuer.to_owned(), claims.subject().to_string());
    let subject = StoredOpenIdSubject { issuer, subject, user, created_at: api.host().clock().now() };
    Ok(api.accounts()?.link_openid(&subject).await?)
}

/// Exchanges the code, and returns what the provider has signed.
async fn exchange(provider: &Provider, begun: &Begun, code: String) -> Result<CoreIdTokenClaims, Failure> {
    let client = provider.client(&begun.redirect).await?;
    let asked = client.exchange_code(AuthorizationCode::new(code)).map_err(|error| away(&error))?;
    let asked = asked.set_pkce_verifier(PkceCodeVerifier::new(begun.verifier.clone()));
    let answer = asked.request_async(provider.fetch()).await.map_err(|error| match &error {
        RequestTokenError::ServerResponse(_) => refused(&error),
        RequestTokenError::Request(_) | RequestTokenError::Parse(..) | RequestTokenError::Other(_) => away(&error),
    })?;
    let missing = || Failure::new(Code::OpenidRefused, "the identity provider did not say who you are; begin again");
    let token = answer.id_token().ok_or_else(missing)?;
    let verifier = client.id_token_verifier().set_allowed_algs(SIGNED_WITH);
    match token.claims(&verifier, &Nonce::new(begun.nonce.clone())) {
        Ok(claims) => Ok(claims.clone()),
        Err(error) => {
            provider.forget().await;
            Err(refused(&error))
        }
    }
}

/// What exactly does not fit helps only whoever looks after the server.
fn refused(error: &(dyn std::error::Error + 'static)) -> Failure {
    tracing::warn!(error, "what the identity provider says is not taken");
    Failure::new(Code::OpenidRefused, "what the identity provider says of you is not taken; begin again")
}
