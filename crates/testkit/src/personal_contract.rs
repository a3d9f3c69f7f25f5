//! What a store promises of personal data: all of it is found, and all of it can be erased while the logs stay whole.

use experiment::Outcome;
use session::{
    ChatCommand, Command, EMOJI, Emoji, MemberId, MessageText, ModerationCommand, NoteId, NoteText, Outcomes,
    PredictionCommand, Reason, Score, Session, Title, Visibility,
};
use store::{
    CodeKind, Feedback, HELD, HeldFrom, HeldValue, InviteBounds, KnockBounds, KnockState, MessagesQuery, NotesMost,
    PersonalData, SeriesState, Store, StoredCircle, StoredExposure, StoredInvitation, StoredKnock, StoredLink,
    StoredNote, StoredOpenIdSubject, StoredPasskey, StoredPassword, StoredPlayback, StoredRecommendations,
    StoredReport, StoredSeries, StoredSignIn, StoredUser, Subject, TokenHash, Way,
};
use timeline::{Timecode, Timestamp, Watched};

use crate::samples::{Log, member, name, opening, session_id, video};

const PLENTY: u32 = 100;
const ANA: &str = "Ana Unforgettable";

fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(ms)
}

fn say(words: &str) -> Command {
    let text = MessageText::parse(words).expect("a sample is valid");
    Command::Chat(ChatCommand::Say { text, reply_to: None, mentions: Vec::new(), media_at: None })
}

fn title(text: &str) -> Title {
    Title::parse(text).expect("a sample is valid")
}

async fn does(store: &dyn Store, log: &mut Log, who: &str, command: &Command) -> u64 {
    let append = log.append(10_000, who, command, None);
    log.write(store, append).await.unwrap();
    log.head.seq
}

/// An evening on which Ana leaves something of every kind.
async fn evening(store: &dyn Store) -> Log {
    let mut log = Log::create(store, "s1", opening("ben"), 1_000).await;
    for (who, called) in [("ben", "Ben"), ("ana", ANA), ("cat", "Cat")] {
        does(store, &mut log, who, &Command::Join { name: name(called) }).await;
    }
    let said = does(store, &mut log, "ana", &say("the butler has the silverware")).await;
    let text = MessageText::parse("the gardener has the silverware").unwrap();
    let edit = Command::Chat(ChatCommand::Edit { message: said, text, mentions: Vec::new() });
    does(store, &mut log, "ana", &edit).await;
    let answer = does(store, &mut log, "ben", &say("we shall see")).await;
    for (who, message) in [("ana", answer), ("ben", said)] {
        let emoji = Emoji::parse(EMOJI[0]).unwrap();
        does(store, &mut log, who, &Command::Chat(ChatCommand::ReactTo { message, emoji, on: true })).await;
    }
    let outcomes = Outcomes::new(vec![title("the silverware"), title("the carpet")]).unwrap();
    let question = title("what about the silverware?");
    let closes = session::ClosingRule::ByHand;
    let asked = PredictionCommand::Open { question, outcomes, closes };
    let prediction = does(store, &mut log, "ana", &Command::Prediction(asked)).await;
    for (who, outcome) in [("ana", 0), ("ben", 1)] {
        let pick = PredictionCommand::Pick { prediction, outcome, stake: Some(10) };
        does(store, &mut log, who, &Command::Prediction(pick)).await;
    }
    let resolve = PredictionCommand::Resolve { prediction, outcome: 0 };
    does(store, &mut log, "ben", &Command::Prediction(resolve)).await;
    let reason = Reason::parse("Ana Unforgettable stole the silverware").ok();
    let kick = ModerationCommand::Kick { member: member("ana"), reason };
    does(store, &mut log, "ben", &Command::Moderate(kick)).await;
    does(store, &mut log, "ana", &Command::Join { name: name(ANA) }).await;
    does(store, &mut log, "ana", &Command::Play).await;
    leave_traces(store, &log, said, answer).await;
    log
}

