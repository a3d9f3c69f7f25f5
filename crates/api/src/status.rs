//! Which HTTP status each code has.

use axum::http::StatusCode;
use protocol::Code;

/// A code is in one list, as the test holds; what is in none is a fault of ours.
const STATUSES: &[(StatusCode, &[Code])] = &[
    (StatusCode::BAD_REQUEST, &[Code::BadFrame, Code::BadRequest, Code::UnknownCommand]),
    (StatusCode::PAYLOAD_TOO_LARGE, &[Code::FrameTooLarge]),
    (StatusCode::TOO_MANY_REQUESTS, &[Code::RateLimited, Code::SlowMode]),
    (StatusCode::UNAUTHORIZED, &[Code::Unauthenticated]),
    (
        StatusCode::FORBIDDEN,
        &[
            Code::WrongSession,
            Code::OriginNotAllowed,
            Code::NotAMember,
            Code::NotAllowed,
            Code::NotAnOperator,
            Code::NotYourMessage,
            Code::OnlyHostsControl,
            Code::Banned,
            Code::Removed,
            Code::Outranked,
            Code::Muted,
            Code::PasswordRequired,
            Code::WrongPassword,
            Code::MustKnock,
            Code::TurnedAway,
            Code::SessionClosed,
            Code::BadLink,
            Code::LinkExpired,
            Code::LinkRevoked,
            Code::WrongSignIn,
            Code::BadPasskey,
            Code::OpenidRefused,
        ],
    ),
    (
        StatusCode::NOT_FOUND,
        &[
            Code::SessionNotFound,
            Code::NotFound,
            Code::VideoNotFound,
            Code::NoSuchMessage,
            Code::NoSuchMember,
            Code::PredictionNotFound,
            Code::UserNotFound,
            Code::InvitationNotFound,
            Code::KnockNotFound,
            Code::CodeNotFound,
            Code::SeriesNotFound,
            Code::SignInNotFound,
            Code::PasskeyNotFound,
            Code::WorkerNotFound,
            Code::ExperimentNotFound,
            Code::OpenidOff,
        ],
    ),
    (
        StatusCode::CONFLICT,
        &[
            Code::SessionEnded,
            Code::ExperimentUnchanged,
            Code::SessionNotEnded,
            Code::TooManyNotes,
            Code::SessionFull,
            Code::VideoChanged,
            Code::Stale,
            Code::NotAsked,
            Code::NothingToUndo,
            Code::NotPlanned,
            Code::ActedSince,
            Code::TooManyBans,
            Code::SeriesOver,
            Code::TooManySeries,
            Code::NotInQueue,
            Code::QueueFull,
            Code::QueueEmpty,
            Code::OrderedByVotes,
            Code::TooManyEdits,
            Code::TooManyReactions,
            Code::ChatFull,
            Code::UnknownPosition,
            Code::InvitationOver,
            Code::NameTaken,
            Code::SignInOver,
            Code::PasskeysOff,
            Code::TooManyPasskeys,
            Code::OpenidTaken,
            Code::PredictionLocked,
            Code::PredictionClosed,
            Code::NotEnoughPoints,
            Code::StakeLowered,
            Code::TooManyPredictions,
            Code::TooManyPicks,
        ],
    ),
    (
        StatusCode::UNPROCESSABLE_ENTITY,
        &[
            Code::NothingToPlay,
            Code::NotAUrl,
            Code::UrlNotHttp,
            Code::UrlTooLong,
            Code::NotOneVideo,
            Code::BadName,
            Code::BadTitle,
            Code::BadPosition,
            Code::SeekBeyondEnd,
            Code::BadRate,
            Code::BadLength,
            Code::BadConfirmationTime,
            Code::BadMuteTime,
            Code::BadReason,
            Code::BadSettings,
            Code::BadSeries,
            Code::BadImport,
            Code::BadNote,
            Code::BadQueue,
            Code::BadMention,
            Code::LinksOff,
            Code::BlockedWord,
            Code::BadMessage,
            Code::BadEmoji,
            Code::BadChatRules,
            Code::BadStart,
            Code::BadCommandId,
            Code::NoSuchOutcome,
            Code::BadOutcomes,
            Code::BadClosing,
            Code::BadStake,
            Code::BadInvitation,
            Code::BadPassword,
        ],
    ),
    (
        StatusCode::SERVICE_UNAVAILABLE,
        &[Code::Busy, Code::StorageUnavailable, Code::ProviderAway, Code::ServiceOff, Code::NewerVersion],
    ),
    (StatusCode::METHOD_NOT_ALLOWED, &[Code::MethodNotAllowed]),
    (StatusCode::INTERNAL_SERVER_ERROR, &[Code::Internal]),
    (StatusCode::BAD_GATEWAY, &[Code::OpenidAway]),
];

pub(crate) fn of(code: Code) -> StatusCode {
    let of_code = STATUSES.iter().find(|(_, codes)| codes.contains(&code));
    of_code.map_or(StatusCode::INTERNAL_SERVER_ERROR, |(status, _)| *status)
}

#[cfg(test)]
mod tests {
    use protocol::Code;

    use super::STATUSES;

    #[test]
    fn every_code_has_one_status() {
        for code in Code::ALL {
            let lists = STATUSES.iter().filter(|(_, codes)| codes.contains(code)).count();
            assert_eq!(lists, 1, "{code:?}");
        }
    }
}
