//! The contract, written once for every database that has the two primitives.

use async_trait::async_trait;
use session::{MemberId, SessionId};
use timeline::Timestamp;

use super::contract::{AllSeries, SeriesState, StoredEvening, StoredSeries};
use super::sql;
use crate::error::StoreError;
use crate::handshake::rows::Row;
use crate::handshake::tables::{Statement, Tables};
use crate::rows::{visibility, visibility_word};
use crate::tables::Kind::{self, Number, Text};

const SERIES: &[Kind] = &[Text, Text, Text, Text, Text, Text, Text, Number, Number];
const EVENING: &[Kind] = &[Text, Number, Text, Number];

#[async_trait]
impl<T: Tables> AllSeries for T {
    async fn make_series(&self, series: &StoredSeries, owned_max: u32) -> Result<bool, StoreError> {
        let make = Statement::new(sql::MAKE)
            .text(&series.id)
            .text(&series.owner)
            .text(&series.title)
            .text(visibility_word(series.visibility))
            .text(series.state.word())
            .text(&series.weekly)
            .text(&series.time_zone)
            .number(series.created_at.ms())
            .number(owned_max);
        Ok(self.write(make).await? > 0)
    }

    async fn change_series(&self, series: &StoredSeries, seen: Timestamp) -> Result<bool, StoreError> {
        let change = Statement::new(sql::CHANGE)
            .text(&series.id)
            .text(&series.title)
            .text(visibility_word(series.visibility))
            .text(series.state.word())
            .text(&series.weekly)
            .text(&series.time_zone)
            .number(series.updated_at.ms())
            .number(seen.ms());
        Ok(self.write(change).await? > 0)
    }

    async fn series(&self, id: &str) -> Result<Option<StoredSeries>, StoreError> {
        Ok(series(self, Statement::new(sql::SERIES).text(id)).await?.pop())
    }

    async fn public_series(&self, limit: u32) -> Result<Vec<StoredSeries>, StoreError> {
        series(self, Statement::new(sql::PUBLIC).number(limit)).await
    }

    async fn series_of(&self, member: &MemberId, limit: u32) -> Result<Vec<StoredSeries>, StoreError> {
        series(self, Statement::new(sql::SERIES_OF).text(member).number(limit)).await
    }

    async fn add_evening(&self, evening: &StoredEvening) -> Result<bool, StoreError> {
        let add = Statement::new(sql::ADD_EVENING)
            .text(&evening.series)
            .number(evening.number)
            .text(&evening.session)
            .number(evening.starts_at.ms());
        Ok(self.write(add).await? > 0)
    }

    async fn move_evening(&self, evening: &StoredEvening, seen: Timestamp) -> Result<bool, StoreError> {
        let moved = Statement::new(sql::MOVE_EVENING)
            .text(&evening.series)
            .number(evening.number)
            .number(evening.starts_at.ms())
            .number(seen.ms());
        Ok(self.write(moved).await? > 0)
    }

    async fn evenings(&self, series: &str, before: u32, limit: u32) -> Result<Vec<StoredEvening>, StoreError> {
        evenings(self, Statement::new(sql::EVENINGS).text(series).number(before).number(limit)).await
    }

    async fn evening_of(&self, session: &SessionId) -> Result<Option<StoredEvening>, StoreError> {
        Ok(evenings(self, Statement::new(sql::EVENING_OF).text(session)).await?.pop())
    }

    async fn add_regular(&self, series: &str, member: &MemberId) -> Result<(), StoreError> {
        self.write(Statement::new(sql::ADD_REGULAR).text(series).text(member)).await.map(drop)
    }

    async fn is_regular(&self, series: &str, member: &MemberId) -> Result<bool, StoreError> {
        let is = Statement::new(sql::IS_REGULAR).text(series).text(member);
        Ok(!self.read(is, &[Text]).await?.is_empty())
    }
}

async fn series(tables: &impl Tables, statement: Statement) -> Result<Vec<StoredSeries>, StoreError> {
    let read = |cells| {
        let mut row = Row::new(cells);
        Ok(StoredSeries {
            id: row.text()?,
            owner: row.member()?,
            title: row.title()?,
            visibility: visibility(&row.text()?).ok_or_else(Row::corrupt)?,
            state: SeriesState::read(&row.text()?).ok_or_else(Row::corrupt)?,
            weekly: row.text()?,
            time_zone: row.text()?,
            created_at: row.time()?,
            updated_at: row.time()?,
        })
    };
    tables.read(statement, SERIES).await?.into_iter().map(read).collect()
}

async fn evenings(tables: &impl Tables, statement: Statement) -> Result<Vec<StoredEvening>, StoreError> {
    let read = |cells| {
        let mut row = Row::new(cells);
        Ok(StoredEvening { series: row.text()?, number: row.count()?, session: row.session()?, starts_at: row.time()? })
    };
    tables.read(statement, EVENING).await?.into_iter().map(read).collect()
}

impl SeriesState {
    fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Ended => "ended",
        }
    }

    fn read(word: &str) -> Option<Self> {
        [Self::Running, Self::Paused, Self::Ended].into_iter().find(|state| state.word() == word)
    }
}
