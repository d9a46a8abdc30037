//! How sure a match is and what speaks for and against it, as codes the screens have words for.
//!
//! Separate because these words travel to the screens, while how they are weighed stays in `duplicates`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How sure a match is, from the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Likelihood {
    /// Worth a look.
    Possible,
    /// More often one person than two.
    Likely,
    /// Nearly always one person.
    VeryLikely,
}

/// One reason for or against a match; the screens have the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each name is the whole sentence")]
pub enum Reason {
    SameDocument,
    SimilarDocument,
    SameBirthDate,
    DayAndMonthSwapped,
    SimilarBirthDate,
    SameBirthMonth,
    SameBirthYear,
    NearBirthYear,
    SameName,
    SameNameOtherScript,
    NamesSwapped,
    SimilarName,
    SameSurname,
    SimilarSurname,
    SameFormerSurname,
    SameGivenName,
    SimilarGivenName,
    SamePatronymic,
    SimilarPatronymic,
    SamePhone,
    SameAddress,
    SimilarAddress,
    SamePlace,
    DifferentSex,
    DifferentBirthDate,
    DifferentSurname,
    DifferentGivenName,
    DifferentPatronymic,
    DifferentDocument,
}

impl Reason {
    /// Every reason, in the order a screen lists them.
    pub const ALL: &'static [Reason] = &[
        Reason::SameDocument,
        Reason::SimilarDocument,
        Reason::SameBirthDate,
        Reason::DayAndMonthSwapped,
        Reason::SimilarBirthDate,
        Reason::SameBirthMonth,
        Reason::SameBirthYear,
        Reason::NearBirthYear,
        Reason::SameName,
        Reason::SameNameOtherScript,
        Reason::NamesSwapped,
        Reason::SimilarName,
        Reason::SameSurname,
        Reason::SimilarSurname,
        Reason::SameFormerSurname,
        Reason::SameGivenName,
        Reason::SimilarGivenName,
        Reason::SamePatronymic,
        Reason::SimilarPatronymic,
        Reason::SamePhone,
        Reason::SameAddress,
        Reason::SimilarAddress,
        Reason::SamePlace,
        Reason::DifferentSex,
        Reason::DifferentBirthDate,
        Reason::DifferentSurname,
        Reason::DifferentGivenName,
        Reason::DifferentPatronymic,
        Reason::DifferentDocument,
    ];

    /// Gives the code the screens translate, equal to the serialised form.
    pub fn as_code(self) -> &'static str {
        match self {
            Reason::SameDocument => "same_document",
            Reason::SimilarDocument => "similar_document",
            Reason::SameBirthDate => "same_birth_date",
            Reason::DayAndMonthSwapped => "day_and_month_swapped",
            Reason::SimilarBirthDate => "similar_birth_date",
            Reason::SameBirthMonth => "same_birth_month",
            Reason::SameBirthYear => "same_birth_year",
            Reason::NearBirthYear => "near_birth_year",
            Reason::SameName => "same_name",
            Reason::SameNameOtherScript => "same_name_other_script",
            Reason::NamesSwapped => "names_swapped",
            Reason::SimilarName => "similar_name",
            Reason::SameSurname => "same_surname",
            Reason::SimilarSurname => "similar_surname",
            Reason::SameFormerSurname => "same_former_surname",
            Reason::SameGivenName => "same_given_name",
            Reason::SimilarGivenName => "similar_given_name",
            Reason::SamePatronymic => "same_patronymic",
            Reason::SimilarPatronymic => "similar_patronymic",
            Reason::SamePhone => "same_phone",
            Reason::SameAddress => "same_address",
            Reason::SimilarAddress => "similar_address",
            Reason::SamePlace => "same_place",
            Reason::DifferentSex => "different_sex",
            Reason::DifferentBirthDate => "different_birth_date",
            Reason::DifferentSurname => "different_surname",
            Reason::DifferentGivenName => "different_given_name",
            Reason::DifferentPatronymic => "different_patronymic",
            Reason::DifferentDocument => "different_document",
        }
    }
}
