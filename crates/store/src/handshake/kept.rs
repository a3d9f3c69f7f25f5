//! The contract, written once for every database that has the two primitives.

use async_trait::async_trait;
use session::{MemberId, SessionId};
use timeline::Timestamp;

use super::contract::{
    CodeKind, Handshakes, InvitationState, InviteBounds, Invited, KnockBounds, Knocked, StoredDoor, StoredInvitation,
    StoredKnock, StoredLink, Touched,
};
use super::rows::{self, Row, role_word};
use super::sql;
use super::tables::{Cell, Statement, Tables, Value};
use crate::contract::StoredUser;
use crate::error::StoreError;

/// How many are looked at in one go when a node asks whom something was changed for; the rest hear of it a little later.
const TOUCHED_MAX: i64 = 5_000;
/// How many of those who wait or are asked, or of the links that are good, are told at once.
const LISTED_MAX: i64 = 200;

#[async_trait]
impl<T: Tables> Handshakes for T {
    async fn invite(&self, new: StoredInvitation, bounds: InviteBounds) -> Result<Invited, StoreError> {
        let (session, to, now) = (&new.session, &new.to, new.created_at);
        self.write(Statement::new(sql::EXPIRE_INVITATION).text(session).text(to).number(now.ms())).await?;
        let invite = Statement::new(sql::INVITE)
            .text(&new.id)
            .text(session)
            .text(&new.from)
            .text(to)
            .number(now.ms())
            .number(new.expires_at.ms())
            .number(bounds.session_max)
            .number(bounds.from_max)
            .number(bounds.to_max);
        if self.write(invite).await? > 0 {
            return Ok(Invited::Made);
        }
        let open = Statement::new(sql::OPEN_INVITATION).text(session).text(to);
        let open = self.read(open, rows::INVITATION).await?;
        match first(open) {
            Some(row) => row.invitation(now).map(Invited::Open),
            None => Ok(Invited::TooMany),
        }
    }

    async fn invitation(&self, id: &str, now: Timestamp) -> Result<Option<StoredInvitation>, StoreError> {
        let rows = self.read(Statement::new(sql::INVITATION).text(id), rows::INVITATION).await?;
        first(rows).map(|row| row.invitation(now)).transpose()
    }

    async fn settle_invitation(&self, id: &str, to: InvitationState, now: Timestamp) -> Result<bool, StoreError> {
        let settle = Statement::new(sql::SETTLE_INVITATION).text(id).text(to.word()).number(now.ms());
        Ok(self.write(settle).await? > 0)
    }

