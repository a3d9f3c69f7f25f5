//! One live connection: hello, welcome, then frames both ways until one side has enough.

use std::pin::pin;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use host::{Attachment, Clock, Feed, FeedItem, Resume, SessionHandle};
use protocol::{ClientFrame, CloseCode, Code, FrameError, ResumeOutcome, ServerFrame, Welcome, limits};
use session::{MemberId, Removal, SessionId};
use tokio::time::{Instant, timeout};

use super::flow::Flow;
use crate::encode::frame;
use crate::failure::Failure;
use crate::identity::Known;
use crate::sign_outs::SignOut;
use crate::state::Api;
use crate::{asking, handshake, removal, to_domain, to_wire};

/// How long one frame may take to be sent before the reader is taken for gone.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);
/// How many commands of one connection may be on their way.
const PENDING_COMMANDS_MAX: usize = 64;

/// Serves a socket from the first frame to the last.
pub(super) async fn serve(mut socket: WebSocket, api: Api, session: &str, agent: &str) {
    metrics::gauge!("sameframe_connections").increment(1);
    let end = match Box::pin(enter(&mut socket, &api, session, agent)).await {
        Ok(Some((connection, feed))) => connection.run(&mut socket, feed).await,
        Ok(None) => End::Gone,
        Err((code, failure)) => End::Failed(code, failure),
    };
    Box::pin(say_goodbye(&mut socket, end)).await;
    metrics::gauge!("sameframe_connections").decrement(1);
}

/// How a connection ends.
enum End {
    /// The other side has gone.
    Gone,
    /// There is something to say first.
    Failed(CloseCode, Failure),
}

/// What a connection needs while it runs.
struct Connection {
    api: Api,
    id: SessionId,
    session: SessionHandle,
    member: MemberId,
    clock: Clock,
    flow: Flow,
    sign_out: SignOut,
    answers: FuturesUnordered<BoxFuture<'static, Option<ServerFrame>>>,
}

type Entered = Option<(Connection, Feed)>;

/// Takes the hello, and sends the welcome and what was missed.
async fn enter(socket: &mut WebSocket, api: &Api, session: &str, agent: &str) -> Result<Entered, (CloseCode, Failure)> {
    let (id, handle) = api.session(session).map_err(|failure| (CloseCode::SessionNotFound, failure))?;
    let patience = Duration::from_millis(limits::HELLO_TIMEOUT_MS);
    let text = match timeout(patience, first_text(socket)).await {
        Ok(Ok(text)) => text,
        Ok(Err(End::Failed(code, failure))) => return Err((code, failure)),
        Ok(Err(End::Gone)) => return Ok(None),
        Err(_) => return Err(bad_hello("the first frame took too long")),
    };
    let (token, resume) = match ClientFrame::decode(&text) {
        Ok(ClientFrame::Hello { token, resume }) => (token, resume),
        Ok(ClientFrame::Ping { .. } | ClientFrame::Command(_) | ClientFrame::Report(_)) => {
            return Err(bad_hello("the first frame must be a hello with a token"));
        }
        Err(error) => return Err((CloseCode::BadHello, Failure::new(error.code, error.message))),
    };
    let known = Known::of_token(api, &token, agent).await;
    let identity = known.as_ref().ok().map(|known| &known.identity);
    handshake::view_for(api, (&id, &handle), identity, None).await.map_err(closing)?;
    let Known { identity, sign_in } = known.map_err(closing)?;
    let member = identity.member_in(&id).map_err(closing)?;
    let sign_out = api.sign_outs().listen(sign_in);
    let from = resume.as_ref().map(to_domain::log_position);
    let attached = handle.attach(member.clone(), from).await;
    let attachment = match attached {
        Ok(attachment) => attachment,
        Err(error) => return Err(closing(removal::explained(&handle, &member, error.into()).await)),
    };
    let clock = api.host().clock();
    let welcome = welcome(&id, &member, &attachment, &clock).ok_or_else(|| closing(Failure::session_not_found()))?;
    let missed = match &attachment.resume {
        Resume::Missed(frames) => frames.as_slice(),
        Resume::Fresh | Resume::Reset => &[],
    };
    for bytes in [frame(&welcome)].iter().chain(missed) {
        if send(socket, bytes.clone()).await.is_err() {
            return Ok(None);
        }
    }
    let connection = Connection {
        api: api.clone(),
        id,
        session: handle,
        member,
        clock,
        flow: Flow::new(),
        sign_out,
        answers: FuturesUnordered::new(),
    };
    Ok(Some((connection, attachment.feed)))
}

