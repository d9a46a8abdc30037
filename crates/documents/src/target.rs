//! The fields of a person that a column of a sheet can fill.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a column is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Surname, given name and patronymic in one cell, in this order.
    FullName,
    /// Surname.
    Surname,
    /// Given name.
    GivenName,
    /// Father's name in any form.
    Patronymic,
    /// Surname before marriage or another change.
    FormerSurname,
    /// Sex.
    Sex,
    /// Date or year of birth.
    BornOn,
    /// Village, town or geňeşlik.
    Village,
    /// Street, or the address as one text.
    Street,
    /// House and flat.
    HouseNumber,
    /// Etrap or velayat in words.
    DistrictText,
    /// Postcode.
    Postcode,
    /// Telephone; several columns may be one.
    Phone,
    /// Series and number of a document.
    DocumentNumber,
    /// Number in the register the row came from.
    ExternalNumber,
    /// Left out.
    Ignore,
}

impl Target {
    /// Every target, in the order in which a form offers them.
    pub const ALL: &'static [Target] = &[
        Target::FullName,
        Target::Surname,
        Target::GivenName,
        Target::Patronymic,
        Target::FormerSurname,
        Target::Sex,
        Target::BornOn,
        Target::Village,
        Target::Street,
        Target::HouseNumber,
        Target::DistrictText,
        Target::Postcode,
        Target::Phone,
        Target::DocumentNumber,
        Target::ExternalNumber,
        Target::Ignore,
    ];
}
