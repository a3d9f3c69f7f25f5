//! Files that are right, and files that somebody has made up: each with a checksum that fits.

use data_encoding::HEXLOWER;
use session::{MemberId, Name, SessionId};
use sha2::{Digest as _, Sha256};
use timeline::Timestamp;

use super::read::{BadLine, Checked, Package};

const CREATED: &str = r#"{"event":{"seq":1,"at_ms":1750000001000,"by":"ana","event":{"kind":"created","title":"Friday","video":{"id":"v1","url":"https://example.org/film.mp4","kind":"file"},"host":"ana","visibility":"public"},"screen":{"video":"v1","playing":false,"position_us":0,"rate_thousandths":1000,"at_ms":1750000001000}}}"#;
const ANA: &str = r#"{"event":{"seq":2,"at_ms":1750000002000,"by":"ana","event":{"kind":"joined","member":"ana","name":"Ana","role":"host","visit":1}}}"#;
const BEN: &str = r#"{"event":{"seq":3,"at_ms":1750000003000,"by":"ben","event":{"kind":"joined","member":"ben","name":"Ben","role":"guest","visit":1}}}"#;
const PLAYED: &str = r#"{"event":{"seq":4,"at_ms":1750000004000,"by":"ben","event":{"kind":"played"},"screen":{"video":"v1","playing":true,"position_us":0,"rate_thousandths":1000,"at_ms":1750000004150}}}"#;
const ENDED: &str = r#"{"event":{"seq":5,"at_ms":1750000009000,"by":"ana","event":{"kind":"ended","reason":"asked"},"screen":{"video":"v1","playing":false,"position_us":4850000,"rate_thousandths":1000,"at_ms":1750000009000}}}"#;
const NOTE: &str = r#"{"note":{"at_ms":1750000005000,"author":"cleo","name":"Cleo","text":"I was away","written_at_ms":1750000009500}}"#;

/// Everything of the evening.
const EVENING: [&str; 6] = [CREATED, ANA, BEN, PLAYED, ENDED, NOTE];

