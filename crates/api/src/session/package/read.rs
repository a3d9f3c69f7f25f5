//! Reading the file twice: first to check all of it, then to take it in. So nothing damaged leaves a trace, and no more of
//! it is in memory than its bytes and a page of events.

use std::collections::HashMap;

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use session::{Entry, Event, MemberId, Origin, Session, SessionId, Summary, Video, Visibility};
use sha2::{Digest as _, Sha256};
use timeline::Timestamp;

use super::line::{End, FORMAT, Header, Line, Note, VERSION};
use crate::excerpt;
use crate::session::layers::MOST;
use crate::video;

/// Before anybody had a session: the beginning of 2025.
const EARLIEST: Timestamp = Timestamp::from_ms(1_735_689_600_000);

/// What is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct BadLine {
    /// The number of the line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
}

/// A file as it is taken in: under a new id, from somebody, at a time.
pub(super) struct Package<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) session: &'a SessionId,
    /// Who brings it, with the name they go by; none for the operator.
    pub(super) by: Option<(&'a MemberId, &'a session::Name)>,
    pub(super) now: Timestamp,
}

/// What a sound file leads to.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) summary: Summary,
    /// How the session ends here, where it had not ended there.
    pub(super) cut: Option<Entry>,
    /// Its id where it comes from.
    pub(super) from: SessionId,
}

impl Package<'_> {
    /// Checks the whole file.
    pub(super) fn check(&self) -> Result<Checked, BadLine> {
        let mut check = Check { from: None, events: 0, session: None, notes: HashMap::new(), kept: 0, end: None };
        let mut last = 0;
        for (number, line) in self.lines() {
            last = number;
            self.check_line(&mut check, number, line).map_err(|what| BadLine { line: number, what })?;
        }
        let cut_off =
            || BadLine { line: last + 1, what: "the file ends too early: its last line is missing".to_owned() };
        let (Some(from), Some(mut session), Some(_)) = (check.from, check.session, check.end) else {
            return Err(cut_off());
        };
        let cut = session.cut();
        if let Some(cut) = &cut {
            session.apply(cut).map_err(|_| cut_off())?;
        }
        Ok(Checked { summary: session.summary(), cut, from })
    }

    /// The events as they are taken in, in their order. Only of a file that was checked.
    pub(super) fn entries(&self, from: &SessionId) -> impl Iterator<Item = Entry> {
        self.lines().filter_map(move |(_, line)| match serde_json::from_slice(line) {
            Ok(Line::Event(entry)) => Some(self.taken_in(entry.entry().ok()?, from)),
            _ => None,
        })
    }

    /// The notes as they are taken in. Only of a file that was checked.
    pub(super) fn notes(&self) -> impl Iterator<Item = Note> {
        self.lines().filter_map(move |(_, line)| match serde_json::from_slice(line) {
            Ok(Line::Note(note)) => {
                let note = note.note().ok()?;
                Some(Note { author: self.stranger(&note.author), ..note })
            }
            _ => None,
        })
    }

    fn lines(&self) -> impl Iterator<Item = (usize, &[u8])> {
        let lines = (1..).zip(self.bytes.split(|byte| *byte == b'\n'));
        lines.filter(|(_, line)| !line.trim_ascii().is_empty())
    }

    fn check_line(&self, check: &mut Check, number: usize, line: &[u8]) -> Result<(), String> {
        if check.end.is_some() {
            return Err("something follows the end".to_owned());
        }
        let read = serde_json::from_slice(line).map_err(|error| match number {
            1 => "this is no file of a Sameframe session; choose one that was saved from a replay".to_owned(),
            _ => format!("it cannot be read: {}", excerpt::wrong(&error)),
        })?;
        match (read, &check.from) {
            (Line::Session(header), None) => check.begin(&header),
            (Line::Session(_), Some(_)) => Err("a file is of one session".to_owned()),
            (_, None) => {
                Err("this is no file of a Sameframe session; choose one that was saved from a replay".to_owned())
            }
            (Line::Event(entry), Some(from)) => {
                let entry = self.taken_in(entry.entry()?, from);
                self.check_entry(check, &entry)
            }
            (Line::Note(note), Some(_)) => {
                let note = note.note()?;
                check.note(&note, self.now)
            }
            (Line::End(end), Some(_)) => self.check_end(check, end, number, line),
        }
    }

    fn check_entry(&self, check: &mut Check, entry: &Entry) -> Result<(), String> {
        if check.kept > 0 {
            return Err("the events stand before the notes".to_owned());
        }
        if entry.at > self.now {
            return Err("its time lies in the future".to_owned());
        }
        if let Some(video) = video_of(&entry.event) {
            video::check(video).map_err(|failure| failure.detail)?;
        }
        match &mut check.session {
            None => {
                if entry.at < EARLIEST {
                    return Err("its time lies before all times: nobody had a session then".to_owned());
                }
                entry.admits_beginning().map_err(|bad| bad.to_string())?;
                check.session = Session::begin(entry);
                Ok(())
            }
            Some(session) => {
                session.admits(entry).map_err(|bad| bad.to_string())?;
                session.apply(entry).map_err(|_| "its number is not the next one".to_owned())
            }
        }
    }

    fn check_end(&self, check: &mut Check, end: End, number: usize, line: &[u8]) -> Result<(), String> {
        let head = check.session.as_ref().map_or(0, Session::head);
        if head != check.events || head == 0 {
            return Err(format!("{head} of {} events are there", check.events));
        }
        // The line is a part of the bytes.
        let before = line.as_ptr() as usize - self.bytes.as_ptr() as usize;
        let sha256 = HEXLOWER.encode(&Sha256::digest(&self.bytes[..before]));
        if end != (End { lines: number as u64 - 1, sha256 }) {
            return Err("the file has been changed since it was written, or was damaged on its way".to_owned());
        }
        check.end = Some(end);
        Ok(())
    }

    /// The same entry as one of this server's: nobody in it is a user here, nobody finds it without the link, and it says
    /// where it comes from.
    fn taken_in(&self, entry: Entry, from: &SessionId) -> Entry {
        let mut entry = entry.with_members(&mut |member| self.stranger(member));
        if let Event::Created { visibility, origin, .. } = &mut entry.event {
            *visibility = Visibility::Unlisted;
            *origin = Some(Origin {
                by: self.by.map(|(id, _)| id.clone()),
                name: self.by.map(|(_, name)| name.clone()),
                at: self.now,
                session: from.clone(),
            });
        }
        entry
    }

    /// Somebody's id here: the same for the same person throughout this session, and never that of a user, whose ids begin
    /// with another letter.
    fn stranger(&self, member: &MemberId) -> MemberId {
        let mut hash = Sha256::new();
        hash.update(self.session.as_str().as_bytes());
        hash.update([0]);
        hash.update(member.as_str().as_bytes());
        let id = format!("i{}", BASE32_NOPAD.encode(&hash.finalize()[..15]).to_ascii_lowercase());
        // Letters and digits are always an id.
        MemberId::parse(&id).unwrap_or_else(|_| member.clone())
    }
}

