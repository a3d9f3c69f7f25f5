//! The identity provider, as it describes itself. It is asked when somebody wants to sign in through it, and not before: one
//! that is down stops neither the server nor the other ways.

use std::time::Duration;

use openidconnect::core::{CoreClient, CoreProviderMetadata};
use openidconnect::{ClientId, ClientSecret, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, RedirectUrl};
use protocol::Code;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::fetch::Fetch;
use crate::failure::Failure;
use crate::options::OpenIdOptions;
use crate::state::Api;

/// For how long its description, with its keys, is good.
const GOOD_FOR: Duration = Duration::from_mins(10);

/// What signs people in through the provider.
pub(super) type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// The identity provider of this server.
pub(crate) struct Provider {
    options: OpenIdOptions,
    fetch: Fetch,
    described: Mutex<Option<(Instant, CoreProviderMetadata)>>,
}

impl Provider {
    pub(crate) fn new(options: OpenIdOptions) -> Self {
        Self { options, fetch: Fetch::new(), described: Mutex::new(None) }
    }

    /// Returns the provider of this server, where it has one.
    pub(super) fn of(api: &Api) -> Result<&Self, Failure> {
        let none = || Failure::new(Code::OpenidOff, "this server has no identity provider; sign in another way");
        api.provider().ok_or_else(none)
    }

    /// What people call it.
    pub(in super::super) fn name(&self) -> &str {
        &self.options.name
    }

    pub(super) fn issuer(&self) -> &str {
        &self.options.issuer
    }

    pub(super) fn fetch(&self) -> &Fetch {
        &self.fetch
    }

    /// Returns what signs people in, who come back to `redirect`.
    pub(super) async fn client(&self, redirect: &str) -> Result<Client, Failure> {
        let described = self.describe().await?;
        let id = ClientId::new(self.options.client_id.clone());
        let secret = self.options.client_secret.clone().map(ClientSecret::new);
        let redirect = RedirectUrl::new(redirect.to_owned()).map_err(|error| away(&error))?;
        Ok(CoreClient::from_provider_metadata(described, id, secret).set_redirect_uri(redirect))
    }

    /// Forgets what it said of itself: its keys may have changed.
    pub(super) async fn forget(&self) {
        *self.described.lock().await = None;
    }

    async fn describe(&self) -> Result<CoreProviderMetadata, Failure> {
        let mut described = self.described.lock().await;
        if let Some((at, known)) = &*described
            && at.elapsed() < GOOD_FOR
        {
            return Ok(known.clone());
        }
        let issuer = IssuerUrl::new(self.options.issuer.clone()).map_err(|error| away(&error))?;
        let found = CoreProviderMetadata::discover_async(issuer, &self.fetch).await.map_err(|error| away(&error))?;
        *described = Some((Instant::now(), found.clone()));
        Ok(found)
    }
}

/// What exactly is wrong helps only whoever looks after the server.
pub(super) fn away(error: &(dyn std::error::Error + 'static)) -> Failure {
    tracing::warn!(error, "the identity provider does not answer as it should");
    let detail = "the identity provider does not answer as it should; try again later, or sign in another way";
    Failure::new(Code::OpenidAway, detail)
}