async fn leave_traces(store: &dyn Store, log: &Log, said: u64, answer: u64) {
    let viewer = |who| StoredPlayback {
        member: member(who),
        video: video("one").id,
        position: Timecode::ZERO,
        watched: Watched::default(),
        updated_at: at(9_000),
        begun_at: at(8_000),
    };
    store.save_playback(&log.id, vec![viewer("ana"), viewer("ben")]).await.unwrap();
    for (message, by) in [(said, "ben"), (answer, "ana")] {
        store.report_message(&log.id, StoredReport { message, by: member(by), at: at(9_000) }).await.unwrap();
    }
    let note = StoredNote {
        id: NoteId::parse("n1").unwrap(),
        at: at(5_000),
        author: member("ana"),
        name: name(ANA),
        text: NoteText::parse("about the silverware").unwrap(),
        written_at: at(9_000),
    };
    store.add_note(&log.id, note, NotesMost { by_author: PLENTY, in_session: PLENTY }).await.unwrap();
    let shakes = store.handshakes().expect("a real store keeps them");
    for (id, from, to) in [("i1", "ana", "ben"), ("i2", "ben", "ana")] {
        let invitation = StoredInvitation {
            id: id.to_owned(),
            session: session_id("s1"),
            from: member(from),
            from_name: name(from),
            to: member(to),
            to_name: name(to),
            state: store::InvitationState::Pending,
            created_at: at(9_000),
            expires_at: at(90_000),
            updated_at: at(9_000),
        };
        let bounds = InviteBounds { session_max: PLENTY, from_max: PLENTY, to_max: PLENTY };
        shakes.invite(invitation, bounds).await.unwrap();
    }
    let knock = |id: &str, user: &str, answered_by| StoredKnock {
        id: id.to_owned(),
        session: session_id("s1"),
        user: member(user),
        name: name(if user == "ana" { ANA } else { user }),
        state: KnockState::Waiting,
        created_at: at(9_000),
        expires_at: at(90_000),
        updated_at: at(9_000),
        answered_by,
    };
    let bounds = KnockBounds { session_max: PLENTY, user_max: PLENTY, turned_away_max: PLENTY };
    for who in ["ana", "ben"] {
        shakes.knock(knock(who, who, None), bounds).await.unwrap();
    }
    let answered = StoredKnock { state: KnockState::LetIn, ..knock("ben", "ben", Some(member("ana"))) };
    assert!(shakes.settle_knock(&answered).await.unwrap());
    let link = StoredLink {
        id: "l1".to_owned(),
        session: log.id.clone(),
        role: Some(session::Role::Member),
        created_by: member("ana"),
        created_at: at(9_000),
        expires_at: at(90_000),
        uses_max: None,
        uses: 0,
        revoked_at: None,
    };
    assert!(shakes.make_link(link, PLENTY).await.unwrap());
    shakes.code(CodeKind::User, "ana", "ABCD2345", at(9_000)).await.unwrap();
}

/// Ana's ways to sign in, a series of hers, and one of Ben's that she comes to.
async fn ways_and_series(store: &dyn Store) {
    let (user, name, created_at) = (member("ana"), name(ANA), at(9_000));
    let accounts = store.accounts().expect("a real store keeps them");
    let sign_in = StoredSignIn {
        id: "i1".to_owned(),
        user: user.clone(),
        way: Way::Password,
        agent: "Firefox".to_owned(),
        created_at,
        last_seen_at: created_at,
    };
    accounts.add_sign_in(&sign_in, &TokenHash([9; 32]), PLENTY).await.unwrap();
    let password = StoredPassword {
        user: user.clone(),
        name: name.clone(),
        name_key: "ana unforgettable".to_owned(),
        hash: "$argon2id$".to_owned(),
        updated_at: created_at,
    };
    assert_eq!(accounts.set_password(&password).await.unwrap(), Ok(()));
    let passkey = StoredPasskey {
        id: "p1".to_owned(),
        user: user.clone(),
        name,
        credential: "{}".to_owned(),
        created_at,
        used_at: None,
    };
    assert!(accounts.add_passkey(&passkey, PLENTY).await.unwrap());
    let subject = StoredOpenIdSubject {
        issuer: "https://id.example".to_owned(),
        subject: "ana".to_owned(),
        user: user.clone(),
        created_at,
    };
    accounts.link_openid(&subject).await.unwrap();
    assert!(accounts.set_operator(&user, Some(created_at)).await.unwrap());
    let recommendations = store.recommendations().expect("a real store keeps them");
    let list = StoredRecommendations {
        subject: Subject::User(user.clone()),
        variant: "taste".to_owned(),
        made_at: created_at,
        items: Vec::new(),
    };
    recommendations.put_list(&list).await.unwrap();
    let video = &crate::samples::video("one").id;
    recommendations.put_feedback(&user, video, Feedback::Seen, created_at, PLENTY).await.unwrap();
    let members = [member("ana"), member("ben")].map(|member| (member, 1.0)).into();
    let circle = StoredCircle { members, videos: 1, made_at: created_at, items: Vec::new() };
    recommendations.put_circle(&circle).await.unwrap();
    let all_series = store.all_series().expect("a real store keeps them");
    for (id, owner) in [("mine", "ana"), ("bens", "ben")] {
        let series = StoredSeries {
            id: id.to_owned(),
            owner: member(owner),
            title: title("Fridays"),
            visibility: Visibility::Unlisted,
            state: SeriesState::Running,
            weekly: "fri 20:00".to_owned(),
            time_zone: "Europe/Berlin".to_owned(),
            created_at,
            updated_at: created_at,
        };
        assert!(all_series.make_series(&series, PLENTY).await.unwrap());
        all_series.add_regular(id, &member("ben")).await.unwrap();
    }
    all_series.add_regular("bens", &user).await.unwrap();
}

