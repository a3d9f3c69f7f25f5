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
    /// The session still goes on; this is for its replay.
    SessionNotEnded,
    /// Who asks is no member who is present in this session.
    NotAMember,
    /// The role of who asks does not let them do this.
    NotAllowed,
    /// The session has as many members as it may have.
    SessionFull,
    /// The link is no URL.
    NotAUrl,
    /// The link is neither http nor https.
    UrlNotHttp,
    /// The link is too long.
    UrlTooLong,
    /// The link leads to a page of a known site, but not to one video.
    NotOneVideo,
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
    /// The time to meet is no time, is over already, or too far away.
    BadStart,
    /// The session was not planned ahead.
    NotPlanned,
    /// The item waits in the queue no longer.
    NotInQueue,
    /// As many videos wait in the queue as may.
    QueueFull,
    /// There is no next video, or none before.
    QueueEmpty,
    /// The votes decide the order of the queue, so nothing can be moved by hand.
    OrderedByVotes,
    /// Too many items at once, none at all, or a gap that is not between 0 and 60 seconds.
    BadQueue,
    /// The command is based on an event that this session does not have yet.
    UnknownPosition,
    /// The command's id is empty, too long, or has characters other than letters, digits, `-`, `_`, `.` and `:`.
    BadCommandId,
    /// There is no such message, or it was taken back.
    NoSuchMessage,
    /// Somebody else has said this.
    NotYourMessage,
    /// The chat is in slow mode; write again in a moment.
    SlowMode,
    /// The message was changed as often as it may be.
    TooManyEdits,
    /// Somebody is named who has never been in this session, or too many are.
    BadMention,
    /// The message has as many kinds of reactions as it may have.
    TooManyReactions,
    /// Links are switched off in this chat.
    LinksOff,
    /// A word is not wanted here.
    BlockedWord,
    /// The session has as many messages as it may have.
    ChatFull,
    /// The text is empty, too long, or has control characters.
    BadMessage,
    /// The emoji is none of those that can be reacted with.
    BadEmoji,
    /// The rules of the chat are beyond their bounds.
    BadChatRules,
    /// The file is no session that could be taken in; the message names the line.
    BadImport,
    /// The note is empty or too long, or its moment lies outside of the session.
    BadNote,
    /// There are as many notes to this session as may be.
    TooManyNotes,
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
    /// There is no such user.
    UserNotFound,
    /// There is no such invitation, or it is not for who asks.
    InvitationNotFound,
    /// The invitation was answered, taken back, or its time is over.
    InvitationOver,
    /// Who is invited cannot be: it is oneself, or they are there already.
    BadInvitation,
    /// The session asks for a password.
    PasswordRequired,
    /// The password is not that of the session.
    WrongPassword,
    /// A new password is too short or too long.
    BadPassword,
    /// Somebody inside must let me in first.
    MustKnock,
    /// Somebody inside did not let me in.
    TurnedAway,
    /// There is no such knock, or it is not for who asks.
    KnockNotFound,
    /// Only who was invited gets in.
    SessionClosed,
    /// The invite link was not made by this server, or is for another session.
    BadLink,
    /// The time of the invite link is over.
    LinkExpired,
    /// The invite link was made good for nothing, or has let in as many as it may.
    LinkRevoked,
    /// No session has this short code.
    CodeNotFound,
    /// There is no such prediction in this session.
    PredictionNotFound,
    /// The prediction takes no picks any more.
    PredictionLocked,
    /// The prediction was resolved or cancelled before.
    PredictionClosed,
    /// The prediction has no such outcome.
    NoSuchOutcome,
    /// The member has fewer points than they want to stake.
    NotEnoughPoints,
    /// A stake can be raised, not lowered.
    StakeLowered,
    /// As many predictions are not resolved yet as may be.
    TooManyPredictions,
    /// As many people have picked as may, or one has changed their pick too often.
    TooManyPicks,
    /// The outcomes are not two to ten different texts.
    BadOutcomes,
    /// A prediction cannot be locked at that time or position.
    BadClosing,
    /// The stake is no whole number of points.
    BadStake,
    /// Only the host and the co-hosts steer this session.
    OnlyHostsControl,
    /// Who asks has a time-out.
    Muted,
    /// Who asks was banned from this session.
    Banned,
    /// Who asks was removed from this session, and may join again.
    Removed,
    /// It is about somebody of the same or a higher role, or about such a role.
    Outranked,
    /// Nobody here goes by this id.
    NoSuchMember,
    /// A time-out is not between 10 seconds and 7 days.
    BadMuteTime,
    /// The reason is empty or too long.
    BadReason,
    /// A setting is not known, or out of its range.
    BadSettings,
    /// As many are banned as may be.
    TooManyBans,
    /// There is no such series.
    SeriesNotFound,
    /// A time of a series is none, or its time zone.
    BadSeries,
    /// The series rests or is over.
    SeriesOver,
    /// Somebody looks after as many series as they may.
    TooManySeries,
    /// No account here has this name with this password.
    WrongSignIn,
    /// Somebody else here signs in with this name.
    NameTaken,
    /// There is no such sign-in of who asks.
    SignInNotFound,
    /// This try to sign in was begun too long ago, was used already, or is not one of this server's.
    SignInOver,
    /// Passkeys do not work at the address that was asked; the message says which one they work at.
    PasskeysOff,
    /// The passkey's answer does not fit what was asked, or the passkey is not known here.
    BadPasskey,
    /// There is no such passkey of who asks.
    PasskeyNotFound,
    /// There are as many passkeys as may be.
    TooManyPasskeys,
    /// This server has no identity provider.
    OpenidOff,
    /// The identity provider cannot be reached, or does not answer as it should.
    OpenidAway,
    /// What the identity provider says is not taken: it is signed wrongly, or is for somebody or something else.
    OpenidRefused,
    /// Whom the identity provider names is another user here.
    OpenidTaken,
    /// Who asks does not look after this server.
    NotAnOperator,
    /// There is no such worker.
    WorkerNotFound,
    /// There is no such experiment.
    ExperimentNotFound,
    /// The experiment cannot be changed this way now.
    ExperimentUnchanged,
    /// Nothing that could be watched was found at the address.
    NothingToPlay,
    /// The site that has the video does not answer, or has been asked too often.
    ProviderAway,
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
        Self::SessionNotEnded,
        Self::NotAMember,
        Self::NotAllowed,
        Self::SessionFull,
        Self::NotAUrl,
        Self::UrlNotHttp,
        Self::UrlTooLong,
        Self::NotOneVideo,
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
        Self::BadStart,
        Self::NotPlanned,
        Self::NotInQueue,
        Self::QueueFull,
        Self::QueueEmpty,
        Self::OrderedByVotes,
        Self::BadQueue,
        Self::UnknownPosition,
        Self::BadCommandId,
        Self::NoSuchMessage,
        Self::NotYourMessage,
        Self::SlowMode,
        Self::TooManyEdits,
        Self::BadMention,
        Self::TooManyReactions,
        Self::LinksOff,
        Self::BlockedWord,
        Self::ChatFull,
        Self::BadMessage,
        Self::BadEmoji,
        Self::BadChatRules,
        Self::BadImport,
        Self::BadNote,
        Self::TooManyNotes,
        Self::Busy,
        Self::StorageUnavailable,
        Self::ServiceOff,
        Self::NewerVersion,
        Self::Internal,
        Self::UserNotFound,
        Self::InvitationNotFound,
        Self::InvitationOver,
        Self::BadInvitation,
        Self::PasswordRequired,
        Self::WrongPassword,
        Self::BadPassword,
        Self::MustKnock,
        Self::TurnedAway,
        Self::KnockNotFound,
        Self::SessionClosed,
        Self::BadLink,
        Self::LinkExpired,
        Self::LinkRevoked,
        Self::CodeNotFound,
        Self::PredictionNotFound,
        Self::PredictionLocked,
        Self::PredictionClosed,
        Self::NoSuchOutcome,
        Self::NotEnoughPoints,
        Self::StakeLowered,
        Self::TooManyPredictions,
        Self::TooManyPicks,
        Self::BadOutcomes,
        Self::BadClosing,
        Self::BadStake,
        Self::OnlyHostsControl,
        Self::Muted,
        Self::Banned,
        Self::Removed,
        Self::Outranked,
        Self::NoSuchMember,
        Self::BadMuteTime,
        Self::BadReason,
        Self::BadSettings,
        Self::TooManyBans,
        Self::SeriesNotFound,
        Self::BadSeries,
        Self::SeriesOver,
        Self::TooManySeries,
        Self::WrongSignIn,
        Self::NameTaken,
        Self::SignInNotFound,
        Self::SignInOver,
        Self::PasskeysOff,
        Self::BadPasskey,
        Self::PasskeyNotFound,
        Self::TooManyPasskeys,
        Self::OpenidOff,
        Self::OpenidAway,
        Self::OpenidRefused,
        Self::OpenidTaken,
        Self::NotAnOperator,
        Self::WorkerNotFound,
        Self::ExperimentNotFound,
        Self::ExperimentUnchanged,
        Self::NothingToPlay,
        Self::ProviderAway,
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
    /// Somebody removed this member; they may join again.
    Removed = 4410,
    /// Somebody banned this member.
    Banned = 4411,
    /// The session cannot be served just now; come back later.
    Unavailable = 4503,
}
