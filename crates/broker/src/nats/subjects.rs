//! Where on the bus something is said.

use session::SessionId;

use crate::contract::Topic;

/// The subjects of one deployment, all below its prefix: so a node's permissions are one line.
#[derive(Clone, Debug)]
pub(super) struct Subjects {
    prefix: String,
}

impl Subjects {
    pub(super) fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned() }
    }

    /// The news of one session or user. An id is one token of a subject, whatever it is: its type sees to that.
    pub(super) fn of(&self, topic: &Topic) -> String {
        match topic {
            Topic::Session(id) => format!("{}.session.{id}", self.prefix),
            Topic::User(id) => format!("{}.user.{id}", self.prefix),
        }
    }

    /// The heads that are told once more, of all sessions.
    pub(super) fn heads(&self) -> String {
        format!("{}.heads", self.prefix)
    }

    /// Where a node hears itself, below this.
    pub(super) fn inbox(&self) -> String {
        format!("{}.inbox", self.prefix)
    }

    /// What a node must be allowed to publish and to subscribe to.
    pub(super) fn all(&self) -> String {
        format!("{}.>", self.prefix)
    }
}

/// Returns whether a prefix can begin a subject.
pub(super) fn is_prefix(text: &str) -> bool {
    let is_token = |token: &str| SessionId::parse(token).is_ok();
    text.len() <= 64 && text.split('.').all(is_token)
}

#[cfg(test)]
mod tests {
    use session::SessionId;

    use super::{Subjects, Topic, is_prefix};

    #[test]
    fn no_id_can_reach_beyond_its_own_subject() {
        let subjects = Subjects::new("sameframe");
        for c in (0..=0x2ff).filter_map(char::from_u32) {
            for text in [c.to_string(), format!("a{c}b"), format!("{c}{c}")] {
                let Ok(id) = SessionId::parse(&text) else { continue };
                let subject = subjects.of(&Topic::Session(id));
                assert_eq!(subject.split('.').count(), 3, "{subject:?}");
                assert!(!subject.contains(['*', '>']) && !subject.chars().any(char::is_whitespace), "{subject:?}");
                assert!(subject.is_ascii() && subject.ends_with(&text));
            }
        }
        for text in ["a.b", "*", ">", "a b", "a\r\nPUB x 0", ""] {
            assert!(SessionId::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_prefix_is_some_tokens() {
        assert!(is_prefix("sameframe") && is_prefix("watch.party-2"));
        for text in ["", ".", "a.", ".a", "a..b", "a.*", ">", "a b", &"x".repeat(65)] {
            assert!(!is_prefix(text), "{text:?}");
        }
    }
}
