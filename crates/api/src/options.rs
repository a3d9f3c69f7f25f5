//! What can be set.

use std::sync::Arc;

use ipnet::IpNet;

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
    /// Writes the metrics page, where metrics are collected.
    pub metrics: Option<Arc<dyn Fn() -> String + Send + Sync>>,
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
