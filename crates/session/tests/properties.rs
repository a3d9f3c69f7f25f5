//! What holds for every session, whatever anybody does in whatever order.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use proptest::prelude::{
    BoxedStrategy, Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use session::{
    Actor, Answer, ChatCommand, ChatEvent, ChatRules, ClosingRule, Coming, Command, Confirmation, ConfirmationPolicy,
    Context, Departure, EMOJI, Emoji, Entry, Erased, Eraser, Event, LeaveReason, MemberId, MessageText,
    ModerationCommand, ModerationEvent, MuteScope, Name, NewItem, Opening, OutOfOrder, Outcomes, Permission, Phase,
    Place, Player, PredictionCommand, QueueChoice, QueueCommand, QueueOrder, Reason, Repeat, Role, Session,
    SettingsChange, StartPolicy, Title, Video, VideoId, VideoKind, Visibility, WhoControls, Word, WordFilter,
};
use timeline::{Rate, Status, Timecode, Timestamp};

const NAMES: [&str; 4] = ["ana", "ben", "cleo", "dan"];

fn id(index: usize) -> MemberId {
    MemberId::parse(NAMES[index]).unwrap()
}

fn video(index: usize) -> Video {
    let name = ["one", "two"][index];
    Video { id: VideoId::parse(name).unwrap(), url: format!("https://v/{name}").into(), kind: VideoKind::File }
}

fn begin(policy: ConfirmationPolicy, start: StartPolicy) -> Entry {
    let title = Title::parse("Friday").unwrap();
    let confirmation = Confirmation { policy, ..Confirmation::default() };
    Opening {
        title,
        video: video(0),
        host: id(0),
        visibility: Visibility::Public,
        confirmation,
        start,
        starts_at: None,
        from: Timecode::ZERO,
    }
    .entry(Timestamp::from_ms(1_000))
}

/// One thing that happens: somebody asks for something, or only time passes.
#[derive(Clone, Debug)]
struct Step {
    after_ms: i64,
    actor: Actor,
    command: Option<Command>,
    based_on: Option<u64>,
    players: Vec<Player>,
}

fn commands() -> impl Strategy<Value = Command> {
    let timecodes = || (0..100_000_000_i64).prop_map(Timecode::from_us_clamped);
    prop_oneof![
        4 => (0..NAMES.len()).prop_map(|index| Command::Join { name: Name::parse(NAMES[index]).unwrap() }),
        1 => Just(Command::Leave),
        3 => proptest::collection::vec(0..NAMES.len(), 1..6).prop_map(|who| Command::Gather { comings: comings(&who) }),
        3 => proptest::collection::vec((0..NAMES.len(), 0..30_u64, any::<bool>()), 1..6).prop_map(|gone| {
            let departure = |(index, joined, asked): (usize, u64, bool)| Departure {
                member: id(index),
                joined,
                reason: if asked { LeaveReason::Asked } else { LeaveReason::Gone },
            };
            Command::Disperse { departures: gone.into_iter().map(departure).collect() }
        }),
        2 => (0..NAMES.len(), 0..12_u64).prop_map(|(index, joined)| Command::MarkGone { member: id(index), joined }),
        3 => Just(Command::Play),
        2 => Just(Command::Pause),
        2 => timecodes().prop_map(|to| Command::Seek { to }),
        1 => (250..=2000_i64).prop_map(|rate| Command::SetRate { rate: Rate::from_thousandths(rate).unwrap() }),
        1 => (0..2_usize).prop_map(|index| Command::Load { video: video(index) }),
        2 => (0..2_usize, timecodes()).prop_map(|(index, length)| Command::SetLength { video: video(index).id, length }),
        2 => proptest::option::of(0..30_u64).prop_map(|seq| Command::Undo { seq }),
        2 => (0..30_u64, any::<bool>()).prop_map(|(change, yes)| {
            Command::Answer { change, answer: if yes { Answer::Confirm } else { Answer::Reject } }
        }),
        2 => proptest::collection::vec(((0..NAMES.len()).prop_map(id), timecodes()), 1..4)
            .prop_map(|stalled| Command::Hold { stalled }),
        2 => (0..30_u64, proptest::collection::vec((0..NAMES.len()).prop_map(id), 0..3))
            .prop_map(|(hold, late)| Command::Release { hold, late }),
        1 => proptest::option::of(0..100_000_i64)
            .prop_map(|ms| Command::Reschedule { starts_at: ms.map(Timestamp::from_ms) }),
        6 => chat_commands().prop_map(Command::Chat),
        6 => queue_commands().prop_map(Command::Queue),
        6 => moderation().prop_map(Command::Moderate),
        2 => settings().prop_map(|change| Command::ChangeSettings(Box::new(change))),
        1 => Just(Command::End),
        1 => (0..NAMES.len()).prop_map(|index| Command::Erase { member: id(index) }),
        6 => predictions().prop_map(Command::Prediction),
    ]
}

