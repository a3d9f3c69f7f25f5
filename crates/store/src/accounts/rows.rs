//! Between rows and what the contract speaks of.

use super::contract::{StoredPasskey, StoredPassword, StoredSignIn, Way};
use crate::contract::StoredUser;
use crate::error::StoreError;
use crate::handshake::Row;
use crate::tables::Kind::{self, Number, Text};

pub(super) const SIGN_IN_OF: &[Kind] = &[Text, Text, Number, Text, Text, Text, Text, Number, Number];
pub(super) const SIGN_IN: &[Kind] = &[Text, Text, Text, Text, Number, Number];
pub(super) const PASSWORD: &[Kind] = &[Text, Text, Text, Text, Number];
pub(super) const PASSKEY: &[Kind] = &[Text, Text, Text, Text, Number, Number];
pub(super) const TEXT: &[Kind] = &[Text];

pub(super) fn user_and_sign_in(mut row: Row) -> Result<(StoredUser, StoredSignIn), StoreError> {
    let user = StoredUser { id: row.member()?, name: row.name()?, created_at: row.time()? };
    Ok((user, sign_in(row)?))
}

pub(super) fn sign_in(mut row: Row) -> Result<StoredSignIn, StoreError> {
    Ok(StoredSignIn {
        id: row.text()?,
        user: row.member()?,
        way: Way::read(&row.text()?).ok_or_else(Row::corrupt)?,
        agent: row.text()?,
        created_at: row.time()?,
        last_seen_at: row.time()?,
    })
}

pub(super) fn password(mut row: Row) -> Result<StoredPassword, StoreError> {
    Ok(StoredPassword {
        user: row.member()?,
        name: row.name()?,
        name_key: row.text()?,
        hash: row.text()?,
        updated_at: row.time()?,
    })
}

pub(super) fn passkey(mut row: Row) -> Result<StoredPasskey, StoreError> {
    Ok(StoredPasskey {
        id: row.text()?,
        user: row.member()?,
        name: row.name()?,
        credential: row.text()?,
        created_at: row.time()?,
        used_at: row.maybe_time()?,
    })
}

impl Way {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::Password => "password",
            Self::Passkey => "passkey",
            Self::OpenId => "openid",
            Self::Link => "link",
        }
    }

    fn read(word: &str) -> Option<Self> {
        let all = [Self::Guest, Self::Password, Self::Passkey, Self::OpenId, Self::Link];
        all.into_iter().find(|way| way.word() == word)
    }
}
