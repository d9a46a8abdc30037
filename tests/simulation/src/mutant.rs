//! Bugs planted on purpose, to prove that the simulator would find them.
//!
//! Each is one plausible mistake in a protocol like ours; most were made by somebody. None of their code is in the product: `planted`
//! bends what goes into the merge and what comes out of it. A mutant that is not found alone must be carried by another defence, and
//! then the pair without both is found: [`CARRIED`] and [`PAIRS`] say which.

macro_rules! mutants {
    ($($(#[doc = $doc:literal])* $name:ident,)*) => {
        /// A planted bug.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum Mutant { $($(#[doc = $doc])* $name,)* }

        impl Mutant {
            /// All of them.
            pub const ALL: &[Mutant] = &[$(Mutant::$name,)*];

            /// Returns what is wrong, in a sentence.
            pub fn wrong(self) -> &'static str {
                match self { $(Mutant::$name => concat!($($doc),*).trim_ascii(),)* }
            }

            /// Returns its name.
            pub fn name(self) -> &'static str {
                match self { $(Mutant::$name => stringify!($name),)* }
            }
        }
    };
}

mutants! {
    /// A change whose stream and sequence are known is taken for known.
    SequenceIsIdentity,
    /// A change is applied before what its author had seen of others is here.
    ContextNotAwaited,
    /// A change is applied before its predecessor is here.
    ParentsNotAwaited,
    /// The later wall clock wins and the other value is gone, seen or not.
    LastWriterWins,
    /// Of values written without seeing each other only the shown one is kept.
    LosersForgotten,
    /// A change from far in the future is dropped.
    FarFutureDropped,
    /// A time from far in the future is taken over by the own clock.
    AnyTimeAdopted,
    /// Of several values the one that arrived last is shown.
    LatestArrivalShown,
    /// What a peer once held it is believed to hold for ever.
    AcksNeverMoveBack,
    /// Nobody asks by name for what is missing.
    NoWants,
    /// A restored machine writes on in its old stream, whatever it notices.
    SameLifeAfterRestore,
    /// What a peer says it holds is passed on as held here.
    FrontierCopied,
    /// A restored machine speaks on with the session and the numbers of its backup.
    SessionOutlivesRestore,
    /// A session heard of before is never believed again.
    OlderSessionIgnored,
    /// What was sent counts as held by the other side.
    SentCountsAsHeld,
    /// A decided question stays closed when a value arrives that nobody had seen.
    DecisionStaysClosed,
    /// A decision is kept on the machine where it was made.
    DecisionStaysLocal,
    /// A voided record takes no edits that were written beside it.
    VoidWinsSilently,
    /// Equal values written twice are a question.
    EqualValuesAsk,
    /// A payload is taken without comparing its hash.
    PayloadHashUnchecked,
    /// A change that comes a second time is laid over a second time.
    AppliedTwice,
    /// The second branch of a fork is dropped.
    SecondBranchDropped,
    /// A save that fails moves the clock.
    FailedSaveMovesTime,
    /// The last time written is forgotten when the program ends.
    TimeNotKept,
    /// Declarations of loss are ignored.
    DeclarationIgnored,
    /// What was declared lost is no longer asked for.
    LostNotAskedFor,
    /// A change that was declared lost is not taken when it turns up.
    LostNeverWelcome,
    /// The part of a bundle that arrived is taken for the whole.
    TruncatedTaken,
    /// Own changes are not taken back from others.
    OwnChangesRefused,
    /// Fields this version does not know are dropped.
    UnknownFieldsDropped,
    /// Kinds of record this version does not know are refused.
    UnknownKindsRefused,
    /// Changes that wait here count as seen by the next one written here.
    WaitingCountsAsSeen,
    /// A change names only its predecessor, not what its author had seen of others.
    NothingSeenNamed,
    /// A stick too small for everything carries the newest.
    NewestFirst,
    /// Changes that must wait are dropped.
    WaitingForgotten,
    /// Everything goes to everybody, also the records of other offices.
    ScopesLeak,
    /// A bundle is taken half: the lists are written, the log is not.
    HalfApplied,
    /// One field of a bundle is forgotten in the lists.
    FieldForgotten,
}

/// Mutants not found alone, and the defence that carries them.
pub const CARRIED: &[(Mutant, &str)] = &[
    (
        Mutant::SameLifeAfterRestore,
        "a second way of a stream is a branch like any other, so a life need not be new",
    ),
    (
        Mutant::NewestFirst,
        "what comes too early waits, and bundles are cumulative, so the older follow",
    ),
];

/// Mutants found only together, because each defence covers for the other.
pub const PAIRS: &[(Mutant, Mutant)] = &[
    (Mutant::AcksNeverMoveBack, Mutant::NoWants),
    (Mutant::SameLifeAfterRestore, Mutant::SecondBranchDropped),
    (Mutant::NewestFirst, Mutant::WaitingForgotten),
];

/// Which bugs are planted.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Planted(u64);

impl Planted {
    /// Nothing is planted: the engine as it is.
    pub const NOTHING: Planted = Planted(0);

    /// Plants one more.
    #[must_use]
    pub const fn with(self, mutant: Mutant) -> Planted {
        Planted(self.0 | 1 << mutant as u64)
    }

    /// Tells whether a bug is planted.
    pub const fn has(self, mutant: Mutant) -> bool {
        self.0 >> mutant as u64 & 1 == 1
    }

    /// Lists the bugs planted.
    pub fn list(self) -> impl Iterator<Item = Mutant> {
        Mutant::ALL
            .iter()
            .copied()
            .filter(move |mutant| self.has(*mutant))
    }

    /// Reads names separated by commas.
    ///
    /// # Errors
    /// The name that is not one of a mutant.
    pub fn named(names: &str) -> Result<Planted, String> {
        names
            .split(',')
            .try_fold(Planted::NOTHING, |planted, name| {
                let found = Mutant::ALL.iter().find(|mutant| mutant.name() == name);
                found
                    .map(|mutant| planted.with(*mutant))
                    .ok_or_else(|| name.to_owned())
            })
    }
}

impl From<Mutant> for Planted {
    fn from(mutant: Mutant) -> Self {
        Planted::NOTHING.with(mutant)
    }
}
