//! Predictions: stories of their rules, and what holds whatever anybody does to them.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::{Just, ProptestConfig, Strategy, prop_assert, prop_assert_eq, prop_oneof, proptest};
use session::limits::{PICKS_PER_MEMBER_MAX, POINTS_AT_START, PREDICTIONS_OVER_KEPT_MAX, PREDICTIONS_UNRESOLVED_MAX};
use session::{
    Actor, CancelReason, ClosingRule, Command, Confirmation, Context, Entry, Event, LockReason, MemberId, Name,
    Opening, Outcomes, Pick, PredictionCommand, PredictionEvent, PredictionRefusal, Refusal, Session, Stage,
    StartPolicy, Title, Video, VideoId, VideoKind, Visibility,
};
use timeline::{Rate, Timecode, Timestamp};

const LEAD_MS: i64 = 100;

fn id(name: &str) -> MemberId {
    MemberId::parse(name).unwrap()
}

fn video(name: &str) -> Video {
    Video { id: VideoId::parse(name).unwrap(), url: format!("https://v/{name}").into(), kind: VideoKind::File }
}

fn seconds(seconds: i64) -> Timecode {
    Timecode::from_us_clamped(seconds * 1_000_000)
}

fn open(closes: ClosingRule) -> PredictionCommand {
    let texts = ["the butler", "the cook", "nobody"].map(|text| Title::parse(text).unwrap());
    let outcomes = Outcomes::new(texts.to_vec()).unwrap();
    PredictionCommand::Open { question: Title::parse("Who did it?").unwrap(), outcomes, closes }
}

fn pick(prediction: u64, outcome: u8, stake: u64) -> PredictionCommand {
    PredictionCommand::Pick { prediction, outcome, stake: Some(stake) }
}

/// A session of Ana with Ben and Cleo, at a time of its own.
struct Party {
    session: Session,
    log: Vec<Entry>,
    now: Timestamp,
}

impl Party {
    fn new() -> Self {
        let opening = Opening {
            title: Title::parse("Friday").unwrap(),
            video: video("one"),
            host: id("ana"),
            visibility: Visibility::Public,
            starts_at: None,
            from: timeline::Timecode::ZERO,
            confirmation: Confirmation::default(),
            start: StartPolicy::AtOnce,
        };
        let first = opening.entry(Timestamp::from_ms(0));
        let session = Session::begin(&first).unwrap();
        let mut party = Self { session, log: vec![first], now: Timestamp::from_ms(0) };
        for name in ["ana", "ben", "cleo"] {
            party.asks(name, &Command::Join { name: Name::parse(name).unwrap() }).unwrap();
        }
        party
    }

    /// Time goes on to this moment, as a host sees it: what is due comes first.
    fn at(&mut self, ms: i64) -> &mut Self {
        self.now = Timestamp::from_ms(ms);
        self.expire();
        self
    }

    fn expire(&mut self) {
        for turn in 0.. {
            assert!(turn < 20, "what fires must stop firing");
            let due = self.session.expire(self.now);
            if due.is_empty() {
                return;
            }
            self.apply(due);
        }
    }

    fn apply(&mut self, entries: Vec<Entry>) -> Vec<Event> {
        for entry in &entries {
            self.session.apply(entry).unwrap();
        }
        self.log.extend(entries.clone());
        entries.into_iter().map(|entry| entry.event).collect()
    }

    fn asks(&mut self, member: &str, command: &Command) -> Result<Vec<Event>, Refusal> {
        self.expire();
        let context = Context { now: self.now, based_on: None, start_lead_ms: LEAD_MS, players: &[] };
        let before = self.session.clone();
        let decided = self.session.decide(context, &Actor::Member(id(member)), command);
        assert_eq!(self.session, before, "deciding changes nothing");
        Ok(self.apply(decided?))
    }

    fn does(&mut self, member: &str, command: PredictionCommand) -> Result<Vec<Event>, Refusal> {
        self.asks(member, &Command::Prediction(command))
    }

