//! An exhaustive check of the confirmation: every way in which up to three members confirm, change, leave, let the time
//! run out or lose the server, up to a depth, from every state that can be reached.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::{BTreeSet, HashSet};

use session::{
    Actor, Answer, Command, Confirmation, ConfirmationPolicy, Context, Entry, Event, MemberId, Name, Opening, Refusal,
    Session, StartPolicy, Title, Verdict, Video, VideoId, VideoKind, Visibility,
};
use timeline::{Status, Timecode, Timestamp};

const NAMES: [&str; 3] = ["ana", "ben", "cleo"];
const STEP_MS: i64 = 1_000;
const LEAD_MS: i64 = 150;
const DEPTH: usize = 6;

fn id(name: &str) -> MemberId {
    MemberId::parse(name).unwrap()
}

#[derive(Clone)]
struct World {
    session: Session,
    log: Vec<Entry>,
    now: Timestamp,
    /// What was confirmed last, as far as the rules say: its status and position.
    confirmed: (Status, i64),
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Play(usize),
    Pause(usize),
    Say(usize, Answer),
    Leave(usize),
    Join(usize),
    TimeOut,
    Crash,
}

fn steps(members: usize) -> Vec<Step> {
    let mut steps = vec![Step::TimeOut, Step::Crash];
    for member in 0..members {
        steps.extend([
            Step::Play(member),
            Step::Pause(member),
            Step::Say(member, Answer::Confirm),
            Step::Say(member, Answer::Reject),
            Step::Leave(member),
            Step::Join(member),
        ]);
    }
    steps
}

fn begin(policy: ConfirmationPolicy, members: usize) -> World {
    let video = Video { id: VideoId::parse("v").unwrap(), url: "https://v/v".into(), kind: VideoKind::File };
    let opening = Opening {
        title: Title::parse("Friday").unwrap(),
        video,
        host: id("ana"),
        visibility: Visibility::Public,
        starts_at: None,
        from: Timecode::ZERO,
        confirmation: Confirmation { policy, ..Confirmation::default() },
        start: StartPolicy::AtOnce,
    };
    let first = opening.entry(Timestamp::from_ms(0));
    let session = Session::begin(&first).unwrap();
    let confirmed = (Status::Paused, 0);
    let mut world = World { session, log: vec![first], now: Timestamp::from_ms(0), confirmed };
    for member in 0..members {
        world.take(Step::Join(member));
    }
    world
}

impl World {
    fn take(&mut self, step: Step) {
        self.now = self.now.plus_ms(STEP_MS);
        let (member, command) = match step {
            Step::Play(member) => (member, Command::Play),
            Step::Pause(member) => (member, Command::Pause),
            Step::Leave(member) => (member, Command::Leave),
            Step::Join(member) => (member, Command::Join { name: Name::parse(NAMES[member]).unwrap() }),
            Step::Say(member, answer) => {
                let change = self.session.asked().map_or(1, |asked| asked.change);
                (member, Command::Answer { change, answer })
            }
            Step::TimeOut => return self.time_out(),
            Step::Crash => return self.crash(),
        };
        let context = Context { now: self.now, based_on: None, start_lead_ms: LEAD_MS, players: &[] };
        match self.session.decide(context, &Actor::Member(id(NAMES[member])), &command) {
            Ok(entries) => self.follow(entries),
            Err(Refusal::NotAMember | Refusal::NotAsked) => {}
            Err(other) => panic!("{step:?}: {other:?}"),
        }
    }

    fn time_out(&mut self) {
        let Some(until) = self.session.asked().map(|asked| asked.until) else { return };
        self.now = until;
        assert!(self.session.expire(until.plus_ms(-1)).is_empty(), "not before its time");
        let entries = self.session.expire(until);
        assert!(matches!(entries[0].event, Event::ConfirmationClosed { verdict: Verdict::Expired, .. }));
        self.follow(entries);
        assert!(self.session.expire(until).is_empty(), "once");
    }

    /// Whatever dies: the log alone brings back the same state, with the same question and the same deadline.
    fn crash(&mut self) {
        let mut folded = Session::begin(&self.log[0]).unwrap();
        for entry in &self.log[1..] {
            folded.apply(entry).unwrap();
        }
        assert_eq!(folded, self.session);
    }

    fn follow(&mut self, entries: Vec<Entry>) {
        let before = self.session.clone();
        for entry in &entries {
            self.session.apply(entry).unwrap();
        }
        self.check(&before, &entries);
        self.log.extend(entries);
    }

    fn check(&mut self, before: &Session, entries: &[Entry]) {
        for entry in entries {
            let Event::ConfirmationClosed { verdict, .. } = entry.event else { continue };
            assert!(before.asked().is_some(), "only a question that is open is closed");
            match verdict {
                Verdict::Confirmed => self.confirmed = (before.screen().timeline.status, i64::MIN),
                Verdict::Superseded => assert!(entry.screen.is_none()),
                Verdict::Rejected | Verdict::Expired => {
                    let timeline = entry.screen.as_ref().unwrap().timeline;
                    assert_eq!(timeline.status, self.confirmed.0, "what was confirmed last is restored");
                    if self.confirmed.1 != i64::MIN {
                        assert_eq!(timeline.position.us(), self.confirmed.1, "where it stood");
                    }
                }
            }
        }
        let timeline = self.session.screen().timeline;
        match self.session.asked() {
            Some(asked) => {
                let present: BTreeSet<_> =
                    self.session.members().filter(|(_, member)| member.joined.is_some()).map(|(id, _)| id).collect();
                assert!(!asked.waiting.is_empty(), "somebody is waited for");
                assert!(asked.waiting.iter().all(|id| present.contains(id)), "and only who is present");
                assert_ne!(timeline.status, self.confirmed.0, "a question is about a status that is not confirmed");
                let is_new = before.asked().map(|asked| asked.change) != Some(asked.change);
                if is_new && before.asked().is_none() {
                    let stood = before.screen().timeline.position_at(entries[0].at);
                    self.confirmed = (before.screen().timeline.status, stood.us());
                }
            }
            None => self.confirmed = (timeline.status, i64::MIN),
        }
    }

    /// What tells states apart. Times and numbers do not: they only grow.
    fn key(&self) -> String {
        let asked = self.session.asked().map(|asked| (&asked.by, &asked.waiting, format!("{asked:?}").len()));
        let present: Vec<_> = self.session.members().map(|(id, member)| (id, member.joined.is_some())).collect();
        let playing = self.session.screen().timeline.status == Status::Playing;
        let moved = self.session.screen().timeline.position.us() > 0;
        format!("{playing} {moved} {present:?} {asked:?} {:?}", self.confirmed.0)
    }
}

/// SES-40, SES-41, SES-42, SES-43, SES-44, SES-45
#[test]
fn every_way_a_confirmation_can_go() {
    for policy in [ConfirmationPolicy::Off, ConfirmationPolicy::Everyone, ConfirmationPolicy::Majority] {
        for members in 1..=NAMES.len() {
            let mut frontier = vec![begin(policy, members)];
            let mut seen = HashSet::new();
            let mut asked = 0;
            for _ in 0..DEPTH {
                let mut next = Vec::new();
                for world in &frontier {
                    for step in steps(members) {
                        let mut after = world.clone();
                        after.take(step);
                        asked += usize::from(after.session.asked().is_some());
                        if seen.insert(after.key()) {
                            next.push(after);
                        }
                    }
                }
                frontier = next;
            }
            let may_ask = policy != ConfirmationPolicy::Off && members > 1;
            assert_eq!(asked > 0, may_ask, "{policy:?} with {members}");
        }
    }
}
