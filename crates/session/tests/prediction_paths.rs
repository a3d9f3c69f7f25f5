//! An exhaustive check of one prediction: every way in which two members pick, lock, resolve, cancel, leave, come back, let
//! the time run out, end the session or lose the server, up to a depth, against a model of a few lines.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use session::{
    Actor, ClosingRule, Command, Confirmation, Context, Entry, MemberId, Name, Opening, Outcomes, PredictionCommand,
    Session, Stage, StartPolicy, Title, Video, VideoId, VideoKind, Visibility,
};
use timeline::Timestamp;

const NAMES: [&str; 2] = ["ana", "ben"];
const DEPTH: usize = 4;
const CLOSES_AFTER_MS: i64 = 60_000;

fn id(member: usize) -> MemberId {
    MemberId::parse(NAMES[member]).unwrap()
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Pick(usize, u8),
    Lock(usize),
    Resolve(usize, u8),
    Cancel,
    TimeOut,
    Leave,
    Join,
    Crash,
    End,
}

const STEPS: [Step; 13] = [
    Step::Pick(0, 0),
    Step::Pick(0, 1),
    Step::Pick(1, 0),
    Step::Pick(1, 1),
    Step::Lock(0),
    Step::Lock(1),
    Step::Resolve(0, 0),
    Step::Resolve(0, 1),
    Step::Cancel,
    Step::TimeOut,
    Step::Leave,
    Step::Join,
    Step::Crash,
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    Open,
    Locked,
    Over,
}

/// What must be so: as simple as it can be said.
#[derive(Clone, Debug)]
struct Model {
    phase: Phase,
    /// What each has staked, and on which outcome.
    stakes: [Option<(u8, u64)>; 2],
    points: [u64; 2],
    ben_is_here: bool,
}

#[derive(Clone)]
struct World {
    session: Session,
    log: Vec<Entry>,
    now: Timestamp,
    prediction: u64,
    model: Model,
}

impl World {
    /// Ana has opened one.
    fn new(closes: ClosingRule) -> Self {
        let video = Video { id: VideoId::parse("v").unwrap(), url: "https://v/v".into(), kind: VideoKind::File };
        let opening = Opening {
            title: Title::parse("Friday").unwrap(),
            video,
            host: id(0),
            visibility: Visibility::Public,
            starts_at: None,
            from: timeline::Timecode::ZERO,
            confirmation: Confirmation::default(),
            start: StartPolicy::AtOnce,
        };
        let first = opening.entry(Timestamp::from_ms(0));
        let session = Session::begin(&first).unwrap();
        let model = Model { phase: Phase::Open, stakes: [None, None], points: [1_000, 1_000], ben_is_here: true };
        let mut world = Self { session, log: vec![first], now: Timestamp::from_ms(0), prediction: 0, model };
        for (member, name) in NAMES.into_iter().enumerate() {
            assert!(world.asks(member, &Command::Join { name: Name::parse(name).unwrap() }));
        }
        let texts = ["left", "right"].map(|text| Title::parse(text).unwrap());
        let (question, outcomes) = (Title::parse("Which way?").unwrap(), Outcomes::new(texts.to_vec()).unwrap());
        assert!(world.asks(0, &Command::Prediction(PredictionCommand::Open { question, outcomes, closes })));
        world.prediction = world.session.head();
        world
    }

    /// Returns whether it was done.
    fn asks(&mut self, member: usize, command: &Command) -> bool {
        let context = Context { now: self.now, based_on: None, start_lead_ms: 100, players: &[] };
        match self.session.decide(context, &Actor::Member(id(member)), command) {
            Ok(entries) => {
                self.apply(entries);
                true
            }
            Err(_) => false,
        }
    }

    fn apply(&mut self, entries: Vec<Entry>) {
        for entry in entries {
            self.session.apply(&entry).unwrap();
            self.log.push(entry);
        }
    }

    fn take(&mut self, step: Step) {
        self.now = self.now.plus_ms(1);
        let prediction = self.prediction;
        let predict = Command::Prediction;
        let (done, expected) = match step {
            Step::Pick(member, outcome) => self.pick(member, outcome),
            Step::Lock(member) => {
                let expected = member == 0 && self.model.phase != Phase::Over;
                if expected {
                    self.model.phase = Phase::Locked;
                }
                (self.asks(member, &predict(PredictionCommand::Lock { prediction })), expected)
            }
            Step::Resolve(member, outcome) => {
                let expected = self.model.phase != Phase::Over;
                if expected {
                    self.model.resolve(outcome);
                }
                (self.asks(member, &predict(PredictionCommand::Resolve { prediction, outcome })), expected)
            }
            Step::Cancel => {
                let expected = self.model.phase != Phase::Over;
                if expected {
                    self.model.give_back();
                }
                (self.asks(0, &predict(PredictionCommand::Cancel { prediction })), expected)
            }
            Step::TimeOut => {
                self.time_out();
                (true, true)
            }
            Step::Leave => {
                // Who has left already may say so again.
                self.model.ben_is_here = false;
                (self.asks(1, &Command::Leave), true)
            }
            Step::Join => {
                self.model.ben_is_here = true;
                (self.asks(1, &Command::Join { name: Name::parse("ben").unwrap() }), true)
            }
            Step::Crash => {
                self.crash();
                (true, true)
            }
            Step::End => {
                if self.model.phase != Phase::Over {
                    self.model.give_back();
                }
                (self.asks(0, &Command::End), true)
            }
        };
        assert_eq!(done, expected, "{step:?} in {:?}", self.model);
        self.check(step);
    }

