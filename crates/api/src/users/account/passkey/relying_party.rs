//! For whom passkeys are: this server, by the name that browsers reach it under.

use axum::http::{HeaderMap, header};
use protocol::Code;
use session::MemberId;
use sha2::{Digest as _, Sha256};
use url::{Host, Url};
use webauthn_rs::prelude::{Uuid, Webauthn, WebauthnBuilder, WebauthnError};

use crate::failure::Failure;
use crate::state::Api;

/// What devices show.
const NAME: &str = "Sameframe";
/// Browsers take this for safe without HTTPS.
const LOCALHOST: &str = "localhost";

/// Returns what asks for passkeys and checks their answers at the address that a request came to.
pub(super) fn relying_party(api: &Api, headers: &HeaderMap) -> Result<Webauthn, Failure> {
    let origin = origin(api.options().public_url.as_deref(), headers);
    let origin = origin.map_err(|why| Failure::new(Code::PasskeysOff, why))?;
    let id = origin.domain().unwrap_or_default();
    let builder = WebauthnBuilder::new(id, &origin).map_err(|error| unusable(&error))?;
    // Which port a machine uses for itself is its own matter.
    let builder = builder.rp_name(NAME).allow_any_port(id == LOCALHOST);
    builder.build().map_err(|error| unusable(&error))
}

/// Returns why passkeys do not work at the address that a request came to, where they do not.
pub(in super::super) fn why_not(api: &Api, headers: &HeaderMap) -> Option<String> {
    origin(api.options().public_url.as_deref(), headers).err()
}

/// A name for somebody that says nothing of them, which their passkeys keep.
pub(super) fn user_handle(user: &MemberId) -> Uuid {
    let digest: [u8; 32] = Sha256::digest(format!("passkey.{user}").as_bytes()).into();
    Uuid::from_u128(digest.iter().take(16).fold(0, |number, byte| number << 8 | u128::from(*byte)))
}

/// Where pages come from that may ask for passkeys; or why there is no such place, in a sentence.
fn origin(public_url: Option<&str>, headers: &HeaderMap) -> Result<Url, String> {
    let Some(public) = public_url else { return own_machine(headers) };
    let url = Url::parse(public).map_err(|_| "passkeys do not work: the public URL cannot be read".to_owned())?;
    match url.host() {
        Some(Host::Domain(domain)) if url.scheme() == "https" || domain == LOCALHOST => Ok(url),
        Some(Host::Domain(_)) => Err(format!("passkeys need https, and this server is at {public}")),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) | None => {
            Err(format!("passkeys need an address with a name, and this server is at {public}"))
        }
    }
}

fn own_machine(headers: &HeaderMap) -> Result<Url, String> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let url = Url::parse(&format!("http://{host}")).ok();
    let port = url.as_ref().and_then(Url::port).map(|port| format!(":{port}")).unwrap_or_default();
    let is_own = |url: &Url| url.domain() == Some(LOCALHOST);
    url.filter(is_own).ok_or_else(|| {
        format!(
            "passkeys do not work at this address: on this machine open http://localhost{port}, and for others start \
             Sameframe with --public-url and an https address"
        )
    })
}

fn unusable(error: &WebauthnError) -> Failure {
    tracing::error!(%error, "passkeys cannot be used");
    Failure::new(Code::Internal, "passkeys cannot be used here; the server's own log says why")
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};
    use session::MemberId;

    use super::{origin, user_handle};

    fn asked(public_url: Option<&str>, host: &str) -> Result<String, String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_str(host).unwrap());
        origin(public_url, &headers).map(|url| url.to_string())
    }

    /// ACC-20
    #[test]
    fn passkeys_are_for_a_name_that_browsers_take_for_safe() {
        let public = Some("https://watch.example.org");
        assert_eq!(asked(public, "10.0.0.1:8420").as_deref(), Ok("https://watch.example.org/"));
        assert_eq!(asked(None, "localhost:8420").as_deref(), Ok("http://localhost:8420/"));
        for (public, host, why) in [
            (None, "127.0.0.1:8420", "open http://localhost:8420"),
            (None, "watch.example.org", "--public-url"),
            (None, "not a host", "--public-url"),
            (Some("http://watch.example.org"), "localhost", "need https"),
            (Some("https://192.0.2.1"), "localhost", "with a name"),
        ] {
            assert!(asked(public, host).unwrap_err().contains(why), "{public:?} {host}");
        }
    }

    #[test]
    fn everybody_has_a_handle_of_their_own() {
        let of = |id: &str| user_handle(&MemberId::parse(id).unwrap());
        assert_eq!(of("ana"), of("ana"));
        assert_ne!(of("ana"), of("ben"));
    }
}
