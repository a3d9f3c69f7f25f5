//! A user's own socket: hello, welcome, then whatever changes for them.
//!
//! What is told is a difference: at every hint the store is looked at, and what this page has not heard yet goes out. So a
//! hint that is lost, repeated or late changes nothing but the moment.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use broker::Subscription;
use protocol::{CloseCode, Code, UserClientFrame, UserFrame, UserWelcome, limits};
use session::SessionId;
use store::{InvitationState, KnockState, StoredKnock, StoredUser, Touched};
use timeline::Timestamp;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, timeout};

use super::told::Told;
use crate::failure::Failure;
use crate::handshake::{self, may_let_in};
use crate::identity::Known;
use crate::sign_outs::SignOut;
use crate::state::Api;
use crate::to_wire;

/// How long one frame may take to be sent before the reader is taken for gone.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);
/// Pages that are hidden may speak once a minute only.
const SILENCE: Duration = Duration::from_secs(150);
/// How often it is looked without a hint: what is over by its time has none.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// How soon after a look the next one is: a burst of hints is one look.
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(50);
/// How many frames are read before the page is taken for broken.
const FRAMES_PER_LOOK_MAX: u32 = 200;
/// How far back a knock is told.
const KNOCKS_SINCE_MS: i64 = 3_600 * 1_000;
const KNOCKS_MAX: u32 = 20;

/// Serves a socket from the first frame to the last.
pub(super) async fn serve(mut socket: WebSocket, api: Api, agent: String) {
    let end = match Box::pin(enter(&mut socket, &api, &agent)).await {
        Ok(mut connection) => Box::pin(connection.run(&mut socket)).await,
        Err(end) => end,
    };
    let End::Failed(code, failure) = end else { return };
    let Failure { code: why, detail: message } = failure;
    if send(&mut socket, &UserFrame::Error { code: why, message }).await.is_ok() {
        let close = CloseFrame { code: code as u16, reason: Utf8Bytes::from_static("see the error frame") };
        // Whether the goodbye arrives is the network's matter.
        drop(timeout(SEND_TIMEOUT, socket.send(Message::Close(Some(close)))).await);
    }
}

/// How a connection ends.
enum End {
    /// The other side has gone.
    Gone,
    /// There is something to say first.
    Failed(CloseCode, Failure),
}

struct Connection {
    api: Api,
    me: StoredUser,
    token: String,
    hints: Subscription,
    asked: broadcast::Receiver<Arc<Touched>>,
    sign_out: SignOut,
    told: Told,
    attends: Option<SessionId>,
    frames: u32,
}

async fn enter(socket: &mut WebSocket, api: &Api, agent: &str) -> Result<Connection, End> {
    let bad = |detail: &str| End::Failed(CloseCode::BadHello, Failure::new(Code::BadFrame, detail));
    let text = match timeout(Duration::from_millis(limits::HELLO_TIMEOUT_MS), socket.recv()).await {
        Ok(Some(Ok(Message::Text(text)))) => text,
        Ok(Some(Ok(_))) => return Err(bad("the first frame must be a hello with a token")),
        Ok(Some(Err(_)) | None) => return Err(End::Gone),
        Err(_) => return Err(bad("the first frame took too long")),
    };
    let Ok(UserClientFrame::Hello { token }) = UserClientFrame::decode(&text) else {
        return Err(bad("the first frame must be a hello with a token"));
    };
    let Known { identity, sign_in } = Known::of_token(api, &token, agent).await.map_err(closing)?;
    let me = identity.user().map_err(closing)?.clone();
    let sign_out = api.sign_outs().listen(sign_in);
    // Listens before it looks, so that nothing falls in between.
    let hints = api.host().listen_for_user(&me.id).await.map_err(|error| closing(error.into()))?;
    let asked = api.hints().listen();
    let mut connection = Connection {
        api: api.clone(),
        me,
        token,
        hints,
        asked,
        sign_out,
        told: Told::default(),
        attends: None,
        frames: 0,
    };
    let welcome = connection.welcome().await.map_err(closing)?;
    send(socket, &UserFrame::Welcome(Box::new(welcome))).await?;
    Ok(connection)
}

