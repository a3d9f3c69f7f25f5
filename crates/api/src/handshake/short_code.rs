//! Short codes to be said aloud: no letter or digit that looks or sounds like another (no I, L, O, U, 0 or 1).

use protocol::Code;
use rand::RngExt as _;
use store::CodeKind;

use crate::failure::Failure;
use crate::state::Api;

const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 729 million sessions.
pub(crate) const SESSION_CODE_CHARS: usize = 6;
/// A person has theirs for ever.
pub(crate) const USER_CODE_CHARS: usize = 8;
/// How many are proposed before it is given up: even with a million codes, one in seven hundred is taken.
const PROPOSALS_MAX: usize = 16;

/// Returns the code of somebody or something, making one the first time.
pub(crate) async fn code_of(api: &Api, kind: CodeKind, target: &str) -> Result<String, Failure> {
    let chars = match kind {
        CodeKind::Session => SESSION_CODE_CHARS,
        CodeKind::User => USER_CODE_CHARS,
    };
    for _ in 0..PROPOSALS_MAX {
        let now = api.host().clock().now();
        if let Some(code) = api.handshakes()?.code(kind, target, &random(chars), now).await? {
            return Ok(code);
        }
    }
    Err(Failure::new(Code::Busy, "no short code is free just now; try again in a moment"))
}

/// Reads what somebody has typed: in small letters too, and with spaces and hyphens between.
pub(crate) fn read_code(typed: &str, chars: usize) -> Option<String> {
    if typed.len() > 64 {
        return None;
    }
    let letters = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase());
    let code: String = letters.collect();
    let is_code = code.len() == chars && code.bytes().all(|byte| ALPHABET.contains(&byte));
    is_code.then_some(code)
}

fn random(chars: usize) -> String {
    let mut rng = rand::rng();
    (0..chars).map(|_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())])).collect()
}

#[cfg(test)]
mod tests {
    use super::{SESSION_CODE_CHARS, random, read_code};

    #[test]
    fn what_was_typed_is_read_and_nothing_that_looks_alike_is_in_it() {
        assert_eq!(read_code(" abc-2 34 ", SESSION_CODE_CHARS).as_deref(), Some("ABC234"));
        for wrong in ["", "ABC23", "ABC2345", "ABC23O", "ABC231", "ABC23é", &"A".repeat(1_000)] {
            assert_eq!(read_code(wrong, SESSION_CODE_CHARS), None, "{wrong}");
        }
        for _ in 0..1_000 {
            let code = random(SESSION_CODE_CHARS);
            assert_eq!(read_code(&code, SESSION_CODE_CHARS).as_deref(), Some(&*code));
        }
    }
}