fn video_of(event: &Event) -> Option<&Video> {
    match event {
        Event::Created { video, .. } | Event::Loaded { video } => Some(video),
        Event::Undone { video, .. } => video.as_ref(),
        _ => None,
    }
}

/// What has been read so far.
struct Check {
    from: Option<SessionId>,
    /// How many events the header names.
    events: u64,
    session: Option<Session>,
    /// How many notes each author has.
    notes: HashMap<MemberId, u32>,
    kept: u32,
    end: Option<End>,
}

impl Check {
    fn begin(&mut self, header: &Header) -> Result<(), String> {
        if header.format != FORMAT {
            return Err("this is no file of a Sameframe session; choose one that was saved from a replay".to_owned());
        }
        if header.version != VERSION {
            let (version, by) = (header.version, excerpt::excerpt(&header.written_by));
            return Err(format!("it has version {version}, written by {by:?}; this server reads version {VERSION}"));
        }
        self.from = Some(SessionId::parse(&header.session).map_err(|_| "the session's id is none".to_owned())?);
        self.events = header.events;
        Ok(())
    }

    fn note(&mut self, note: &Note, now: Timestamp) -> Result<(), String> {
        let Some(summary) = self.session.as_ref().map(Session::summary) else {
            return Err("a note stands before the first event".to_owned());
        };
        if note.at < summary.created_at || summary.ended_at.is_none_or(|end| note.at > end) {
            return Err("the note lies outside of the session, or the session has not ended".to_owned());
        }
        if note.written_at > now {
            return Err("its time lies in the future".to_owned());
        }
        let mine = self.notes.entry(note.author.clone()).or_default();
        *mine += 1;
        self.kept += 1;
        if *mine > MOST.by_author || self.kept > MOST.in_session {
            return Err("there are more notes than a session takes".to_owned());
        }
        Ok(())
    }
}
