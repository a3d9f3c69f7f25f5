//! The contract, written once for every database that has the two primitives.

use std::collections::BTreeSet;

use async_trait::async_trait;
use session::{MemberId, VideoId};
use timeline::{Timecode, Timestamp, Watched};

use super::contract::{
    Feedback, Rating, Recommendations, ShownVideo, StoredCircle, StoredRecommendations, Subject, Viewing, ViewingsFrom,
};
use super::{circles, items, sql};
use crate::error::StoreError;
use crate::handshake::rows::Row;
use crate::handshake::tables::{Cell, Statement, Tables};
use crate::rows::video_kind;
use crate::tables::Kind::{Number, Text};

#[async_trait]
impl<T: Tables> Recommendations for T {
    async fn viewings(
        &self,
        from: &ViewingsFrom,
        limit: u32,
    ) -> Result<(Vec<Viewing>, Option<ViewingsFrom>), StoreError> {
        let [session, member, video] = &from.after;
        let page = Statement::new(sql::VIEWINGS).text(session).text(member).text(video).number(limit);
        let rows = self.read(page, &[Text, Text, Text, Text, Number, Number, Number, Number]).await?;
        let is_full = rows.len() == limit as usize;
        let viewings = rows.into_iter().map(viewing).collect::<Result<Vec<_>, _>>()?;
        let after = |last: &Viewing| [last.session.to_string(), last.member.to_string(), last.video.to_string()];
        let last = viewings.last().filter(|_| is_full);
        let next = last.map(|last| ViewingsFrom { shard: from.shard, after: after(last) });
        Ok((viewings, next))
    }

    async fn known_to(&self, people: &[MemberId], limit: u32) -> Result<BTreeSet<VideoId>, StoreError> {
        let mut known = BTreeSet::new();
        for some in people.chunks(sql::PEOPLE_AT_ONCE) {
            let asked = some.iter().map(MemberId::as_str).chain(std::iter::repeat("")).take(sql::PEOPLE_AT_ONCE);
            let ask = asked.fold(Statement::new(sql::KNOWN_TO), Statement::text).number(limit);
            for cells in self.read(ask, &[Text]).await? {
                known.insert(video(&mut Row::new(cells))?);
            }
        }
        Ok(known)
    }

    async fn shown_video(&self, video: &VideoId) -> Result<Option<ShownVideo>, StoreError> {
        let rows =
            self.read(Statement::new(sql::SHOWN_VIDEO).text(video), &[Text, Text, Text, Text, Number, Number]).await?;
        let shown = |cells| {
            let mut row = Row::new(cells);
            Ok(ShownVideo {
                session: row.session()?,
                url: row.text()?,
                kind: video_kind(&row.text()?),
                title: row.title()?,
                length: row.maybe_number()?.map(Timecode::from_us_clamped),
                at: row.time()?,
            })
        };
        rows.into_iter().next().map(shown).transpose()
    }

    async fn put_list(&self, list: &StoredRecommendations) -> Result<(), StoreError> {
        let put = Statement::new(sql::PUT_LIST)
            .text(subject(&list.subject))
            .text(&list.variant)
            .number(list.made_at.ms())
            .text(&items::write(&list.items));
        self.write(put).await.map(drop)
    }

    async fn list(&self, of: &Subject, variant: &str) -> Result<Option<StoredRecommendations>, StoreError> {
        let rows = self.read(Statement::new(sql::LIST).text(subject(of)).text(variant), &[Number, Text]).await?;
        let list = |cells| {
            let mut row = Row::new(cells);
            Ok(StoredRecommendations {
                subject: of.clone(),
                variant: variant.to_owned(),
                made_at: row.time()?,
                items: items::read(&row.text()?).ok_or_else(Row::corrupt)?,
            })
        };
        rows.into_iter().next().map(list).transpose()
    }

    async fn put_circle(&self, circle: &StoredCircle) -> Result<(), StoreError> {
        let key = circles::key(circle.members.keys());
        let count = i64::try_from(circle.members.len()).unwrap_or(i64::MAX);
        let put = Statement::new(sql::PUT_CIRCLE)
            .text(&key)
            .number(circle.videos)
            .text(&circles::write_served(&circle.members))
            .number(circle.made_at.ms())
            .text(&items::write(&circle.items))
            .number(count);
        // Who is in it is written down once.
        if self.write(put.clone()).await? == 0 {
            for member in circle.members.keys() {
                self.write(Statement::new(sql::PUT_CIRCLE_MEMBER).text(&key).text(member)).await?;
            }
            self.write(put).await?;
        }
        Ok(())
    }

