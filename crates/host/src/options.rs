//! What can be set.

/// Settings of a host; the defaults are right for people on the internet.
#[derive(Clone, Copy, Debug)]
pub struct HostOptions {
    /// How long a member whose last connection closed stays present, in milliseconds. Well above the longest pause that
    /// clients make before they come back (30 s): a reload, a tunnel or an outage is no leave.
    pub gone_after_ms: i64,
    /// How long a member who has no connection yet stays present after a sign of life, in milliseconds.
    pub unconnected_gone_after_ms: i64,
    /// How long a session without a connection stays loaded, in milliseconds.
    pub unload_after_ms: i64,
    /// Whether this node looks for sessions that no node has loaded and whose time has come. One node of several is enough;
    /// what is loaded here is looked after here all the same.
    pub sweeps: bool,
    /// How often the store is asked for them, in milliseconds.
    pub sweep_every_ms: u64,
    /// For how long the other nodes take this one to live after it has last said so, in milliseconds.
    pub lease_ms: u32,
    /// How often it says so, and looks whom the others see, in milliseconds.
    pub renew_every_ms: u64,
    /// How often the newest heads are told once more; while the broker is away, how often the store is asked for them
    /// instead. In milliseconds.
    pub heads_every_ms: u64,
    /// How often the store is asked for the newest heads though the broker seems well, in milliseconds: a node that died
    /// tells nothing again, and a broker may be in two halves.
    pub heads_compare_every_ms: u64,
    /// For how long a head that has moved is told once more, in milliseconds.
    pub heads_repeat_ms: u64,
    /// How many requests may wait for a session; further ones are told that it is busy.
    pub waiting_requests_max: usize,
    /// How many frames a connection may be behind before it must resume.
    pub feed_frames_max: usize,
    /// How often the others are told how somebody stands, at the most, in milliseconds.
    pub tell_every_ms: i64,
    /// Of more than this many online, the session is an audience: it is told how many are, and not who, or how they stand.
    pub audience_above: usize,
    /// How often the playback collection is saved, at the most, in milliseconds.
    pub save_playback_every_ms: i64,
    /// How far a player may be off before it is sent the position to accept, in milliseconds.
    pub correct_beyond_ms: i64,
    /// How long a player may stall before the others wait for it, in milliseconds: who stalls for less catches up alone.
    pub stall_grace_ms: i64,
    /// The same where everybody stalls, and nobody is held up by waiting.
    pub stall_grace_all_ms: i64,
}

impl Default for HostOptions {
    fn default() -> Self {
        Self {
            gone_after_ms: 60_000,
            unconnected_gone_after_ms: 120_000,
            unload_after_ms: 60_000,
            sweeps: true,
            sweep_every_ms: 30_000,
            lease_ms: 6_000,
            renew_every_ms: 2_000,
            heads_every_ms: 1_000,
            heads_compare_every_ms: 10_000,
            heads_repeat_ms: 5_000,
            waiting_requests_max: 4_096,
            feed_frames_max: 128,
            tell_every_ms: 1_000,
            audience_above: 100,
            save_playback_every_ms: 15_000,
            correct_beyond_ms: 2_000,
            stall_grace_ms: 1_500,
            stall_grace_all_ms: 300,
        }
    }
}