    /// Ana opens one; returns its id.
    fn opens(&mut self, closes: ClosingRule) -> u64 {
        self.does("ana", open(closes)).unwrap();
        self.session.head()
    }

    fn points(&self, member: &str) -> u64 {
        self.session.predictions().points(&id(member))
    }

    fn stage(&self, prediction: u64) -> &Stage {
        &self.session.predictions().get(prediction).unwrap().stage
    }

    fn is_open(&self, prediction: u64) -> bool {
        *self.stage(prediction) == Stage::Open
    }

    /// When it was locked, and why.
    fn locked(&self, prediction: u64) -> (i64, LockReason) {
        let locked = self.log.iter().filter_map(|entry| match &entry.event {
            Event::Prediction(PredictionEvent::Locked { prediction: of, reason, .. }) if *of == prediction => {
                Some((entry.at.ms(), *reason))
            }
            _ => None,
        });
        let locked: Vec<_> = locked.collect();
        assert_eq!(locked.len(), 1, "it is locked once");
        locked[0]
    }
}

fn refused(refusal: PredictionRefusal) -> Result<Vec<Event>, Refusal> {
    Err(Refusal::Prediction(refusal))
}

/// PRE-2, PRE-10, PRE-20
#[test]
fn members_stake_and_the_pool_goes_to_who_was_right() {
    let mut party = Party::new();
    let which = party.opens(ClosingRule::ByHand);
    party.does("ana", pick(which, 0, 100)).unwrap();
    party.does("ben", pick(which, 0, 50)).unwrap();
    party.does("cleo", pick(which, 1, 151)).unwrap();
    assert_eq!([party.points("ana"), party.points("ben"), party.points("cleo")], [900, 950, 849]);
    let events = party.does("ana", PredictionCommand::Resolve { prediction: which, outcome: 0 }).unwrap();
    assert!(matches!(events[0], Event::Prediction(PredictionEvent::Locked { reason: LockReason::Asked, .. })));
    let Event::Prediction(PredictionEvent::Resolved { answer, payouts, .. }) = &events[1] else { panic!("{events:?}") };
    assert_eq!(answer.as_str(), "the butler");
    let paid: Vec<_> = payouts.iter().map(|payout| (payout.member.as_str(), payout.stake, payout.paid)).collect();
    assert_eq!(paid, [("ana", 100, 201), ("ben", 50, 100)], "200.67 and 100.33");
    assert_eq!([party.points("ana"), party.points("ben"), party.points("cleo")], [1_101, 1_050, 849]);
    let score = party.session.predictions().score(&id("cleo"));
    assert_eq!((score.won, score.lost, score.right, score.wrong), (0, 151, 0, 1));
}

/// PRE-11, PRE-12
#[test]
fn a_pick_can_be_changed_and_raised_but_not_lowered_and_nobody_stakes_what_they_do_not_have() {
    let mut party = Party::new();
    let which = party.opens(ClosingRule::ByHand);
    party.does("ben", PredictionCommand::Pick { prediction: which, outcome: 2, stake: None }).unwrap();
    assert_eq!(party.session.predictions().get(which).unwrap().pools[2].picks, 1, "a pick without a stake");
    let events = party.does("ben", pick(which, 1, 600)).unwrap();
    let before = Some(Pick { outcome: 2, stake: 0 });
    assert!(matches!(&events[0], Event::Prediction(PredictionEvent::Picked { before: was, .. }) if *was == before));
    party.does("ben", PredictionCommand::Pick { prediction: which, outcome: 0, stake: None }).unwrap();
    let pools = &party.session.predictions().get(which).unwrap().pools;
    assert_eq!(pools.iter().map(|pool| (pool.picks, pool.stakes)).collect::<Vec<_>>(), [(1, 600), (0, 0), (0, 0)]);
    assert_eq!(party.does("ben", pick(which, 0, 600)), Ok(Vec::new()), "it is so already");
    assert_eq!(party.does("ben", pick(which, 0, 599)), refused(PredictionRefusal::StakeLowered { staked: 600 }));
    let other = party.opens(ClosingRule::ByHand);
    assert_eq!(party.does("ben", pick(other, 0, 401)), refused(PredictionRefusal::NotEnoughPoints { have: 400 }));
    for stake in [1_001, 1 << 63, u64::MAX] {
        let have = PredictionRefusal::NotEnoughPoints { have: 1_000 };
        assert_eq!(party.does("ben", pick(which, 0, stake)), refused(have));
    }
    party.does("ben", pick(which, 0, 1_000)).unwrap();
    assert_eq!(party.points("ben"), 0);
    for outcome in (1..3).cycle().take(PICKS_PER_MEMBER_MAX as usize - 4) {
        party.does("ben", pick(which, outcome, 1_000)).unwrap();
    }
    assert_eq!(party.does("ben", pick(which, 0, 1_000)), refused(PredictionRefusal::TooManyPicks));
}

