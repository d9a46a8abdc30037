//! The short closed lists: each code is the word in the record, the API and the locale key.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// All codes in the order in which forms offer them.
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// Returns the code as it is stored and sent.
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }
        }
    };
}

codes! {
    /// Sex as written in the document.
    Sex {
        /// Female.
        Female = "female",
        /// Male.
        Male = "male",
    }
}
codes! {
    /// How fast the office must act. Ordered: later is more dangerous.
    Risk {
        /// Act within the long deadlines.
        Low = "low",
        /// Act within the middle deadlines.
        Medium = "medium",
        /// Act at once.
        High = "high",
    }
}
codes! {
    /// The level of an office.
    Level {
        /// A district office.
        Etrap = "etrap",
        /// A regional office.
        Velayat = "velayat",
        /// The central office.
        Centre = "centre",
    }
}
codes! {
    /// What a worker may do.
    Role {
        /// Takes appeals, assesses, manages cases (durmuş işi boýunça hünärmen).
        Specialist = "specialist",
        /// Delivers services at home (durmuş işgäri).
        SocialWorker = "social_worker",
        /// Approves and balances caseloads.
        Supervisor = "supervisor",
        /// Takes over bundles and settles questions.
        Coordinator = "coordinator",
        /// Enrols offices and computers.
        Administrator = "administrator",
    }
}
codes! {
    /// How an appeal reached the office.
    Channel {
        /// The person came or called.
        OwnAppeal = "self",
        /// A relative.
        Family = "family",
        /// A neighbour.
        Neighbour = "neighbour",
        /// The local council.
        Gengesh = "gengesh",
        /// A school or kindergarten.
        School = "school",
        /// A clinic or hospital.
        Clinic = "clinic",
        /// The police.
        Police = "police",
        /// A hotline.
        Hotline = "hotline",
        /// The office's own round.
        Outreach = "outreach",
        /// A letter or another office.
        Other = "other",
    }
}
codes! {
    /// What became of an appeal.
    AppealDecision {
        /// Nobody has decided yet.
        Open = "open",
        /// A case is opened or advice was given.
        Accepted = "accepted",
        /// Refused, with a reason.
        Refused = "refused",
    }
}
codes! {
    /// Whether a case is being worked on.
    CaseStatus {
        /// Being worked on.
        Open = "open",
        /// Closed; the history stays.
        Closed = "closed",
    }
}
codes! {
    /// Where and how a visit took place.
    VisitKind {
        /// At the person's home.
        Home = "home",
        /// The person came to the office.
        Office = "office",
        /// By telephone.
        Telephone = "telephone",
        /// In an institution, school or clinic.
        Institution = "institution",
    }
}
codes! {
    /// A person's place in a household.
    MemberRole {
        /// Head of the household.
        Head = "head",
        /// Husband or wife.
        Spouse = "spouse",
        /// Son or daughter.
        Child = "child",
        /// Father or mother.
        Parent = "parent",
        /// Grandfather or grandmother.
        Grandparent = "grandparent",
        /// Grandchild.
        Grandchild = "grandchild",
        /// Brother or sister.
        Sibling = "sibling",
        /// Another relative.
        Relative = "relative",
        /// Lives here without being related.
        Other = "other",
    }
}
codes! {
    /// A typed link from one person to another: the first is the … of the second.
    Tie {
        /// Father or mother.
        Parent = "parent",
        /// Husband or wife.
        Spouse = "spouse",
        /// Guardian (hossar).
        Guardian = "guardian",
        /// Gives daily care.
        Caregiver = "caregiver",
        /// Brother or sister.
        Sibling = "sibling",
        /// Another relative.
        Relative = "relative",
        /// A neighbour or friend who helps.
        Support = "support",
    }
}
codes! {
    /// What a person allows.
    Purpose {
        /// To be served and visited.
        Services = "services",
        /// To pass data on to named bodies.
        Sharing = "sharing",
        /// To be counted in statistics.
        Statistics = "statistics",
    }
}
codes! {
    /// Client groups of the programme (product.md, section 2).
    ClientGroup {
        /// People with disabilities.
        Disability = "disability",
        /// Large families.
        LargeFamily = "large_family",
        /// Lonely older people.
        LonelyOlder = "lonely_older",
        /// Older people with a chronic illness.
        OlderChronic = "older_chronic",
        /// Children without parental care.
        ChildWithoutCare = "child_without_care",
        /// Women subjected to gender-based violence.
        WomanViolence = "woman_violence",
        /// Youth at risk.
        YouthAtRisk = "youth_at_risk",
        /// People leaving institutions.
        LeavingInstitution = "leaving_institution",
    }
}
codes! {
    /// By what it was noticed that a store is not what it was.
    IncidentSign {
        /// The marker beside the store knows changes the store does not have: an old copy was put back.
        OldCopy = "old_copy",
        /// There is no marker of this store beside it: it was copied or moved here.
        NoMarker = "no_marker",
        /// Others hold changes of its present life that it does not have.
        OwnAhead = "own_ahead",
        /// A life of the same computer has written that it knows nothing of.
        OtherLife = "other_life",
        /// One life went two ways: two stores wrote on from the same change.
        Fork = "fork",
        /// It was opened on a computer that calls itself otherwise: a warning, no proof.
        OtherMachine = "other_machine",
    }
}
codes! {
    /// What became of a case that is closed.
    CaseOutcome {
        /// Another office goes on with it.
        Transferred = "transferred",
        /// It was accepted here, but the office that offered it has kept it.
        NotTransferred = "not_transferred",
    }
}
codes! {
    /// What goes along with a case besides the case itself and the client.
    Along {
        /// Where and with whom the client lives.
        Household = "household",
        /// Visits.
        Visits = "visits",
        /// Notes of the case diary.
        Notes = "notes",
        /// What the client allowed.
        Consents = "consents",
        /// Tasks not done.
        Tasks = "tasks",
        /// Files.
        Files = "files",
    }
}
codes! {
    /// How an office answers the offer of a case.
    TransferAnswer {
        /// The case goes on here.
        Accepted = "accepted",
        /// It does not, with a reason.
        Refused = "refused",
    }
}
codes! {
    /// What became of an offered case. Only the centre says it.
    TransferOutcome {
        /// It goes on at the office it was offered to.
        Accepted = "accepted",
        /// It stays, because the other office refused it.
        Refused = "refused",
        /// It stays, because the offer was taken back in time.
        Withdrawn = "withdrawn",
    }
}
codes! {
    /// Why the centre does not pass an offer on.
    HeldBack {
        /// The capsule cannot be read.
        Unreadable = "unreadable",
        /// The capsule is of another case or office than the offer.
        AnotherCase = "another_case",
        /// It holds a change the centre does not have.
        UnknownChange = "unknown_change",
        /// It says something else than the changes the centre has.
        Differs = "differs",
        /// The office it is offered to is not known.
        UnknownOffice = "unknown_office",
    }
}
codes! {
    /// Where a transfer stands.
    TransferState {
        /// Written down; the centre has not passed it on yet.
        Offered = "offered",
        /// The centre does not pass it on.
        HeldBack = "held_back",
        /// It lies at the office it is offered to and waits for an answer.
        Waiting = "waiting",
        /// Taken back; the centre has not confirmed it yet.
        Withdrawing = "withdrawing",
        /// Accepted; the centre has not confirmed it yet.
        Accepting = "accepting",
        /// Refused; the centre has not passed it on yet.
        Refusing = "refusing",
        /// The case goes on at the other office.
        Accepted = "accepted",
        /// The case stays: the other office refused.
        Refused = "refused",
        /// The case stays: the offer was taken back.
        Withdrawn = "withdrawn",
    }
}
