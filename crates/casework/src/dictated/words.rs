//! A receipt's code as eight words and back: six bytes that mean something, two that check them.
//!
//! Separate from what a code means, so that what can be misheard and mistyped is decided in one pure place.

use crate::error::CaseworkError;
use crate::session::Language;
use icu_normalizer::DecomposingNormalizerBorrowed;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What a code stands for: the beginning of a hash.
pub(crate) type Digest = [u8; 6];

const WORDS: &str = include_str!("../../../../assets/reference/dictation-words.json");
/// Words of a code.
const COUNT: usize = 8;
/// What the text of a code begins with.
const TEXT: &str = "GOLDAW-R1:";

#[derive(Deserialize)]
struct File {
    words: Vec<[String; 3]>,
}

struct List {
    words: Vec<[String; 3]>,
    bytes: BTreeMap<String, u8>,
}

/// The list, read once. Compiled in and checked by a test: it reads.
fn list() -> &'static List {
    static LIST: OnceLock<List> = OnceLock::new();
    LIST.get_or_init(|| {
        let words =
            serde_json::from_str::<File>(WORDS).map_or_else(|_| Vec::new(), |file| file.words);
        let bytes = words
            .iter()
            .zip(0..=u8::MAX)
            .flat_map(|(row, byte)| row.iter().map(move |word| (folded(word), byte)))
            .collect();
        List { words, bytes }
    })
}

/// Writes a code as eight words of a language.
pub(crate) fn spoken(digest: Digest, language: Language) -> Vec<String> {
    let column = match language {
        Language::Tk => 0,
        Language::Ru => 1,
        Language::En => 2,
    };
    let rows = code(digest).into_iter();
    rows.filter_map(|byte| list().words.get(usize::from(byte)))
        .map(|row| row[column].clone())
        .collect()
}

/// Writes a code as the text of a QR code.
pub(crate) fn text(digest: Digest) -> String {
    let digits = code(digest).map(|byte| format!("{byte:02X}"));
    format!("{TEXT}{}", digits.concat())
}

/// Reads a code as it was typed: eight words of any of the languages, or the text of a QR code. Case, accents and commas do not matter.
///
/// # Errors
/// `UnknownWord` with the word; `WordsWrong` when they are too few, too many, or do not fit one another.
pub(crate) fn read(typed: &str) -> Result<Digest, CaseworkError> {
    let bytes = match typed.trim().to_ascii_uppercase().strip_prefix(TEXT) {
        Some(digits) => from_hex(digits.trim()),
        None => from_words(typed)?,
    };
    let bytes: [u8; COUNT] = bytes.try_into().map_err(|_| CaseworkError::WordsWrong)?;
    let [a, b, c, d, e, f, ..] = bytes;
    let digest = [a, b, c, d, e, f];
    if code(digest) == bytes {
        Ok(digest)
    } else {
        Err(CaseworkError::WordsWrong)
    }
}

fn from_words(typed: &str) -> Result<Vec<u8>, CaseworkError> {
    let words = typed.split(|letter: char| !letter.is_alphabetic() && !is_accent(letter));
    words
        .filter(|word| !word.is_empty())
        .map(|word| {
            let byte = list().bytes.get(&folded(word)).copied();
            byte.ok_or_else(|| CaseworkError::UnknownWord {
                word: word.chars().take(40).collect(),
            })
        })
        .collect()
}

/// Reads pairs of digits; gives nothing when anything else stands among them.
fn from_hex(digits: &str) -> Vec<u8> {
    let byte = |pair: &[u8]| {
        let text = std::str::from_utf8(pair).ok()?;
        // A sign is no digit, though numbers may begin with one.
        let digits = pair.iter().all(u8::is_ascii_hexdigit);
        digits.then(|| u8::from_str_radix(text, 16).ok())?
    };
    let bytes: Option<Vec<u8>> = digits.as_bytes().chunks(2).map(byte).collect();
    bytes.unwrap_or_default()
}

fn code(digest: Digest) -> [u8; COUNT] {
    let [a, b, c, d, e, f] = digest;
    let [check, more] = check(&digest).to_be_bytes();
    [a, b, c, d, e, f, check, more]
}

/// CRC-16 (CCITT, from 0xFFFF): finds every single wrong word and every two neighbours that changed places.
fn check(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF, |sum, byte| {
        (0..8).fold(sum ^ (u16::from(*byte) << 8), |sum, _| {
            (sum << 1) ^ if sum & 0x8000 == 0 { 0 } else { 0x1021 }
        })
    })
}

