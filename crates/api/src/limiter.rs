//! How much one member, and one address, may ask for.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use protocol::Code;
use protocol::limits::{
    COMMANDS_BURST_MAX, COMMANDS_PER_SECOND_MAX, MESSAGES_BURST_MAX, MESSAGES_PER_SECOND_MAX, REPORTS_PER_MINUTE_MAX,
    SESSION_MESSAGES_BURST_MAX, SESSION_MESSAGES_PER_SECOND_MAX,
};
use session::{MemberId, SessionId};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::failure::Failure;

/// New users, guests and sessions that one address may make at once, and a second.
const NEWCOMERS_BURST_MAX: u32 = 100;
const NEWCOMERS_PER_SECOND_MAX: u32 = 2;
/// Files of sessions that one user may bring in a minute.
const IMPORTS_PER_MINUTE_MAX: u32 = 10;
/// Files of everything about themselves that one user may take at once, and then one every so often: each reads all logs.
const OWN_DATA_BURST_MAX: u32 = 5;
const OWN_DATA_EVERY: Duration = Duration::from_mins(1);
/// How long somebody waits while another file is taken in.
const IMPORT_TURN_WITHIN: Duration = Duration::from_secs(10);
/// Invitations that one user may send at once, and then one every so often.
const INVITATIONS_BURST_MAX: u32 = 60;
const INVITATION_EVERY: Duration = Duration::from_secs(2);
/// Knocks of one user, and from one address.
const KNOCKS_BURST_MAX: u32 = 6;
const KNOCKS_OF_ADDRESS_BURST_MAX: u32 = 20;
const KNOCK_EVERY: Duration = Duration::from_secs(10);
/// Passwords that may be tried at one session from one address, this machine's own too.
const PASSWORDS_BURST_MAX: u32 = 10;
const PASSWORD_EVERY: Duration = Duration::from_secs(10);
/// Tries to sign in from one address, this machine's own too.
const SIGN_INS_BURST_MAX: u32 = 40;
const SIGN_IN_EVERY: Duration = Duration::from_secs(2);
/// Short codes that may be looked up from one address.
const CODES_BURST_MAX: u32 = 30;
const CODE_EVERY: Duration = Duration::from_secs(2);
/// Addresses whose providers one user may have asked at once, and then one every so often.
const RESOLUTIONS_BURST_MAX: u32 = 30;
const RESOLUTION_EVERY: Duration = Duration::from_secs(2);
/// From how many on those who have been quiet are forgotten.
const REMEMBERED_MAX: usize = 4_096;

/// The limits that hold across connections.
pub(crate) struct Limits {
    commands: DefaultKeyedRateLimiter<MemberId>,
    newcomers: DefaultKeyedRateLimiter<IpAddr>,
    invitations: DefaultKeyedRateLimiter<MemberId>,
    knocks: DefaultKeyedRateLimiter<MemberId>,
    knocks_of_address: DefaultKeyedRateLimiter<IpAddr>,
    passwords: DefaultKeyedRateLimiter<(SessionId, IpAddr)>,
    sign_ins: DefaultKeyedRateLimiter<IpAddr>,
    codes: DefaultKeyedRateLimiter<IpAddr>,
    messages: DefaultKeyedRateLimiter<MemberId>,
    session_messages: DefaultKeyedRateLimiter<SessionId>,
    reports: DefaultKeyedRateLimiter<MemberId>,
    imports: DefaultKeyedRateLimiter<MemberId>,
    import_turn: Arc<Semaphore>,
    own_data: DefaultKeyedRateLimiter<MemberId>,
    resolutions: DefaultKeyedRateLimiter<MemberId>,
}

impl Limits {
    pub(crate) fn new() -> Self {
        Self {
            commands: limiter(COMMANDS_PER_SECOND_MAX, COMMANDS_BURST_MAX),
            newcomers: limiter(NEWCOMERS_PER_SECOND_MAX, NEWCOMERS_BURST_MAX),
            invitations: slow(INVITATION_EVERY, INVITATIONS_BURST_MAX),
            knocks: slow(KNOCK_EVERY, KNOCKS_BURST_MAX),
            knocks_of_address: slow(KNOCK_EVERY, KNOCKS_OF_ADDRESS_BURST_MAX),
            passwords: slow(PASSWORD_EVERY, PASSWORDS_BURST_MAX),
            sign_ins: slow(SIGN_IN_EVERY, SIGN_INS_BURST_MAX),
            codes: slow(CODE_EVERY, CODES_BURST_MAX),
            messages: limiter(MESSAGES_PER_SECOND_MAX, MESSAGES_BURST_MAX),
            session_messages: limiter(SESSION_MESSAGES_PER_SECOND_MAX, SESSION_MESSAGES_BURST_MAX),
            reports: RateLimiter::keyed(Quota::per_minute(at_least_one(REPORTS_PER_MINUTE_MAX))),
            imports: RateLimiter::keyed(Quota::per_minute(at_least_one(IMPORTS_PER_MINUTE_MAX))),
            import_turn: Arc::new(Semaphore::new(1)),
            own_data: slow(OWN_DATA_EVERY, OWN_DATA_BURST_MAX),
            resolutions: slow(RESOLUTION_EVERY, RESOLUTIONS_BURST_MAX),
        }
    }

    /// A member's commands count together, whichever tabs and calls they come through.
    pub(crate) fn command(&self, member: &MemberId) -> Result<(), Failure> {
        check(&self.commands, member)
    }

