//! Samples of the domain.

use session::{
    Actor, Command, CommandId, Confirmation, Context, LogPosition, MemberId, Name, Opening, Session, SessionId,
    StartPolicy, Title, Video, VideoId, VideoKind, Visibility,
};
use store::{Append, AppendOutcome, Store};
use timeline::{Timecode, Timestamp};

/// An id that only tests have.
pub fn session_id(text: &str) -> SessionId {
    SessionId::parse(text).expect("a sample is valid")
}

/// A member's id.
pub fn member(text: &str) -> MemberId {
    MemberId::parse(text).expect("a sample is valid")
}

/// A name.
pub fn name(text: &str) -> Name {
    Name::parse(text).expect("a sample is valid")
}

/// A video.
pub fn video(text: &str) -> Video {
    let id = VideoId::parse(text).expect("a sample is valid");
    Video { id, url: format!("https://example.org/{text}.mp4").into(), kind: VideoKind::File }
}

/// A session of `host`.
pub fn opening(host: &str) -> Opening {
    let title = Title::parse("Friday night").expect("a sample is valid");
    Opening {
        title,
        video: video("one"),
        host: member(host),
        visibility: Visibility::Public,
        starts_at: None,
        from: Timecode::ZERO,
        confirmation: Confirmation::default(),
        start: StartPolicy::AtOnce,
    }
}

/// A session and its log in a store, driven by hand: what a host does, without one.
pub struct Log {
    /// The session.
    pub id: SessionId,
    /// Its state, as this writer knows it.
    pub session: Session,
    /// The end of its log, as this writer knows it.
    pub head: LogPosition,
}

impl Log {
    /// Creates a session of `ana` that began at `created_ms`.
    pub async fn create(store: &dyn Store, id: &str, opening: Opening, created_ms: i64) -> Self {
        let first = opening.entry(Timestamp::from_ms(created_ms));
        let session = Session::begin(&first).expect("an opening begins a session");
        let id = session_id(id);
        let append = Append {
            session: id.clone(),
            after: LogPosition::default(),
            entries: vec![first],
            command: None,
            summary: session.summary(),
            wake_at: session.deadline().map(|(at, _)| at),
            scores: Vec::new(),
        };
        let AppendOutcome::Appended(stored) = store.append(append).await.expect("the store is there") else {
            panic!("the session {id} exists already");
        };
        Self { id, session, head: stored.last().expect("one entry was appended").position }
    }

    /// What a host would append for this command.
    pub fn append(&self, now_ms: i64, by: &str, command: &Command, id: Option<&str>) -> Append {
        let by = member(by);
        let command_id = id.map(|id| (by.clone(), CommandId::parse(id).expect("a sample is valid")));
        Append { command: command_id, ..self.append_of(now_ms, &Actor::Member(by), command) }
    }

    /// What a host would append for somebody's erasure.
    pub fn erasing(&self, now_ms: i64, who: &str) -> Append {
        self.append_of(now_ms, &Actor::Server, &Command::Erase { member: member(who) })
    }

    fn append_of(&self, now_ms: i64, actor: &Actor, command: &Command) -> Append {
        let context = Context { now: Timestamp::from_ms(now_ms), based_on: None, start_lead_ms: 150, players: &[] };
        let entries = self.session.decide(context, actor, command).expect("the command is allowed");
        let mut next = self.session.clone();
        for entry in &entries {
            next.apply(entry).expect("the next entry applies");
        }
        Append {
            session: self.id.clone(),
            after: self.head,
            scores: next.scores_changed_by(&entries),
            entries,
            command: None,
            summary: next.summary(),
            wake_at: next.deadline().map(|(at, _)| at),
        }
    }

    /// Appends and follows, or returns what became of it instead.
    pub async fn write(&mut self, store: &dyn Store, append: Append) -> Result<(), AppendOutcome> {
        match store.append(append).await.expect("the store is there") {
            AppendOutcome::Appended(stored) => {
                for stored in stored {
                    self.session.apply(&stored.entry).expect("the next entry applies");
                    self.head = stored.position;
                }
                Ok(())
            }
            other => Err(other),
        }
    }
}