fn predictions() -> impl Strategy<Value = PredictionCommand> {
    let (ids, outcomes) = (|| 0..30_u64, || 0..4_u8);
    let closes = prop_oneof![
        Just(ClosingRule::ByHand),
        (1_000..60_000_i64).prop_map(ClosingRule::After),
        (0..100_000_000_i64).prop_map(|us| ClosingRule::Position(Timecode::from_us_clamped(us))),
    ];
    let opens = (2..4_usize, closes).prop_map(|(count, closes)| {
        let texts = ["left", "right", "neither"][..count].iter().map(|text| Title::parse(text).unwrap());
        let (question, outcomes) = (Title::parse("Which way?").unwrap(), Outcomes::new(texts.collect()).unwrap());
        PredictionCommand::Open { question, outcomes, closes }
    });
    let picks = (ids(), outcomes(), proptest::option::of(prop_oneof![0..2_000_u64, any::<u64>()]))
        .prop_map(|(prediction, outcome, stake)| PredictionCommand::Pick { prediction, outcome, stake });
    prop_oneof![
        3 => opens,
        6 => picks,
        1 => ids().prop_map(|prediction| PredictionCommand::Lock { prediction }),
        2 => (ids(), outcomes())
            .prop_map(|(prediction, outcome)| PredictionCommand::Resolve { prediction, outcome }),
        1 => ids().prop_map(|prediction| PredictionCommand::Cancel { prediction }),
    ]
}

/// Of messages that may be there or not.
fn chat_commands() -> impl Strategy<Value = ChatCommand> {
    let text = || (0..3_usize).prop_map(|index| MessageText::parse(["one", "see https://x", "darn"][index]).unwrap());
    let message = || 0..40_u64;
    let emoji = || (0..2_usize).prop_map(|index| Emoji::parse(EMOJI[index]).unwrap());
    let mentions = || proptest::collection::vec((0..NAMES.len()).prop_map(id), 0..3);
    let rules = (0..20_u32, any::<bool>(), any::<bool>()).prop_map(|(slow_mode_s, links, strict)| {
        let words = WordFilter::new(strict.then(|| Word::parse("darn").unwrap()));
        ChatRules { slow_mode_s, links, words }
    });
    prop_oneof![
        6 => (text(), proptest::option::of(message()), mentions()).prop_map(|(text, reply_to, mentions)| {
            ChatCommand::Say { text, reply_to, mentions, media_at: None }
        }),
        3 => (message(), text(), mentions())
            .prop_map(|(message, text, mentions)| ChatCommand::Edit { message, text, mentions }),
        3 => message().prop_map(|message| ChatCommand::Delete { message }),
        3 => (message(), emoji(), any::<bool>())
            .prop_map(|(message, emoji, on)| ChatCommand::ReactTo { message, emoji, on }),
        1 => (any::<u64>(), emoji(), 1..9_u32)
            .prop_map(|(batch, emoji, count)| ChatCommand::KeepReactions { batch, counts: vec![(emoji, count)] }),
        1 => rules.prop_map(|rules| ChatCommand::SetRules { rules }),
    ]
}

/// The log as a store has it once the words that were taken back have gone.
fn redacted(log: &[Entry]) -> Vec<Entry> {
    let gone = |seq: u64| {
        log.iter().any(
            |entry| matches!(&entry.event, Event::Chat(ChatEvent::Deleted { entries, .. }) if entries.contains(&seq)),
        )
    };
    let event = |entry: &Entry| if gone(entry.seq) { Event::Chat(ChatEvent::Redacted) } else { entry.event.clone() };
    log.iter().map(|entry| Entry { event: event(entry), ..entry.clone() }).collect()
}

