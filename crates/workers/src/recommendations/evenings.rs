//! What was watched together, and the circles of people who do.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use session::SessionId;

/// How many videos that were watched together are remembered, the latest.
const EVENINGS_MAX: usize = 100_000;
/// Larger groups are no circle, but an audience.
const PEOPLE_MAX: usize = 12;
/// For how many circles lists are made, those first who met last.
const CIRCLES_MAX: usize = 2_000;
/// How much of what a circle watched together counts, the latest.
const COMMON_MAX: usize = 200;

/// Videos that several people watched in the same session.
#[derive(Default, Hash)]
pub(super) struct Evenings {
    /// Of the session whose viewings are coming in: by video, who watched it, and when last.
    session: Option<SessionId>,
    coming: BTreeMap<u32, (BTreeSet<u32>, i64)>,
    together: Vec<Evening>,
}

#[derive(Hash)]
struct Evening {
    video: u32,
    who: BTreeSet<u32>,
    at_s: i64,
}

/// People who have watched together, they alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Circle {
    pub(super) members: BTreeSet<u32>,
    /// What all of them watched together, also with others, oldest first; each video once, at its last time in seconds.
    pub(super) common: Vec<(u32, i64)>,
}

impl Evenings {
    /// Adds that somebody watched a video. Viewings of a session come one after the other.
    pub(super) fn add(&mut self, session: &SessionId, video: u32, user: u32, at_s: i64) {
        if self.session.as_ref() != Some(session) {
            self.end_session();
            self.session = Some(session.clone());
        }
        let (who, last_s) = self.coming.entry(video).or_insert_with(|| (BTreeSet::new(), at_s));
        who.insert(user);
        *last_s = at_s.max(*last_s);
    }

    pub(super) fn end_session(&mut self) {
        let coming = std::mem::take(&mut self.coming).into_iter();
        let together = coming.filter(|(_, (who, _))| (2..=PEOPLE_MAX).contains(&who.len()));
        self.together.extend(together.map(|(video, (who, at_s))| Evening { video, who, at_s }));
        if self.together.len() > 2 * EVENINGS_MAX {
            self.together.sort_by_key(|evening| std::cmp::Reverse(evening.at_s));
            self.together.truncate(EVENINGS_MAX);
        }
    }

    /// What each watched together with others, by user and video.
    pub(super) fn with_others(&self) -> BTreeSet<(u32, u32)> {
        self.together.iter().flat_map(|evening| evening.who.iter().map(|user| (*user, evening.video))).collect()
    }

    /// The circles that have met since then.
    pub(super) fn circles(&self, since_s: i64) -> Vec<Circle> {
        let mut met: HashMap<&BTreeSet<u32>, i64> = HashMap::new();
        let mut of_user: HashMap<u32, Vec<&Evening>> = HashMap::new();
        for evening in &self.together {
            let last_s = met.entry(&evening.who).or_insert(evening.at_s);
            *last_s = evening.at_s.max(*last_s);
            for user in &evening.who {
                of_user.entry(*user).or_default().push(evening);
            }
        }
        let mut met: Vec<_> = met.into_iter().filter(|(_, at_s)| *at_s >= since_s).collect();
        met.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        met.truncate(CIRCLES_MAX);
        met.into_iter().map(|(members, _)| circle(members, &of_user)).collect()
    }
}

fn circle(members: &BTreeSet<u32>, of_user: &HashMap<u32, Vec<&Evening>>) -> Circle {
    // Whoever was there least often has the fewest evenings to look through.
    let fewest = members.iter().filter_map(|user| of_user.get(user)).min_by_key(|evenings| evenings.len());
    let mut last: BTreeMap<u32, i64> = BTreeMap::new();
    for evening in fewest.into_iter().flatten().filter(|evening| evening.who.is_superset(members)) {
        let at_s = last.entry(evening.video).or_insert(evening.at_s);
        *at_s = evening.at_s.max(*at_s);
    }
    let mut common: Vec<(u32, i64)> = last.into_iter().collect();
    common.sort_by_key(|(video, at_s)| (*at_s, *video));
    common.drain(..common.len().saturating_sub(COMMON_MAX));
    Circle { members: members.clone(), common }
}

#[cfg(test)]
mod tests {
    use session::SessionId;

    use super::{Circle, Evenings};

    fn evenings(all: &[(&str, u32, &[u32], i64)]) -> Evenings {
        let mut evenings = Evenings::default();
        for (session, video, who, at_s) in all {
            let session = SessionId::parse(session).unwrap();
            for user in *who {
                evenings.add(&session, *video, *user, *at_s);
            }
        }
        evenings.end_session();
        evenings
    }

    fn circle(members: &[u32], common: &[(u32, i64)]) -> Circle {
        Circle { members: members.iter().copied().collect(), common: common.to_vec() }
    }

    #[test]
    fn a_circle_has_in_common_what_all_of_it_watched_together_also_with_others() {
        let evenings = evenings(&[
            ("s1", 7, &[1, 2], 10),
            ("s1", 8, &[1, 2, 3], 20),
            ("s2", 7, &[2, 1], 30),
            ("s3", 9, &[1], 40),
            ("s4", 9, &[2], 50),
        ]);
        let expected = [circle(&[1, 2], &[(8, 20), (7, 30)]), circle(&[1, 2, 3], &[(8, 20)])];
        assert_eq!(evenings.circles(0), expected, "who watched alone is no circle; the last to meet come first");
        assert_eq!(evenings.circles(25), expected[..1]);
        assert!(evenings.with_others().contains(&(3, 8)) && !evenings.with_others().contains(&(1, 9)));
    }

    #[test]
    fn an_audience_is_no_circle() {
        let crowd: Vec<u32> = (0..13).collect();
        assert!(evenings(&[("s1", 1, &crowd, 10)]).circles(0).is_empty());
    }
}
