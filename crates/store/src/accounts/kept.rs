//! The contract, written once for every database that has the two primitives.

use std::collections::BTreeSet;

use async_trait::async_trait;
use data_encoding::HEXLOWER;
use session::{MemberId, Name};
use timeline::Timestamp;

use super::contract::{Accounts, NameTaken, StoredOpenIdSubject, StoredPasskey, StoredPassword, StoredSignIn};
use super::{rows, sql};
use crate::contract::{StoredUser, TokenHash};
use crate::error::StoreError;
use crate::handshake::Row;
use crate::handshake::tables::{Statement, Tables};
use crate::tables::Kind;

/// How many are told in one go that were revoked; who is left out is turned away at the next request.
const REVOKED_MAX: i64 = 5_000;

#[async_trait]
impl<T: Tables> Accounts for T {
    async fn sign_in_of(&self, token: &TokenHash) -> Result<Option<(StoredUser, StoredSignIn)>, StoreError> {
        let of = Statement::new(sql::SIGN_IN_OF).text(&hex(token));
        one(self, of, rows::SIGN_IN_OF, rows::user_and_sign_in).await
    }

    async fn add_sign_in(&self, new: &StoredSignIn, token: &TokenHash, most: u32) -> Result<(), StoreError> {
        let beyond = Statement::new(sql::REVOKE_BEYOND).text(&new.user).number(new.created_at.ms());
        self.write(beyond.number(i64::from(most) - 1)).await?;
        let add = Statement::new(sql::ADD_SIGN_IN)
            .text(&new.id)
            .text(&new.user)
            .text(&hex(token))
            .text(new.way.word())
            .text(&new.agent)
            .number(new.created_at.ms())
            .number(new.last_seen_at.ms());
        self.write(add).await.map(drop)
    }

    async fn see_sign_in(&self, id: &str, agent: &str, at: Timestamp) -> Result<(), StoreError> {
        self.write(Statement::new(sql::SEE_SIGN_IN).text(id).text(agent).number(at.ms())).await.map(drop)
    }

    async fn sign_ins(&self, user: &MemberId) -> Result<Vec<StoredSignIn>, StoreError> {
        all(self, Statement::new(sql::SIGN_INS).text(user), rows::SIGN_IN, rows::sign_in).await
    }

    async fn is_signed_in(&self, id: &str) -> Result<bool, StoreError> {
        let found = self.read(Statement::new(sql::IS_SIGNED_IN).text(id), rows::TEXT).await?;
        Ok(!found.is_empty())
    }

    async fn revoke_sign_in(&self, user: &MemberId, id: &str, now: Timestamp) -> Result<bool, StoreError> {
        // The first may not have been kept yet.
        let is_first = id == user.as_str();
        let was_open = is_first && self.write(Statement::new(sql::REVOKE_FIRST).text(user)).await? > 0;
        let revoke = Statement::new(sql::REVOKE_SIGN_IN).text(user).text(id).number(now.ms());
        Ok(self.write(revoke).await? > 0 || was_open)
    }

    async fn revoke_sign_ins(&self, user: &MemberId, but: Option<&str>, now: Timestamp) -> Result<u64, StoreError> {
        if but != Some(user.as_str()) {
            self.write(Statement::new(sql::REVOKE_FIRST).text(user)).await?;
        }
        // No sign-in has an empty id.
        let revoke = Statement::new(sql::REVOKE_SIGN_INS).text(user).text(but.unwrap_or_default());
        self.write(revoke.number(now.ms())).await
    }

    async fn revoked_since(&self, since: Timestamp) -> Result<BTreeSet<String>, StoreError> {
        let since = Statement::new(sql::REVOKED_SINCE).number(since.ms()).number(REVOKED_MAX);
        let revoked = all(self, since, rows::TEXT, |mut row| row.text()).await?;
        Ok(revoked.into_iter().collect())
    }

    async fn set_password(&self, password: &StoredPassword) -> Result<Result<(), NameTaken>, StoreError> {
        for set in [sql::CHANGE_PASSWORD, sql::NEW_PASSWORD] {
            let set = Statement::new(set)
                .text(&password.user)
                .text(&password.name)
                .text(&password.name_key)
                .text(&password.hash)
                .number(password.updated_at.ms());
            if self.write(set).await? > 0 {
                return Ok(Ok(()));
            }
        }
        Ok(Err(NameTaken))
    }

    async fn password_of(&self, user: &MemberId) -> Result<Option<StoredPassword>, StoreError> {
        one(self, Statement::new(sql::PASSWORD_OF).text(user), rows::PASSWORD, rows::password).await
    }

    async fn password_by_name(&self, name_key: &str) -> Result<Option<StoredPassword>, StoreError> {
        one(self, Statement::new(sql::PASSWORD_BY_NAME).text(name_key), rows::PASSWORD, rows::password).await
    }

