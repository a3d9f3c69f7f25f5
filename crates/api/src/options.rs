//! What can be set.

use std::collections::BTreeSet;
use std::sync::Arc;

use ipnet::IpNet;
use library::Library;
use providers::Providers;
use session::WordFilter;

/// Settings of the API.
#[derive(Clone, Default)]
pub struct ApiOptions {
    /// The address people reach this server under (`https://watch.example.org`), for links. Where it is missing, links
    /// use the address of the request.
    pub public_url: Option<String>,
    /// Origins of other sites (`https://example.org`) whose pages may use the API from a browser.
    pub allowed_origins: Vec<String>,
    /// Proxies that are believed when they say who asked them (`X-Forwarded-For`).
    pub trusted_proxies: Vec<IpNet>,
    /// What the browser's clock is like in the app's pages.
    pub timer: Timer,
    /// Which services are on.
    pub services: Services,
    /// Words that nobody may write in any session of this server.
    pub blocked_words: WordFilter,
    /// The largest file of a session that is taken in, in bytes; 0 for none.
    pub import_bytes_max: usize,
    /// The videos in folders of this machine, where there are any.
    pub own_videos: Option<Arc<Library>>,
    /// The identity provider that people may sign in through.
    pub openid: Option<OpenIdOptions>,
    /// Where videos come from.
    pub providers: Providers,
    /// Writes the metrics page, where metrics are collected.
    pub metrics: Option<Arc<dyn Fn() -> String + Send + Sync>>,
}

/// An identity provider, and as what this server is known there.
#[derive(Clone)]
pub struct OpenIdOptions {
    /// Its address, as it names itself.
    pub issuer: String,
    /// As what this server is registered.
    pub client_id: String,
    /// What proves that, where it was given something.
    pub client_secret: Option<String>,
    /// What people call the provider.
    pub name: String,
}

/// A public service: any of them can be switched off or run in a process of its own, and the others go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// Who is known to this server.
    Users,
    /// Sessions: creating, finding, joining and ending them, and their logs.
    Session,
    /// Playing together: commands, the live socket, and the playback collection.
    Timecode,
    /// Predictions: asking, picking and resolving, and who has how many points.
    Prediction,
    /// What people may like to watch, alone and together.
    Recommendation,
    /// Talking: messages, and reactions to them and to what is on screen.
    Message,
    /// What is at an address, and what there is to watch.
    Catalog,
}

impl Service {
    /// All that there are.
    pub const ALL: [Self; 7] = [
        Self::Users,
        Self::Session,
        Self::Timecode,
        Self::Message,
        Self::Prediction,
        Self::Catalog,
        Self::Recommendation,
    ];

    /// Its name in settings and in words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Session => "session",
            Self::Timecode => "timecode",
            Self::Prediction => "prediction",
            Self::Recommendation => "recommendation",
            Self::Message => "message",
            Self::Catalog => "catalog",
        }
    }
}

/// Which services are on; all of them, unless told otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Services(BTreeSet<Service>);

impl Default for Services {
    fn default() -> Self {
        Self(Service::ALL.into())
    }
}

impl FromIterator<Service> for Services {
    fn from_iter<T: IntoIterator<Item = Service>>(services: T) -> Self {
        Self(services.into_iter().collect())
    }
}

impl Services {
    /// Returns whether this one is on.
    pub fn has(&self, service: Service) -> bool {
        self.0.contains(&service)
    }

    /// Returns those that are on, in their order.
    pub fn iter(&self) -> impl Iterator<Item = Service> {
        self.0.iter().copied()
    }
}

/// The clock that pages read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Timer {
    /// As fine as the browser has it, in pages that are isolated from other sites (`docs/sync.md`).
    #[default]
    Fine,
    /// As coarse as browsers make it for pages that are not isolated.
    Coarse,
}
