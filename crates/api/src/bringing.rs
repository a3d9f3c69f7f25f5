//! Videos that members bring into a session: what they are is found out first, within moments.

use futures_util::future::try_join_all;
use protocol as wire;
use protocol::Code;
use session::limits::QUEUE_ADD_MAX;
use session::{Command, MemberId, NewItem, Permission, Place, QueueCommand, Title, Video, VideoId};

use crate::describing::{self, Asked, Described, Unknown};
use crate::failure::Failure;
use crate::state::Api;
use crate::{to_domain, video};

/// A command that brings videos, as far as it can be read without asking anybody.
pub(crate) enum Bringing {
    /// One that goes on screen.
    Load(Wanted),
    /// Some that wait.
    Add {
        /// Which, with what they are to be called.
        items: Vec<(Wanted, Option<Title>)>,
        /// Where.
        place: Place,
    },
}

/// Which video.
pub(crate) enum Wanted {
    /// That of an address.
    At(Video),
    /// One that this server knows.
    Known(VideoId),
}

impl Bringing {
    /// Reads what goes on screen.
    pub(crate) fn load(url: &str) -> Result<Self, Failure> {
        Ok(Self::Load(Wanted::At(video::from_url(url)?)))
    }

    /// Reads what is to wait.
    pub(crate) fn add(items: Vec<wire::QueueNewItem>, place: wire::QueuePlace) -> Result<Self, Failure> {
        if items.is_empty() || items.len() > QUEUE_ADD_MAX {
            return Err(bad_queue(format!("1 to {QUEUE_ADD_MAX} videos can be added at once, not {}", items.len())));
        }
        let items = items.into_iter().map(|item| {
            let wanted = Wanted::read(item.url.as_deref(), item.video_id.as_deref())?;
            Ok((wanted, item.title.as_deref().map(to_domain::title).transpose()?))
        });
        let place = match place {
            wire::QueuePlace::End => Place::End,
            wire::QueuePlace::Next => Place::Next,
        };
        Ok(Self::Add { items: items.collect::<Result<_, Failure>>()?, place })
    }

    /// Returns what it takes to bring them.
    pub(crate) fn takes(&self) -> Permission {
        match self {
            Self::Load(_) => Permission::Load,
            Self::Add { .. } => Permission::QueueAdd,
        }
    }

    /// Asks the providers, where they `may` be asked for this member, and returns what a session is asked for, and of what
    /// more is to become known.
    pub(crate) async fn look_up(self, api: &Api, by: &MemberId, may: bool) -> Result<(Command, Vec<Unknown>), Failure> {
        match self {
            Self::Load(wanted) => {
                let Described { video, unknown, .. } = wanted.describe(api, by, may).await?;
                Ok((Command::Load { video }, unknown.into_iter().collect()))
            }
            Self::Add { items, place } => {
                let items = try_join_all(items.into_iter().map(async |(wanted, title)| {
                    let Described { video, title: told, length, unknown } = wanted.describe(api, by, may).await?;
                    let title = title.or(told).unwrap_or_else(|| video::title_of(&video));
                    Ok::<_, Failure>((NewItem { video, title: Some(title), length }, unknown))
                }));
                let (items, unknown): (Vec<_>, Vec<_>) = items.await?.into_iter().unzip();
                let unknown = unknown.into_iter().flatten().collect();
                Ok((Command::Queue(QueueCommand::Add { items, place }), unknown))
            }
        }
    }
}

impl Wanted {
    fn read(url: Option<&str>, id: Option<&str>) -> Result<Self, Failure> {
        match (url, id) {
            (Some(url), None) => video::from_url(url).map(Self::At),
            (None, Some(id)) => VideoId::parse(id).map(Self::Known).map_err(|_| video::not_found(id)),
            (Some(_), Some(_)) | (None, None) => Err(bad_queue("say which video with either url or video_id")),
        }
    }

    /// Who has had too much asked for lately brings addresses as they are.
    pub(crate) async fn describe(self, api: &Api, by: &MemberId, may: bool) -> Result<Described, Failure> {
        match self {
            Self::Known(id) => video::from_id(api, id.as_str(), || may && api.limits().resolution(by).is_ok()).await,
            Self::At(plain) if !may => Ok(Described::nothing(plain)),
            Self::At(plain) if api.limits().resolution(by).is_err() => {
                Ok(describing::for_now(api, plain, Asked::Not).await)
            }
            Self::At(plain) => describing::describe(api, plain).await,
        }
    }
}

fn bad_queue(detail: impl Into<String>) -> Failure {
    Failure::new(Code::BadQueue, detail)
}
