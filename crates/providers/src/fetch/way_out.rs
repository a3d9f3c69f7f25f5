//! Asks, follows where it is sent on to, and knows when to stop.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rand::RngExt as _;
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout};
use url::Url;

use super::ask::{Answer, Ask, Patience};
use super::budget::Budget;
use super::connection::Connector;
use super::error::{FetchError, Refusal};
use super::expect::Expect;
use super::hosts::Hosts;
use super::network::Network;
use super::origin::Origin;
use super::round::{self, Round};
use super::standing::Standing;
use super::streamed::{BEGINS_WITHIN, Begun, ENDS_WITHIN, Streamed};
use super::target::Target;

/// How often one may be sent on.
const REDIRECTS_MAX: usize = 3;
/// How many questions of one provider may be on their way at one time; to one host see [`Hosts`].
const AT_ONCE_MAX: usize = 64;
/// How many answers of one provider may be passed on at one time.
const STREAMED_MAX: usize = 64;
/// When to come back where there are that many, in milliseconds.
const STREAMED_AGAIN_MS: i64 = 1_000;
/// How long to wait before a second try, in milliseconds.
const RETRY_AFTER_MS: std::ops::Range<u64> = 100..400;

/// The one way out of this server to addresses that people, providers and operators give.
///
/// It goes to public addresses and to the servers that the operator allows, by http or https. A name is looked up once, every
/// one of its addresses must be public, and the connection goes to exactly those; wherever one is sent on to is checked
/// anew. Nothing takes longer or grows larger than it may; a host that keeps failing is left alone. It keeps no cookies,
/// knows no proxy, and sends what a provider signs with to the provider only. Cheap to clone.
#[derive(Clone)]
pub struct Fetch {
    shared: Arc<Shared>,
    scope: Arc<Scoped>,
    patience: Patience,
}

struct Shared {
    connector: Connector,
    now_ms: Arc<dyn Fn() -> i64 + Send + Sync>,
}

struct Scoped {
    allowed: Vec<Origin>,
    budget: Budget,
    hosts: Hosts,
    at_once: Semaphore,
    streamed: Arc<Semaphore>,
    standing: Arc<Mutex<Standing>>,
}

/// What holds for the questions of one provider.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Servers that the operator allows, wherever they stand.
    pub allowed: Vec<Origin>,
    /// How often it may ask each host.
    pub budget: Budget,
}

/// Returns the time of this machine, in milliseconds since 1970.
pub fn system_now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

impl Fetch {
    /// Makes the way out into a network, by a clock that tells milliseconds since 1970.
    pub fn new(network: Arc<dyn Network>, now_ms: Arc<dyn Fn() -> i64 + Send + Sync>) -> Self {
        let scope = Arc::new(Scoped::new(Scope::default(), Arc::default()));
        let shared = Arc::new(Shared { connector: Connector::new(network), now_ms });
        Self { shared, scope, patience: Patience::Somebody }
    }

    /// Returns the way out as one provider has it. Its budget and what is known of hosts are its own: whatever somebody has
    /// asked of a host through one provider, another goes on.
    #[must_use]
    pub fn scoped(&self, scope: Scope) -> Self {
        let scope = Arc::new(Scoped::new(scope, Arc::default()));
        Self { shared: Arc::clone(&self.shared), scope, patience: self.patience }
    }

    /// Returns the way out of the same provider for questions of another sort, which take nothing from these: budget, places
    /// and what is known of hosts are their own. How they fare counts together.
    #[must_use]
    pub fn beside(&self) -> Self {
        let Scoped { allowed, budget, standing, .. } = &*self.scope;
        let scope = Scope { allowed: allowed.clone(), budget: *budget };
        let scope = Arc::new(Scoped::new(scope, Arc::clone(standing)));
        Self { shared: Arc::clone(&self.shared), scope, patience: self.patience }
    }