/// PRE-3, PRE-4
#[test]
fn only_who_opened_it_and_the_host_direct_it_and_only_so_many_wait() {
    let mut party = Party::new();
    party.does("ben", open(ClosingRule::ByHand)).unwrap();
    let which = party.session.head();
    for command in [
        PredictionCommand::Lock { prediction: which },
        PredictionCommand::Resolve { prediction: which, outcome: 0 },
        PredictionCommand::Cancel { prediction: which },
    ] {
        assert_eq!(party.does("cleo", command), refused(PredictionRefusal::NotYours));
    }
    assert_eq!(party.does("dan", open(ClosingRule::ByHand)), Err(Refusal::NotAMember));
    for _ in 1..PREDICTIONS_UNRESOLVED_MAX {
        party.opens(ClosingRule::ByHand);
    }
    assert_eq!(party.does("cleo", open(ClosingRule::ByHand)), refused(PredictionRefusal::TooMany));
    party.does("ben", PredictionCommand::Lock { prediction: which }).unwrap();
    assert_eq!(
        party.does("cleo", open(ClosingRule::ByHand)),
        refused(PredictionRefusal::TooMany),
        "a locked one waits"
    );
    party.does("ana", PredictionCommand::Resolve { prediction: which, outcome: 1 }).unwrap();
    party.does("cleo", open(ClosingRule::ByHand)).unwrap();
}

/// PRE-13, PRE-14
#[test]
fn what_is_locked_takes_no_picks_and_what_is_over_takes_nothing() {
    let mut party = Party::new();
    let which = party.opens(ClosingRule::ByHand);
    party.does("ben", pick(which, 0, 10)).unwrap();
    party.does("ana", PredictionCommand::Lock { prediction: which }).unwrap();
    assert_eq!(party.does("ana", PredictionCommand::Lock { prediction: which }), Ok(Vec::new()));
    assert_eq!(party.does("ben", pick(which, 0, 20)), refused(PredictionRefusal::Locked));
    assert_eq!(
        party.does("ana", PredictionCommand::Resolve { prediction: which, outcome: 3 }),
        refused(PredictionRefusal::NoSuchOutcome)
    );
    party.does("ana", PredictionCommand::Cancel { prediction: which }).unwrap();
    let over = [
        pick(which, 0, 20),
        PredictionCommand::Lock { prediction: which },
        PredictionCommand::Resolve { prediction: which, outcome: 0 },
        PredictionCommand::Cancel { prediction: which },
    ];
    for command in over {
        assert_eq!(party.does("ana", command), refused(PredictionRefusal::Closed));
    }
    for forged in [0, 1, which + 1, u64::MAX] {
        assert_eq!(party.does("ana", pick(forged, 0, 1)), refused(PredictionRefusal::NotFound), "{forged}");
    }
}

