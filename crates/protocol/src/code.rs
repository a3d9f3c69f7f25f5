//! Stable codes: of every error, and of every close of the live socket.

use serde::{Deserialize, Serialize};

/// Why something was not done. The text may change, the code never does; `docs/errors.md` explains each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Code {
    /// The frame is no JSON object of a known type.
    BadFrame,
    /// The frame is larger than 16 KiB.
    FrameTooLarge,
    /// The request's body or query is not what the call takes.
    BadRequest,
    /// The command's type is not known to this server.
    UnknownCommand,
    /// More commands or requests than the limit allows; try again in a moment.
    RateLimited,
    /// There is no token, or it is not one of this server's.
    Unauthenticated,
    /// The token belongs to another session.
    WrongSession,
    /// The page that opened the socket is not one of this server's.
    OriginNotAllowed,
    /// There is no such session.
    SessionNotFound,
    /// There is no such address.
    NotFound,
    /// The address does not take this method.
    MethodNotAllowed,
    /// There is no such video.
    VideoNotFound,
    /// The session has ended; it can be replayed.
    SessionEnded,
    /// Who asks is no member who is present in this session.
    NotAMember,
    /// Only the host may do this.
    NotAllowed,
    /// The session has as many members as it may have.
    SessionFull,
    /// The link is no URL.
    NotAUrl,
    /// The link is neither http nor https.
    UrlNotHttp,
    /// The link is too long.
    UrlTooLong,
    /// The name is empty or too long.
    BadName,
    /// The title is empty or too long.
    BadTitle,
    /// The position is no position: negative, not a number, or beyond all videos.
    BadPosition,
    /// The position is beyond the end of the video.
    SeekBeyondEnd,
    /// The rate is not between 0.25 and 2.
    BadRate,
    /// The video's length is no length.
    BadLength,
    /// The command speaks of a video that is not the one on screen.
    VideoChanged,
    /// The command was based on a state that others have left and come back to since.
    Stale,
    /// There is nothing that this member is asked to confirm.
    NotAsked,
    /// The time to confirm is not between 5 and 600 seconds.
    BadConfirmationTime,
    /// There is no action to undo.
    NothingToUndo,
    /// Somebody has acted since the action to undo.
    ActedSince,
    /// The command is based on an event that this session does not have yet.
    UnknownPosition,
    /// The command's id is empty, too long, or has characters other than letters, digits, `-`, `_`, `.` and `:`.
    BadCommandId,
    /// The session has more to do than it can; try again in a moment.
    Busy,
    /// The server cannot write just now (disk full, database away); nothing was done, nothing is lost.
    StorageUnavailable,
    /// The service that answers this is switched off here; the others go on.
    ServiceOff,
    /// The session has been used by a newer version of this server, which this process does not understand; another does.
    NewerVersion,
    /// The server failed in a way it did not expect; its log says how.
    Internal,
}

impl Code {
    /// Every code, for the documentation's test.
    pub const ALL: &[Self] = &[
        Self::BadFrame,
        Self::FrameTooLarge,
        Self::BadRequest,
        Self::UnknownCommand,
        Self::RateLimited,
        Self::Unauthenticated,
        Self::WrongSession,
        Self::OriginNotAllowed,
        Self::SessionNotFound,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::VideoNotFound,
        Self::SessionEnded,
        Self::NotAMember,
        Self::NotAllowed,
        Self::SessionFull,
        Self::NotAUrl,
        Self::UrlNotHttp,
        Self::UrlTooLong,
        Self::BadName,
        Self::BadTitle,
        Self::BadPosition,
        Self::SeekBeyondEnd,
        Self::BadRate,
        Self::BadLength,
        Self::VideoChanged,
        Self::Stale,
        Self::NotAsked,
        Self::BadConfirmationTime,
        Self::NothingToUndo,
        Self::ActedSince,
        Self::UnknownPosition,
        Self::BadCommandId,
        Self::Busy,
        Self::StorageUnavailable,
        Self::ServiceOff,
        Self::NewerVersion,
        Self::Internal,
    ];
}

/// Why the server closed the live socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum CloseCode {
    /// A frame was no UTF-8 text.
    NotText = 1007,
    /// A frame was larger than 256 KiB.
    TooLarge = 1009,
    /// The server restarts; come back with the last position.
    Restart = 1012,
    /// The first frame was no hello, or came too late.
    BadHello = 4400,
    /// The token is not one of this server's.
    Unauthenticated = 4401,
    /// The token belongs to another session, or the member is not in it.
    Forbidden = 4403,
    /// There is no such session.
    SessionNotFound = 4404,
    /// Nothing was heard for too long.
    Silent = 4408,
    /// This connection fell too far behind; come back with the last position.
    TooSlow = 4409,
    /// The session cannot be served just now; come back later.
    Unavailable = 4503,
}
