//! HTTPS of the server's own: with a certificate from files, or one that it gets and renews by itself.

mod choice;
mod files;
mod acme;
mod listener;
mod redirect;

pub(crate) use choice::{Asked, Certificates, Https};
pub(crate) use listener::TlsListener;
pub(crate) use redirect::redirect;
