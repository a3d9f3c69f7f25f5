//! Passwords of sessions and of people: kept as argon2id hashes, computed on few threads at a time.

use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use protocol::Code;
use tokio::sync::{OnceCell, Semaphore};
use tokio::time::timeout;

use crate::failure::Failure;

/// The shortest password of a session, which many people know.
pub(crate) const SESSION_CHARS_MIN: usize = 4;
/// The shortest password of somebody.
pub(crate) const PERSON_CHARS_MIN: usize = 8;
/// The longest password, in characters.
const CHARS_MAX: usize = 128;
/// How many are computed at a time: each takes 19 MiB and some milliseconds of a core, and others want those too.
const AT_ONCE_MAX: usize = 2;
/// How long one waits for its turn.
const TURN_WITHIN: Duration = Duration::from_secs(10);

/// Computes hashes of passwords.
pub(crate) struct Passwords {
    turns: Semaphore,
    nobodys: OnceCell<String>,
}

impl Passwords {
    pub(crate) fn new() -> Self {
        Self { turns: Semaphore::new(AT_ONCE_MAX), nobodys: OnceCell::new() }
    }

    /// Returns what to keep of a new password.
    pub(crate) async fn hash(&self, password: String, chars_min: usize) -> Result<String, Failure> {
        if !(chars_min..=CHARS_MAX).contains(&password.chars().count()) {
            let detail = format!("a password has {chars_min} to {CHARS_MAX} characters");
            return Err(Failure::new(Code::BadPassword, detail));
        }
        self.compute(move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).ok())
            .await?
            .ok_or_else(broken)
    }

    /// Returns whether this is the password that was kept.
    pub(crate) async fn is_right(&self, password: String, kept: String) -> Result<bool, Failure> {
        if password.chars().count() > CHARS_MAX {
            return Ok(false);
        }
        let verify = move || {
            let kept = PasswordHash::new(&kept).ok()?;
            Some(Argon2::default().verify_password(password.as_bytes(), &kept).is_ok())
        };
        self.compute(verify).await?.ok_or_else(broken)
    }

    /// Returns whether this is the password that was kept, and takes as long where none was.
    pub(crate) async fn is_right_if_any(&self, password: String, kept: Option<String>) -> Result<bool, Failure> {
        let nobodys = self.nobodys.get_or_try_init(|| self.hash("nobody's password".to_owned(), 0)).await?;
        let is_somebodys = kept.is_some();
        let is_right = self.is_right(password, kept.unwrap_or_else(|| nobodys.clone())).await?;
        Ok(is_right && is_somebodys)
    }

    async fn compute<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        let busy = || Failure::new(Code::Busy, "too many passwords are being checked; try again in a moment");
        let turn = timeout(TURN_WITHIN, self.turns.acquire()).await;
        let _turn = turn.map_err(|_| busy())?.map_err(|_| broken())?;
        tokio::task::spawn_blocking(work).await.map_err(|_| broken())
    }
}

fn broken() -> Failure {
    Failure::new(Code::Internal, "the password could not be checked; its owner can set it anew")
}

#[cfg(test)]
mod tests {
    use protocol::Code;

    use super::{PERSON_CHARS_MIN, Passwords, SESSION_CHARS_MIN};

    #[tokio::test]
    async fn only_the_password_itself_is_right_and_no_two_hashes_are_the_same() {
        let passwords = Passwords::new();
        let hash = async |password: &str| passwords.hash(password.to_owned(), SESSION_CHARS_MIN).await;
        let kept = hash("correct horse").await.unwrap();
        assert!(kept.starts_with("$argon2id$") && !kept.contains("horse"), "{kept}");
        assert_ne!(kept, hash("correct horse").await.unwrap());
        assert!(passwords.is_right("correct horse".to_owned(), kept.clone()).await.unwrap());
        for wrong in ["", "Correct horse", "correct horse ", &"x".repeat(1_000_000)] {
            assert!(!passwords.is_right(wrong.to_owned(), kept.clone()).await.unwrap());
        }
        for bad in ["", "abc", &"x".repeat(129)] {
            assert_eq!(hash(bad).await.unwrap_err().code, Code::BadPassword);
        }
        let short = passwords.hash("seven77".to_owned(), PERSON_CHARS_MIN).await;
        assert_eq!(short.unwrap_err().code, Code::BadPassword);
    }

    #[tokio::test]
    async fn no_password_is_right_where_none_was_kept() {
        let passwords = Passwords::new();
        let kept = passwords.hash("correct horse".to_owned(), PERSON_CHARS_MIN).await.unwrap();
        let is_right = async |password: &str, kept| passwords.is_right_if_any(password.to_owned(), kept).await.unwrap();
        assert!(is_right("correct horse", Some(kept.clone())).await);
        assert!(!is_right("nobody's password", Some(kept)).await);
        assert!(!is_right("nobody's password", None).await);
    }
}