/// The log as a store has it once everything about those who were erased has gone.
fn erased(log: &[Entry]) -> Vec<Entry> {
    let mut left = log.to_vec();
    for (index, entry) in log.iter().enumerate() {
        let Event::Erased { member, .. } = &entry.event else { continue };
        let mut eraser = Eraser::new(member.clone());
        for entry in &mut left[..index] {
            match eraser.take(entry) {
                Erased::Kept => {}
                Erased::Emptied => entry.event = Event::Chat(ChatEvent::Redacted),
                Erased::Rewritten(event) | Erased::RewrittenAtTheEnd(event) => entry.event = *event,
            }
        }
    }
    left
}

fn queue_commands() -> BoxedStrategy<QueueCommand> {
    let items = || 0..60_u64;
    let some = || proptest::option::of(0..60_u64);
    let orders = prop_oneof![Just(QueueOrder::ByHand), Just(QueueOrder::ByVotes)];
    let repeats = prop_oneof![Just(Repeat::Off), Just(Repeat::One), Just(Repeat::All)];
    let choices = (proptest::option::of(orders), proptest::option::of(repeats), proptest::option::of(0..9_000_i64));
    let new_items = proptest::collection::vec(
        (0..2_usize).prop_map(|index| NewItem { video: video(index), title: None, length: None }),
        1..4,
    );
    prop_oneof![
        4 => (new_items, any::<bool>()).prop_map(|(items, end)| {
            QueueCommand::Add { items, place: if end { Place::End } else { Place::Next } }
        }),
        2 => (items(), some()).prop_map(|(item, before)| QueueCommand::Move { item, before }),
        1 => proptest::collection::vec(items(), 0..6).prop_map(|items| QueueCommand::Remove { items }),
        1 => Just(QueueCommand::Clear),
        1 => items().prop_map(|item| QueueCommand::PlayNow { item }),
        2 => some().prop_map(|leaves| QueueCommand::Next { leaves }),
        2 => some().prop_map(|leaves| QueueCommand::Previous { leaves }),
        1 => items().prop_map(|announced| QueueCommand::Cancel { announced }),
        1 => (items(), any::<bool>()).prop_map(|(item, up)| QueueCommand::Vote { item, up }),
        2 => (items(), any::<bool>()).prop_map(|(item, up)| QueueCommand::Skip { item, up }),
        1 => Just(QueueCommand::Shuffle),
        1 => choices.prop_map(|(order, repeat, gap_ms)| QueueCommand::Choose(QueueChoice { order, repeat, gap_ms })),
        1 => items().prop_map(|item| QueueCommand::Measure { item, length: Timecode::from_us_clamped(9_000_000) }),
        1 => items().prop_map(|item| QueueCommand::CannotPlay { item }),
        2 => some().prop_map(|seq| QueueCommand::Undo { seq }),
    ]
    .boxed()
}

fn moderation() -> impl Strategy<Value = ModerationCommand> {
    let member = || (0..NAMES.len()).prop_map(id);
    let reason = || Reason::parse("rude").ok();
    prop_oneof![
        3 => (member(), 0..4_usize)
            .prop_map(|(member, role)| ModerationCommand::SetRole { member, role: Role::ALL[role] }),
        1 => member().prop_map(|to| ModerationCommand::HandOver { to }),
        1 => member().prop_map(move |member| ModerationCommand::Kick { member, reason: reason() }),
        1 => member().prop_map(move |member| ModerationCommand::Ban { member, reason: reason() }),
        2 => member().prop_map(|member| ModerationCommand::Unban { member }),
        1 => (member(), 10_000..60_000_i64, any::<bool>()).prop_map(move |(member, for_ms, all)| {
            let scope = if all { MuteScope::TalkAndControl } else { MuteScope::Talk };
            ModerationCommand::Mute { member, for_ms, scope, reason: reason() }
        }),
        1 => member().prop_map(|member| ModerationCommand::Unmute { member }),
    ]
}

fn settings() -> impl Strategy<Value = SettingsChange> {
    let set =
        || proptest::option::of(proptest::sample::subsequence(Permission::ALL.to_vec(), 0..=Permission::ALL.len()));
    let controls = prop_oneof![Just(WhoControls::Everyone), Just(WhoControls::Hosts)];
    (proptest::option::of(controls), proptest::option::of(any::<bool>()), set(), set()).prop_map(
        |(control, links, viewer, member)| SettingsChange {
            control,
            links,
            newcomers: links.map(|links| if links { Role::Member } else { Role::Viewer }),
            confirmation: links.map(|_| Confirmation::default()),
            viewer: viewer.map(|list| list.into_iter().collect()),
            member: member.map(|list| list.into_iter().collect()),
            ..SettingsChange::default()
        },
    )
}