    /// Returns the same way out for somebody with other patience.
    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// Returns the time, in milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        (self.shared.now_ms)()
    }

    /// Asks for JSON and reads it. JSON of another shape is another type of answer.
    pub async fn json<T: DeserializeOwned>(&self, ask: Ask) -> Result<T, FetchError> {
        let asked = self.ask_patiently(Ask { expect: Expect::Json, ..ask }).await;
        let read = asked.and_then(|it| serde_json::from_slice(&it.bytes).map_err(|error| unread(&error)));
        self.noted(read)
    }

    /// Asks, with one more try where the host does not answer or says that it fails for the moment.
    pub async fn ask(&self, ask: Ask) -> Result<Answer, FetchError> {
        let asked = self.ask_patiently(ask).await;
        self.noted(asked)
    }

    async fn ask_patiently(&self, ask: Ask) -> Result<Answer, FetchError> {
        let asking = async {
            match self.follow(&ask).await {
                Err(FetchError::Unreachable | FetchError::Status { status: 502..=504, retry_at_ms: None }) => {
                    let pause_ms = rand::rng().random_range(RETRY_AFTER_MS);
                    sleep(Duration::from_millis(pause_ms)).await;
                    self.follow(&ask).await
                }
                other => other,
            }
        };
        timeout(self.patience.within(), asking).await.unwrap_or(Err(FetchError::Late))
    }

    /// Remembers how a question has ended.
    fn noted<T>(&self, ended: Result<T, FetchError>) -> Result<T, FetchError> {
        lock(&self.scope.standing).note(self.now_ms(), ended.as_ref().err().copied());
        ended
    }

    /// Asks for what is passed on while it arrives. It is asked for once, and of nobody else than is named: who still wants it
    /// asks again. It costs nothing of the budget, which is for questions: how many are on their way is what counts.
    pub async fn open(&self, ask: Ask) -> Result<Streamed, FetchError> {
        let retry_at_ms = self.now_ms() + STREAMED_AGAIN_MS;
        let place = Arc::clone(&self.scope.streamed).try_acquire_owned();
        let place = place.map_err(|_| FetchError::Budget { retry_at_ms })?;
        let until = Instant::now() + ENDS_WITHIN;
        let begun = self.begin(&ask).await;
        Ok(Streamed::new(self.noted(begun)?, ask.expect, until, place))
    }

    /// Returns how the questions of this provider have fared.
    pub fn standing(&self) -> Standing {
        let questions_left = self.scope.hosts.left(self.now_ms());
        Standing { questions_left, ..*lock(&self.scope.standing) }
    }

    async fn follow(&self, ask: &Ask) -> Result<Answer, FetchError> {
        let mut url = ask.url.clone();
        for _ in 0..=REDIRECTS_MAX {
            match self.ask_one(ask, url).await? {
                Round::Here(answer) => return Ok(answer),
                Round::Elsewhere(elsewhere) => url = elsewhere,
            }
        }
        Err(FetchError::Refused(Refusal::Redirects))
    }

    async fn begin(&self, ask: &Ask) -> Result<Begun, FetchError> {
        let target = self.target(&ask.url)?;
        self.may_ask(&target.origin)?;
        let request = round::question(ask, &ask.url)?;
        let addresses = self.shared.connector.addresses(&target).await?;
        let opening = async {
            let response = self.shared.connector.send(&target, &addresses, request).await?;
            round::streamed(ask, response, self.now_ms())
        };
        // Who leaves before it has begun has jumped elsewhere in a film: that says nothing of the host.
        let opened = timeout(BEGINS_WITHIN, opening).await.unwrap_or(Err(FetchError::Late));
        self.note(&target.origin, opened.as_ref().err());
        opened
    }

    async fn ask_one(&self, ask: &Ask, url: Url) -> Result<Round, FetchError> {
        let target = self.target(&url)?;
        let origin = &target.origin;
        let place = self.scope.hosts.place(origin, self.now_ms());
        let _of_host = place.acquire().await.map_err(|_| FetchError::Late)?;
        let _of_all = self.scope.at_once.acquire().await.map_err(|_| FetchError::Late)?;
        self.may_ask(origin)?;
        self.spend(origin).await?;
        let request = round::question(ask, &url)?;
        // Until here nobody has been asked, so it says nothing of the host.
        let addresses = self.shared.connector.addresses(&target).await?;
        // Who gives up waiting has not heard from the host either.
        let mut silence = Silence { fetch: self, origin: Some(origin) };
        let answered = async {
            let response = self.shared.connector.send(&target, &addresses, request).await?;
            round::answer(ask, url, response, self.now_ms()).await
        };
        let answered = answered.await;
        silence.origin = None;
        self.note(origin, answered.as_ref().err());
        answered
    }

    /// Returns the server of an address.
    fn target(&self, url: &Url) -> Result<Target, FetchError> {
        Target::of(url, &self.scope.allowed).map_err(FetchError::Refused)
    }

    fn may_ask(&self, origin: &Origin) -> Result<(), FetchError> {
        let may = self.scope.hosts.may_ask(origin, self.now_ms());
        if may { Ok(()) } else { Err(FetchError::Resting) }
    }

    /// Takes one question of the budget. Whoever has the patience waits until there is one.
    async fn spend(&self, origin: &Origin) -> Result<(), FetchError> {
        loop {
            let now_ms = self.now_ms();
            match (self.scope.hosts.spend(origin, now_ms), self.patience) {
                (Ok(()), _) => return Ok(()),
                (Err(retry_at_ms), Patience::Somebody) => return Err(FetchError::Budget { retry_at_ms }),
                (Err(retry_at_ms), Patience::Background) => {
                    let wait_ms = retry_at_ms.saturating_sub(now_ms);
                    sleep(Duration::from_millis(u64::try_from(wait_ms).unwrap_or_default())).await;
                }
            }
        }
    }

    /// Remembers how the host did.
    fn note(&self, origin: &Origin, error: Option<&FetchError>) {
        let (hosts, now_ms) = (&self.scope.hosts, self.now_ms());
        match error {
            Some(
                FetchError::Unreachable
                | FetchError::Late
                | FetchError::BrokenOff
                | FetchError::Status { status: 500.., .. },
            ) => {
                hosts.failed(origin, now_ms);
            }
            _ => hosts.answered(origin),
        }
        if let Some(FetchError::Status { retry_at_ms: Some(until_ms), .. }) = error {
            hosts.rest(origin, now_ms, *until_ms);
        }
    }
}

impl fmt::Debug for Fetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetch").field("allowed", &self.scope.allowed).finish_non_exhaustive()
    }
}

impl Scoped {
    fn new(scope: Scope, standing: Arc<Mutex<Standing>>) -> Self {
        let Scope { allowed, budget } = scope;
        Self {
            allowed,
            budget,
            hosts: Hosts::new(budget),
            at_once: Semaphore::new(AT_ONCE_MAX),
            streamed: Arc::new(Semaphore::new(STREAMED_MAX)),
            standing,
        }
    }
}

fn unread(error: &serde_json::Error) -> FetchError {
    if error.is_data() { FetchError::WrongType } else { FetchError::Unreadable }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A question that nobody has heard the end of: when it is dropped so, the host counts as silent.
struct Silence<'a> {
    fetch: &'a Fetch,
    origin: Option<&'a Origin>,
}

impl Drop for Silence<'_> {
    fn drop(&mut self) {
        if let Some(origin) = self.origin {
            self.fetch.scope.hosts.failed(origin, self.fetch.now_ms());
        }
    }
}
