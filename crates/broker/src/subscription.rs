//! From a backend to those who listen in this process.

use session::LogPosition;
use tokio::sync::watch;

use crate::contract::Notice;

/// News of one session. Dropping it ends it.
#[derive(Debug)]
pub struct Subscription {
    news: watch::Receiver<News>,
    heard: News,
    told_presence_last: bool,
}

/// The newest of each kind, and how often there was one: so neither kind hides the other.
#[derive(Clone, Copy, Debug, Default)]
struct News {
    head: LogPosition,
    heads: u64,
    presences: u64,
    users: u64,
}

/// Those who listen to one session in this process. For backends.
#[derive(Debug, Default)]
pub struct Listeners {
    news: watch::Sender<News>,
}

impl Listeners {
    /// Gives the news to everybody. Nobody is waited for.
    pub fn tell(&self, notice: Notice) {
        self.news.send_modify(|news| match notice {
            Notice::Head(head) => {
                news.head = head;
                news.heads += 1;
            }
            Notice::Presence => news.presences += 1,
            Notice::User => news.users += 1,
        });
    }

    /// Tells a head once more: only to those for whom it is news.
    pub fn repeat(&self, head: LogPosition) {
        let is_news = self.news.borrow().head != head;
        if is_news {
            self.tell(Notice::Head(head));
        }
    }

    /// Listens from now on.
    pub fn subscribe(&self) -> Subscription {
        let news = self.news.subscribe();
        let heard = *news.borrow();
        Subscription { news, heard, told_presence_last: false }
    }

    /// Returns whether nobody listens.
    pub fn is_empty(&self) -> bool {
        self.news.receiver_count() == 0
    }

    /// Waits until nobody listens.
    pub(crate) async fn gone(&self) {
        self.news.closed().await;
    }
}

impl Subscription {
    /// Waits for the next news. Of several heads it is the newest. Waits for ever once the backend is gone.
    ///
    /// Cancel safe: what was not returned comes with the next call.
    pub async fn next(&mut self) -> Notice {
        loop {
            let news = *self.news.borrow_and_update();
            if let Some(notice) = self.choose(news) {
                return notice;
            }
            if self.news.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// The two kinds take turns where both wait.
    fn choose(&mut self, news: News) -> Option<Notice> {
        if news.users != self.heard.users {
            self.heard.users = news.users;
            return Some(Notice::User);
        }
        let head = news.heads != self.heard.heads;
        let presence = news.presences != self.heard.presences;
        if presence && !(head && self.told_presence_last) {
            self.heard.presences = news.presences;
            self.told_presence_last = true;
            return Some(Notice::Presence);
        }
        self.told_presence_last = false;
        self.heard.heads = news.heads;
        head.then_some(Notice::Head(news.head))
    }
}
