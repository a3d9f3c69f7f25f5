//! What a store promises of messages: they follow the log, and what was taken back is gone from all of it.

use session::{ChatCommand, ChatEvent, Command, EMOJI, Emoji, Event, MessageText, Session};
use store::{MessagesQuery, Store, StoredMessage, StoredReport};
use timeline::{Timecode, Timestamp};

use crate::samples::{Log, member, session_id};

fn text(words: &str) -> MessageText {
    MessageText::parse(words).expect("a sample is valid")
}

fn say(words: &str) -> ChatCommand {
    ChatCommand::Say { text: text(words), reply_to: None, mentions: Vec::new(), media_at: None }
}

fn edit(message: u64, words: &str) -> ChatCommand {
    ChatCommand::Edit { message, text: text(words), mentions: Vec::new() }
}

fn react(message: u64, index: usize, on: bool) -> ChatCommand {
    ChatCommand::ReactTo { message, emoji: Emoji::parse(EMOJI[index]).expect("it is in the list"), on }
}

async fn does(store: &dyn Store, log: &mut Log, who: &str, command: ChatCommand) -> u64 {
    let now_ms = 10_000 + 1_000 * i64::try_from(log.head.seq).unwrap();
    let append = log.append(now_ms, who, &Command::Chat(command), None);
    log.write(store, append).await.unwrap();
    log.head.seq
}

async fn page(
    store: &dyn Store,
    log: &Log,
    before: Option<u64>,
    limit: u32,
    contains: Option<&str>,
) -> Vec<StoredMessage> {
    let contains = contains.map(str::to_owned);
    store.messages(MessagesQuery { session: log.id.clone(), before, limit, contains }).await.unwrap()
}

async fn all(store: &dyn Store, log: &Log) -> Vec<StoredMessage> {
    page(store, log, None, 100, None).await
}

fn ids(messages: &[StoredMessage]) -> Vec<u64> {
    messages.iter().map(|message| message.id).collect()
}

/// Messages follow the log, and are looked up page by page.
pub(crate) async fn messages_follow_the_log(store: &dyn Store, mut log: Log) {
    let hello = does(store, &mut log, "ana", say("Hello, Ångström!")).await;
    let at = Timecode::from_us_clamped(5_000_000);
    let mentions = vec![member("ana")];
    let answer =
        ChatCommand::Say { text: text("hi"), reply_to: Some(hello), mentions: mentions.clone(), media_at: Some(at) };
    let answer = does(store, &mut log, "ben", answer).await;
    let edited = does(store, &mut log, "ben", edit(answer, "hi 100% _you_")).await;
    does(store, &mut log, "ben", react(hello, 1, true)).await;
    does(store, &mut log, "ana", react(hello, 0, true)).await;
    does(store, &mut log, "ana", react(hello, 1, true)).await;
    let last = does(store, &mut log, "ben", react(hello, 1, false)).await;

    let messages = all(store, &log).await;
    assert_eq!(ids(&messages), [hello, answer], "oldest first");
    let [first, second] = &messages[..] else { panic!("{messages:?}") };
    assert_eq!((first.text.as_deref(), &first.by), (Some("Hello, Ångström!"), &member("ana")));
    assert_eq!((first.rev, first.edited_at, first.reply_to), (last, None, None));
    let reactions: Vec<_> = first.reactions.iter().map(|of| (of.emoji.as_str(), of.count, of.by.clone())).collect();
    assert_eq!(reactions, [(EMOJI[0], 1, vec![member("ana")]), (EMOJI[1], 1, vec![member("ana")])]);
    assert_eq!((second.text.as_deref(), second.reply_to, second.rev), (Some("hi 100% _you_"), Some(hello), edited));
    assert_eq!((second.media.as_ref().map(|mark| mark.at), second.edited_at.is_some()), (Some(at), true));
    assert!(second.mentions.is_empty(), "an edit says anew who is named");

    let third = does(store, &mut log, "ana", say("a third")).await;
    assert_eq!(ids(&page(store, &log, None, 2, None).await), [answer, third], "the last ones");
    assert_eq!(ids(&page(store, &log, Some(answer), 2, None).await), [hello]);
    assert!(page(store, &log, Some(0), 2, None).await.is_empty());
    for (words, found) in [
        ("angstrom", vec![hello]),
        ("HELLO", vec![hello]),
        ("100% _", vec![answer]),
        ("%", vec![answer]),
        ("zebra", vec![]),
    ] {
        assert_eq!(ids(&page(store, &log, None, 10, Some(words)).await), found, "{words}");
    }
    let nobody = MessagesQuery { session: session_id("nobody"), before: None, limit: 9, contains: None };
    assert_eq!(store.messages(nobody).await.unwrap(), []);
}