    async fn add_passkey(&self, passkey: &StoredPasskey, most: u32) -> Result<bool, StoreError> {
        let add = Statement::new(sql::ADD_PASSKEY)
            .text(&passkey.id)
            .text(&passkey.user)
            .text(&passkey.name)
            .text(&passkey.credential)
            .number(passkey.created_at.ms())
            .number(most);
        Ok(self.write(add).await? > 0)
    }

    async fn passkey(&self, id: &str) -> Result<Option<StoredPasskey>, StoreError> {
        one(self, Statement::new(sql::PASSKEY).text(id), rows::PASSKEY, rows::passkey).await
    }

    async fn passkeys(&self, user: &MemberId) -> Result<Vec<StoredPasskey>, StoreError> {
        all(self, Statement::new(sql::PASSKEYS).text(user), rows::PASSKEY, rows::passkey).await
    }

    async fn rename_passkey(&self, user: &MemberId, id: &str, name: &Name) -> Result<bool, StoreError> {
        Ok(self.write(Statement::new(sql::RENAME_PASSKEY).text(user).text(id).text(name)).await? > 0)
    }

    async fn use_passkey(&self, id: &str, credential: &str, at: Timestamp) -> Result<(), StoreError> {
        self.write(Statement::new(sql::USE_PASSKEY).text(id).text(credential).number(at.ms())).await.map(drop)
    }

    async fn remove_passkey(&self, user: &MemberId, id: &str) -> Result<bool, StoreError> {
        Ok(self.write(Statement::new(sql::REMOVE_PASSKEY).text(user).text(id)).await? > 0)
    }

    async fn link_openid(&self, link: &StoredOpenIdSubject) -> Result<MemberId, StoreError> {
        let (issuer, subject) = (&link.issuer, &link.subject);
        let keep = Statement::new(sql::LINK_OPENID).text(issuer).text(subject).text(&link.user);
        self.write(keep.number(link.created_at.ms())).await?;
        Ok(self.openid_user(issuer, subject).await?.unwrap_or_else(|| link.user.clone()))
    }

    async fn openid_user(&self, issuer: &str, subject: &str) -> Result<Option<MemberId>, StoreError> {
        let of = Statement::new(sql::OPENID_USER).text(issuer).text(subject);
        one(self, of, rows::TEXT, |mut row| row.member()).await
    }

    async fn openid_issuers(&self, user: &MemberId) -> Result<Vec<String>, StoreError> {
        all(self, Statement::new(sql::OPENID_ISSUERS).text(user), rows::TEXT, |mut row| row.text()).await
    }

    async fn unlink_openid(&self, user: &MemberId, issuer: &str) -> Result<bool, StoreError> {
        Ok(self.write(Statement::new(sql::UNLINK_OPENID).text(user).text(issuer)).await? > 0)
    }

    async fn spend(&self, id: &str, until: Timestamp) -> Result<bool, StoreError> {
        Ok(self.write(Statement::new(sql::SPEND).text(id).number(until.ms())).await? > 0)
    }

    async fn rename_user(&self, user: &MemberId, name: &Name) -> Result<bool, StoreError> {
        Ok(self.write(Statement::new(sql::RENAME_USER).text(user).text(name)).await? > 0)
    }

    async fn remove_password(&self, user: &MemberId) -> Result<bool, StoreError> {
        Ok(self.write(Statement::new(sql::REMOVE_PASSWORD).text(user)).await? > 0)
    }

    async fn set_operator(&self, user: &MemberId, since: Option<Timestamp>) -> Result<bool, StoreError> {
        let change = match since {
            Some(since) => Statement::new(sql::ADD_OPERATOR).text(user).number(since.ms()),
            None => Statement::new(sql::REMOVE_OPERATOR).text(user),
        };
        Ok(self.write(change).await? > 0)
    }

    async fn operators(&self) -> Result<Vec<MemberId>, StoreError> {
        all(self, Statement::new(sql::OPERATORS), rows::TEXT, |mut row| row.member()).await
    }

    async fn sweep_accounts(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut swept = 0;
        for sweep in [sql::SWEEP_SIGN_INS, sql::SWEEP_SPENT] {
            swept += self.write(Statement::new(sweep).number(before.ms())).await?;
        }
        Ok(swept)
    }
}

async fn all<V>(
    tables: &impl Tables,
    statement: Statement,
    kinds: &'static [Kind],
    read: impl Fn(Row) -> Result<V, StoreError> + Send,
) -> Result<Vec<V>, StoreError> {
    tables.read(statement, kinds).await?.into_iter().map(|cells| read(Row::new(cells))).collect()
}

async fn one<V>(
    tables: &impl Tables,
    statement: Statement,
    kinds: &'static [Kind],
    read: impl Fn(Row) -> Result<V, StoreError> + Send,
) -> Result<Option<V>, StoreError> {
    tables.read(statement, kinds).await?.into_iter().next().map(|cells| read(Row::new(cells))).transpose()
}

fn hex(token: &TokenHash) -> String {
    HEXLOWER.encode(&token.0)
}
