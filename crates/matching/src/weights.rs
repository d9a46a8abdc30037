//! The weights of the comparison, in thousandths of a bit.
//!
//! Separate so that calibration touches one file. A weight is log2(m/u) of Fellegi and Sunter ("A theory for record
//! linkage", 1969): m, how often two records of one person agree so; u, how often two strangers do. The values stand
//! for a district of some ten thousand people and are held by the test on febrl1.csv; they are not
//! learnt at run time, so the same two records get the same answer everywhere.

/// Same surname key; u is about 1 in 100 for common surnames of a district.
pub(crate) const SURNAME_SAME: i32 = 6_500;
/// Surname keys that differ by a slip.
pub(crate) const SURNAME_NEAR: i32 = 4_500;
/// Surname keys with a loose likeness, or the same stem with another ending.
pub(crate) const SURNAME_LOOSE: i32 = 2_000;
/// Both surnames known and unlike; less for women, who may have married.
pub(crate) const SURNAME_UNLIKE: i32 = -4_000;
/// The same for a woman or where the sex is not known.
pub(crate) const SURNAME_UNLIKE_MARRIAGE: i32 = -2_500;
/// The surname of one is the former surname of the other.
pub(crate) const FORMER_SURNAME_SAME: i32 = 5_000;

/// Same given name key.
pub(crate) const GIVEN_SAME: i32 = 6_000;
/// Given names that differ by a slip.
pub(crate) const GIVEN_NEAR: i32 = 4_000;
/// Given names with a loose likeness, or a short form or initial of the other.
pub(crate) const GIVEN_LOOSE: i32 = 1_500;
/// Both given names known and unlike.
pub(crate) const GIVEN_UNLIKE: i32 = -4_500;

/// Same father's name.
pub(crate) const FATHER_SAME: i32 = 4_500;
/// Father's names that differ by a slip.
pub(crate) const FATHER_NEAR: i32 = 3_000;
/// Both fathers' names known and unlike.
pub(crate) const FATHER_UNLIKE: i32 = -4_000;

/// Same full date of birth; u is about 1 in 15,000.
pub(crate) const BORN_SAME: i32 = 11_000;
/// Day and month exchanged.
pub(crate) const BORN_SWAPPED: i32 = 8_500;
/// Full dates that differ in one digit or in two neighbouring digits exchanged.
pub(crate) const BORN_SLIP: i32 = 7_000;
/// Same year and month where one date has no day.
pub(crate) const BORN_SAME_MONTH: i32 = 7_000;
/// Same year where one date is a year only.
pub(crate) const BORN_SAME_YEAR: i32 = 4_500;
/// Same year, other day and month.
pub(crate) const BORN_YEAR_ONLY_AGREES: i32 = 1_500;
/// Years one apart with a year-only or estimated date; up to five apart when estimated.
pub(crate) const BORN_NEAR_YEAR: i32 = 2_000;
/// Both known and unlike.
pub(crate) const BORN_UNLIKE: i32 = -5_500;
/// Both known and unlike, one of them estimated.
pub(crate) const BORN_UNLIKE_ESTIMATED: i32 = -2_000;

/// Same document number.
pub(crate) const DOCUMENT_SAME: i32 = 14_000;
/// Document numbers that differ by one character or one exchange.
pub(crate) const DOCUMENT_NEAR: i32 = 6_500;
/// Both have documents and none agrees: weak, since people hold several papers.
pub(crate) const DOCUMENT_UNLIKE: i32 = -1_500;

/// Same phone: a household shares one.
pub(crate) const PHONE_SAME: i32 = 5_000;

/// Same street with house in the same place.
pub(crate) const ADDRESS_SAME: i32 = 5_500;
/// Street with a slip, or the same street where a place is missing.
pub(crate) const ADDRESS_NEAR: i32 = 3_500;
/// Same village or town only.
pub(crate) const PLACE_SAME: i32 = 1_500;
/// Both addresses known and unlike: people move.
pub(crate) const ADDRESS_UNLIKE: i32 = -500;

/// Same sex: one bit, less errors.
pub(crate) const SEX_SAME: i32 = 900;
/// Different sex.
pub(crate) const SEX_UNLIKE: i32 = -5_000;

/// From here a match is shown as possible.
pub(crate) const POSSIBLE: i32 = 6_000;
/// From here a match is likely.
pub(crate) const LIKELY: i32 = 11_000;
/// From here a match is very likely.
pub(crate) const VERY_LIKELY: i32 = 17_500;

/// Jaro-Winkler from which two keys differ by a slip.
pub(crate) const NEAR: f64 = 0.92;
/// Jaro-Winkler from which two keys have a loose likeness.
pub(crate) const LOOSE: f64 = 0.84;