/// An import appends many entries at once, and each message is in the end what the last of them says.
pub(crate) async fn of_many_entries_at_once_the_last_word_counts(store: &dyn Store, mut log: Log) {
    let old = does(store, &mut log, "ana", say("old")).await;
    does(store, &mut log, "ben", react(old, 0, true)).await;
    let head = log.head.seq;
    let (said, gone) = (head + 1, head + 2);
    let commands = [
        ("ana", say("said")),
        ("ben", say("gone")),
        ("ben", react(said, 0, true)),
        ("ana", edit(said, "edited")),
        ("ana", edit(said, "edited twice")),
        ("ana", react(gone, 0, true)),
        ("ben", ChatCommand::Delete { message: gone }),
        ("ben", react(said, 0, false)),
        ("ben", react(said, 1, true)),
        ("ana", edit(old, "newer")),
        ("ben", react(old, 0, false)),
        ("ben", react(old, 0, true)),
    ];
    let (mut ahead, mut entries) = (log.session.clone(), Vec::new());
    let mut whole = None;
    for (who, command) in commands {
        let next = Log { id: log.id.clone(), session: ahead.clone(), head: log.head };
        let append = next.append(60_000, who, &Command::Chat(command), None);
        for entry in &append.entries {
            ahead.apply(entry).unwrap();
        }
        entries.extend(append.entries.clone());
        whole = Some(append);
    }
    log.write(store, store::Append { entries, ..whole.unwrap() }).await.unwrap();
    let messages = all(store, &log).await;
    let texts: Vec<_> = messages.iter().map(|message| (message.id, message.text.as_deref())).collect();
    assert_eq!(texts, [(old, Some("newer")), (said, Some("edited twice")), (gone, None)]);
    let reactions: Vec<Vec<_>> =
        messages.iter().map(|message| message.reactions.iter().map(|of| of.emoji.as_str()).collect()).collect();
    assert_eq!(reactions, [vec![EMOJI[0]], vec![EMOJI[1]], vec![]]);
    assert_eq!(messages[0].rev, log.head.seq);
    let stored = store.read(&log.id, gone - 1, 1).await.unwrap();
    assert_eq!(stored[0].entry.event, Event::Chat(ChatEvent::Redacted), "what was taken back is kept nowhere");
    assert_eq!(store.verify(&log.id).await.unwrap(), Some(log.head), "the chain is whole");
    store.rebuild_messages(&log.id).await.unwrap();
    assert_eq!(all(store, &log).await, messages, "the log makes the same messages");
}

/// CHAT-12
pub(crate) async fn what_was_taken_back_is_gone(store: &dyn Store, mut log: Log) {
    let secret = does(store, &mut log, "ben", say("my password is hunter2")).await;
    let changed = does(store, &mut log, "ben", edit(secret, "hunter2 again")).await;
    does(store, &mut log, "ana", react(secret, 0, true)).await;
    let kept = does(store, &mut log, "ben", say("this stays")).await;
    let report = |message, by: &str| StoredReport { message, by: member(by), at: Timestamp::from_ms(7) };
    for message in [secret, kept] {
        store.report_message(&log.id, report(message, "ana")).await.unwrap();
        store.report_message(&log.id, report(message, "ana")).await.unwrap();
    }
    store.report_message(&log.id, report(1, "ana")).await.unwrap();
    assert_eq!(store.message_reports(&log.id, 10).await.unwrap(), [report(kept, "ana"), report(secret, "ana")]);
    let before = store.read(&log.id, 0, 100).await.unwrap();

    let deleted = does(store, &mut log, "ana", ChatCommand::Delete { message: secret }).await;
    assert_eq!(store.message_reports(&log.id, 10).await.unwrap(), [report(kept, "ana")]);
    assert_eq!(store.verify(&log.id).await.unwrap(), Some(log.head), "the chain is whole");
    let stored = store.read(&log.id, 0, 100).await.unwrap();
    for (now, then) in stored.iter().zip(&before) {
        let is_gone = [secret, changed].contains(&now.position.seq);
        assert_eq!(now.position, then.position);
        assert_eq!(now.entry.event == Event::Chat(ChatEvent::Redacted), is_gone);
        assert_eq!(now.entry == then.entry, !is_gone);
    }
    let mut folded = Session::begin(&stored[0].entry).unwrap();
    for stored in &stored[1..] {
        folded.apply(&stored.entry).unwrap();
    }
    assert_eq!(folded, log.session, "without the words it is the same session");

    let messages = all(store, &log).await;
    assert_eq!(ids(&messages), [secret, kept]);
    assert_eq!((messages[0].text.as_ref(), messages[0].deleted_by.as_ref()), (None, Some(&member("ana"))));
    assert_eq!((messages[0].rev, messages[0].reactions.len()), (deleted, 0));
    assert!(page(store, &log, None, 10, Some("hunter2")).await.is_empty());

    let late = does(store, &mut log, "ben", react(kept, 2, true)).await;
    assert!(late > deleted);
    let messages = all(store, &log).await;
    assert_eq!(store.rebuild_messages(&log.id).await.unwrap(), 2);
    assert_eq!(all(store, &log).await, messages, "the log makes the same messages");
    assert_eq!(store.rebuild_messages(&session_id("nobody")).await.unwrap(), 0);
}
