//! Numbers people read aloud, made offline without ever colliding: office, year, computer, counter, check character.
//!
//! `AH-GDP-2026-7Q3-0147-K`: the computer's mark keeps two computers of one office apart; the last character is the ISO/IEC 7064
//! MOD 37,36 check character over everything before it, so that one wrong character is always noticed and two swapped neighbours nearly
//! always.

const ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Characters of a mark: no letters that look like digits (Crockford's base 32).
const MARK_ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Returns the number of the `counter`th record of its kind that a computer made in a year.
pub fn number(office_code: &str, year: i32, mark: &str, counter: u32) -> String {
    let body = format!("{office_code}-{year}-{mark}-{counter:04}");
    let check = check_character(&body);
    format!("{body}-{check}")
}

/// Tells whether a number typed by hand carries its own check character.
pub fn is_whole(number: &str) -> bool {
    match number.rsplit_once('-') {
        Some((body, check)) => check.len() == 1 && check.starts_with(check_character(body)),
        None => false,
    }
}

/// Returns a computer's mark from random bits: three characters.
pub fn mark(random: u16) -> String {
    (0..3)
        .map(|place| char::from(MARK_ALPHABET[usize::from(random >> (place * 5)) & 31]))
        .collect()
}

fn check_character(body: &str) -> char {
    let mut product = 36;
    for byte in body.bytes() {
        let Some(value) = ALPHABET
            .iter()
            .position(|letter| *letter == byte.to_ascii_uppercase())
        else {
            continue;
        };
        let mut sum = (product + value) % 36;
        if sum == 0 {
            sum = 36;
        }
        product = sum * 2 % 37;
    }
    char::from(ALPHABET[(37 - product) % 36])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_reads_as_office_year_computer_counter_check() {
        let number = number("AH-GDP", 2026, "7Q3", 147);
        assert!(number.starts_with("AH-GDP-2026-7Q3-0147-"), "{number}");
        assert!(is_whole(&number));
    }

    proptest! {
        #[test]
        fn one_wrong_character_is_noticed(counter in 1u32..9999, random: u16, place in 0usize..18, other in 0usize..36) {
            let right = number("AH-GDP", 2026, &mark(random), counter);
            let mut wrong = right.clone().into_bytes();
            prop_assume!(wrong[place] != b'-' && wrong[place] != ALPHABET[other]);
            wrong[place] = ALPHABET[other];
            prop_assert!(!is_whole(&String::from_utf8(wrong).unwrap()));
        }
    }

    #[test]
    fn of_a_hundred_swapped_neighbours_at_most_one_is_missed() {
        let (mut swapped, mut missed) = (0, 0);
        for counter in 1..2000u32 {
            let right = number("AH-GDP", 2026, &mark((counter * 31) as u16), counter);
            for place in 0..right.len() - 1 {
                let mut wrong = right.clone().into_bytes();
                wrong.swap(place, place + 1);
                let pair = [wrong[place], wrong[place + 1]];
                if pair.contains(&b'-') || pair[0] == pair[1] {
                    continue;
                }
                swapped += 1;
                missed += u32::from(is_whole(&String::from_utf8(wrong).unwrap()));
            }
        }
        assert!(missed * 100 <= swapped, "{missed} of {swapped}");
    }
}