fn comings(who: &[usize]) -> Vec<Coming> {
    let coming =
        |index: &usize| Coming { member: id(*index), name: Name::parse(NAMES[*index]).unwrap(), present_max: None };
    who.iter().map(coming).collect()
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let actors =
        prop_oneof![8 => (0..NAMES.len()).prop_map(|index| Actor::Member(id(index))), 3 => Just(Actor::Server)];
    // Clocks go back at times, and now and then a night passes.
    let waits = prop_oneof![8 => 0..20_000_i64, 1 => -5_000..0_i64, 1 => Just(8 * 3600 * 1000_i64)];
    let player = (0..NAMES.len(), any::<bool>(), any::<bool>()).prop_map(|(index, is_ready, is_newcomer)| Player {
        member: id(index),
        is_ready,
        is_newcomer,
    });
    let players = proptest::collection::vec(player, 0..4);
    let step = (waits, actors, proptest::option::weighted(0.9, commands()), proptest::option::of(0..30_u64), players)
        .prop_map(|(after_ms, actor, command, based_on, players)| Step { after_ms, actor, command, based_on, players });
    proptest::collection::vec(step, 1..60)
}

/// An evening: what happens, under which policy.
#[derive(Clone, Debug)]
struct Evening {
    policy: ConfirmationPolicy,
    start: StartPolicy,
    steps: Vec<Step>,
}

fn evenings() -> impl Strategy<Value = Evening> {
    let policies = prop_oneof![
        Just(ConfirmationPolicy::Off),
        Just(ConfirmationPolicy::Everyone),
        Just(ConfirmationPolicy::Majority)
    ];
    let starts = prop_oneof![Just(StartPolicy::AtOnce), Just(StartPolicy::WhenReady)];
    (policies, starts, steps()).prop_map(|(policy, start, steps)| Evening { policy, start, steps })
}

/// Plays the evening as a host does: what is due first, then what is asked. Returns the log and the live state.
fn play(evening: &Evening) -> (Vec<Entry>, Session) {
    let mut log = vec![begin(evening.policy, evening.start)];
    let mut session = Session::begin(&log[0]).unwrap();
    let mut now = Timestamp::from_ms(1_000);
    for step in &evening.steps {
        now = now.plus_ms(step.after_ms);
        for turn in 0.. {
            assert!(turn < 10, "what fires must stop firing");
            let due = session.expire(now);
            if due.is_empty() {
                break;
            }
            append(&mut session, &mut log, due);
        }
        let Some(command) = &step.command else { continue };
        let before = session.clone();
        let context = Context { now, based_on: step.based_on, start_lead_ms: 150, players: &step.players };
        let decision = session.decide(context, &step.actor, command);
        assert_eq!(session, before, "a decision, refused or not, changes nothing by itself");
        append(&mut session, &mut log, decision.unwrap_or_default());
        let held = session.hold().is_some();
        assert!(!held || session.screen().timeline.status == Status::Paused, "SES-50: what is held stands");
        assert!(!held || (session.phase() == Phase::Live && session.deadline().is_some()), "and not for ever");
    }
    (log, session)
}

fn append(session: &mut Session, log: &mut Vec<Entry>, entries: Vec<Entry>) {
    for entry in entries {
        session.apply(&entry).unwrap();
        log.push(entry);
    }
}

fn fold(log: &[Entry]) -> Session {
    let mut session = Session::begin(&log[0]).unwrap();
    for entry in &log[1..] {
        session.apply(entry).unwrap();
    }
    session
}

/// So many cases, or as many as `PROPTEST_CASES` asks for.
fn at_least(cases: u32) -> ProptestConfig {
    let asked = ProptestConfig::default();
    ProptestConfig { cases: asked.cases.max(cases), ..asked }
}

