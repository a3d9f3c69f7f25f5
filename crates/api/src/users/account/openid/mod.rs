//! Signing in through an identity provider: OpenID Connect, the code flow with PKCE.
//!
//! What is begun is sealed and kept by the browser; the page takes what the provider sends back, and exchanges it with a
//! request of its own. So no token ever stands in an address, and nobody ends what another browser has begun.

mod fetch;
mod provider;
mod begin;
mod answer;
mod finish;
mod mine;

pub(crate) use begin::{__path_begin_openid, begin_openid};
pub(crate) use finish::{__path_finish_openid, finish_openid};
pub(crate) use mine::{__path_link_openid, __path_unlink_openid, link_openid, unlink_openid};
pub(crate) use provider::Provider;
