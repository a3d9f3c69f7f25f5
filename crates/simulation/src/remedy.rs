//! What keeps the promises, and can be switched off to see that the simulation would miss it.

use clap::ValueEnum;

/// Something without which a promise is broken. Each is switched off in a model, never in production code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Remedy {
    /// The database takes an append only where it follows the head.
    CompareAndSwap,
    /// The database keeps a command's id with its entries, and appends it once.
    CommandId,
    /// What the database acknowledges is on its disk.
    DurableFirst,
    /// A node reads the entries that it finds missing.
    CatchUp,
    /// Nodes are told the heads again and again, so that a lost notice is lost for a moment only.
    Digest,
    /// A node listens before it reads a log.
    SubscribeFirst,
    /// A head tells more than a number: the hash over all entries up to it.
    ChainHash,
    /// The database knows what is due, and nodes look for it.
    Sweeper,
    /// A client that comes back says how far it is, and gets what it missed.
    Resume,
}

impl Remedy {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::CompareAndSwap,
        Self::CommandId,
        Self::DurableFirst,
        Self::CatchUp,
        Self::Digest,
        Self::SubscribeFirst,
        Self::ChainHash,
        Self::Sweeper,
        Self::Resume,
    ];

    /// Its name on the command line.
    pub fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// How many seeds may pass before one must miss it.
    pub fn seeds_max(self) -> u64 {
        match self {
            Self::CompareAndSwap | Self::CommandId | Self::DurableFirst | Self::CatchUp | Self::Resume => 20,
            Self::Digest | Self::Sweeper | Self::ChainHash => 200,
            Self::SubscribeFirst => 1_000,
        }
    }

    /// The digest would heal a hole between reading and listening within a second, and a lost notice would look the same:
    /// it can only be seen on a bus that loses nothing, and without a digest.
    pub(crate) fn wants_calm_bus(self) -> bool {
        self == Self::SubscribeFirst
    }
}
