//! Notices as they travel: short lines of text that begin with a version.
//!
//! ```text
//! 1 head 42 00112233445566778899aabbccddeeff
//! 1 presence
//! 1 user
//! 1 heads
//! k2J9 42 00112233445566778899aabbccddeeff        one line for each session
//! ```
//!
//! Each notice has exactly one form, and what is not in it is rejected as a whole.

use bytes::Bytes;
use session::{ChainHash, LogPosition, SessionId};

use crate::contract::Notice;

/// The version of these forms. A node does not understand another's.
const VERSION: &str = "1";
/// Longer than any notice.
const NOTICE_BYTES_MAX: usize = 64;
/// How many sessions one message names at the most.
pub(super) const HEADS_MAX: usize = 256;
/// Longer than any list of heads: 64 for the id, 20 for the number, 32 for the hash, and what separates them.
const HEADS_BYTES_MAX: usize = 16 + HEADS_MAX * 120;

/// Why a message is not heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rejected {
    /// It is in no form that there is.
    Malformed,
    /// It is in a form of another version.
    Version,
}

pub(super) fn notice(notice: Notice) -> Bytes {
    match notice {
        Notice::Head(head) => format!("{VERSION} head {} {}", head.seq, head.hash).into(),
        Notice::Presence => format!("{VERSION} presence").into(),
        Notice::User => format!("{VERSION} user").into(),
    }
}

pub(super) fn read_notice(bytes: &[u8]) -> Result<Notice, Rejected> {
    let text = text(bytes, NOTICE_BYTES_MAX)?;
    match text.split_once(' ') {
        Some(("head", position)) => Ok(Notice::Head(read_position(position)?)),
        None if text == "presence" => Ok(Notice::Presence),
        None if text == "user" => Ok(Notice::User),
        _ => Err(Rejected::Malformed),
    }
}

/// At most [`HEADS_MAX`] of them.
pub(super) fn heads(heads: &[(SessionId, LogPosition)]) -> Bytes {
    let line = |(id, head): &(SessionId, LogPosition)| format!("{id} {} {}", head.seq, head.hash);
    let lines = std::iter::once(format!("{VERSION} heads")).chain(heads.iter().map(line));
    lines.collect::<Vec<_>>().join("\n").into()
}

pub(super) fn read_heads(bytes: &[u8]) -> Result<Vec<(SessionId, LogPosition)>, Rejected> {
    let mut lines = text(bytes, HEADS_BYTES_MAX)?.split('\n');
    if lines.next() != Some("heads") {
        return Err(Rejected::Malformed);
    }
    let head = |line: &str| {
        let (id, position) = line.split_once(' ').ok_or(Rejected::Malformed)?;
        Ok((SessionId::parse(id).map_err(|_| Rejected::Malformed)?, read_position(position)?))
    };
    let heads = lines.take(HEADS_MAX + 1).map(head).collect::<Result<Vec<_>, _>>()?;
    if heads.len() > HEADS_MAX { Err(Rejected::Malformed) } else { Ok(heads) }
}

/// What follows the version.
fn text(bytes: &[u8], bytes_max: usize) -> Result<&str, Rejected> {
    if bytes.len() > bytes_max {
        return Err(Rejected::Malformed);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Rejected::Malformed)?;
    match text.split_once(' ') {
        Some((VERSION, rest)) => Ok(rest),
        Some((version, _)) if version.parse::<u16>().is_ok() => Err(Rejected::Version),
        _ => Err(Rejected::Malformed),
    }
}

fn read_position(text: &str) -> Result<LogPosition, Rejected> {
    let (seq, hash) = text.split_once(' ').ok_or(Rejected::Malformed)?;
    let seq = seq.parse().map_err(|_| Rejected::Malformed)?;
    let hash = ChainHash::parse(hash).map_err(|_| Rejected::Malformed)?;
    let position = LogPosition { seq, hash };
    // A plus, a leading zero or a capital letter is another form.
    if format!("{seq} {hash}") == text { Ok(position) } else { Err(Rejected::Malformed) }
}

#[cfg(test)]
mod tests {
    use session::{ChainHash, LogPosition, SessionId};

    use super::{HEADS_BYTES_MAX, HEADS_MAX, Rejected, heads, notice, read_heads, read_notice};
    use crate::contract::Notice;

    const HASH: &str = "00112233445566778899aabbccddeeff";

    #[test]
    fn what_is_written_reads_back() {
        let longest = LogPosition { seq: u64::MAX, hash: ChainHash([0xfe; 16]) };
        for sent in [Notice::Head(longest), Notice::Head(LogPosition::default()), Notice::Presence, Notice::User] {
            assert_eq!(read_notice(&notice(sent)), Ok(sent));
        }
        let many: Vec<_> =
            (0..HEADS_MAX).map(|number| (SessionId::parse(&format!("{number:0>64}")).unwrap(), longest)).collect();
        assert!(heads(&many).len() <= HEADS_BYTES_MAX);
        for sent in [&many[..], &many[..1], &[]] {
            assert_eq!(read_heads(&heads(sent)).as_deref(), Ok(sent));
        }
    }

    #[test]
    fn there_is_one_form_of_a_notice_and_nothing_else_is_heard() {
        assert!(read_notice(format!("1 head 42 {HASH}").as_bytes()).is_ok());
        let capitals = HASH.to_uppercase();
        for text in [
            "",
            "1",
            "1 ",
            " 1 presence",
            "1 presence ",
            "1 presence\n",
            "1  presence",
            "presence",
            "1 Presence",
            "1 head",
            "1 head 42",
            &format!("1 head +42 {HASH}"),
            &format!("1 head 042 {HASH}"),
            &format!("1 head -1 {HASH}"),
            &format!("1 head 18446744073709551616 {HASH}"),
            &format!("1 head 42 {HASH} "),
            &format!("1 head 42  {HASH}"),
            &format!("1 head 42 {capitals}"),
            &format!("1 head 42 {}", "é".repeat(16)),
            &"1".repeat(1 << 20),
            "one presence",
            "70000 presence",
        ] {
            assert_eq!(read_notice(text.as_bytes()), Err(Rejected::Malformed), "{text:.80?}");
        }
        assert_eq!(read_notice(b"1 \xff\xfe"), Err(Rejected::Malformed));
        assert_eq!(read_notice(b"2 presence"), Err(Rejected::Version));
        assert_eq!(read_heads(b"2 heads\nwhatever comes then"), Err(Rejected::Version));
    }

    #[test]
    fn a_list_of_heads_is_whole_or_rejected() {
        assert!(read_heads(format!("1 heads\ns1 42 {HASH}").as_bytes()).is_ok());
        for text in [
            "1 heads\n",
            "1 heads\n\n",
            "1 head",
            "1 heads s1",
            &format!("1 heads\ns.1 42 {HASH}"),
            &format!("1 heads\ns1 42 {HASH}\ns2"),
            &format!("1 heads\r\ns1 42 {HASH}"),
            &("1 heads".to_owned() + &format!("\ns1 1 {HASH}").repeat(HEADS_MAX + 1)),
            &("1 heads".to_owned() + &"\n".repeat(1 << 20)),
        ] {
            assert_eq!(read_heads(text.as_bytes()), Err(Rejected::Malformed), "{text:.80?}");
        }
    }
}
