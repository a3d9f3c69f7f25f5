//! The limits of a session.

/// The longest member name, in characters.
pub const NAME_CHARS_MAX: usize = 64;
/// How often somebody may change their name within [`RENAMES_WITHIN_MS`].
pub const RENAMES_MAX: u32 = 3;
/// The time within which changes of one's name are counted, in milliseconds.
pub const RENAMES_WITHIN_MS: i64 = 600_000;
/// The longest session title, in characters.
pub const TITLE_CHARS_MAX: usize = 100;
/// The longest note over a replay, in characters.
pub const NOTE_CHARS_MAX: usize = 2_000;
/// The longest reason for removing or muting somebody, in characters.
pub const REASON_CHARS_MAX: usize = 200;
/// The longest video address, in bytes.
pub const URL_BYTES_MAX: usize = 2048;
/// The longest identifier, in bytes.
pub const ID_BYTES_MAX: usize = 64;
/// How many members may be present at one time.
pub const MEMBERS_PRESENT_MAX: usize = 20_000;
/// How many people may take part over a session's life.
pub const MEMBERS_MAX: usize = 60_000;
/// Of more than this many who are present, comings and goings are told as counts, and nobody is asked to confirm: nobody
/// could read more names.
pub const CROWD_ABOVE: usize = 50;
/// How many people one entry tells of at the most who come or go together.
pub const TOGETHER_MAX: usize = 1_000;
/// How long a session stays live after the last member left, in milliseconds.
pub const ABANDON_AFTER_MS: i64 = 6 * 3600 * 1000;
/// How long a session waits for its first member, in milliseconds: a link may be sent days ahead.
pub const ABANDON_UNVISITED_AFTER_MS: i64 = 7 * 24 * 3600 * 1000;
/// How far ahead a session may be planned, in milliseconds: a year.
pub const PLANNED_AHEAD_MS_MAX: i64 = 366 * 24 * 3600 * 1000;
/// How long the others have to confirm a status change where nothing else is set, in milliseconds.
pub const CONFIRM_WITHIN_MS: i64 = 60_000;
/// The shortest and the longest time that may be set for it, in milliseconds.
pub const CONFIRM_WITHIN_MS_RANGE: std::ops::RangeInclusive<i64> = 5_000..=600_000;
/// How long a player may take to stand ready after a seek before the others go on, in milliseconds. Within what has been
/// loaded a seek takes 5 to 350; beyond it, a second or two.
pub const SEEK_SETTLES_WITHIN_MS: i64 = 4_000;
/// How long a first start waits for players that are not ready, in milliseconds.
pub const FIRST_START_WITHIN_MS: i64 = 30_000;
/// How far ahead a first start is set that counts down, in milliseconds.
pub const COUNTDOWN_MS: i64 = 3_000;
/// How far ahead a start may be scheduled in a log that comes from elsewhere, in milliseconds.
pub const START_AHEAD_MS_MAX: i64 = 60_000;
/// The longest that a group waits for a player that stalls, in milliseconds.
pub const HOLD_MS_MAX: i64 = 10_000;
/// The longest that it stands when everybody stalls: nobody sees anything then. In milliseconds.
pub const HOLD_ALL_MS: i64 = 60_000;
/// The furthest that a stall takes the others back, in milliseconds: the moment it may last unnoticed, and a slow line.
pub const HOLD_BACK_MS_MAX: i64 = 2_500;
/// The same where everybody stalls, in milliseconds: who has stalled for longer than the host asks for is not counted.
pub const HOLD_ALL_BACK_MS_MAX: i64 = 25_000;
/// How long a member may be waited for, until time has filled it up again, in milliseconds.
pub const PATIENCE_MS_MAX: i64 = 15_000;
/// How many milliseconds fill up one: 3 s a minute.
pub const PATIENCE_REFILL_MS: i64 = 20;
/// What a hold costs at the least, in milliseconds: three short ones in a row are enough.
pub const HOLD_COST_MS_MIN: i64 = 5_000;
/// With less patience left than this a member is not waited for, in milliseconds.
pub const HOLD_WORTH_MS: i64 = 3_000;
/// Up to how many players one that stalls stops the others; of more, it takes a tenth.
pub const HOLD_FOR_ONE_PLAYERS_MAX: usize = 8;
/// How many members a hold names at the most: in a crowd nobody could read more.
pub const HOLD_NAMED_MAX: usize = 16;
/// How long the next video of the queue waits for players that do not have it yet, in milliseconds.
pub const NEXT_WITHIN_MS: i64 = 10_000;
/// How long the next video is announced before it begins where nothing else is set, in milliseconds.
pub const QUEUE_GAP_MS: i64 = 5_000;
/// The shortest and the longest time that may be set for it, in milliseconds.
pub const QUEUE_GAP_MS_RANGE: std::ops::RangeInclusive<i64> = 0..=60_000;
/// How many videos may wait in a queue.
pub const QUEUE_ITEMS_MAX: usize = 200;
/// How many of them may be from one member who is neither host nor co-host.
pub const QUEUE_ITEMS_PER_MEMBER_MAX: usize = 50;
/// How many videos may be added at once.
pub const QUEUE_ADD_MAX: usize = 50;
/// How long the addresses of all that wait may be together, in bytes.
pub const QUEUE_URL_BYTES_MAX: usize = 64 * 1024;
/// How many items are kept to go back to.
pub const QUEUE_PLAYED_MAX: usize = 32;
/// How many of the last changes of the queue are kept, to undo them.
pub const QUEUE_CHANGES_MAX: usize = 32;
/// How many of the last actions on the screen are kept, to tell stale commands and to undo.
pub const CONTROLS_MAX: usize = 32;
/// By how much a length told later must differ to replace the known one, in microseconds.
pub const LENGTH_TOLERANCE_US: i64 = 500_000;
/// How many points everybody has at the start of a session, to stake on predictions.
pub const POINTS_AT_START: u64 = 1_000;
/// How many outcomes a prediction has.
pub const OUTCOMES_RANGE: std::ops::RangeInclusive<usize> = 2..=10;
/// How many predictions may be open or locked at one time.
pub const PREDICTIONS_UNRESOLVED_MAX: usize = 3;
/// How many predictions that are over stay in the state; the log has them all.
pub const PREDICTIONS_OVER_KEPT_MAX: usize = 20;
/// The shortest and the longest time after which a prediction is locked by itself, in milliseconds.
pub const PREDICTION_CLOSES_AFTER_MS_RANGE: std::ops::RangeInclusive<i64> = 1_000..=6 * 3600 * 1000;
/// How many people may pick in one prediction.
pub const PICKS_PER_PREDICTION_MAX: usize = 2_000;
/// How often one of them may pick, with every change and raise.
pub const PICKS_PER_MEMBER_MAX: u32 = 10;
/// The longest message, in characters.
pub const MESSAGE_CHARS_MAX: usize = 2_000;
/// How many lines a message may have; what follows goes on in the last one.
pub const MESSAGE_LINES_MAX: usize = 40;
/// How many marks one letter of a message may carry: enough for every script, and no tower.
pub const MESSAGE_MARKS_MAX: usize = 5;
/// How many messages a session may have at one time.
pub const MESSAGES_MAX: usize = 100_000;
/// How often a message may be changed.
pub const EDITS_MAX: usize = 20;
/// How many people a message may name.
pub const MENTIONS_MAX: usize = 20;
/// How many kinds of reactions a message may have.
pub const REACTION_KINDS_MAX: usize = 12;
/// How often somebody may react to the video in one command.
pub const REACTIONS_AT_ONCE_MAX: u32 = 10;
/// How many reactions to the video of one kind one entry tells of at the most: fifty of everybody who may be
/// present.
pub const REACTIONS_OF_A_KIND_MAX: u32 = 1_000_000;
/// How many words a filter may have.
pub const WORDS_MAX: usize = 500;
/// The longest word of a filter, in characters.
pub const WORD_CHARS_MAX: usize = 40;
/// The slowest chat: how long everybody may have to wait after a message, in seconds.
pub const SLOW_MODE_S_MAX: u32 = 3_600;
/// How many roles one evening of a series hands on to the next.
pub const ROLES_CARRIED_MAX: usize = 1_000;
/// How many people may be banned from one session.
pub const BANS_MAX: usize = 5_000;
/// The shortest and the longest time-out, in milliseconds: 10 seconds and 7 days.
pub const MUTE_MS_RANGE: std::ops::RangeInclusive<i64> = 10_000..=604_800_000;
