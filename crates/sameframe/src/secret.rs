//! What was given and may hold a password.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

/// A text that may hold a password, and so is never shown.
#[derive(Clone, Deserialize)]
pub(crate) struct SecretText(pub(crate) String);

impl FromStr for SecretText {
    type Err = Infallible;

    /// Takes anything: whoever complains about an argument prints it.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(not shown)")
    }
}