/// PRE-21, PRE-22
#[test]
fn stakes_go_back_where_nobody_staked_on_it_and_where_it_is_called_off() {
    let mut party = Party::new();
    for end in 0..3 {
        let which = party.opens(ClosingRule::ByHand);
        party.does("ben", pick(which, 0, 300)).unwrap();
        party.does("cleo", pick(which, 1, 0)).unwrap();
        assert_eq!(party.points("ben"), 700);
        match end {
            0 => drop(party.does("ana", PredictionCommand::Resolve { prediction: which, outcome: 1 }).unwrap()),
            1 => drop(party.does("ana", PredictionCommand::Cancel { prediction: which }).unwrap()),
            _ => {
                let events = party.asks("ana", &Command::End).unwrap();
                let Event::Prediction(PredictionEvent::Cancelled { reason, .. }) = &events[0] else { panic!() };
                assert_eq!(*reason, CancelReason::SessionEnded);
                assert!(matches!(events[1], Event::Ended { .. }));
                let first = &party.log[party.log.len() - 2];
                assert_eq!(first.by, Some(id("ana")), "the first entry of a command is its sender's");
            }
        }
        assert_eq!(party.points("ben"), 1_000);
    }
    let score = party.session.predictions().score(&id("cleo"));
    assert_eq!((score.right, score.wrong), (1, 0), "she was right, without a stake");
    assert_eq!(party.does("ben", open(ClosingRule::ByHand)), Err(Refusal::SessionEnded));
}

/// PRE-15
#[test]
fn points_stay_with_who_leaves_and_comes_back() {
    let mut party = Party::new();
    let which = party.opens(ClosingRule::ByHand);
    party.does("ben", pick(which, 0, 400)).unwrap();
    party.does("cleo", pick(which, 1, 100)).unwrap();
    party.asks("ben", &Command::Leave).unwrap();
    assert_eq!(party.does("ben", pick(which, 0, 500)), Err(Refusal::NotAMember));
    party.does("ana", PredictionCommand::Resolve { prediction: which, outcome: 0 }).unwrap();
    party.asks("ben", &Command::Join { name: Name::parse("Ben").unwrap() }).unwrap();
    assert_eq!(party.points("ben"), 1_100);
}

/// PRE-30
#[test]
fn the_time_locks_it_once_stamped_with_when_it_was_due() {
    let mut party = Party::new();
    let which = party.at(1_000).opens(ClosingRule::After(30_000));
    party.at(30_999);
    assert!(party.is_open(which));
    // Nobody looked for a long time.
    party.at(90_000);
    assert_eq!(party.locked(which), (31_000, LockReason::Time));
    assert_eq!(party.does("ben", pick(which, 0, 1)), refused(PredictionRefusal::Locked));
    party.at(500_000);
    assert_eq!(party.locked(which), (31_000, LockReason::Time));
}

/// PRE-31
#[test]
fn the_video_locks_it_when_it_reaches_the_position_whatever_happens_before() {
    let mut party = Party::new();
    let which = party.opens(ClosingRule::Position(seconds(60)));
    party.asks("ana", &Command::Play).unwrap();
    // It plays from 100 ms on, and reaches 60 s at 60,100 ms.
    party.at(20_100).asks("ana", &Command::Pause).unwrap();
    party.at(500_000);
    assert!(party.is_open(which), "it stands at 20 s");
    party.asks("ben", &Command::Seek { to: seconds(40) }).unwrap();
    party.asks("ana", &Command::SetRate { rate: Rate::from_thousandths(2_000).unwrap() }).unwrap();
    party.at(600_000).asks("ana", &Command::Play).unwrap();
    // 20 s at double speed: at 610,100 ms.
    party.at(605_100).asks("ana", &Command::Seek { to: seconds(20) }).unwrap();
    // 40 s at double speed from 605,200 ms on.
    party.at(625_199);
    assert!(party.is_open(which), "the jump back counts");
    party.at(900_000);
    assert_eq!(party.locked(which), (625_200, LockReason::Position));
}

