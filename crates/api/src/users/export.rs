//! `GET /api/users/me/export`

use std::collections::VecDeque;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures_util::stream::{Stream, try_unfold};
use protocol::Problem;
use serde_json::{Map, Value, json};
use session::{MemberId, SessionId};
use store::{HELD, HeldFrom, HeldValue, Store, StoreError, personal_data};
use timeline::Timestamp;

use crate::failure::Failure;
use crate::handshake::{least_of, told_of};
use crate::identity::Identity;
use crate::state::Api;
use crate::to_wire::{self, Names};

/// How many sessions are looked at, and how many events read, at a time.
const SESSIONS_PAGE: u32 = 100;
const EVENTS_PAGE: u32 = 500;
/// Counted up where a reader of the version before would misread the file.
const VERSION: u32 = 1;

/// Returns everything that this server holds about me, as one file: a line of JSON each. The first line says what the
/// others are, and the last one how many there are (`docs/your-data.md`).
#[utoipa::path(get, path = "/api/users/me/export", tag = "users", security(("bearer" = [])), responses(
    (status = 200, content_type = "application/x-ndjson", body = String, description = "a line of JSON each"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn export_me(State(api): State<Api>, identity: Identity) -> Result<Response, Failure> {
    let me = identity.user()?;
    api.limits().own_data(&me.id)?;
    let me = me.id.clone();
    let lines = lines_of(api, identity, me);
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"sameframe-my-data.ndjson\""),
    ];
    Ok((headers, Body::from_stream(lines)).into_response())
}

fn lines_of(api: Api, identity: Identity, me: MemberId) -> impl Stream<Item = Result<Bytes, StoreError>> + Send {
    let (store, now) = (api.store_handle(), api.host().clock().now());
    let writer = Writer { api, identity, store, me, now, lines: 0, next: Next::Header };
    try_unfold(writer, |mut writer| async move { Ok(writer.page().await?.map(|page| (page, writer))) })
}

/// Writes the file a page at a time, and never has more of it in memory.
struct Writer {
    api: Api,
    identity: Identity,
    store: Arc<dyn Store>,
    me: MemberId,
    now: Timestamp,
    lines: u64,
    next: Next,
}

/// What comes next in the file.
enum Next {
    Header,
    Held {
        part: usize,
        from: HeldFrom,
    },
    Sessions {
        after: Option<SessionId>,
    },
    /// Of the first of these sessions, the events after a number; then the sessions after another one.
    Events {
        of: VecDeque<SessionId>,
        after: u64,
        then: SessionId,
    },
    End,
    Nothing,
}

impl Writer {
    async fn page(&mut self) -> Result<Option<Bytes>, StoreError> {
        loop {
            let (lines, next) = match std::mem::replace(&mut self.next, Next::Nothing) {
                Next::Header => (vec![self.header()], Next::Held { part: 0, from: HeldFrom::default() }),
                Next::Held { part, from } => self.held(part, from).await?,
                Next::Sessions { after } => (Vec::new(), self.sessions(after).await?),
                Next::Events { of, after, then } => self.events(of, after, then).await?,
                Next::End => (vec![json!({ "kind": "end", "lines": self.lines })], Next::Nothing),
                Next::Nothing => return Ok(None),
            };
            self.next = next;
            if !lines.is_empty() {
                self.lines += lines.len() as u64;
                let texts: Vec<_> = lines.iter().map(Value::to_string).collect();
                return Ok(Some((texts.join("\n") + "\n").into()));
            }
        }
    }

    fn header(&self) -> Value {
        let mut kinds: Map<_, _> = HELD.iter().map(|part| (part.name.to_owned(), part.about.into())).collect();
        let about_session = "a session in which you did something, or are named; events of it follow";
        kinds.insert("session".to_owned(), about_session.into());
        let about_event = "what you did, or what names you; `joined` says as what and when you came";
        kinds.insert("event".to_owned(), about_event.into());
        json!({
            "kind": "header",
            "format": "sameframe.person",
            "version": VERSION,
            "user": self.me.as_str(),
            "written_at": to_wire::rfc3339(self.now),
            "kinds": kinds,
        })
    }

    async fn held(&self, part: usize, from: HeldFrom) -> Result<(Vec<Value>, Next), StoreError> {
        let Some(held) = HELD.get(part) else { return Ok((Vec::new(), Next::Sessions { after: None })) };
        let (rows, more) = personal_data(&*self.store)?.held(&self.me, held, from).await?;
        let line = |row: Vec<(&str, HeldValue)>| {
            let mut line = Map::from_iter([("kind".to_owned(), Value::from(held.name))]);
            // A code says of what kind it is, which is no line's.
            let columns = row.into_iter().filter(|(name, _)| *name != "kind");
            line.extend(columns.map(|(name, value)| (name.to_owned(), value_of(value))));
            Value::Object(line)
        };
        let next = match more {
            Some(from) => Next::Held { part, from },
            None => Next::Held { part: part + 1, from: HeldFrom::default() },
        };
        Ok((rows.into_iter().map(line).collect(), next))
    }

    async fn sessions(&self, after: Option<SessionId>) -> Result<Next, StoreError> {
        let page = personal_data(&*self.store)?.sessions_naming(&self.me, after.as_ref(), SESSIONS_PAGE).await?;
        let Some((last, _)) = page.last() else { return Ok(Next::End) };
        let then = last.clone();
        let of = page.into_iter().filter(|(_, names)| *names).map(|(session, _)| session).collect();
        Ok(Next::Events { of, after: 0, then })
    }

    async fn events(
        &self,
        mut of: VecDeque<SessionId>,
        after: u64,
        then: SessionId,
    ) -> Result<(Vec<Value>, Next), StoreError> {
        let Some(session) = of.front().cloned() else {
            return Ok((Vec::new(), Next::Sessions { after: Some(then) }));
        };
        let mut lines = Vec::new();
        if after == 0
            && let Some(listed) = self.store.summary(&session).await?
        {
            let told = told_of(&self.api, &listed, Some(&self.identity)).await;
            let listed = told.unwrap_or_else(|_| least_of(&self.api, &listed));
            lines.push(json!({ "kind": "session", "session": listed }));
        }
        let page = self.store.read(&session, after, EVENTS_PAGE).await?;
        let mine = page.iter().filter(|stored| stored.entry.is_about(&self.me));
        lines.extend(mine.map(
            |stored| json!({ "kind": "event", "session": session.as_str(), "event": to_wire::log_event(stored, Names::All) }),
        ));
        let after = page.last().map(|last| last.position.seq);
        if after.is_none() {
            of.pop_front();
        }
        Ok((lines, Next::Events { of, after: after.unwrap_or(0), then }))
    }
}

fn value_of(value: HeldValue) -> Value {
    match value {
        HeldValue::Text(text) => text.into(),
        HeldValue::Number(number) => number.into(),
        HeldValue::Nothing => Value::Null,
    }
}
