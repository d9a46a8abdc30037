//! What the heading of a column says it holds, in Turkmen, Russian and English.
//!
//! Only a guess for the mapping screen, where a person corrects it. Words as they stand on sheets of offices and
//! statistics; febrl's headings are among them because that set is the public test of imports.

use crate::{
    heading_words::{WHOLE, WITHIN},
    rejected::{REASON_HEADING, ROW_HEADING},
    target::Target,
};

/// Guesses what each column is, as many as columns.
///
/// A target is given once, to the column whose heading says it most plainly; telephones may repeat.
pub fn guess(columns: &[String]) -> Vec<Target> {
    let headings: Vec<String> = columns.iter().map(|column| plain(column)).collect();
    let mut guessed = vec![Target::Ignore; columns.len()];
    // Whole headings first, so that "name" is not given away to "name of the village".
    for exact in [true, false] {
        for (at, (column, heading)) in columns.iter().zip(&headings).enumerate() {
            if guessed.get(at) != Some(&Target::Ignore) || is_ours(column) {
                continue;
            }
            let found = if exact {
                whole(heading)
            } else {
                within(heading)
            };
            let free = found.filter(|target| *target == Target::Phone || !guessed.contains(target));
            if let (Some(target), Some(place)) = (free, guessed.get_mut(at)) {
                *place = target;
            }
        }
    }
    guessed
}

/// Says whether a column was added by the file of rejected rows.
fn is_ours(column: &str) -> bool {
    [ROW_HEADING, REASON_HEADING].contains(&column.trim())
}

/// Lower-cases, takes Turkmen and Russian diacritics off and puts one space between words.
fn plain(heading: &str) -> String {
    let mut out = String::new();
    for c in heading.to_lowercase().chars() {
        let c = match c {
            'ç' => 'c',
            'ä' => 'a',
            'ž' => 'z',
            'ň' | 'ñ' => 'n',
            'ö' => 'o',
            'ş' => 's',
            'ü' => 'u',
            'ý' | 'ÿ' => 'y',
            'ё' => 'е',
            '№' => '№',
            other if other.is_alphanumeric() => other,
            '\'' | '’' => continue,
            _ => ' ',
        };
        if c == ' ' && (out.is_empty() || out.ends_with(' ')) {
            continue;
        }
        out.push(c);
    }
    out.trim_end().to_owned()
}

fn whole(heading: &str) -> Option<Target> {
    WHOLE
        .iter()
        .find(|(_, words)| words.contains(&heading))
        .map(|(target, _)| *target)
}

fn within(heading: &str) -> Option<Target> {
    let says = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    // A heading that names both parts holds the whole name.
    let surname = says(&["surname", "last name", "фамил", "famil"]);
    let given = says(&["имя", "first name", "given"])
        || heading
            .split(' ')
            .any(|word| word == "ady" || word == "name");
    if surname && given && !says(&["former", "maiden", "девич", "прежн", "onki"]) {
        return Some(Target::FullName);
    }
    WITHIN
        .iter()
        .find(|(_, words)| says(words))
        .map(|(target, _)| *target)
        .filter(|target| *target != Target::Ignore)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Target::*;

    fn guessed(headings: &[&str]) -> Vec<Target> {
        guess(&headings.iter().map(|h| (*h).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn headings_in_three_languages_are_understood() {
        assert_eq!(
            guessed(&[
                "T/b",
                "Familiýasy",
                "Ady",
                "Atasynyň ady",
                "Doglan senesi",
                "Jynsy",
                "Öý salgysy",
                "El telefony",
                "Öý telefony",
                "Pasportynyň tapgyry we belgisi"
            ]),
            [
                ExternalNumber,
                Surname,
                GivenName,
                Patronymic,
                BornOn,
                Sex,
                Street,
                Phone,
                Phone,
                DocumentNumber
            ]
        );
        assert_eq!(
            guessed(&[
                "№ п/п",
                "Фамилия",
                "Имя",
                "Отчество",
                "Год рождения",
                "Пол",
                "Этрап",
                "Село",
                "Улица",
                "№ дома",
                "Телефон",
                "Паспорт: серия, номер",
                "Кем выдан паспорт"
            ]),
            [
                ExternalNumber,
                Surname,
                GivenName,
                Patronymic,
                BornOn,
                Sex,
                DistrictText,
                Village,
                Street,
                HouseNumber,
                Phone,
                DocumentNumber,
                Ignore
            ]
        );
        assert_eq!(
            guessed(&[
                "ID",
                "First name",
                "Last name",
                "Date of birth",
                "Gender",
                "Mobile phone",
                "Notes"
            ]),
            [
                ExternalNumber,
                GivenName,
                Surname,
                BornOn,
                Sex,
                Phone,
                Ignore
            ]
        );
        assert_eq!(guessed(&["Ф.И.О.", "Адрес"]), [FullName, Street]);
        assert_eq!(
            guessed(&["Familiýasy, ady, atasynyň ady", "Doglan ýyly"]),
            [FullName, BornOn]
        );
        assert_eq!(guessed(&["Фамилия, имя, отчество"]), [FullName]);
    }

    #[test]
    fn the_headings_of_febrl_are_understood() {
        let febrl = [
            "rec_id",
            "given_name",
            "surname",
            "street_number",
            "address_1",
            "address_2",
            "suburb",
            "postcode",
            "state",
            "date_of_birth",
            "soc_sec_id",
        ];
        assert_eq!(
            guessed(&febrl),
            [
                ExternalNumber,
                GivenName,
                Surname,
                HouseNumber,
                Street,
                Ignore,
                Village,
                Postcode,
                DistrictText,
                BornOn,
                DocumentNumber
            ]
        );
    }

    #[test]
    fn a_target_is_given_once_and_unknown_headings_are_left_out() {
        assert_eq!(
            guessed(&["Ady", "Ady", "", "xyz"]),
            [GivenName, Ignore, Ignore, Ignore]
        );
        assert_eq!(
            guessed(&["surname", ROW_HEADING, REASON_HEADING]),
            [Surname, Ignore, Ignore]
        );
        assert_eq!(guessed(&[]), []);
    }

    #[test]
    fn every_target_has_its_code() {
        let codes: Vec<String> = Target::ALL
            .iter()
            .map(|t| {
                serde_json::to_value(t)
                    .unwrap()
                    .as_str()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        assert!(
            codes.contains(&"born_on".to_owned()) && codes.contains(&"external_number".to_owned())
        );
        assert_eq!(codes.len(), 16);
    }
}