proptest! {
    #![proptest_config(at_least(300))]

    /// SES-2, SES-4
    #[test]
    fn folding_the_log_gives_the_live_state(evening in evenings()) {
        let (log, session) = play(&evening);
        prop_assert_eq!(fold(&log), session);
    }

    /// CHAT-12
    #[test]
    fn a_log_without_what_was_taken_back_gives_the_same_state(evening in evenings()) {
        let (log, session) = play(&evening);
        prop_assert_eq!(fold(&redacted(&log)), session);
    }

    /// ERA-2
    #[test]
    fn a_log_without_those_who_were_erased_gives_the_same_state(evening in evenings()) {
        let (log, session) = play(&evening);
        let left = erased(&log);
        prop_assert_eq!(fold(&left), session);
        prop_assert_eq!(erased(&left), left, "once is enough");
    }

    /// ERA-3, ERA-6: nobody who was erased is here or acts, and nothing but that follows an end.
    #[test]
    fn who_was_erased_is_gone_for_good(evening in evenings()) {
        let (log, session) = play(&evening);
        for (index, entry) in log.iter().enumerate() {
            let Event::Erased { member, .. } = &entry.event else { continue };
            prop_assert!(session.is_erased(member) && !session.is_present(member));
            prop_assert!(log[index..].iter().all(|later| later.by.as_ref() != Some(member)));
            prop_assert!(log[index + 1..].iter().all(|later| later.event != entry.event), "once");
        }
    }

    /// SES-1
    #[test]
    fn the_log_is_dense_and_time_never_goes_back(evening in evenings()) {
        let (log, _) = play(&evening);
        for (index, entry) in log.iter().enumerate() {
            prop_assert_eq!(entry.seq, index as u64 + 1);
            prop_assert!(index == 0 || log[index - 1].at <= entry.at);
        }
    }

    /// REP-20: what the rules write, they admit, also under other ids.
    #[test]
    fn every_log_is_admitted_as_it_was_written(evening in evenings()) {
        let (log, session) = play(&evening);
        let mut other = |id: &MemberId| MemberId::parse(&format!("i{id}")).unwrap();
        let log: Vec<_> = log.into_iter().map(|entry| entry.with_members(&mut other)).collect();
        prop_assert_eq!(log[0].admits_beginning(), Ok(()));
        let mut folded = Session::begin(&log[0]).unwrap();
        for entry in &log[1..] {
            prop_assert_eq!(folded.admits(entry), Ok(()), "{:?}", entry);
            folded.apply(entry).unwrap();
        }
        prop_assert_eq!(folded.summary().peak, session.summary().peak);
        if let Some(cut) = folded.cut() {
            prop_assert_eq!(folded.admits(&cut), Ok(()));
            folded.apply(&cut).unwrap();
        }
        prop_assert_eq!(folded.cut(), None);
    }

    /// REP-21: a log from which something is missing, or in which something is changed, is found out or still sound.
    #[test]
    fn a_damaged_log_never_breaks_the_fold(evening in evenings(), gone in any::<usize>(), doubled in any::<usize>()) {
        let (mut log, _) = play(&evening);
        let gone = log.remove(gone % log.len());
        let doubled = doubled % (log.len() + 1);
        log.insert(doubled, gone);
        for (entry, seq) in log.iter_mut().zip(1..) {
            entry.seq = seq;
        }
        if log[0].admits_beginning().is_ok() {
            let mut folded = Session::begin(&log[0]).unwrap();
            for entry in &log[1..] {
                if folded.admits(entry).is_err() {
                    break;
                }
                folded.apply(entry).unwrap();
            }
        }
    }

    /// SES-3
    #[test]
    fn entries_never_apply_out_of_order(evening in evenings(), other in any::<u64>()) {
        let (log, mut session) = play(&evening);
        let expected = session.head() + 1;
        let before = session.clone();
        for got in [other, expected - 1, expected + 1, 0] {
            let entry = Entry { seq: got, ..log[log.len() - 1].clone() };
            if got != expected {
                prop_assert_eq!(session.apply(&entry), Err(OutOfOrder { expected, got }));
                prop_assert_eq!(&session, &before);
            }
        }
    }

    /// SES-6
    #[test]
    fn nothing_follows_the_end_but_people_who_delete_themselves(evening in evenings()) {
        let (log, _) = play(&evening);
        let end = log.iter().position(|entry| matches!(entry.event, Event::Ended { .. }));
        let follows = |end: usize| log[end + 1..].iter().all(|entry| matches!(entry.event, Event::Erased { .. }));
        prop_assert!(end.is_none_or(follows));
    }

    /// SES-25
    #[test]
    fn a_position_is_always_within_the_video(evening in evenings(), later_ms in 0..100_000_000_i64) {
        let (log, session) = play(&evening);
        let timeline = session.screen().timeline;
        let position = timeline.position_at(log[log.len() - 1].at.plus_ms(later_ms));
        prop_assert!(timeline.length.is_none_or(|length| position <= length));
    }

    /// ROL-10, ROL-14
    #[test]
    fn there_is_one_host_and_nobody_who_is_banned_is_here(evening in evenings()) {
        let (log, session) = play(&evening);
        let hosts = session.members().filter(|(id, _)| session.role(id) == Some(Role::Host));
        prop_assert!(hosts.count() <= 1);
        for (id, _) in session.bans() {
            prop_assert!(!session.is_present(id) && *id != session.summary().host);
        }
        // Whoever acted upon somebody stood above them: replayed, each such entry is decided by the same rules.
        for entry in &log {
            if let Event::Moderation(ModerationEvent::Kicked { member, .. }) = &entry.event {
                prop_assert!(entry.by.is_some() && entry.by.as_ref() != Some(member));
            }
        }
    }

    /// SES-16, SES-19
    #[test]
    fn counts_are_those_of_the_log(evening in evenings()) {
        let (log, session) = play(&evening);
        let mut present = 0;
        for entry in &log {
            match &entry.event {
                Event::Joined { .. } => present += 1,
                Event::Left { .. } => present -= 1,
                Event::Came { people, present: told } => {
                    present += people.len();
                    prop_assert_eq!(present, *told as usize);
                }
                Event::Went { people, present: told } => {
                    present -= people.len();
                    prop_assert_eq!(present, *told as usize);
                }
                Event::Ended { .. } => present = 0,
                _ => {}
            }
        }
        prop_assert_eq!(session.summary().present as usize, present);
    }

    /// SES-19: the log says less often what it would say of each.
    #[test]
    fn to_come_together_is_to_come_one_after_the_other(evening in evenings(), who in proptest::collection::vec(0..4_usize, 1..6)) {
        let (_, session) = play(&evening);
        let (mut together, mut apart) = (session.clone(), session);
        let context = Context { now: Timestamp::from_ms(9_000_000_000), based_on: None, start_lead_ms: 150, players: &[] };
        let gathered = together.decide(context, &Actor::Server, &Command::Gather { comings: comings(&who) });
        let entries = gathered.unwrap_or_default();
        prop_assert!(entries.len() <= 1);
        append(&mut together, &mut Vec::new(), entries);
        for Coming { member, name, .. } in comings(&who) {
            // Who is there already would be called otherwise, which concerns nobody else.
            if apart.member(&member).is_some_and(|member| member.joined.is_some()) {
                continue;
            }
            let joined = apart.decide(context, &Actor::Member(member), &Command::Join { name });
            append(&mut apart, &mut Vec::new(), joined.unwrap_or_default());
        }
        prop_assert_eq!(told(&together), told(&apart));
    }

    /// SES-12, SES-13, SES-18
    #[test]
    fn to_go_together_is_to_go_one_after_the_other(evening in evenings(), who in proptest::collection::vec(0..4_usize, 1..6)) {
        let (_, session) = play(&evening);
        let joined = |index: usize| session.member(&id(index)).and_then(|member| member.joined).unwrap_or(0);
        let departure = |index: &usize| Departure { member: id(*index), joined: joined(*index), reason: LeaveReason::Gone };
        let departures: Vec<_> = who.iter().map(departure).collect();
        let (mut together, mut apart) = (session.clone(), session.clone());
        let context = Context { now: Timestamp::from_ms(9_000_000_000), based_on: None, start_lead_ms: 150, players: &[] };
        let disperse = Command::Disperse { departures: departures.clone() };
        let entries = together.decide(context, &Actor::Server, &disperse).unwrap_or_default();
        append(&mut together, &mut Vec::new(), entries);
        for Departure { member, joined, .. } in departures {
            let gone = apart.decide(context, &Actor::Server, &Command::MarkGone { member, joined });
            append(&mut apart, &mut Vec::new(), gone.unwrap_or_default());
        }
        prop_assert_eq!(told(&together), told(&apart));
        // A question may be decided by a few of those who leave, or by all of them at once.
        prop_assert_eq!(together.asked().is_some(), apart.asked().is_some());
    }
}

/// Who is there, and what there is to see but for the numbers of entries.
fn told(session: &Session) -> impl std::fmt::Debug + PartialEq + use<> {
    let summary = session.summary();
    let member = |(id, member): (&MemberId, &session::Member)| {
        (id.clone(), member.name.clone(), member.role, member.joined.is_some(), member.left, member.visits)
    };
    (session.members().map(member).collect::<Vec<_>>(), summary.present, summary.members, session.phase())
}
