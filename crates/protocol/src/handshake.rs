//! Asking each other in: invitations, knocks, doors, links and codes, and the frames that tell a user of them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::client::{FrameError, PingId};
use crate::code::Code;
use crate::limits::FRAME_BYTES_MAX;
use crate::model::Session;
use crate::rest::User;

/// Somebody, as others may see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Person {
    /// The id, which is also the member id in every session.
    pub id: String,
    /// The name.
    pub name: String,
}

/// What became of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum InvitationState {
    /// Nothing yet.
    Pending,
    /// The other one comes.
    Accepted,
    /// The other one does not come.
    Rejected,
    /// It was taken back, or who was asked may not come any more.
    Withdrawn,
    /// Nobody answered in time, or the session has ended.
    Expired,
}

/// One user asks another into a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Invitation {
    /// Its id.
    pub id: String,
    /// Where to; null where the reader may not know of a private session any more.
    pub session: Option<Session>,
    /// Who asks.
    pub from: Person,
    /// Who is asked.
    pub to: Person,
    /// What became of it.
    pub state: InvitationState,
    /// RFC 3339.
    pub created_at: String,
    /// Until when it can be answered: RFC 3339.
    pub expires_at: String,
    /// When it changed last: RFC 3339.
    pub updated_at: String,
}

/// The body of `POST …/invitations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Invite {
    /// Who is asked.
    pub user_id: String,
    /// For how long it is good: from a second to 7 days; a day where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub expires_in_s: Option<u32>,
}

/// The answer to `GET /api/invitations`: to me and from me, the newest change first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct InvitationList {
    /// Those that are open, and those that changed in the last day.
    pub invitations: Vec<Invitation>,
}

/// The answer to `GET /api/users/me/companions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Companions {
    /// Whom I have watched with, the last time first.
    pub people: Vec<Person>,
}

/// What became of a knock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum KnockState {
    /// Nothing yet.
    Waiting,
    /// They may come in.
    LetIn,
    /// They may not.
    TurnedAway,
    /// They went away.
    Withdrawn,
    /// Nobody answered in time.
    Expired,
}

/// Somebody stands at a session's door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Knock {
    /// Its id.
    pub id: String,
    /// The id of the session.
    pub session: String,
    /// Who.
    pub user: Person,
    /// What became of it.
    pub state: KnockState,
    /// RFC 3339.
    pub created_at: String,
    /// While it waits, until when; once let in, until when they may come in. RFC 3339.
    pub expires_at: String,
}

/// The answer `202` to `POST …/join`: somebody inside must let me in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Knocked {
    /// My knock: `/api/users/me/live` and `GET /api/knocks/{id}` tell what becomes of it.
    pub knock: Knock,
}

/// The answer to `GET …/knocks`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct KnockList {
    /// Who waits, the first to come first.
    pub knocks: Vec<Knock>,
}

/// Who gets in how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Entry {
    /// Whoever has the address.
    #[default]
    Open,
    /// Whom somebody inside lets in.
    Knock,
    /// Only who was invited, or has an invite link.
    Closed,
}

/// What a session's door is like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[expect(clippy::struct_excessive_bools, reason = "each answers a question of its own, and clients read them by name")]
pub struct Door {
    /// Who gets in how.
    pub entry: Entry,
    /// Whether a password is asked for.
    pub has_password: bool,
    /// How many may be present at one time, where that is bounded.
    pub capacity: Option<u32>,
    /// Whether the session is private: then only who is expected gets in, whatever the door is like.
    pub is_private: bool,
    /// Whether I am banned: then I cannot come in, whatever the door is like.
    pub banned: bool,
    /// Whether I may change this, let people in, and make links.
    pub may_change: bool,
    /// Which roles links of mine may give.
    pub may_offer: Vec<LinkRole>,
}

/// The body of `PATCH …/door`; what is missing stays as it is.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ChangeDoor {
    /// Who gets in how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub entry: Option<Entry>,
    /// 4 to 128 characters; an empty one takes the password away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub password: Option<String>,
    /// 1 to 2000; 0 takes the bound away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub capacity: Option<u32>,
}

/// Without the password.
impl std::fmt::Debug for ChangeDoor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChangeDoor").field("entry", &self.entry).finish_non_exhaustive()
    }
}

/// As what an invite link lets newcomers in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum LinkRole {
    /// As viewers.
    Viewer,
    /// As members.
    Member,
    /// As co-hosts.
    CoHost,
}

/// The body of `POST …/links`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MakeLink {
    /// For how long it is good: from a second to 30 days; a day where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub expires_in_s: Option<u32>,
    /// As what it lets newcomers in; as the session's settings say where missing. More than that takes the right to change
    /// roles, and a role above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub role: Option<LinkRole>,
    /// For how many people it is good, from 1 to 2000; for any number where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub uses: Option<u32>,
}

