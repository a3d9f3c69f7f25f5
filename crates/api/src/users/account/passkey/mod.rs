//! Passkeys (WebAuthn): credentials that a device keeps and that know by themselves whose they are.

mod relying_party;
mod new;
mod use_one;
mod mine;

pub(crate) use mine::{__path_remove_passkey, __path_rename_passkey, remove_passkey, rename_passkey};
pub(crate) use new::{__path_ask_new_passkey, __path_finish_new_passkey, ask_new_passkey, finish_new_passkey};
pub(super) use relying_party::why_not;
pub(crate) use use_one::{__path_ask_passkey, __path_finish_passkey, ask_passkey, finish_passkey};