/// Ana was shown an arm of an experiment, and took what it recommended.
async fn experiment(store: &dyn Store) {
    let experiments = store.experiments().expect("a real store keeps them");
    let exposure = StoredExposure {
        experiment: "order".to_owned(),
        phase: 1,
        unit: "ana".to_owned(),
        arm: "new".to_owned(),
        is_delivered: true,
        at: at(9_000),
    };
    experiments.expose(&exposure).await.unwrap();
    experiments.expose(&StoredExposure { unit: "ben".to_owned(), ..exposure }).await.unwrap();
    for unit in ["ana", "ben"] {
        let (unit, metric) = (unit.to_owned(), "accepted".to_owned());
        experiments.keep_outcome("order", 1, &Outcome { unit, metric, numerator: 1, denominator: 1 }).await.unwrap();
    }
}

/// How many rows of each part are held, and all their texts.
async fn held(data: &dyn PersonalData, who: &MemberId) -> (Vec<(&'static str, usize)>, String) {
    let (mut counts, mut texts) = (Vec::new(), String::new());
    for part in HELD {
        let (mut count, mut from) = (0, Some(HeldFrom::default()));
        while let Some(place) = from {
            let (rows, next) = data.held(who, part, place).await.unwrap();
            count += rows.len();
            for (_, value) in rows.iter().flatten() {
                if let HeldValue::Text(text) = value {
                    texts += text;
                }
            }
            from = next;
        }
        counts.push((part.name, count));
    }
    (counts, texts)
}

async fn fold(store: &dyn Store, log: &Log) -> (Session, String) {
    let stored = store.read(&log.id, 0, 1_000).await.unwrap();
    let mut session = Session::begin(&stored[0].entry).unwrap();
    for stored in &stored[1..] {
        session.apply(&stored.entry).unwrap();
    }
    (session, format!("{stored:?}"))
}

/// ERA-1, ERA-2, ERA-4, ERA-5
pub(crate) async fn somebody_is_found_and_erased(store: &dyn Store) {
    for (number, (id, called)) in (1..).zip([("ana", ANA), ("ben", "Ben")]) {
        let user = StoredUser { id: member(id), name: name(called), created_at: at(500) };
        store.create_user(user, TokenHash([number; 32])).await.unwrap();
    }
    let mut log = evening(store).await;
    let other = Log::create(store, "s2", opening("ben"), 1_000).await;
    ways_and_series(store).await;
    experiment(store).await;
    let (data, ana) = (store.personal_data().expect("a real store knows"), member("ana"));

    let (counts, texts) = held(data, &ana).await;
    let scores = usize::from(store.leaders(&log.id, 10).await.unwrap().iter().any(|(who, _)| *who == ana));
    // The last: only older servers keep such.
    let expected = [1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, scores, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0];
    assert_eq!(counts.iter().map(|(_, count)| *count).collect::<Vec<_>>(), expected, "{counts:?}");
    assert!(texts.contains(ANA) && texts.contains("about the silverware"));
    let named = [(log.id.clone(), true), (other.id.clone(), false)];
    assert_eq!(data.sessions_naming(&ana, None, 10).await.unwrap(), named);
    assert_eq!(data.sessions_naming(&ana, Some(&log.id), 10).await.unwrap(), named[1..]);
    assert_eq!(data.sessions_naming(&member("an_"), None, 1).await.unwrap(), [(log.id.clone(), false)]);

    assert_eq!(data.take_erasure(at(100), at(200)).await.unwrap(), None, "nobody has asked");
    data.begin_erasure(&ana, at(50)).await.unwrap();
    data.begin_erasure(&ana, at(60)).await.unwrap();
    assert_eq!(store.user_by_token(&TokenHash([1; 32])).await.unwrap(), None, "at once");
    let accounts = store.accounts().expect("a real store keeps them");
    assert_eq!(accounts.sign_in_of(&TokenHash([9; 32])).await.unwrap(), None, "by no token");
    assert!(!accounts.is_signed_in("i1").await.unwrap() && !accounts.is_signed_in("ana").await.unwrap());
    assert!(accounts.revoked_since(at(50)).await.unwrap().contains("i1"), "their sockets hear of it");
    assert!(accounts.password_by_name("ana unforgettable").await.unwrap().is_none(), "nor signs in again");
    let mut erasure = data.take_erasure(at(100), at(200)).await.unwrap().expect("it is due");
    assert_eq!((&erasure.user, &erasure.reached, erasure.passes), (&ana, &None, 0));
    assert_eq!(data.take_erasure(at(199), at(300)).await.unwrap(), None, "one at a time");
    erasure.reached = Some(log.id.clone());
    let lost = erasure.clone();
    let erasure = data.keep_erasure(erasure, at(200)).await.unwrap().expect("it is still ours");
    assert_eq!(data.keep_erasure(lost, at(500)).await.unwrap(), None, "who has lost it does not go on");
    let again = data.take_erasure(at(1_000), at(2_000)).await.unwrap().expect("nobody went on with it");
    assert_eq!(again.reached, erasure.reached, "it goes on where it was");

    let erase = log.erasing(20_000, "ana");
    log.write(store, erase).await.unwrap();
    assert_eq!(store.verify(&log.id).await.unwrap(), Some(log.head), "before anything is gone");
    data.erase_user(&ana).await.unwrap();
    let changed = data.erase_from_log(&log.id, &ana).await.unwrap();
    assert!(changed >= 9, "{changed}");
    data.erase_traces(&ana).await.unwrap();
    assert!(data.settle_erased().await.unwrap());
    for _ in 0..2 {
        assert_eq!(store.verify(&log.id).await.unwrap(), Some(log.head), "the chain is whole");
        let (folded, text) = fold(store, &log).await;
        assert_eq!(folded, log.session, "it is the same session");
        assert!(!text.contains("Unforgettable") && !text.contains("silverware"), "{text}");
        let (counts, _) = held(data, &ana).await;
        assert!(counts.iter().all(|(_, count)| *count == 0), "{counts:?}");
        assert_eq!(data.erase_from_log(&log.id, &ana).await.unwrap(), 0, "once is enough");
    }
    what_is_of_others_stays(store, &log).await;
    data.end_erasure(&again).await.unwrap();
    assert_eq!(data.take_erasure(at(i64::MAX), at(i64::MAX)).await.unwrap(), None, "it is done");
}

async fn what_is_of_others_stays(store: &dyn Store, log: &Log) {
    let page = MessagesQuery { session: log.id.clone(), before: None, limit: PLENTY, contains: None };
    let messages = store.messages(page.clone()).await.unwrap();
    let texts: Vec<_> = messages.iter().map(|message| message.text.as_deref()).collect();
    assert_eq!(texts, [Some("we shall see")]);
    assert!(messages[0].reactions.is_empty());
    assert_eq!(store.rebuild_messages(&log.id).await.unwrap(), 1);
    let rebuilt: Vec<_> = store.messages(page).await.unwrap().into_iter().map(|message| message.text).collect();
    assert_eq!(rebuilt, [Some("we shall see".to_owned())]);
    let leaders: Vec<_> = store.leaders(&log.id, 10).await.unwrap();
    assert_eq!(leaders, [(member("ben"), Score { won: 0, lost: 10, right: 0, wrong: 1 })]);
    let playback = store.playback(&log.id).await.unwrap();
    assert_eq!(playback.iter().map(|viewer| viewer.member.clone()).collect::<Vec<_>>(), [member("ben")]);
    let knocks = store.handshakes().unwrap();
    let knock = knocks.knock_by_id("ben", at(10_000)).await.unwrap().expect("it is Ben's");
    assert_eq!(knock.answered_by, None);
    let experiments = store.experiments().unwrap();
    assert_eq!(experiments.exposures("order", 1, "", 10).await.unwrap().len(), 1);
    assert_eq!(experiments.outcomes("order", 1, None, 10).await.unwrap().len(), 1);
    let series = store.all_series().unwrap();
    assert_eq!(series.series("mine").await.unwrap(), None);
    assert!(series.series("bens").await.unwrap().is_some());
    assert!(series.is_regular("bens", &member("ben")).await.unwrap());
    assert!(store.users(&[member("ana"), member("ben")]).await.unwrap().iter().all(|user| user.id == member("ben")));
}