fn welcome(id: &SessionId, member: &MemberId, attachment: &Attachment, clock: &Clock) -> Option<ServerFrame> {
    let view = &attachment.view;
    let state = to_wire::session_state(id, view, clock.now());
    Some(ServerFrame::Welcome(Box::new(Welcome {
        session: state.session,
        member: to_wire::member(member, view.session.member(member)?, view),
        members: state.members,
        online: state.online,
        timeline: state.timeline,
        confirmation: state.confirmation,
        asked: state.asked,
        start: state.start,
        hold: state.hold,
        queue: state.queue,
        votes: to_wire::queue::votes(&view.session, member),
        settings: state.settings,
        head: state.head,
        resume: match attachment.resume {
            Resume::Fresh => ResumeOutcome::Fresh,
            Resume::Missed(_) => ResumeOutcome::Resumed,
            Resume::Reset => ResumeOutcome::Reset,
        },
    })))
}

impl Connection {
    async fn run(mut self, socket: &mut WebSocket, mut feed: Feed) -> End {
        let silence = Duration::from_millis(limits::SILENCE_TIMEOUT_MS);
        let mut heard_at = Instant::now();
        let api = self.api.clone();
        let mut turn_to_go = pin!(api.draining().turn());
        loop {
            // In this order: what happened goes out before the answer to the command that made it happen.
            let outgoing = tokio::select! {
                biased;
                item = feed.next() => match item {
                    FeedItem::Frame(bytes) => Some(bytes),
                    FeedItem::Behind => return too_slow(),
                    FeedItem::Removed(removal) => return removed(&removal),
                    FeedItem::Erased => return erased(),
                    FeedItem::Closed => return restart(),
                },
                Some(answer) = self.answers.next() => answer.as_ref().map(frame),
                message = socket.recv() => {
                    heard_at = Instant::now();
                    match message {
                        Some(Ok(Message::Text(text))) => self.receive(&text).as_ref().map(frame),
                        Some(Ok(Message::Binary(_))) => Some(frame(&text_only())),
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => None,
                        Some(Ok(Message::Close(_))) | None => return End::Gone,
                        Some(Err(error)) => return broken(error),
                    }
                }
                failure = self.sign_out.revoked() => return signed_out(failure),
                () = &mut turn_to_go => return restart(),
                () = tokio::time::sleep_until(heard_at + silence) => return silent(),
            };
            if let Some(bytes) = outgoing
                && send(socket, bytes).await.is_err()
            {
                return End::Gone;
            }
        }
    }

    /// Takes a frame in. What can be answered at once is; the rest joins the answers on their way.
    fn receive(&mut self, text: &str) -> Option<ServerFrame> {
        let read_at = self.clock.now();
        if !self.flow.admits() {
            return Some(refusal(None, Failure::new(Code::RateLimited, "too many frames; slow down")));
        }
        match ClientFrame::decode(text) {
            Ok(ClientFrame::Ping { id, t1 }) => {
                Some(ServerFrame::Pong { id, t1, t2: read_at.ms(), t3: self.clock.now().ms() })
            }
            Ok(ClientFrame::Command(request)) => self.command(request),
            Ok(ClientFrame::Report(report)) => self.report(&report),
            Ok(ClientFrame::Hello { .. }) => {
                Some(refusal(None, Failure::new(Code::BadFrame, "a hello is only the first frame")))
            }
            Err(FrameError { code, id, message }) => Some(refusal(id, Failure::new(code, message))),
        }
    }

    fn command(&mut self, request: protocol::CommandRequest) -> Option<ServerFrame> {
        let id = request.id.clone();
        if self.answers.len() >= PENDING_COMMANDS_MAX {
            return Some(refusal(Some(id), Failure::new(Code::RateLimited, "too many commands; slow down")));
        }
        let asked = match asking::admit(&self.api, &self.id, &self.member, request) {
            Ok(asked) => asked,
            Err(failure) => return Some(refusal(Some(id), failure)),
        };
        let (api, session_id, session) = (self.api.clone(), self.id.clone(), self.session.clone());
        self.answers.push(Box::pin(async move {
            Some(match asking::perform(&api, &session_id, &session, asked).await {
                Ok(seq) => ServerFrame::Done { id, seq },
                Err(failure) => refusal(Some(id), failure),
            })
        }));
        None
    }