/// A whole file of these lines, as a server would have written it.
fn file(lines: &[&str]) -> Vec<u8> {
    let events = lines.iter().filter(|line| line.starts_with(r#"{"event""#)).count();
    let header = format!(
        r#"{{"session":{{"format":"sameframe.session","version":1,"session":"k2j9","events":{events},"written_at_ms":1750000009600,"written_by":"test"}}}}"#
    );
    let text = [&[header.as_str()], lines, &[""]].concat().join("\n");
    let sha256 = HEXLOWER.encode(&Sha256::digest(&text));
    let end = format!("{{\"end\":{{\"lines\":{},\"sha256\":\"{sha256}\"}}}}\n", lines.len() + 1);
    (text + &end).into_bytes()
}

fn check(bytes: &[u8]) -> Result<Checked, BadLine> {
    let (session, by, name) =
        (SessionId::parse("new").unwrap(), MemberId::parse("u1").unwrap(), Name::parse("Dan").unwrap());
    Package { bytes, session: &session, by: Some((&by, &name)), now: Timestamp::from_ms(1_750_000_010_000) }.check()
}

/// What is wrong with the evening when one line is another.
fn wrong(line: &str, other: &str) -> String {
    let lines: Vec<_> = EVENING.map(|known| if known == line { other } else { known }).into();
    check(&file(&lines)).expect_err(other).to_string()
}

/// REP-14
#[test]
fn a_sound_file_is_what_it_says() {
    let Checked { summary, cut, from } = check(&file(&EVENING)).unwrap();
    assert_eq!((summary.title.as_str(), from.as_str(), cut), ("Friday", "k2j9", None));
    assert_eq!((summary.members, summary.peak, summary.ended_at), (2, 2, Some(Timestamp::from_ms(1_750_000_009_000))));
    let live = check(&file(&EVENING[..4])).unwrap();
    assert_eq!(live.summary.ended_at, Some(Timestamp::from_ms(1_750_000_004_000)));
    assert!(live.cut.is_some());
}

/// REP-12
#[test]
fn a_file_that_was_cut_off_or_changed_in_any_byte_is_refused() {
    let whole = file(&EVENING);
    for length in 0..whole.len() - 1 {
        assert!(check(&whole[..length]).is_err(), "cut off after {length} bytes");
    }
    for place in 0..whole.len() {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        // A line end more or less at the very end changes nothing.
        assert!(check(&changed).is_err() || place == whole.len() - 1, "byte {place}");
    }
    let twice = [&whole[..], &whole[..]].concat();
    assert!(check(&twice).unwrap_err().to_string().contains("line 9: something follows the end"));
}

/// REP-13
#[test]
fn a_file_that_is_none_says_so() {
    for text in ["", "\n\n", "hello", "{}", "[]", "\u{0}", r#"{"event":{}}"#, r#"{"session":{}}"#] {
        let error = check(text.as_bytes()).expect_err(text).to_string();
        assert!(error.contains("no file of a Sameframe session") || error.contains("too early"), "{text}: {error}");
    }
    let header = |format: &str, version: u32| {
        let text = String::from_utf8(file(&EVENING)).unwrap();
        let text = text.replacen("sameframe.session", format, 1);
        check(text.replacen("\"version\":1", &format!("\"version\":{version}"), 1).as_bytes()).unwrap_err().to_string()
    };
    assert!(header("other", 1).contains("line 1: this is no file"));
    assert!(header("sameframe.session", 2).contains("version 2"));
}

/// REP-13, REP-21
#[test]
fn what_the_rules_could_not_have_written_is_refused_with_its_line_and_why() {
    for (line, from, to, number, why) in [
        (CREATED, r#""by":"ana""#, r#""by":"ben""#, 2, "created by its host"),
        (CREATED, "https://example.org/film.mp4", "javascript:alert(1)", 2, "begins with https"),
        (CREATED, "https://example.org/film.mp4", "file:///etc/passwd", 2, "begins with https"),
        (CREATED, "https://example.org/film.mp4", "/api/users", 2, "not a link"),
        (CREATED, "\"title\":\"Friday\"", "\"title\":\"Fri\\u202eday\"", 2, "is no title"),
        (CREATED, r#""seq":1"#, r#""seq":2"#, 2, "number 1"),
        (CREATED, r#""at_ms":1750000001000,"by""#, r#""at_ms":-1000,"by""#, 2, "before all times"),
        // The year 1976.
        (CREATED, r#""at_ms":1750000001000,"by""#, r#""at_ms":189302400000,"by""#, 2, "before all times"),
        (CREATED, r#""position_us":0"#, r#""position_us":-5"#, 2, "-5 is no position"),
        (PLAYED, r#""position_us":0"#, r#""position_us":1000000000000000"#, 5, "is no position"),
        (ANA, r#""role":"host""#, r#""role":"guest""#, 3, "role"),
        (ANA, r#""by":"ana""#, r#""by":"ben""#, 3, "join by themselves"),
        (BEN, r#""role":"guest""#, r#""role":"host""#, 4, "role"),
        (BEN, r#""visit":1"#, r#""visit":7"#, 4, "visit"),
        (BEN, r#""seq":3"#, r#""seq":4"#, 4, "not the next one"),
        (BEN, r#""at_ms":1750000003000"#, r#""at_ms":1750000001500"#, 4, "before that of the event before it"),
        (BEN, r#""name":"Ben""#, "\"name\":\"\\u0007\"", 4, "is no name"),
        (PLAYED, r#""by":"ben""#, r#""by":"cleo""#, 5, "not there"),
        (PLAYED, r#""kind":"played""#, r#""kind":"danced""#, 5, "`danced` is no kind of event"),
        (PLAYED, r#""playing":true"#, r#""playing":false"#, 5, "must play"),
        (PLAYED, r#""screen":{"video":"v1""#, r#""screen":{"video":"v2""#, 5, "not of the video"),
        (PLAYED, r#""at_ms":1750000004150"#, r#""at_ms":1750099999999"#, 5, "cannot be"),
        (PLAYED, r#""rate_thousandths":1000"#, r#""rate_thousandths":9000"#, 5, "is no rate"),
        (ENDED, r#""by":"ana""#, r#""by":"ben""#, 6, "may not"),
        (ENDED, r#""at_ms":1750000009000,"by""#, r#""at_ms":1750000020000,"by""#, 6, "future"),
        (NOTE, r#""at_ms":1750000005000"#, r#""at_ms":1750000000500"#, 7, "outside of the session"),
        (NOTE, "I was away", "", 7, "1 to 2000 characters"),
        (NOTE, "I was away", "\\u2066", 7, "1 to 2000 characters"),
        (NOTE, r#""written_at_ms":1750000009500"#, r#""written_at_ms":1750000099999"#, 7, "future"),
    ] {
        let other = line.replacen(from, to, 1);
        assert_ne!(other, line, "{from}");
        let error = wrong(line, &other);
        assert!(error.starts_with(&format!("line {number}: ")) && error.contains(why), "{to}: {error}");
    }
    let lacking = check(&file(&[CREATED, ANA, PLAYED])).unwrap_err();
    assert_eq!((lacking.line, lacking.what.contains("not the next one")), (4, true));
    let after_the_end = check(&file(&[CREATED, ANA, BEN, PLAYED, ENDED, NOTE, PLAYED])).unwrap_err();
    assert_eq!((after_the_end.line, after_the_end.what.contains("before the notes")), (8, true));
    let no_end = check(&file(&[CREATED, ANA, NOTE])).unwrap_err();
    assert_eq!((no_end.line, no_end.what.contains("has not ended")), (4, true));
    assert!(check(&file(&[])).is_err() && check(&file(&[NOTE])).is_err());
}

/// REP-13
#[test]
fn what_is_wrong_is_not_sent_back_whole() {
    let long = "x".repeat(5_000_000);
    for (line, from, to) in [
        (CREATED, "Friday", &*long),
        (CREATED, r#""kind":"created""#, &format!(r#""kind":"{long}""#)),
        (ANA, r#""role":"host""#, &format!(r#""role":"{long}""#)),
        (NOTE, "Cleo", &long),
        (NOTE, "\"note\"", &format!("\"{long}\"")),
    ] {
        let other = line.replacen(from, to, 1);
        let error = wrong(line, &other);
        assert!(error.starts_with("line ") && error.len() < 500, "{}: {error:.500}", error.len());
    }
}

/// REP-13
#[test]
fn reactions_that_were_not_counted_here_are_refused() {
    let reacted = |counts: &str| {
        let media = r#""media":{"video":"v1","at_us":0}"#;
        format!(
            r#"{{"event":{{"seq":4,"at_ms":1750000004000,"event":{{"kind":"reacted","batch":1,"counts":[{counts}],{media}}}}}}}"#
        )
    };
    let error = |counts: &str| check(&file(&[CREATED, ANA, BEN, &reacted(counts)])).err().map(|error| error.what);
    let one = |count: u64| format!(r#"{{"emoji":"🎉","count":{count}}}"#);
    assert_eq!(error(&one(3)), None);
    for (counts, why) in [
        (one(1 << 31), "within a moment"),
        (one(0), "within a moment"),
        (vec![one(3); 50].join(","), "once for each kind"),
        (String::new(), "once for each kind"),
    ] {
        assert!(error(&counts).is_some_and(|error| error.contains(why)), "{counts}");
    }
}

/// REP-13
#[test]
fn more_notes_than_a_session_takes_are_refused() {
    let mut lines = EVENING.to_vec();
    lines.extend([NOTE; 199]);
    assert!(check(&file(&lines)).is_ok());
    lines.push(NOTE);
    assert!(check(&file(&lines)).unwrap_err().what.contains("more notes"));
}

/// REP-15, REP-16
#[test]
fn nobody_in_it_is_somebody_here() {
    let bytes = file(&EVENING);
    let (one, two) = (SessionId::parse("one").unwrap(), SessionId::parse("two").unwrap());
    let (by, name) = (MemberId::parse("u1").unwrap(), Name::parse("Dan").unwrap());
    let taken = |session| {
        let package =
            Package { bytes: &bytes, session, by: Some((&by, &name)), now: Timestamp::from_ms(1_750_000_010_000) };
        let from = package.check().unwrap().from;
        let entries: Vec<_> = package.entries(&from).collect();
        let authors: Vec<_> = package.notes().map(|note| note.author).collect();
        (entries, authors)
    };
    let ((here, authors), (there, _)) = (taken(&one), taken(&two));
    let told = format!("{here:?}");
    assert!(!told.contains("\"ana\"") && !told.contains(": ana") && !told.contains("(ben)"), "{told}");
    let actors: Vec<_> = here.iter().filter_map(|entry| entry.by.clone()).chain(authors).collect();
    assert_eq!(actors.len(), 6);
    assert!(actors.iter().all(|id| id.as_str().starts_with('i') && id.as_str().len() == 25), "{actors:?}");
    assert_eq!((&here[0].by, &here[1].by), (&here[4].by, &here[4].by), "the same person is the same throughout");
    assert_ne!(here[1].by, there[1].by, "and in another session somebody else");
    assert!(told.contains("visibility: Unlisted") && told.contains("Dan") && told.contains("session: k2j9"), "{told}");
}