fn folded(word: &str) -> String {
    let parts = DecomposingNormalizerBorrowed::new_nfd()
        .normalize(&word.to_lowercase())
        .into_owned();
    parts.chars().filter(|letter| !is_accent(*letter)).collect()
}

const fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLES: [Digest; 3] = [[0; 6], [0xFF; 6], [3, 141, 59, 26, 53, 58]];
    const LANGUAGES: [Language; 3] = [Language::Tk, Language::Ru, Language::En];

    #[test]
    fn eight_words_of_each_language_and_the_text_come_back_as_the_code() {
        for digest in SAMPLES {
            for language in LANGUAGES {
                let words = spoken(digest, language);
                assert_eq!(words.len(), COUNT);
                assert_eq!(read(&words.join(" ")).ok(), Some(digest));
                let shouted = words.join(", ").to_uppercase();
                assert_eq!(read(&shouted).ok(), Some(digest), "{shouted}");
                let plain: Vec<String> = words.iter().map(|word| folded(word)).collect();
                assert_eq!(read(&plain.join("\n")).ok(), Some(digest), "no accents");
            }
            assert_eq!(read(&text(digest)).ok(), Some(digest));
            assert_eq!(read(&text(digest).to_lowercase()).ok(), Some(digest));
        }
    }

    #[test]
    fn the_check_is_the_published_one() {
        assert_eq!(check(b"123456789"), 0x29B1);
    }

    #[test]
    fn every_wrong_word_and_every_swap_of_neighbours_is_noticed() {
        for digest in SAMPLES {
            let right = code(digest);
            for at in 0..COUNT {
                for wrong in 0..=u8::MAX {
                    let mut heard = right;
                    heard[at] = wrong;
                    let words = heard.map(|byte| list().words[usize::from(byte)][0].clone());
                    let read = read(&words.join(" ")).ok();
                    assert_eq!(read, (wrong == right[at]).then_some(digest));
                }
            }
            for at in 1..COUNT {
                let mut heard = right;
                heard.swap(at - 1, at);
                if heard != right {
                    let words = heard.map(|byte| list().words[usize::from(byte)][2].clone());
                    assert!(read(&words.join(" ")).is_err());
                }
            }
        }
    }

    #[test]
    fn too_few_words_a_word_nobody_says_and_half_a_text_are_refused() {
        let mut words = spoken(SAMPLES[2], Language::En);
        assert!(matches!(read(""), Err(CaseworkError::WordsWrong)));
        words.pop();
        assert!(matches!(
            read(&words.join(" ")),
            Err(CaseworkError::WordsWrong)
        ));
        words.push("zebra".to_owned());
        assert!(
            matches!(read(&words.join(" ")), Err(CaseworkError::UnknownWord { word }) if word == "zebra")
        );
        let half = &text(SAMPLES[2])[..18];
        assert!(matches!(read(half), Err(CaseworkError::WordsWrong)));
        let whole = text(SAMPLES[0]);
        for odd in [
            "GOLDAW-R1:é".to_owned(),
            format!("{whole}!!"),
            whole.replacen("00", "+0", 1),
        ] {
            assert!(
                matches!(read(&odd), Err(CaseworkError::WordsWrong)),
                "{odd}"
            );
        }
    }

    #[test]
    fn any_two_words_of_a_language_differ_in_two_letters_and_no_word_means_two_bytes() {
        let words = &list().words;
        assert_eq!(words.len(), 256);
        for column in 0..3 {
            let all: Vec<Vec<char>> = words
                .iter()
                .map(|row| folded(&row[column]).chars().collect())
                .collect();
            for (at, one) in all.iter().enumerate() {
                for other in &all[..at] {
                    assert!(letters_apart(one, other) > 1, "{one:?} {other:?}");
                }
            }
        }
        for (byte, row) in words.iter().enumerate() {
            for word in row {
                assert_eq!(
                    list().bytes.get(&folded(word)),
                    u8::try_from(byte).ok().as_ref()
                );
            }
        }
    }

    /// Letters to put in, take out, replace or swap with a neighbour.
    fn letters_apart(one: &[char], other: &[char]) -> usize {
        let mut rows = vec![(0..=other.len()).collect::<Vec<usize>>()];
        for i in 1..=one.len() {
            let mut row = vec![i];
            for j in 1..=other.len() {
                let same = usize::from(one[i - 1] != other[j - 1]);
                let mut least = (rows[i - 1][j] + 1)
                    .min(row[j - 1] + 1)
                    .min(rows[i - 1][j - 1] + same);
                if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                    least = least.min(rows[i - 2][j - 2] + 1);
                }
                row.push(least);
            }
            rows.push(row);
        }
        rows[one.len()][other.len()]
    }
}