    /// Another outcome or the same, and 100 points more each time. Returns what became of it, and what should have.
    fn pick(&mut self, member: usize, outcome: u8) -> (bool, bool) {
        let stake = self.model.stakes[member].map_or(100, |(_, stake)| stake + 100);
        let is_here = member == 0 || self.model.ben_is_here;
        let expected = self.model.phase == Phase::Open && is_here;
        if expected {
            self.model.stakes[member] = Some((outcome, stake));
            self.model.points[member] -= 100;
        }
        let pick = PredictionCommand::Pick { prediction: self.prediction, outcome, stake: Some(stake) };
        (self.asks(member, &Command::Prediction(pick)), expected)
    }

    /// Whatever is due fires, however late, and then nothing more.
    fn time_out(&mut self) {
        self.now = self.now.plus_ms(CLOSES_AFTER_MS);
        let is_timed = self.session.deadline().is_some();
        for _ in 0..2 {
            let due = self.session.expire(self.now);
            self.apply(due);
        }
        if is_timed && self.model.phase == Phase::Open {
            self.model.phase = Phase::Locked;
        }
    }

    fn crash(&mut self) {
        let mut folded = Session::begin(&self.log[0]).unwrap();
        for entry in &self.log[1..] {
            folded.apply(entry).unwrap();
        }
        assert_eq!(folded, self.session);
        self.session = folded;
    }

    fn check(&self, step: Step) {
        let predictions = self.session.predictions();
        let phase = match predictions.get(self.prediction).unwrap().stage {
            Stage::Open => Phase::Open,
            Stage::Locked { .. } => Phase::Locked,
            Stage::Resolved { .. } | Stage::Cancelled { .. } => Phase::Over,
        };
        assert_eq!(phase, self.model.phase, "after {step:?} in {:?}", self.model);
        for member in 0..2 {
            let points = predictions.points(&id(member));
            assert_eq!(points, self.model.points[member], "after {step:?} in {:?}", self.model);
        }
        let staked = if phase == Phase::Over { 0 } else { predictions.get(self.prediction).unwrap().pool() };
        assert_eq!(self.model.points.iter().sum::<u64>() + staked, 2_000);
    }
}

impl Model {
    fn resolve(&mut self, outcome: u8) {
        let on = |stake: Option<(u8, u64)>, outcome: u8| {
            stake.filter(|(on, _)| *on == outcome).map_or(0, |(_, stake)| stake)
        };
        let won: u64 = self.stakes.iter().map(|stake| on(*stake, outcome)).sum();
        if won == 0 {
            return self.give_back();
        }
        let lost: u64 = self.stakes.iter().map(|stake| on(*stake, 1 - outcome)).sum();
        for (points, stake) in self.points.iter_mut().zip(self.stakes) {
            let mine = on(stake, outcome);
            // With two there is one winner of what somebody lost, or nothing was lost.
            *points += if mine == 0 { 0 } else { mine + lost };
        }
        self.phase = Phase::Over;
    }

    fn give_back(&mut self) {
        for (points, stake) in self.points.iter_mut().zip(self.stakes) {
            *points += stake.map_or(0, |(_, stake)| stake);
        }
        self.phase = Phase::Over;
    }
}

fn walk(world: &World, depth: usize, paths: &mut usize) {
    let mut ended = world.clone();
    ended.take(Step::End);
    *paths += 1;
    if depth == 0 {
        return;
    }
    for step in STEPS {
        let mut next = world.clone();
        next.take(step);
        walk(&next, depth - 1, paths);
    }
}

/// PRE-2, PRE-13, PRE-14, PRE-15, PRE-20, PRE-21, PRE-22, PRE-30
#[test]
fn every_way_through_a_prediction_is_as_the_rules_say() {
    let mut paths = 0;
    for closes in [ClosingRule::ByHand, ClosingRule::After(CLOSES_AFTER_MS)] {
        let world = World::new(closes);
        walk(&world, DEPTH, &mut paths);
        let mut picked = world;
        picked.take(Step::Pick(0, 0));
        picked.take(Step::Pick(1, 1));
        walk(&picked, DEPTH, &mut paths);
    }
    assert!(paths > 100_000, "{paths} ways");
}
