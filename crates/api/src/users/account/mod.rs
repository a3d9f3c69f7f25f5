//! Accounts: where a user is signed in, and the ways in which they come back.

mod sign_name;
mod sign_in;
mod sign_ins;
mod ways;
mod password;
mod passkey;
mod openid;
mod link;

pub(crate) use link::{__path_use_sign_in_link, use_sign_in_link};
pub use link::{SignInLinkError, sign_in_link, user_named};
pub(crate) use openid::{
    __path_begin_openid, __path_finish_openid, __path_link_openid, __path_unlink_openid, Provider, begin_openid,
    finish_openid, link_openid, unlink_openid,
};
pub(crate) use passkey::{
    __path_ask_new_passkey, __path_ask_passkey, __path_finish_new_passkey, __path_finish_passkey,
    __path_remove_passkey, __path_rename_passkey, ask_new_passkey, ask_passkey, finish_new_passkey, finish_passkey,
    remove_passkey, rename_passkey,
};
pub(crate) use password::{__path_remove_password, __path_set_password, remove_password, set_password};
pub(crate) use sign_in::{__path_sign_in, __path_sign_in_ways, sign_in, sign_in_ways};
pub(crate) use sign_ins::{
    __path_list_sign_ins, __path_revoke_other_sign_ins, __path_revoke_sign_in, list_sign_ins, revoke_other_sign_ins,
    revoke_sign_in,
};
pub(crate) use ways::{__path_my_ways, my_ways};
