//! Why nothing was fetched.

/// Why nothing was fetched. A name that leads into this server's network reads like one that leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The address itself shows that this server does not go there.
    #[error("this server does not go to that address")]
    Refused(Refusal),
    /// Nobody answers there.
    #[error("nobody answers there")]
    Unreachable,
    /// The answer takes too long.
    #[error("the answer takes too long")]
    Late,
    /// The host has failed too often, or has asked to be left alone.
    #[error("the host is left alone for a while")]
    Resting,
    /// This provider has been asked as often as it may be.
    #[error("the provider has been asked too often")]
    Budget {
        /// When it may be asked again, in milliseconds since 1970.
        retry_at_ms: i64,
    },
    /// It answers that it has nothing.
    #[error("it answers with status {status}")]
    Status {
        /// The HTTP status.
        status: u16,
        /// When to ask again, where it says so, in milliseconds since 1970.
        retry_at_ms: Option<i64>,
    },
    /// The answer is larger than is read.
    #[error("the answer is larger than {} KiB, the most that is read", .bytes_max / 1_024)]
    TooLarge {
        /// How much is read, in bytes.
        bytes_max: usize,
    },
    /// The answer is something else than was asked for.
    #[error("the answer is something else than was asked for")]
    WrongType,
    /// The connection breaks off in the middle of the answer.
    #[error("the answer breaks off")]
    BrokenOff,
    /// The answer cannot be read.
    #[error("the answer cannot be read")]
    Unreadable,
}

/// What is wrong with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is neither http nor https.
    Scheme,
    /// It has a user name or a password in it.
    Credentials,
    /// Its port is neither 80 nor 443.
    Port,
    /// It names an address that is not public.
    Address,
    /// It sends on too often.
    Redirects,
}