    async fn invitations_of(
        &self,
        user: &MemberId,
        since: Timestamp,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<StoredInvitation>, StoreError> {
        let of = Statement::new(sql::INVITATIONS_OF).text(user).number(since.ms()).number(limit);
        let rows = self.read(of, rows::INVITATION).await?;
        rows.into_iter().map(|cells| Row::new(cells).invitation(now)).collect()
    }

    async fn invitation_to(
        &self,
        user: &MemberId,
        session: &SessionId,
        now: Timestamp,
    ) -> Result<Option<StoredInvitation>, StoreError> {
        let to = Statement::new(sql::INVITATION_TO).text(user).text(session);
        first(self.read(to, rows::INVITATION).await?).map(|row| row.invitation(now)).transpose()
    }

    async fn asked_into(&self, session: &SessionId, now: Timestamp) -> Result<Vec<MemberId>, StoreError> {
        let into = Statement::new(sql::ASKED_INTO).text(session).number(now.ms()).number(LISTED_MAX);
        let rows = self.read(into, &[crate::tables::Kind::Text]).await?;
        rows.into_iter().map(|cells| Row::new(cells).member()).collect()
    }

    async fn knock(&self, new: StoredKnock, bounds: KnockBounds) -> Result<Knocked, StoreError> {
        let (session, user, now) = (&new.session, &new.user, new.created_at);
        self.write(Statement::new(sql::EXPIRE_KNOCK).text(session).text(user).number(now.ms())).await?;
        let knock = Statement::new(sql::KNOCK)
            .text(&new.id)
            .text(session)
            .text(user)
            .text(&new.name)
            .number(now.ms())
            .number(new.expires_at.ms())
            .number(bounds.session_max)
            .number(bounds.user_max)
            .number(bounds.turned_away_max);
        if self.write(knock).await? > 0 {
            return Ok(Knocked::Made);
        }
        let open = Statement::new(sql::OPEN_KNOCK).text(session).text(user);
        if let Some(row) = first(self.read(open, rows::KNOCK).await?) {
            return row.knock(now).map(Knocked::Waiting);
        }
        let turned_away = Statement::new(sql::TURNED_AWAY).text(session).text(user);
        let turned_away = self.read(turned_away, &[crate::tables::Kind::Number]).await?;
        let often = matches!(turned_away.first().and_then(|cells| cells.first()),
            Some(Cell::Number(Some(times))) if *times >= i64::from(bounds.turned_away_max));
        Ok(if often { Knocked::NotAgain } else { Knocked::TooMany })
    }

    async fn knock_by_id(&self, id: &str, now: Timestamp) -> Result<Option<StoredKnock>, StoreError> {
        let rows = self.read(Statement::new(sql::KNOCK_BY_ID).text(id), rows::KNOCK).await?;
        first(rows).map(|row| row.knock(now)).transpose()
    }

    async fn settle_knock(&self, answered: &StoredKnock) -> Result<bool, StoreError> {
        let settle = Statement::new(sql::SETTLE_KNOCK)
            .text(&answered.id)
            .text(answered.state.word())
            .number(answered.updated_at.ms())
            .number(answered.expires_at.ms())
            .with(Value::Text(answered.answered_by.as_ref().map(MemberId::to_string)));
        Ok(self.write(settle).await? > 0)
    }

    async fn knock_of(
        &self,
        user: &MemberId,
        session: &SessionId,
        now: Timestamp,
    ) -> Result<Option<StoredKnock>, StoreError> {
        let of = Statement::new(sql::KNOCK_OF).text(user).text(session);
        first(self.read(of, rows::KNOCK).await?).map(|row| row.knock(now)).transpose()
    }

    async fn knocks_at(&self, session: &SessionId, now: Timestamp) -> Result<Vec<StoredKnock>, StoreError> {
        let at = Statement::new(sql::KNOCKS_AT).text(session).number(now.ms()).number(LISTED_MAX);
        let rows = self.read(at, rows::KNOCK).await?;
        rows.into_iter().map(|cells| Row::new(cells).knock(now)).collect()
    }

    async fn knocks_of(
        &self,
        user: &MemberId,
        since: Timestamp,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<StoredKnock>, StoreError> {
        let of = Statement::new(sql::KNOCKS_OF).text(user).number(since.ms()).number(limit);
        let rows = self.read(of, rows::KNOCK).await?;
        rows.into_iter().map(|cells| Row::new(cells).knock(now)).collect()
    }

    async fn door(&self, session: &SessionId) -> Result<StoredDoor, StoreError> {
        let rows = self.read(Statement::new(sql::DOOR).text(session), rows::DOOR).await?;
        first(rows).map_or_else(|| Ok(StoredDoor::default()), Row::door)
    }

    async fn set_door(&self, session: &SessionId, door: StoredDoor, now: Timestamp) -> Result<(), StoreError> {
        let set = Statement::new(sql::SET_DOOR)
            .text(session)
            .text(door.entry.word())
            .with(Value::Text(door.password_hash))
            .with(Value::Number(door.capacity.map(i64::from)))
            .number(now.ms());
        self.write(set).await.map(drop)
    }

    async fn make_link(&self, link: StoredLink, good_max: u32) -> Result<bool, StoreError> {
        let make = Statement::new(sql::MAKE_LINK)
            .text(&link.id)
            .text(&link.session)
            .text(role_word(link.role))
            .text(&link.created_by)
            .number(link.created_at.ms())
            .number(link.expires_at.ms())
            .with(Value::Number(link.uses_max.map(i64::from)))
            .number(good_max);
        Ok(self.write(make).await? > 0)
    }

    async fn link(&self, id: &str) -> Result<Option<StoredLink>, StoreError> {
        let rows = self.read(Statement::new(sql::LINK).text(id), rows::LINK).await?;
        first(rows).map(Row::link).transpose()
    }

    async fn links(&self, session: &SessionId, now: Timestamp) -> Result<Vec<StoredLink>, StoreError> {
        let of = Statement::new(sql::LINKS).text(session).number(now.ms()).number(LISTED_MAX);
        let rows = self.read(of, rows::LINK).await?;
        rows.into_iter().map(|cells| Row::new(cells).link()).collect()
    }

    async fn use_link(&self, id: &str, now: Timestamp) -> Result<bool, StoreError> {
        Ok(self.write(Statement::new(sql::USE_LINK).text(id).number(now.ms())).await? > 0)
    }

    async fn give_back_link(&self, id: &str) -> Result<(), StoreError> {
        self.write(Statement::new(sql::GIVE_BACK_LINK).text(id)).await.map(drop)
    }

    async fn revoke_links(&self, session: &SessionId, id: Option<&str>, now: Timestamp) -> Result<u64, StoreError> {
        let revoke = match id {
            Some(id) => Statement::new(sql::REVOKE_LINK).text(session).text(id),
            None => Statement::new(sql::REVOKE_LINKS).text(session),
        };
        self.write(revoke.number(now.ms())).await
    }

    async fn code(
        &self,
        kind: CodeKind,
        target: &str,
        proposal: &str,
        now: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        let known = || Statement::new(sql::CODE).text(kind.word()).text(target);
        let read = |rows: Vec<Vec<Cell>>| first(rows).map(|mut row| row.text()).transpose();
        if let Some(code) = read(self.read(known(), &[crate::tables::Kind::Text]).await?)? {
            return Ok(Some(code));
        }
        let propose = Statement::new(sql::PROPOSE_CODE).text(proposal).text(kind.word()).text(target).number(now.ms());
        self.write(propose).await?;
        read(self.read(known(), &[crate::tables::Kind::Text]).await?)
    }

    async fn target(&self, kind: CodeKind, code: &str) -> Result<Option<String>, StoreError> {
        let of = Statement::new(sql::TARGET).text(kind.word()).text(code);
        first(self.read(of, &[crate::tables::Kind::Text]).await?).map(|mut row| row.text()).transpose()
    }

    async fn user(&self, id: &MemberId) -> Result<Option<StoredUser>, StoreError> {
        first(self.read(Statement::new(sql::USER).text(id), rows::USER).await?).map(Row::user).transpose()
    }

    async fn touched(&self, since: Timestamp) -> Result<Touched, StoreError> {
        let since = Statement::new(sql::TOUCHED).number(since.ms()).number(TOUCHED_MAX);
        let mut touched = Touched::default();
        for cells in self.read(since, rows::TOUCHED).await? {
            let (user, session) = Row::new(cells).touched()?;
            touched.users.insert(user);
            touched.sessions.extend(session);
        }
        Ok(touched)
    }

    async fn sweep_handshakes(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut swept = 0;
        for sweep in [sql::SWEEP_INVITATIONS, sql::SWEEP_KNOCKS, sql::SWEEP_LINKS] {
            swept += self.write(Statement::new(sweep).number(before.ms())).await?;
        }
        Ok(swept)
    }
}

fn first(rows: Vec<Vec<Cell>>) -> Option<Row> {
    rows.into_iter().next().map(Row::new)
}

/// Whom somebody has watched with in one database, with when that was last.
pub(crate) async fn companions(
    tables: &impl Tables,
    user: &MemberId,
    limit: u32,
) -> Result<Vec<(MemberId, Timestamp)>, StoreError> {
    let of = Statement::new(sql::COMPANIONS).text(user).number(limit);
    let rows = tables.read(of, rows::COMPANION).await?;
    let companion = |cells| {
        let mut row = Row::new(cells);
        Ok((row.member()?, row.time()?))
    };
    rows.into_iter().map(companion).collect()
}