/// A link that lets people in, past knocking and the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct InviteLink {
    /// Its id, to revoke it.
    pub id: String,
    /// The whole link. What lets people in stands after the `#`, which browsers send to nobody.
    pub link: String,
    /// The part after `#via=`: the `link` of `POST …/join`.
    pub token: String,
    /// As what it lets newcomers in, where that is not what the session's settings say.
    pub role: Option<LinkRole>,
    /// RFC 3339.
    pub expires_at: String,
    /// How many it has let in.
    pub uses: u32,
    /// For how many it is good, where that is bounded.
    pub uses_max: Option<u32>,
}

/// The answer to `GET …/links`: those that are good, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LinkList {
    /// The links.
    pub links: Vec<InviteLink>,
}

/// The answer to `DELETE …/links`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Revoked {
    /// How many are good for nothing now.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub revoked: u64,
}

/// A short code to be said aloud: of a session six, of a person eight letters and digits, none of which look alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ShortCode {
    /// The code.
    pub code: String,
    /// A link to the same.
    pub link: String,
}

/// The answer to `GET /api/codes/{code}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CodeTarget {
    /// The id of the session that it stands for.
    pub session: String,
}

/// A frame from the server on `/api/users/me/live`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum UserFrame {
    /// The answer to hello: everything that is open, and what changed in the last day.
    Welcome(Box<UserWelcome>),
    /// The answer to a ping.
    Pong {
        /// The ping's.
        id: PingId,
        /// The ping's.
        t1: f64,
        /// When the server read it: server time in milliseconds.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        t2: i64,
        /// When the server answered: server time in milliseconds.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        t3: i64,
    },
    /// An invitation to me or from me is new, or has changed.
    Invitation {
        /// As it is now.
        invitation: Box<Invitation>,
    },
    /// My own knock has changed, or one at the door of the session that I attend.
    Knock {
        /// As it is now.
        knock: Knock,
    },
    /// A frame could not be read, or the connection is about to close.
    Error {
        /// Why, for programs.
        code: Code,
        /// Why, for people.
        message: String,
    },
}

/// The answer to hello on `/api/users/me/live`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct UserWelcome {
    /// Who I am.
    pub user: User,
    /// To me and from me, the newest change first.
    pub invitations: Vec<Invitation>,
    /// My own knocks, the newest change first.
    pub knocks: Vec<Knock>,
}

/// A frame from the client on `/api/users/me/live`.
#[derive(Clone, Debug, PartialEq)]
pub enum UserClientFrame {
    /// Always the first: who I am.
    Hello {
        /// The user's own token.
        token: String,
    },
    /// A sign of life.
    Ping {
        /// The client's own number for it.
        id: PingId,
        /// The client's time; comes back as it is.
        t1: f64,
    },
    /// I look at this session: tell me who knocks there, if I may let them in. None ends it.
    Attend {
        /// The session's id.
        session: Option<String>,
    },
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Known {
    Hello { token: String },
    Ping { id: PingId, t1: f64 },
    Attend { session: Option<String> },
}

impl UserClientFrame {
    /// Reads a text frame.
    pub fn decode(text: &str) -> Result<Self, FrameError> {
        if text.len() > FRAME_BYTES_MAX {
            let message = format!("the frame has {} bytes, at most {FRAME_BYTES_MAX} are read", text.len());
            return Err(FrameError::new(Code::FrameTooLarge, message));
        }
        let value: Value = serde_json::from_str(text).map_err(|error| bad(&error))?;
        Ok(match serde_json::from_value(value).map_err(|error| bad(&error))? {
            Known::Hello { token } => Self::Hello { token },
            Known::Ping { id, t1 } => Self::Ping { id, t1 },
            Known::Attend { session } => Self::Attend { session },
        })
    }
}

fn bad(error: &serde_json::Error) -> FrameError {
    FrameError::new(Code::BadFrame, format!("a frame here is a hello, a ping or an attend: {error}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::{ChangeDoor, Code, UserClientFrame};

    #[test]
    fn frames_of_a_user_are_read_and_nothing_else() {
        let attend = UserClientFrame::decode(r#"{"type":"attend","session":"s1"}"#);
        assert_eq!(attend, Ok(UserClientFrame::Attend { session: Some("s1".to_owned()) }));
        assert!(UserClientFrame::decode(r#"{"type":"hello","token":"t"}"#).is_ok());
        for wrong in
            ["", "[]", r#"{"type":"command"}"#, r#"{"type":"ping","id":1}"#, r#"{"type":"attend","session":7}"#]
        {
            assert_eq!(UserClientFrame::decode(wrong).expect_err(wrong).code, Code::BadFrame);
        }
        let long = format!(r#"{{"type":"hello","token":"{}"}}"#, "x".repeat(20_000));
        assert_eq!(UserClientFrame::decode(&long).expect_err("").code, Code::FrameTooLarge);
    }

    #[test]
    fn a_password_is_not_shown() {
        let change = ChangeDoor { password: Some("hush-hush".to_owned()), ..ChangeDoor::default() };
        assert!(!format!("{change:?}").contains("hush"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_fail(text in any::<String>()) {
            drop(UserClientFrame::decode(&text));
        }
    }
}