/// PRE-31
#[test]
fn a_jump_beyond_the_position_locks_it_at_once_and_another_video_does_not() {
    let mut party = Party::new();
    let which = party.opens(ClosingRule::Position(seconds(60)));
    party.at(1_000).asks("ana", &Command::Load { video: video("two") }).unwrap();
    party.asks("ana", &Command::Seek { to: seconds(90) }).unwrap();
    party.at(2_000);
    assert!(party.is_open(which), "the other video is not meant");
    party.asks("ana", &Command::Load { video: video("one") }).unwrap();
    assert!(party.at(3_000).is_open(which));
    party.asks("ana", &Command::Seek { to: seconds(60) }).unwrap();
    party.at(3_001);
    assert_eq!(party.locked(which), (3_000, LockReason::Position));
    let passed = refused(PredictionRefusal::PositionPassed);
    assert_eq!(party.does("ben", open(ClosingRule::Position(seconds(60)))), passed);
}

/// PRE-31
#[test]
fn what_is_beyond_the_end_counts_as_the_end() {
    let mut party = Party::new();
    let which = party.opens(ClosingRule::Position(seconds(100)));
    let length = Command::SetLength { video: video("one").id, length: seconds(50) };
    party.asks("ana", &length).unwrap();
    let beyond = Err(Refusal::SeekBeyondEnd { length: seconds(50) });
    assert_eq!(party.does("ben", open(ClosingRule::Position(seconds(51)))), beyond);
    party.asks("ana", &Command::Play).unwrap();
    party.at(80_000);
    assert_eq!(party.locked(which), (50_100, LockReason::Position));
}

/// PRE-5
#[test]
fn the_state_keeps_the_last_ones_only() {
    let mut party = Party::new();
    let mut ids = Vec::new();
    for _ in 0..=PREDICTIONS_OVER_KEPT_MAX {
        let which = party.opens(ClosingRule::ByHand);
        party.does("ana", PredictionCommand::Cancel { prediction: which }).unwrap();
        ids.push(which);
    }
    let kept: Vec<_> = party.session.predictions().over().map(|(id, _)| id).collect();
    assert_eq!(kept, ids[1..].iter().rev().copied().collect::<Vec<_>>());
    assert!(ids.iter().collect::<BTreeSet<_>>().len() == ids.len());
}

/// One thing that happens to the points.
#[derive(Clone, Debug)]
struct Step {
    after_ms: i64,
    member: usize,
    command: Command,
}

const NAMES: [&str; 4] = ["ana", "ben", "cleo", "dan"];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    // The newest ids: what is asked is mostly about what there is.
    let which = || 0..4_u64;
    let closes = prop_oneof![Just(ClosingRule::ByHand), (1_000..20_000_i64).prop_map(ClosingRule::After)];
    let commands = prop_oneof![
        3 => closes.prop_map(|closes| Command::Prediction(open(closes))),
        12 => (which(), 0..4_u8, proptest::option::of(0..700_u64)).prop_map(|(prediction, outcome, stake)| {
            Command::Prediction(PredictionCommand::Pick { prediction, outcome, stake })
        }),
        1 => which().prop_map(|prediction| Command::Prediction(PredictionCommand::Lock { prediction })),
        4 => (which(), 0..4_u8).prop_map(|(prediction, outcome)| {
            Command::Prediction(PredictionCommand::Resolve { prediction, outcome })
        }),
        1 => which().prop_map(|prediction| Command::Prediction(PredictionCommand::Cancel { prediction })),
        1 => Just(Command::Leave),
        3 => Just(Command::Join { name: Name::parse("dan").unwrap() }),
    ];
    let step = (0..5_000_i64, 0..NAMES.len(), commands);
    let step = step.prop_map(|(after_ms, member, command)| Step { after_ms, member, command });
    proptest::collection::vec(step, 1..120)
}

/// Counts back from the newest prediction.
fn aimed(session: &Session, command: &Command) -> Command {
    let newest = |back: u64| {
        let ids =
            session.predictions().unresolved().map(|(id, _)| id).chain(session.predictions().over().map(|(id, _)| id));
        let ids: BTreeSet<_> = ids.collect();
        ids.iter().rev().nth(usize::try_from(back).unwrap()).copied().unwrap_or(0)
    };
    let Command::Prediction(command) = command else { return command.clone() };
    let mut command = command.clone();
    match &mut command {
        PredictionCommand::Open { .. } => {}
        PredictionCommand::Pick { prediction, .. }
        | PredictionCommand::Lock { prediction }
        | PredictionCommand::Resolve { prediction, .. }
        | PredictionCommand::Cancel { prediction } => *prediction = newest(*prediction),
    }
    Command::Prediction(command)
}

