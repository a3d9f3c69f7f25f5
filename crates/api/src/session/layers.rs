//! `/api/sessions/{id}/layers`: what people who were not there write to a replay.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use host::View;
use protocol::{Code, Note, NoteList, Problem, WriteNote};
use serde::Deserialize;
use session::{Event, MemberId, Name, NoteId, NoteText, Phase, RemovalKind, SessionId};
use store::{NoteAdded, NoteCursor, NotesMost, StoredNote};
use timeline::Timestamp;
use utoipa::IntoParams;

use crate::body::{Body, Params, PathId};
use crate::failure::Failure;
use crate::handshake::may_look;
use crate::identity::{Identity, MaybeIdentity};
use crate::state::Api;
use crate::{removal, to_wire, token};

/// How many notes a session takes.
pub(crate) const MOST: NotesMost = NotesMost { by_author: 200, in_session: 2_000 };

const PAGE: u32 = 200;

/// Which notes to return.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct NotesParams {
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// Returns what people who were not there have written to a replay, in the order of its moments.
#[utoipa::path(get, path = "/api/sessions/{id}/layers", tag = "session",
    params(("id" = String, Path, description = "the session's id"), NotesParams),
    responses(
        (status = 200, body = NoteList),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_notes(
    State(api): State<Api>,
    MaybeIdentity(identity): MaybeIdentity,
    headers: HeaderMap,
    PathId(id): PathId,
    Params(params): Params<NotesParams>,
) -> Result<Json<NoteList>, Failure> {
    let (id, _) = api.session(&id)?;
    may_look(&api, &id, identity.as_ref(), &headers).await?;
    api.store().head(&id).await?.ok_or_else(Failure::session_not_found)?;
    let after = params.cursor.as_deref().map(read_cursor).transpose()?;
    // One more than a page tells whether there is a next one.
    let mut notes = api.store().notes(&id, after.as_ref(), PAGE + 1).await?;
    let more = notes.len() > PAGE as usize;
    notes.truncate(PAGE as usize);
    let next = notes.last().filter(|_| more).map(|last| format!("{}.{}", last.at.ms(), last.id));
    Ok(Json(NoteList { notes: notes.iter().map(to_wire::note).collect(), next }))
}

/// Writes to a moment of a replay. Only what has ended can be written to: in a session that goes on people talk.
#[utoipa::path(post, path = "/api/sessions/{id}/layers", tag = "session", security(("bearer" = [])),
    params(("id" = String, Path, description = "the session's id")), request_body = WriteNote,
    responses(
        (status = 201, body = Note),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn write_note(
    State(api): State<Api>,
    identity: Identity,
    headers: HeaderMap,
    PathId(id): PathId,
    Body(request): Body<WriteNote>,
) -> Result<(StatusCode, Json<Note>), Failure> {
    let (id, session) = api.session(&id)?;
    may_look(&api, &id, Some(&identity), &headers).await?;
    let author = identity.member_in(&id)?;
    api.limits().command(&author)?;
    let view = session.view().await?;
    let Phase::Ended { at: ended_at, .. } = view.session.phase() else {
        return Err(Failure::new(Code::SessionNotEnded, "this session still goes on; notes are for its replay"));
    };
    // Everybody may read a replay whose door stood open, but who was banned has nothing more to say there.
    if let Some(removal) = view.session.removal(&author).filter(|removal| removal.kind == RemovalKind::Ban) {
        return Err(removal::failure(removal));
    }
    let at = read_time(&request.at)?;
    if at < view.session.summary().created_at || at > ended_at {
        let detail = "the moment lies outside of the session; choose one between its beginning and its end";
        return Err(Failure::new(Code::BadNote, detail));
    }
    let text = NoteText::parse(&request.text).map_err(|bad| {
        let detail = format!("a note has 1 to {} characters, all of which can be seen", bad.chars_max);
        Failure::new(Code::BadNote, detail)
    })?;
    let name = name_of(&identity, &author, &view)?;
    // A list may be newer than a name that everybody knows.
    let is_known = view.session.member(&author).is_some_and(|known| known.name == name);
    for words in [&api.options().blocked_words, &view.session.chat().rules().words] {
        words.check(text.as_str())?;
        if !is_known {
            words.check(name.as_str())?;
        }
    }
    let written_at = api.host().clock().now();
    let note_id = new_note_id(written_at, 0).ok_or_else(|| Failure::new(Code::Internal, "a random id is no id"))?;
    let note = StoredNote { id: note_id, at, author, name, text, written_at };
    match api.store().add_note(&id, note.clone(), MOST).await? {
        NoteAdded::Kept => Ok((StatusCode::CREATED, Json(to_wire::note(&note)))),
        NoteAdded::Full => {
            let NotesMost { by_author, in_session } = MOST;
            let detail = format!(
                "a session takes {by_author} notes of one person and {in_session} of all; delete one of yours first"
            );
            Err(Failure::new(Code::TooManyNotes, detail))
        }
    }
}

/// Deletes a note: its author may, and the session's host, and whoever brought the session here.
#[utoipa::path(delete, path = "/api/sessions/{id}/layers/{note}", tag = "session", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "the session's id"),
        ("note" = String, Path, description = "the note's id"),
    ),
    responses(
        (status = 204, description = "it is gone"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn delete_note(
    State(api): State<Api>,
    identity: Identity,
    Path((id, note)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    let (id, session) = api.session(&id)?;
    let me = identity.member_in(&id)?;
    api.limits().command(&me)?;
    let view = session.view().await?;
    let gone = || Failure::new(Code::NotFound, "there is no such note; it may have been deleted already");
    let note_id = NoteId::parse(&note).map_err(|_| gone())?;
    let note = api.store().note(&id, &note_id).await?.ok_or_else(gone)?;
    let may = note.author == me || view.session.summary().host == me || brought(&api, &id, &me).await?;
    if !may {
        let detail = "only who wrote a note may delete it, and the session's host";
        return Err(Failure::new(Code::NotAllowed, detail));
    }
    if api.store().remove_note(&id, &note_id).await? { Ok(StatusCode::NO_CONTENT) } else { Err(gone()) }
}

/// Returns whether somebody brought the session here: of one from elsewhere, nobody on this server is the host.
async fn brought(api: &Api, id: &SessionId, me: &MemberId) -> Result<bool, Failure> {
    let first = api.store().read(id, 0, 1).await?;
    let origin = first.first().and_then(|stored| match &stored.entry.event {
        Event::Created { origin, .. } => origin.as_ref(),
        _ => None,
    });
    Ok(origin.and_then(|origin| origin.by.as_ref()) == Some(me))
}

/// A new id: notes to the same moment are listed in the order in which they were written, and those of one file in its
/// order.
pub(crate) fn new_note_id(written_at: Timestamp, place: usize) -> Option<NoteId> {
    let written_ms = written_at.ms().max(0);
    NoteId::parse(&format!("{written_ms:012x}-{place:04x}-{}", token::random_id::<5>())).ok()
}

fn name_of(identity: &Identity, author: &MemberId, view: &View) -> Result<Name, Failure> {
    match identity {
        Identity::User(user) => Ok(user.name.clone()),
        Identity::Member(..) => {
            let known = view.session.member(author).map(|member| member.name.clone());
            let detail = "this token's owner never joined this session; use your own token";
            known.ok_or_else(|| Failure::new(Code::NotAMember, detail))
        }
    }
}

fn read_time(text: &str) -> Result<Timestamp, Failure> {
    let wrong = || Failure::new(Code::BadNote, "`at` must be a time such as 2026-11-22T20:15:00.000Z");
    let at: jiff::Timestamp = text.parse().map_err(|_| wrong())?;
    Ok(Timestamp::from_ms(at.as_millisecond()))
}

fn read_cursor(text: &str) -> Result<NoteCursor, Failure> {
    let read = || {
        let (at_ms, id) = text.split_once('.')?;
        Some(NoteCursor { at: Timestamp::from_ms(at_ms.parse().ok()?), id: NoteId::parse(id).ok()? })
    };
    read().ok_or_else(|| Failure::new(Code::BadRequest, "the cursor must be the next of another page, unchanged"))
}
