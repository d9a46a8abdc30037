//! Any spelling of a name to lower-case Turkmen Latin, letter by letter.
//!
//! Separate from the search key because this step keeps what the alphabet distinguishes (ý and y, ž and j), so it
//! can also be shown; the key then throws distinctions away. It does not guess sounds and does not translate.

use std::borrow::Cow;

use icu_casemap::CaseMapper;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::letters::{cyrillic_to_latin, latin_of, latin_to_cyrillic, opens_with_y};

/// The script a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Script {
    /// Latin letters only.
    Latin,
    /// Cyrillic letters only.
    Cyrillic,
    /// Both, in one text.
    Mixed,
    /// No letter of either script.
    None,
}

/// Tells which script the letters of a text belong to; digits and signs do not count.
pub fn script_of(text: &str) -> Script {
    let latin = text.chars().any(is_latin);
    let cyrillic = text.chars().any(is_cyrillic);
    match (latin, cyrillic) {
        (true, true) => Script::Mixed,
        (true, false) => Script::Latin,
        (false, true) => Script::Cyrillic,
        (false, false) => Script::None,
    }
}

/// Writes a text in lower-case Turkmen Latin: Cyrillic letters are transliterated, look-alike letters of the wrong
/// script and the letters of the 1990s are put right.
///
/// Keeps diacritics, punctuation and spaces; letters of other scripts are only lower-cased. Never fails.
pub fn to_turkmen_latin(text: &str) -> String {
    // The long s is the old ž; compatibility normalisation would turn it into a plain s.
    let text: String = text
        .chars()
        .map(|c| if c == 'ſ' { 'ž' } else { c })
        .collect();
    let composed = ComposingNormalizerBorrowed::new_nfkc()
        .normalize(&text)
        .into_owned();
    let mut out = String::with_capacity(composed.len());
    let mut word = String::new();
    for c in composed.chars() {
        if belongs_to_word(c) {
            word.push(c);
        } else {
            write_word(&word, &mut out);
            word.clear();
            out.push(c);
        }
    }
    write_word(&word, &mut out);
    out
}

/// Lower-cases by the full case folding of Unicode; Turkmen has the dotted i only, so no Turkish rule applies.
pub(crate) fn fold_case(text: &str) -> String {
    CaseMapper::new().fold_string(text).into_owned()
}

/// Takes the diacritics off.
pub(crate) fn strip_marks(text: &str) -> String {
    let split: Cow<'_, str> = DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
    split.chars().filter(|c| !is_mark(*c)).collect()
}

/// Says whether a character is a mark that hangs on the letter before it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}' | '\u{0483}'..='\u{0487}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20f0}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

fn is_latin(c: char) -> bool {
    c.is_alphabetic()
        && (c.is_ascii()
            || matches!(c, '\u{00c0}'..='\u{024f}' | '\u{0250}'..='\u{02af}' | '\u{1e00}'..='\u{1eff}' | '\u{ff21}'..='\u{ff5a}'))
}

fn is_cyrillic(c: char) -> bool {
    c.is_alphabetic()
        && matches!(c, '\u{0400}'..='\u{052f}' | '\u{1c80}'..='\u{1c8f}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}')
}

fn is_old_sign(c: char) -> bool {
    matches!(c, '£' | '$' | '¢' | '¥' | 'ƒ')
}

fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`' | '´' | '\u{2018}' | '\u{2019}' | '\u{02bc}' | '\u{02bb}' | '\u{02b9}'
    )
}

fn belongs_to_word(c: char) -> bool {
    c.is_alphabetic() || is_mark(c) || is_old_sign(c) || is_apostrophe(c)
}

fn write_word(word: &str, out: &mut String) {
    if word.is_empty() {
        return;
    }
    let word = read_old_signs(word);
    let one_script = settle_look_alikes(&word);
    let folded = fold_case(&one_script);
    // Folding may take letters apart (İ becomes i and a dot): put them together again before the tables.
    let folded = ComposingNormalizerBorrowed::new_nfkc()
        .normalize(&folded)
        .into_owned();
    transliterate(&folded, out);
}

/// Reads the signs that stood for letters in the alphabet of 1993-1995, where a letter stands beside them.
///
/// A sign alone ("$ 100") stays a sign.
fn read_old_signs(word: &str) -> Cow<'_, str> {
    if !word.chars().any(is_old_sign) || !word.chars().any(char::is_alphabetic) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(
        word.chars()
            .map(|c| match c {
                '£' => 'Ž',
                'ƒ' => 'ž',
                '$' => 'Ş',
                '¢' => 'ş',
                '¥' => 'Ý',
                other => other,
            })
            .collect(),
    )
}

/// Brings a word of two scripts into one: its letters without a twin in the other script say which; when they
/// disagree or there are none, the greater number wins, and Latin on a tie.
fn settle_look_alikes(word: &str) -> Cow<'_, str> {
    if script_of(word) != Script::Mixed {
        return Cow::Borrowed(word);
    }
    let count = |wanted: fn(char) -> bool| word.chars().filter(|c| wanted(*c)).count();
    let sure_latin = count(|c| is_latin(c) && latin_to_cyrillic(c).is_none());
    let sure_cyrillic = count(|c| is_cyrillic(c) && cyrillic_to_latin(c).is_none());
    let latin = match (sure_latin > 0, sure_cyrillic > 0) {
        (true, false) => true,
        (false, true) => false,
        _ => count(is_latin) >= count(is_cyrillic),
    };
    let settle = if latin {
        cyrillic_to_latin
    } else {
        latin_to_cyrillic
    };
    Cow::Owned(word.chars().map(|c| settle(c).unwrap_or(c)).collect())
}

/// Writes the Latin letters of one folded word of one script.
fn transliterate(word: &str, out: &mut String) {
    let mut before: Option<char> = None;
    let mut letters = word.chars().peekable();
    while let Some(c) = letters.next() {
        // Russian spells the Turkmen j as дж.
        if c == 'д' && letters.peek() == Some(&'ж') {
            letters.next();
            out.push('j');
            before = Some('ж');
            continue;
        }
        match c {
            'е' | 'ё' | 'ю' | 'я' => out.push_str(soft_vowel(c, before)),
            other => match latin_of(other) {
                Some(latin) => out.push_str(latin),
                None if is_apostrophe(other) => {}
                None => out.push(other),
            },
        }
        before = Some(c);
    }
}

/// The Latin of е ё ю я: with ý where the word starts and after a vowel or a sign, otherwise the front vowel that
/// Russian spelling means by it (Гюль is Gül, Мяхри is Mähri).
fn soft_vowel(c: char, before: Option<char>) -> &'static str {
    let after_consonant = before.is_some_and(|b| is_cyrillic(b) && !opens_with_y(b));
    match (c, after_consonant) {
        ('е', true) => "e",
        ('е', false) => "ýe",
        ('ё', true) => "ö",
        ('ё', false) => "ýo",
        ('ю', true) => "ü",
        ('ю', false) => "ýu",
        (_, true) => "ä",
        (_, false) => "ýa",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turkmen_cyrillic_becomes_the_latin_of_today() {
        for (cyrillic, latin) in [
            ("Гөзел", "gözel"),
            ("Җумагелди", "jumageldi"),
            ("Ашгабат", "aşgabat"),
            ("Эне", "ene"),
            ("Мәхри", "mähri"),
            ("Ңурия", "ňuriýa"),
            ("Аннаева", "annaýewa"),
            ("Үнүс", "ünüs"),
        ] {
            assert_eq!(to_turkmen_latin(cyrillic), latin, "{cyrillic}");
        }
    }

    #[test]
    fn russian_spelling_of_front_vowels_and_j_is_understood() {
        for (russian, latin) in [
            ("Джумагельды", "jumageldy"),
            ("Гюльнара", "gülnara"),
            ("Мяхри", "mähri"),
            ("Гёзель", "gözel"),
            ("Язгуль", "ýazgul"),
        ] {
            assert_eq!(to_turkmen_latin(russian), latin, "{russian}");
        }
    }

    #[test]
    fn letters_of_the_nineties_become_those_of_today() {
        assert_eq!(to_turkmen_latin("¥azgül Garañkyÿewa"), "ýazgül garaňkyýewa");
        assert_eq!(to_turkmen_latin("$emşat, Ta¢lyÿew"), "şemşat, taşlyýew");
        assert_eq!(to_turkmen_latin("£ora ƒora ſora"), "žora žora žora");
        assert_eq!(to_turkmen_latin("$ 100"), "$ 100");
    }

    #[test]
    fn a_look_alike_letter_of_the_other_script_is_put_right() {
        assert_eq!(to_turkmen_latin("D\u{430}new"), "danew");
        assert_eq!(to_turkmen_latin("\u{41d}ojambaz"), "hojambaz");
        assert_eq!(to_turkmen_latin("Овезoва"), "owezowa");
        assert_eq!(to_turkmen_latin("Хyдайберди"), "hudaýberdi");
        assert_eq!(script_of("D\u{430}new"), Script::Mixed);
    }

    #[test]
    fn a_word_of_one_script_is_never_taken_for_the_other() {
        assert_eq!(to_turkmen_latin("Сара"), "sara");
        assert_eq!(to_turkmen_latin("Вера"), "wera");
        assert_eq!(to_turkmen_latin("Cara"), "cara");
    }

    #[test]
    fn punctuation_and_other_scripts_stay() {
        assert_eq!(to_turkmen_latin("Ак-Бугдай (etrap)"), "ak-bugdaý (etrap)");
        assert_eq!(to_turkmen_latin("محمد"), "محمد");
        assert_eq!(to_turkmen_latin(""), "");
    }
}