/// What everybody has and what lies in the pools, all together, and that no pool differs from its picks.
fn points_in_all(session: &Session) -> u64 {
    let free: u64 = session.members().map(|(member, _)| session.predictions().points(member)).sum();
    let mut in_pools = 0;
    for (_, prediction) in session.predictions().unresolved() {
        let mut pools = BTreeMap::new();
        for (_, pick) in prediction.picks() {
            let pool: &mut (u32, u64) = pools.entry(usize::from(pick.outcome)).or_default();
            pool.0 += 1;
            pool.1 += pick.stake;
        }
        for (outcome, pool) in prediction.pools.iter().enumerate() {
            assert_eq!((pool.picks, pool.stakes), pools.get(&outcome).copied().unwrap_or((0, 0)));
        }
        in_pools += prediction.pool();
    }
    free + in_pools
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400.max(ProptestConfig::default().cases), ..ProptestConfig::default() })]

    /// PRE-23
    #[test]
    fn points_are_neither_made_nor_lost(steps in steps(), ends in proptest::bool::ANY) {
        let mut party = Party::new();
        let mut resolved = 0;
        for step in &steps {
            party.at(party.now.ms() + step.after_ms);
            let command = aimed(&party.session, &step.command);
            let before: BTreeMap<_, _> =
                party.session.members().map(|(id, _)| (id.clone(), party.session.predictions().points(id))).collect();
            let events = party.asks(NAMES[step.member], &command);
            resolved += events.iter().flatten().filter(|event| {
                matches!(event, Event::Prediction(PredictionEvent::Resolved { .. }))
            }).count();
            if events.is_err() {
                for (member, points) in &before {
                    prop_assert_eq!(party.session.predictions().points(member), *points, "what is refused changes nothing");
                }
            }
            let members = party.session.members().count() as u64;
            prop_assert_eq!(points_in_all(&party.session), POINTS_AT_START * members);
            prop_assert!(party.session.predictions().unresolved().count() <= PREDICTIONS_UNRESOLVED_MAX);
        }
        if ends && party.asks("ana", &Command::End).is_ok() {
            prop_assert_eq!(party.session.predictions().unresolved().count(), 0);
            prop_assert_eq!(points_in_all(&party.session), POINTS_AT_START * party.session.members().count() as u64);
        }
        // Each is locked, resolved and cancelled once at the most, and its picks come before its lock.
        let mut locked = BTreeSet::new();
        let mut over = BTreeSet::new();
        for entry in &party.log {
            let Event::Prediction(event) = &entry.event else { continue };
            match event {
                PredictionEvent::Opened { prediction, .. } => prop_assert_eq!(*prediction, entry.seq),
                PredictionEvent::Picked { prediction, .. } => {
                    prop_assert!(!locked.contains(prediction) && !over.contains(prediction));
                }
                PredictionEvent::Locked { prediction, .. } => {
                    prop_assert!(locked.insert(*prediction) && !over.contains(prediction));
                }
                PredictionEvent::Resolved { prediction, .. } | PredictionEvent::Cancelled { prediction, .. } => {
                    prop_assert!(over.insert(*prediction));
                }
            }
        }
        let mut folded = Session::begin(&party.log[0]).unwrap();
        for entry in &party.log[1..] {
            folded.apply(entry).unwrap();
        }
        prop_assert_eq!(&folded, &party.session);
        let scores = party.session.predictions().scores();
        let (won, lost) = scores.fold((0, 0), |(won, lost), (_, score)| (won + score.won, lost + score.lost));
        prop_assert_eq!(won, lost, "after {} that came out", resolved);
    }
}