    fn report(&mut self, report: &protocol::Report) -> Option<ServerFrame> {
        let report = match to_domain::report(report) {
            Ok(report) => report,
            Err(failure) => return Some(refusal(None, failure)),
        };
        if self.answers.len() < PENDING_COMMANDS_MAX {
            let (session, member) = (self.session.clone(), self.member.clone());
            self.answers.push(Box::pin(async move {
                let correction = session.report(member, report).await.ok().flatten()?;
                Some(ServerFrame::Sync { position: correction.position.seconds(), at: correction.at.ms() })
            }));
        }
        None
    }
}

async fn first_text(socket: &mut WebSocket) -> Result<Utf8Bytes, End> {
    loop {
        match socket.recv().await {
            Some(Ok(Message::Text(text))) => return Ok(text),
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Binary(_))) => {}
            Some(Ok(Message::Close(_))) | None => return Err(End::Gone),
            Some(Err(error)) => return Err(broken(error)),
        }
    }
}

/// A frame that is too large or no text is the client's fault, and is said. All else is the network's.
fn broken(error: axum::Error) -> End {
    match error.into_inner().downcast_ref::<tungstenite::Error>() {
        Some(tungstenite::Error::Capacity(_)) => {
            let failure = Failure::new(Code::FrameTooLarge, "a frame was larger than 256 KiB");
            End::Failed(CloseCode::TooLarge, failure)
        }
        Some(tungstenite::Error::Utf8(_)) => {
            End::Failed(CloseCode::NotText, Failure::new(Code::BadFrame, "a frame was no UTF-8 text"))
        }
        Some(_) | None => End::Gone,
    }
}

/// The reader has gone, or takes nothing any more.
struct Unsent;

async fn send(socket: &mut WebSocket, bytes: Bytes) -> Result<(), Unsent> {
    let text = Utf8Bytes::try_from(bytes).map_err(|_| Unsent)?;
    match timeout(SEND_TIMEOUT, socket.send(Message::Text(text))).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(Unsent),
    }
}

/// Says why in a frame, and again in the close: some clients see only one of them.
async fn say_goodbye(socket: &mut WebSocket, end: End) {
    let End::Failed(code, failure) = end else { return };
    let reason: String = failure.detail.chars().take(100).collect();
    let reason = if reason.len() > 120 { Utf8Bytes::from_static("see the error frame") } else { reason.into() };
    if send(socket, frame(&refusal(None, failure))).await.is_ok() {
        let close = Message::Close(Some(CloseFrame { code: code as u16, reason }));
        // Whether the goodbye arrives is the network's matter.
        drop(timeout(SEND_TIMEOUT, socket.send(close)).await);
    }
}

fn refusal(id: Option<String>, failure: Failure) -> ServerFrame {
    let Failure { code, detail: message } = failure;
    match id {
        Some(id) => ServerFrame::Refused { id, code, message },
        None => ServerFrame::Error { code, message },
    }
}

fn text_only() -> ServerFrame {
    refusal(None, Failure::new(Code::BadFrame, "frames are text, not binary"))
}

fn bad_hello(detail: &str) -> (CloseCode, Failure) {
    (CloseCode::BadHello, Failure::new(Code::BadFrame, detail))
}

fn too_slow() -> End {
    End::Failed(CloseCode::TooSlow, Failure::new(Code::Busy, "this connection fell behind; come back and resume"))
}

fn restart() -> End {
    End::Failed(CloseCode::Restart, Failure::new(Code::Busy, "the server restarts; come back and resume"))
}

fn removed(removal: &Removal) -> End {
    let (code, failure) = closing(removal::failure(removal));
    End::Failed(code, failure)
}

fn erased() -> End {
    let failure = Failure::new(Code::Unauthenticated, "everything about you was deleted here, as you asked");
    End::Failed(CloseCode::Unauthenticated, failure)
}

fn signed_out(failure: Failure) -> End {
    let (code, failure) = closing(failure);
    End::Failed(code, failure)
}

fn silent() -> End {
    End::Failed(CloseCode::Silent, Failure::new(Code::Busy, "nothing was heard for too long; come back and resume"))
}

/// Which close goes with a failure to enter.
fn closing(failure: Failure) -> (CloseCode, Failure) {
    let code = match failure.code {
        Code::Unauthenticated => CloseCode::Unauthenticated,
        Code::SessionNotFound => CloseCode::SessionNotFound,
        Code::Removed => CloseCode::Removed,
        Code::Banned => CloseCode::Banned,
        // Another node may understand what this one does not.
        Code::NewerVersion => CloseCode::Restart,
        Code::WrongSession | Code::NotAMember | Code::NotAllowed | Code::SessionFull => CloseCode::Forbidden,
        _ => CloseCode::Unavailable,
    };
    (code, failure)
}