    /// Messages count for who sends them, and for the session together. Who sends too many takes none of the others' share.
    pub(crate) fn message(&self, session: &SessionId, member: &MemberId) -> Result<(), Failure> {
        let failure = |detail| move |_| Failure::new(Code::RateLimited, detail);
        check(&self.messages, member).map_err(failure("you write too fast; wait a moment"))?;
        let crowded = "so many people write here that this one got lost; try again in a moment";
        check(&self.session_messages, session).map_err(failure(crowded))
    }

    pub(crate) fn own_data(&self, member: &MemberId) -> Result<(), Failure> {
        check(&self.own_data, member)
    }

    /// How many addresses one user has asked about.
    pub(crate) fn resolution(&self, member: &MemberId) -> Result<(), Failure> {
        check(&self.resolutions, member)
    }

    pub(crate) fn report(&self, member: &MemberId) -> Result<(), Failure> {
        check(&self.reports, member)
    }

    /// What leaves something behind for ever is limited by address. This machine's own is not: behind a proxy it is
    /// everybody's, and the proxy knows better.
    pub(crate) fn newcomer(&self, address: IpAddr) -> Result<(), Failure> {
        if address.is_loopback() { Ok(()) } else { check(&self.newcomers, &address) }
    }

    /// How many invitations one user sends, to whomever.
    pub(crate) fn invitation(&self, from: &MemberId) -> Result<(), Failure> {
        check(&self.invitations, from)
    }

    /// How often one user knocks, and how many knock from one address.
    pub(crate) fn knock(&self, user: &MemberId, address: IpAddr) -> Result<(), Failure> {
        check(&self.knocks, user)?;
        if address.is_loopback() { Ok(()) } else { check(&self.knocks_of_address, &address) }
    }

    /// Guessing is slow, and holds up nobody at another session or another address.
    pub(crate) fn password(&self, session: &SessionId, address: IpAddr) -> Result<(), Failure> {
        check(&self.passwords, &(session.clone(), address))
    }

    /// How often it is tried to sign in from one address, in whatever way.
    pub(crate) fn sign_in(&self, address: IpAddr) -> Result<(), Failure> {
        check(&self.sign_ins, &address)
    }

    /// How many short codes are looked up from one address.
    pub(crate) fn code(&self, address: IpAddr) -> Result<(), Failure> {
        if address.is_loopback() { Ok(()) } else { check(&self.codes, &address) }
    }

    /// A file of a session is work and stays for ever, so nobody brings many at once.
    pub(crate) fn import(&self, member: &MemberId) -> Result<(), Failure> {
        check(&self.imports, member)
    }

    /// Waits for a while until no other file is being taken in.
    pub(crate) async fn import_turn(&self) -> Result<OwnedSemaphorePermit, Failure> {
        let turn = Arc::clone(&self.import_turn).acquire_owned();
        let turn = timeout(IMPORT_TURN_WITHIN, turn).await.ok().and_then(Result::ok);
        turn.ok_or_else(|| Failure::new(Code::Busy, "another session is being taken in; try again in a moment"))
    }
}

fn check<K: Clone + Eq + Hash>(limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> Result<(), Failure> {
    if limiter.len() >= REMEMBERED_MAX {
        limiter.retain_recent();
    }
    limiter.check_key(key).map_err(|_| Failure::new(Code::RateLimited, "too much at once; try again in a moment"))
}

fn slow<K: Clone + Eq + Hash>(every: Duration, burst: u32) -> DefaultKeyedRateLimiter<K> {
    let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::with_period(every).unwrap_or(Quota::per_second(NonZeroU32::MIN));
    RateLimiter::keyed(quota.allow_burst(burst))
}

fn at_least_one(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN)
}

fn limiter<K: Clone + Eq + Hash>(per_second: u32, burst: u32) -> DefaultKeyedRateLimiter<K> {
    RateLimiter::keyed(Quota::per_second(at_least_one(per_second)).allow_burst(at_least_one(burst)))
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use session::{MemberId, SessionId};

    use super::{COMMANDS_BURST_MAX, Limits, MESSAGES_BURST_MAX, NEWCOMERS_BURST_MAX, SESSION_MESSAGES_BURST_MAX};

    /// CHAT-40
    #[test]
    fn who_writes_too_much_takes_nothing_from_the_others() {
        let limits = Limits::new();
        let member = |text: &str| MemberId::parse(text).unwrap();
        let (one, two) = (SessionId::parse("one").unwrap(), SessionId::parse("two").unwrap());
        let flood = (0..10_000).filter(|_| limits.message(&one, &member("ana")).is_ok()).count();
        assert!((MESSAGES_BURST_MAX as usize..30).contains(&flood), "{flood}");
        assert!(limits.message(&one, &member("ben")).is_ok());
        let crowd = (0..1_000).filter(|number| limits.message(&one, &member(&format!("m{number}"))).is_ok()).count();
        assert!((100..=SESSION_MESSAGES_BURST_MAX as usize * 2).contains(&crowd), "{crowd}");
        assert!(limits.message(&two, &member("cleo")).is_ok());
    }

    #[test]
    fn each_has_a_limit_of_their_own() {
        let limits = Limits::new();
        let (ana, ben) = (MemberId::parse("ana").unwrap(), MemberId::parse("ben").unwrap());
        let done = (0..1_000).filter(|_| limits.command(&ana).is_ok()).count();
        assert!((COMMANDS_BURST_MAX as usize..100).contains(&done), "{done}");
        assert!(limits.command(&ben).is_ok());
        let far = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
        let done = (0..1_000).filter(|_| limits.newcomer(far).is_ok()).count();
        assert!((NEWCOMERS_BURST_MAX as usize..200).contains(&done), "{done}");
        assert!((0..1_000).all(|_| limits.newcomer(IpAddr::V4(Ipv4Addr::LOCALHOST)).is_ok()));
    }
}
