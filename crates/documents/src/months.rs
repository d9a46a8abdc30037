//! Names of months on papers: Turkmen, the renamed ones of 2002-2008, Russian and English.

/// The beginnings of each month's names, without diacritics, in lower case.
const MONTHS: [&[&str]; 12] = [
    &["yanwar", "turkmenbasy", "январ", "jan"],
    &["fewral", "baydak", "феврал", "feb"],
    &["mart", "nowruz", "март", "mar"],
    &["aprel", "gurbansoltan", "апрел", "apr"],
    &["may", "magtymguly", "мая", "май", "may"],
    &["iyun", "oguz", "июн", "jun"],
    &["iyul", "gorkut", "июл", "jul"],
    &["awgust", "alp arslan", "alparslan", "август", "aug"],
    &["sentyabr", "ruhnama", "сентябр", "sep"],
    &["oktyabr", "garassyzlyk", "октябр", "oct"],
    &["noyabr", "sanjar", "ноябр", "nov"],
    &["dekabr", "bitaraplyk", "декабр", "dec"],
];

/// Finds the month a word names, from 1.
pub(crate) fn month_number(word: &str) -> Option<u32> {
    let word: String = word
        .to_lowercase()
        .chars()
        .map(|c| match c {
            'ý' | 'ÿ' => 'y',
            'ş' => 's',
            'ü' => 'u',
            'ň' => 'n',
            other => other,
        })
        .collect();
    if word.chars().count() < 3 {
        return None;
    }
    // Long names first: "mart" must not be taken for a word that begins with "mar".
    let position = MONTHS
        .iter()
        .position(|names| names.iter().any(|name| word.starts_with(name)))?;
    u32::try_from(position + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_of_every_period_and_language_are_known() {
        for (word, month) in [
            ("ýanwar", 1),
            ("Türkmenbaşy", 1),
            ("маý", 0),
            ("maý", 5),
            ("мая", 5),
            ("марта", 3),
            ("mart", 3),
            ("Bitaraplyk", 12),
            ("sentýabr", 9),
            ("сентября", 9),
            ("September", 9),
            ("Gurbansoltan", 4),
            ("Magtymguly", 5),
            ("iýul", 7),
            ("x", 0),
            ("week", 0),
        ] {
            assert_eq!(month_number(word).unwrap_or(0), month, "{word}");
        }
    }
}