impl Connection {
    async fn welcome(&mut self) -> Result<UserWelcome, Failure> {
        let mut invitations = Vec::new();
        let mut knocks = Vec::new();
        for frame in self.news().await? {
            match frame {
                UserFrame::Invitation { invitation } => invitations.push(*invitation),
                UserFrame::Knock { knock } => knocks.push(knock),
                UserFrame::Welcome(_) | UserFrame::Pong { .. } | UserFrame::Error { .. } => {}
            }
        }
        Ok(UserWelcome { user: to_wire::user(&self.me), invitations, knocks })
    }

    async fn run(&mut self, socket: &mut WebSocket) -> End {
        let mut heard_at = Instant::now();
        let api = self.api.clone();
        let mut turn_to_go = pin!(api.draining().turn());
        let mut look_at = Instant::now() + self.wait();
        loop {
            let soon = Instant::now() + LOOK_AGAIN_AFTER;
            tokio::select! {
                _ = self.hints.next() => look_at = look_at.min(soon),
                touched = self.asked.recv() => match touched {
                    Ok(touched) if !self.is_touched(&touched) => {}
                    Ok(_) | Err(RecvError::Lagged(_)) => look_at = look_at.min(soon),
                    Err(RecvError::Closed) => return restart(),
                },
                message = socket.recv() => {
                    heard_at = Instant::now();
                    match message {
                        Some(Ok(Message::Text(text))) => match self.receive(&text) {
                            Ok(None) => look_at = look_at.min(soon),
                            Ok(Some(frame)) => if let Err(end) = send(socket, &frame).await { return end },
                            Err(end) => return end,
                        },
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                        Some(Ok(Message::Binary(_))) => return garbled(),
                        Some(Ok(Message::Close(_)) | Err(_)) | None => return End::Gone,
                    }
                }
                () = tokio::time::sleep_until(look_at) => {
                    self.frames = 0;
                    if let Err(failure) = Known::of_token(&self.api, &self.token, "").await
                        && failure.code == Code::Unauthenticated
                    {
                        return closing(failure);
                    }
                    match self.news().await {
                        Ok(news) => for frame in news {
                            if let Err(end) = send(socket, &frame).await { return end }
                        },
                        // The store is away: what there is to tell is told when it is back.
                        Err(failure) => tracing::debug!(detail = failure.detail, "a user is told later"),
                    }
                    look_at = Instant::now() + self.wait();
                }
                failure = self.sign_out.revoked() => return closing(failure),
                () = &mut turn_to_go => return restart(),
                () = api.host().stopped() => return restart(),
                () = tokio::time::sleep_until(heard_at + SILENCE) => return silent(),
            }
        }
    }

    fn is_touched(&self, touched: &Touched) -> bool {
        let attended = self.attends.as_ref().is_some_and(|session| touched.sessions.contains(session));
        attended || touched.users.contains(&self.me.id)
    }

    /// Until the next look without a hint: when the next open invitation is over, at the latest.
    fn wait(&self) -> Duration {
        let now = self.api.host().clock().now();
        let left = self
            .told
            .next_end()
            .map_or(LOOK_EVERY, |end| Duration::from_millis(u64::try_from(end.ms_since(now) + 1).unwrap_or_default()));
        left.clamp(LOOK_AGAIN_AFTER, LOOK_EVERY)
    }

    /// Takes a frame in. Returns the answer, or none where it is time to look.
    fn receive(&mut self, text: &str) -> Result<Option<UserFrame>, End> {
        self.frames += 1;
        if self.frames > FRAMES_PER_LOOK_MAX {
            let failure = Failure::new(Code::RateLimited, "too many frames; slow down");
            return Err(End::Failed(CloseCode::TooSlow, failure));
        }
        let read_at = self.api.host().clock().now();
        match UserClientFrame::decode(text) {
            Ok(UserClientFrame::Ping { id, t1 }) => {
                let t3 = self.api.host().clock().now().ms();
                Ok(Some(UserFrame::Pong { id, t1, t2: read_at.ms(), t3 }))
            }
            Ok(UserClientFrame::Attend { session }) => {
                self.attends = session.and_then(|session| SessionId::parse(&session).ok());
                Ok(None)
            }
            Ok(UserClientFrame::Hello { .. }) => {
                let message = "a hello is only the first frame".to_owned();
                Ok(Some(UserFrame::Error { code: Code::BadFrame, message }))
            }
            Err(error) => Ok(Some(UserFrame::Error { code: error.code, message: error.message })),
        }
    }

