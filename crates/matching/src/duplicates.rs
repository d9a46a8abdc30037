//! How likely two descriptions are of one person, and why.
//!
//! A scorer after Fellegi and Sunter: each field that agrees or disagrees adds its weight, and rules the sum cannot
//! see (twins, father and son of one name, two people of one household) hold the answer back. Separate from search
//! because it compares people, not texts. It merges nobody: the reasons are for a person to decide on.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    agreement::{Agreement, Born, compare_births, compare_keys},
    candidate::{Candidate, Prepared},
    fold::Script,
    reasons::{Likelihood, Reason},
    weights as w,
};

/// Two descriptions that may be of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Match {
    /// How sure it is.
    pub likelihood: Likelihood,
    /// What speaks for it, the strongest first.
    pub reasons: Vec<Reason>,
    /// What speaks against it, the strongest first.
    pub against: Vec<Reason>,
    /// The sum of the weights, in thousandths of a bit; for ordering, not for showing.
    pub score_milli: i32,
}

/// Compares two descriptions; nothing when they are not worth showing to a person.
///
/// The answer does not depend on the order of the two.
pub fn compare(a: &Candidate, b: &Candidate) -> Option<Match> {
    compare_prepared(&Prepared::of(a), &Prepared::of(b))
}

/// Compares as [`compare`] does, with keys made before.
pub fn compare_prepared(a: &Prepared, b: &Prepared) -> Option<Match> {
    let mut sum = Sum::default();
    let same_document = sum.documents(a, b);
    let born = sum.birth(a, b);
    let given = sum.names(a, b);
    let father = sum.father(a, b);
    if a.phones.iter().any(|phone| b.phones.contains(phone)) {
        sum.add(w::PHONE_SAME, Some(Reason::SamePhone));
    }
    sum.address(a, b);
    let sex_differs = match (a.female, b.female) {
        (Some(x), Some(y)) if x == y => {
            sum.add(w::SEX_SAME, None);
            false
        }
        (Some(_), Some(_)) => {
            sum.add(w::SEX_UNLIKE, Some(Reason::DifferentSex));
            true
        }
        _ => false,
    };

    let mut likelihood = match sum.score {
        s if s >= w::VERY_LIKELY => Likelihood::VeryLikely,
        s if s >= w::LIKELY => Likelihood::Likely,
        s if s >= w::POSSIBLE => Likelihood::Possible,
        _ => return None,
    };
    if !same_document {
        // Twins and siblings: one household, one father, one surname, and still two people.
        let other_given_name = given == Agreement::Unlike;
        // A father and his son may bear one name.
        let other_generation =
            born == Born::Unlike && years_apart(a, b).is_some_and(|years| years >= 10);
        // Two members of one household of whom too little is known.
        let only_a_household = !given.agrees() && !born.agrees();
        if other_given_name || other_generation || only_a_household {
            likelihood = likelihood.min(Likelihood::Possible);
        }
    }
    if sex_differs || father == Agreement::Unlike {
        likelihood = likelihood.min(Likelihood::Likely);
    }
    let (reasons, against) = sum.reasons();
    Some(Match {
        likelihood,
        reasons,
        against,
        score_milli: sum.score,
    })
}

/// The sum of weights with what moved it.
#[derive(Default)]
struct Sum {
    score: i32,
    parts: Vec<(i32, Reason)>,
}

impl Sum {
    fn add(&mut self, weight: i32, reason: Option<Reason>) {
        self.score = self.score.saturating_add(weight);
        if let Some(reason) = reason {
            self.parts.push((weight, reason));
        }
    }

    fn reasons(&self) -> (Vec<Reason>, Vec<Reason>) {
        let mut parts = self.parts.clone();
        parts.sort_by_key(|(weight, reason)| (-weight.abs(), *reason));
        let of = |positive: bool| {
            parts
                .iter()
                .filter(|(weight, _)| (*weight > 0) == positive)
                .map(|(_, reason)| *reason)
                .collect()
        };
        (of(true), of(false))
    }

    fn documents(&mut self, a: &Prepared, b: &Prepared) -> bool {
        if a.documents.is_empty() || b.documents.is_empty() {
            return false;
        }
        let pairs = || {
            a.documents
                .iter()
                .flat_map(|x| b.documents.iter().map(move |y| (x, y)))
        };
        if pairs().any(|(x, y)| x == y) {
            self.add(w::DOCUMENT_SAME, Some(Reason::SameDocument));
            return true;
        }
        if pairs().any(|(x, y)| x.len() >= 6 && strsim::osa_distance(x, y) == 1) {
            self.add(w::DOCUMENT_NEAR, Some(Reason::SimilarDocument));
        } else {
            self.add(w::DOCUMENT_UNLIKE, Some(Reason::DifferentDocument));
        }
        false
    }

    fn birth(&mut self, a: &Prepared, b: &Prepared) -> Born {
        let estimated = a.estimated || b.estimated;
        let born = compare_births(a.born, b.born, estimated);
        match born {
            Born::Unknown => {}
            Born::Same => self.add(w::BORN_SAME, Some(Reason::SameBirthDate)),
            Born::Swapped => self.add(w::BORN_SWAPPED, Some(Reason::DayAndMonthSwapped)),
            Born::Slip => self.add(w::BORN_SLIP, Some(Reason::SimilarBirthDate)),
            Born::SameMonth => self.add(w::BORN_SAME_MONTH, Some(Reason::SameBirthMonth)),
            Born::SameYear => self.add(w::BORN_SAME_YEAR, Some(Reason::SameBirthYear)),
            Born::YearOnlyAgrees => self.add(w::BORN_YEAR_ONLY_AGREES, Some(Reason::SameBirthYear)),
            Born::NearYear => self.add(w::BORN_NEAR_YEAR, Some(Reason::NearBirthYear)),
            Born::Unlike if estimated => {
                self.add(w::BORN_UNLIKE_ESTIMATED, Some(Reason::DifferentBirthDate))
            }
            Born::Unlike => self.add(w::BORN_UNLIKE, Some(Reason::DifferentBirthDate)),
        }
        born
    }