    async fn circle(&self, members: &BTreeSet<MemberId>) -> Result<Option<StoredCircle>, StoreError> {
        let ask = Statement::new(sql::CIRCLE).text(&circles::key(members));
        let rows = self.read(ask, &[Number, Text, Number, Text]).await?;
        let circle = |cells| {
            let mut row = Row::new(cells);
            Ok(StoredCircle {
                videos: row.count()?,
                members: circles::read_served(members, &row.text()?).ok_or_else(Row::corrupt)?,
                made_at: row.time()?,
                items: items::read(&row.text()?).ok_or_else(Row::corrupt)?,
            })
        };
        rows.into_iter().next().map(circle).transpose()
    }

    async fn renew_lists(&self, made_at: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
        let renew = |sql| Statement::new(sql).number(made_at.ms()).number(now.ms());
        Ok(self.write(renew(sql::RENEW_LISTS)).await? + self.write(renew(sql::RENEW_CIRCLES)).await?)
    }

    async fn sweep_lists(&self, before: Timestamp) -> Result<u64, StoreError> {
        let lists = self.write(Statement::new(sql::SWEEP_LISTS).number(before.ms())).await?;
        let circles = self.write(Statement::new(sql::SWEEP_CIRCLES).number(before.ms())).await?;
        self.write(Statement::new(sql::SWEEP_CIRCLE_MEMBERS)).await?;
        Ok(lists + circles)
    }

    async fn put_feedback(
        &self,
        user: &MemberId,
        video: &VideoId,
        feedback: Feedback,
        at: Timestamp,
        most: u32,
    ) -> Result<(), StoreError> {
        let put = Statement::new(sql::PUT_FEEDBACK).text(user).text(video).text(feedback.word()).number(at.ms());
        self.write(put).await?;
        self.write(Statement::new(sql::FORGET_FEEDBACK).text(user).number(most)).await.map(drop)
    }

    async fn feedback(&self, user: &MemberId) -> Result<Vec<(VideoId, Feedback)>, StoreError> {
        let rows = self.read(Statement::new(sql::FEEDBACK).text(user), &[Text, Text]).await?;
        let said = |cells| {
            let mut row = Row::new(cells);
            let video = video(&mut row)?;
            Ok((video, Feedback::read(&row.text()?).ok_or_else(Row::corrupt)?))
        };
        rows.into_iter().map(said).collect()
    }

    async fn ratings(&self, after: Option<&Rating>, limit: u32) -> Result<Vec<Rating>, StoreError> {
        let (user, video_of_last) =
            after.map_or_else(Default::default, |last| (last.user.to_string(), last.video.to_string()));
        let page = Statement::new(sql::RATINGS).text(&user).text(&video_of_last).number(limit);
        let rows = self.read(page, &[Text, Text, Text, Number]).await?;
        let rating = |cells| {
            let mut row = Row::new(cells);
            Ok(Rating {
                user: row.member()?,
                video: video(&mut row)?,
                is_liked: row.text()? == Feedback::Liked.word(),
                at: row.time()?,
            })
        };
        rows.into_iter().map(rating).collect()
    }
}

/// No user's id is empty.
fn subject(subject: &Subject) -> &str {
    match subject {
        Subject::All => "",
        Subject::User(user) => user.as_str(),
    }
}

fn video(row: &mut Row) -> Result<VideoId, StoreError> {
    VideoId::parse(&row.text()?).map_err(|_| Row::corrupt())
}

fn viewing(cells: Vec<Cell>) -> Result<Viewing, StoreError> {
    let mut row = Row::new(cells);
    Ok(Viewing {
        session: row.session()?,
        member: row.member()?,
        video: video(&mut row)?,
        watched: watched(&row.text()?)?,
        length: length(row.maybe_number()?, row.maybe_number()?),
        at: row.time()?,
        begun_at: row.time()?,
    })
}

/// What the session has said, or else the catalogue.
fn length(by_session_us: Option<i64>, by_catalogue_ms: Option<i64>) -> Option<Timecode> {
    let by_catalogue = by_catalogue_ms.map(|ms| ms.saturating_mul(1_000));
    by_session_us.or(by_catalogue).map(Timecode::from_us_clamped)
}

fn watched(text: &str) -> Result<Watched, StoreError> {
    let stretches: Vec<(i64, i64)> = serde_json::from_str(text).map_err(|_| Row::corrupt())?;
    let at = Timecode::from_us_clamped;
    Ok(Watched::from_stretches(stretches.into_iter().map(|(from, to)| (at(from), at(to)))))
}

impl Feedback {
    fn word(self) -> &'static str {
        match self {
            Self::NotInterested => "not_interested",
            Self::Seen => "seen",
            Self::Liked => "liked",
            Self::Disliked => "disliked",
        }
    }

    fn read(word: &str) -> Option<Self> {
        let all = [Self::NotInterested, Self::Seen, Self::Liked, Self::Disliked];
        all.into_iter().find(|feedback| feedback.word() == word)
    }
}
