//! Looks through the folders of this server, and tells of what is wrong there.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use library::{FILES_MAX, Library, Standing, Told};

use crate::worker::{Context, Failure, Report, Worker};

/// What was looked through so lately is not looked through again.
const JUST_NOW: Duration = Duration::from_secs(20);

/// Looks through the folders of the library.
///
/// Every process that was given the folders looks through them by itself, and this tells how one of them found them: of several
/// processes, whichever is due first.
pub struct OwnVideos {
    /// The library.
    pub films: Arc<Library>,
}

impl OwnVideos {
    pub(crate) const NAME: &str = store::OWN_VIDEOS;
    pub(crate) const ABOUT: &str = "Looks through the folders of the library, and says what is wrong there.";
}

#[async_trait]
impl Worker for OwnVideos {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn about(&self) -> &'static str {
        Self::ABOUT
    }

    fn every(&self) -> Duration {
        Duration::from_mins(5)
    }

    async fn run(&self, _: &Context) -> Result<Report, Failure> {
        let library = Arc::clone(&self.films);
        let look = move || {
            library.look_if_older(JUST_NOW);
            library.standing()
        };
        let standing = tokio::task::spawn_blocking(look).await;
        Ok(report(&standing.map_err(|error| Failure(format!("looking through the folders stopped: {error}")))?))
    }
}

fn report(standing: &Standing) -> Report {
    let Standing { videos, passed, broken, waiting, put_off } = standing;
    let mut report = Report::new(*videos as u64, format!("{videos} videos"));
    let notes = [(*waiting, "not looked into yet"), (passed.hidden, "hidden"), (passed.links, "links passed over")];
    report
        .notes
        .extend(notes.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
    if passed.too_many {
        report
            .troubles
            .push(format!("there is more than is looked through: {FILES_MAX} videos are taken; share fewer folders"));
    }
    let unreadable = Told { count: passed.unreadable, named: passed.named.clone() };
    let troubles = [
        (&unreadable, "could not be read, or are empty"),
        (broken, "have nothing to play in them"),
        (put_off, "could not be looked into, which is tried again at the next start"),
    ];
    report
        .troubles
        .extend(troubles.into_iter().filter(|(told, _)| told.count > 0).map(|(told, what)| words(told, what)));
    report
}

fn words(told: &Told, what: &str) -> String {
    let more = match told.count - told.named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{} {what}: {}{more}", told.count, told.named.join(", "))
}

#[cfg(test)]
mod tests {
    use library::{Passed, Standing, Told};

    use super::report;

    #[test]
    fn what_is_wrong_is_told_with_the_first_few_names() {
        let well = Standing { videos: 3, waiting: 2, ..Standing::default() };
        let said = report(&well);
        assert_eq!((said.done, said.note().as_str(), said.trouble()), (3, "3 videos; 2 not looked into yet", None));
        let named = ["films/a.mkv", "films/b.mkv"].map(str::to_owned).to_vec();
        let passed = Passed { unreadable: 1, named: vec!["films/c".to_owned()], too_many: true, ..Passed::default() };
        let said = report(&Standing { passed, broken: Told { count: 9, named }, ..well });
        let expected = "there is more than is looked through: 50000 videos are taken; share fewer folders; \
            1 could not be read, or are empty: films/c; 9 have nothing to play in them: films/a.mkv, films/b.mkv and 7 more";
        assert_eq!(said.trouble().as_deref(), Some(expected));
    }
}