    /// Weighs surname and given name together and tells how the given names agree.
    fn names(&mut self, a: &Prepared, b: &Prepared) -> Agreement {
        let mut surname = compare_keys(&a.surname, &b.surname);
        let mut given = compare_keys(&a.given_name, &b.given_name);
        let crossed =
            compare_keys(&a.surname, &b.given_name).min(compare_keys(&a.given_name, &b.surname));
        if crossed >= Agreement::Near && crossed > surname.min(given) && given != Agreement::Same {
            self.add(w::SURNAME_NEAR + w::GIVEN_NEAR, Some(Reason::NamesSwapped));
            return crossed;
        }
        // Öwezow and Öwezowa, Öwez and Öwezow: one family name in two fashions.
        if surname < Agreement::Near
            && !a.surname_stem.is_empty()
            && a.surname_stem == b.surname_stem
        {
            surname = Agreement::Near;
        }
        let former = surname < Agreement::Near
            && [
                (&a.surname, &b.former_surname),
                (&a.former_surname, &b.surname),
                (&a.former_surname, &b.former_surname),
            ]
            .into_iter()
            .any(|(x, y)| compare_keys(x, y) >= Agreement::Near);
        if given == Agreement::Unlike && is_short_form(&a.given_name, &b.given_name) {
            given = Agreement::Loose;
        }
        let (surname_weight, surname_reason) = match surname {
            _ if former => (w::FORMER_SURNAME_SAME, Some(Reason::SameFormerSurname)),
            Agreement::Missing => (0, None),
            Agreement::Same => (w::SURNAME_SAME, Some(Reason::SameSurname)),
            Agreement::Near => (w::SURNAME_NEAR, Some(Reason::SimilarSurname)),
            Agreement::Loose => (w::SURNAME_LOOSE, Some(Reason::SimilarSurname)),
            Agreement::Unlike if a.female == Some(false) && b.female != Some(true) => {
                (w::SURNAME_UNLIKE, Some(Reason::DifferentSurname))
            }
            Agreement::Unlike => (w::SURNAME_UNLIKE_MARRIAGE, Some(Reason::DifferentSurname)),
        };
        let (given_weight, given_reason) = match given {
            Agreement::Missing => (0, None),
            Agreement::Same => (w::GIVEN_SAME, Some(Reason::SameGivenName)),
            Agreement::Near => (w::GIVEN_NEAR, Some(Reason::SimilarGivenName)),
            Agreement::Loose => (w::GIVEN_LOOSE, Some(Reason::SimilarGivenName)),
            Agreement::Unlike => (w::GIVEN_UNLIKE, Some(Reason::DifferentGivenName)),
        };
        if surname.agrees() && given.agrees() && !former {
            let whole = match (surname, given) {
                (Agreement::Same, Agreement::Same) if other_script(a, b) => {
                    Reason::SameNameOtherScript
                }
                (Agreement::Same, Agreement::Same) => Reason::SameName,
                _ => Reason::SimilarName,
            };
            self.add(surname_weight + given_weight, Some(whole));
        } else {
            self.add(surname_weight, surname_reason);
            self.add(given_weight, given_reason);
        }
        given
    }

    fn father(&mut self, a: &Prepared, b: &Prepared) -> Agreement {
        let father = compare_keys(&a.father, &b.father);
        match father {
            Agreement::Missing => {}
            Agreement::Same => self.add(w::FATHER_SAME, Some(Reason::SamePatronymic)),
            Agreement::Near | Agreement::Loose => {
                self.add(w::FATHER_NEAR, Some(Reason::SimilarPatronymic))
            }
            Agreement::Unlike if is_short_form(&a.father, &b.father) => {}
            Agreement::Unlike => self.add(w::FATHER_UNLIKE, Some(Reason::DifferentPatronymic)),
        }
        if father == Agreement::Unlike && is_short_form(&a.father, &b.father) {
            Agreement::Loose
        } else {
            father
        }
    }

    fn address(&mut self, a: &Prepared, b: &Prepared) {
        let street = compare_keys(&a.street, &b.street);
        let place = compare_keys(&a.place, &b.place);
        let place_known = place != Agreement::Missing;
        match street {
            Agreement::Same if place >= Agreement::Near => {
                self.add(w::ADDRESS_SAME, Some(Reason::SameAddress))
            }
            Agreement::Same => self.add(w::ADDRESS_NEAR, Some(Reason::SimilarAddress)),
            Agreement::Near if place >= Agreement::Near || !place_known => {
                self.add(w::ADDRESS_NEAR, Some(Reason::SimilarAddress));
            }
            _ if place >= Agreement::Near => self.add(w::PLACE_SAME, Some(Reason::SamePlace)),
            Agreement::Unlike if place == Agreement::Unlike => self.add(w::ADDRESS_UNLIKE, None),
            _ => {}
        }
    }
}

fn other_script(a: &Prepared, b: &Prepared) -> bool {
    a.name_script != b.name_script && a.name_script != Script::None && b.name_script != Script::None
}

fn years_apart(a: &Prepared, b: &Prepared) -> Option<i32> {
    Some((a.born?.year - b.born?.year).abs())
}

/// Says whether one key is an initial or the beginning of the other.
fn is_short_form(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    !short.is_empty()
        && long.starts_with(short)
        && (short.chars().count() == 1 || short.chars().count() >= 3)
}

#[cfg(test)]
#[path = "duplicates_tests.rs"]
mod tests;
