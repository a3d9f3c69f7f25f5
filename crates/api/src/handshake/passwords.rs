//! Passwords of sessions: kept as argon2id hashes, computed on few threads at a time.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use protocol::Code;
use tokio::sync::Semaphore;

use crate::failure::Failure;

/// How many are computed at a time: each takes 19 MiB and some milliseconds of a core, and others want those too.
const AT_ONCE_MAX: usize = 2;
/// The shortest and the longest password, in characters.
const CHARS: std::ops::RangeInclusive<usize> = 4..=128;

/// Computes hashes of passwords.
pub(crate) struct Passwords(Semaphore);

impl Passwords {
    pub(crate) fn new() -> Self {
        Self(Semaphore::new(AT_ONCE_MAX))
    }

    /// Returns what to keep of a new password.
    pub(crate) async fn hash(&self, password: String) -> Result<String, Failure> {
        if !CHARS.contains(&password.chars().count()) {
            let detail = format!("a password has {} to {} characters", CHARS.start(), CHARS.end());
            return Err(Failure::new(Code::BadPassword, detail));
        }
        self.compute(move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).ok())
            .await?
            .ok_or_else(broken)
    }

    /// Returns whether this is the password that was kept.
    pub(crate) async fn is_right(&self, password: String, kept: String) -> Result<bool, Failure> {
        if password.chars().count() > *CHARS.end() {
            return Ok(false);
        }
        let verify = move || {
            let kept = PasswordHash::new(&kept).ok()?;
            Some(Argon2::default().verify_password(password.as_bytes(), &kept).is_ok())
        };
        self.compute(verify).await?.ok_or_else(broken)
    }

    async fn compute<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        let _turn = self.0.acquire().await.map_err(|_| broken())?;
        tokio::task::spawn_blocking(work).await.map_err(|_| broken())
    }
}

fn broken() -> Failure {
    Failure::new(Code::Internal, "the password could not be checked; its owner can set it anew")
}

#[cfg(test)]
mod tests {
    use protocol::Code;

    use super::Passwords;

    #[tokio::test]
    async fn only_the_password_itself_is_right_and_no_two_hashes_are_the_same() {
        let passwords = Passwords::new();
        let kept = passwords.hash("correct horse".to_owned()).await.unwrap();
        assert!(kept.starts_with("$argon2id$") && !kept.contains("horse"), "{kept}");
        assert_ne!(kept, passwords.hash("correct horse".to_owned()).await.unwrap());
        assert!(passwords.is_right("correct horse".to_owned(), kept.clone()).await.unwrap());
        for wrong in ["", "Correct horse", "correct horse ", &"x".repeat(1_000_000)] {
            assert!(!passwords.is_right(wrong.to_owned(), kept.clone()).await.unwrap());
        }
        for bad in ["", "abc", &"x".repeat(129)] {
            assert_eq!(passwords.hash(bad.to_owned()).await.unwrap_err().code, Code::BadPassword);
        }
    }
}