    /// Returns what has changed since it was looked last.
    async fn news(&mut self) -> Result<Vec<UserFrame>, Failure> {
        let mut invitations = Vec::new();
        for stored in handshake::changed_lately(&self.api, &self.me.id).await? {
            // What happens in the session can make a card that is shown good for nothing.
            let asks_me = stored.state == InvitationState::Pending && stored.to == self.me.id;
            if !asks_me && self.told.knows_invitation(&stored.id, handshake::invitation_state(stored.state)) {
                continue;
            }
            if let Some(invitation) = handshake::read(&self.api, &stored, &self.me.id).await?
                && !self.told.knows_invitation(&stored.id, invitation.state)
            {
                invitations.push((stored, invitation));
            }
        }
        let knocks = self.knocks().await?;
        // From here on nothing fails: what is remembered as told is told.
        let mut news = Vec::new();
        for (stored, invitation) in invitations {
            self.told.invitation(&stored, invitation.state);
            news.push(UserFrame::Invitation { invitation: Box::new(invitation) });
        }
        for knock in knocks {
            if self.told.knock(&knock) {
                news.push(UserFrame::Knock { knock: handshake::knock(&knock) });
            }
        }
        Ok(news)
    }

    /// Returns my own knocks, and those at the door that I attend, also those that have just been answered.
    async fn knocks(&self) -> Result<Vec<StoredKnock>, Failure> {
        let now = self.api.host().clock().now();
        let handshakes = self.api.handshakes()?;
        let since = Timestamp::from_ms(now.ms() - KNOCKS_SINCE_MS);
        let own = handshakes.knocks_of(&self.me.id, since, now, KNOCKS_MAX).await?;
        let mut knocks: BTreeMap<_, _> = own.into_iter().map(|knock| (knock.id.clone(), knock)).collect();
        // Where the session cannot be read, its page says so; what else there is to tell is told.
        if let Some(session) = &self.attends
            && let Ok(view) = self.api.host().session(session.clone()).view().await
            && may_let_in(&view.session, &self.me.id, now).is_ok()
        {
            let at = handshakes.knocks_at(session, now).await?;
            knocks.extend(at.into_iter().map(|knock| (knock.id.clone(), knock)));
        }
        for id in self.told.waiting_knocks().filter(|id| !knocks.contains_key(*id)).cloned().collect::<Vec<_>>() {
            if let Some(knock) = handshakes.knock_by_id(&id, now).await? {
                let is_for_me = knock.state != KnockState::Waiting;
                knocks.extend(is_for_me.then_some((id, knock)));
            }
        }
        Ok(knocks.into_values().collect())
    }
}

async fn send(socket: &mut WebSocket, frame: &UserFrame) -> Result<(), End> {
    let text = serde_json::to_string(frame).map_err(|_| End::Gone)?;
    match timeout(SEND_TIMEOUT, socket.send(Message::Text(text.into()))).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(End::Gone),
    }
}

fn garbled() -> End {
    End::Failed(CloseCode::NotText, Failure::new(Code::BadFrame, "frames are text, not binary"))
}

fn restart() -> End {
    End::Failed(CloseCode::Restart, Failure::new(Code::Busy, "the server restarts; come back"))
}

fn silent() -> End {
    End::Failed(CloseCode::Silent, Failure::new(Code::Busy, "nothing was heard for too long; come back"))
}

/// Which close goes with a failure to enter.
fn closing(failure: Failure) -> End {
    let code = match failure.code {
        Code::Unauthenticated => CloseCode::Unauthenticated,
        Code::WrongSession => CloseCode::Forbidden,
        _ => CloseCode::Unavailable,
    };
    End::Failed(code, failure)
}
