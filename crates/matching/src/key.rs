//! The search key: what is left of a name when spelling habits are taken away.
//!
//! Separate from folding because here letters that people mix up become one on purpose; the key is stored and
//! compared, never shown. The same function must make the stored key and the key of the query. It weighs nothing
//! and knows no person.
//!
//! What becomes one, and why (beside case, script and diacritics, which `fold` settles):
//!
//! | key | from | reason |
//! |-----|------|--------|
//! | `w` | v, w | Turkmen w is Russian and English v: Öwezow, Ovezov, Овезов |
//! | `i` | y, ý, i | й, ы, и and English y are chosen freely: Aýna, Ayna, Aina; Berdi, Берды |
//! | `j` | j, ž, zh, dj, dzh | җ, дж, ж: Jumageldi, Djumageldi, Жумагелди |
//! | `h` | h, kh, x at the start of a word | х: Hudaýberdi, Khudayberdi, Xudayberdi |
//! | `ks` | x elsewhere | Maksim, Maxim |
//! | `s` | s, ş, sh, ts | ш, plain typing, ц |
//! | `c` | ç, c, ch | ч |
//! | `k` | k, q | Uzbek and English spelling |
//! | one letter | the same letter twice | Annagül, Анагуль |
//! | `e` | ie at the start of a word; `i` between a vowel and e falls | Ýelena, Елена, Elena; Annaýew, Annaev, Аннаев |

use crate::fold::{strip_marks, to_turkmen_latin};
use std::borrow::Cow;

/// Rounds after which a text that still changes is taken as it is; real text settles in two.
const MAX_ROUNDS: usize = 8;

/// Makes the search key of a text: tokens of a-z and 0-9 (and letters of scripts the tables do not know), one space
/// between them, none around.
///
/// Idempotent; empty for a text without letters and digits.
pub fn search_key(text: &str) -> String {
    let mut key = one_round(text);
    for _ in 0..MAX_ROUNDS {
        let next = one_round(&key);
        if next == key {
            break;
        }
        key = next;
    }
    key
}

/// Makes the sound key of a name from its [`search_key`]: what stays the same when a name is heard and written down in another language.
///
/// Each word keeps its consonants, those that Turkmen and Russian exchange made one (d and t, g and k); of the
/// vowels only that there was one at the beginning: Myrat and Мурад, Gurban and Курбан, Çarymyradowa and Чарымурадова. The beginning
/// of a word has the beginning of its sound key. Far more names share one than are alike: for finding, never for telling apart.
pub fn sound_key(key: &str) -> String {
    let words = key.split(' ').map(|word| {
        let mut sounds: Vec<char> = Vec::new();
        for (at, letter) in word.chars().enumerate() {
            let sound = match letter {
                'd' => 't',
                'g' => 'k',
                vowel if is_vowel(vowel) && at == 0 => 'a',
                vowel if is_vowel(vowel) => continue,
                other => other,
            };
            push_single(&mut sounds, sound);
        }
        sounds.into_iter().collect::<String>()
    });
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Counts the letters by which a typed [`search_key`] misses the beginnings of the words of a name's key; smaller is more alike.
pub fn letters_apart(typed: &str, name: &str) -> usize {
    let missed = |word: &str| {
        let letters = word.chars().count();
        name.split(' ')
            .map(|of| of.chars().take(letters).collect::<String>())
            .map(|beginning| strsim::osa_distance(word, &beginning))
            .min()
            .unwrap_or(letters)
    };
    typed.split(' ').map(missed).sum()
}

/// Makes the key of the father's name in a patronymic: the endings of Russian and Turkmen forms are taken off
/// (Meredowiç, Meredowna, Mereda, Meret ogly all begin with the same key).
pub fn father_key(patronymic: &str) -> String {
    let key = search_key(patronymic);
    let mut name = key.as_str();
    for son_or_daughter in [
        " ogli", " oglu", " ogul", " gizi", " kizi", "ogli", "gizi", "kizi",
    ] {
        // The word alone, without a name before it, is a name like any other.
        if let Some(rest) = name
            .strip_suffix(son_or_daughter)
            .filter(|rest| !rest.is_empty())
        {
            name = rest.trim_end();
            break;
        }
    }
    without_ending(name, &["owic", "ewic", "owna", "ewna", "ic", "icna"]).to_owned()
}

/// Makes the key of a surname without the endings that follow sex and fashion (-ow, -owa, -ew, -ewa, -in, -ina), so
/// that a brother and a sister, or a family that dropped the ending, share it.
pub fn surname_stem(surname: &str) -> String {
    without_ending(
        &search_key(surname),
        &["owa", "ewa", "ow", "ew", "ina", "in"],
    )
    .to_owned()
}

/// Takes the longest listed ending off while at least three letters stay.
fn without_ending<'a>(key: &'a str, endings: &[&str]) -> &'a str {
    endings
        .iter()
        .filter_map(|ending| key.strip_suffix(ending))
        .filter(|rest| rest.chars().count() >= 3)
        .min_by_key(|rest| rest.len())
        .unwrap_or(key)
}

fn one_round(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    // Word by word, because of most words nothing needs the tables. A space never joins with what stands beside it.
    for word in text.split(' ') {
        let plain = plain_letters(word);
        for token in plain.split(|c: char| !c.is_alphanumeric()) {
            let merged = merge_sounds(token);
            if merged.is_empty() {
                continue;
            }
            if !key.is_empty() {
                key.push(' ');
            }
            key.push_str(&merged);
        }
    }
    key
}

/// Writes a text in lower-case Latin letters without marks.
fn plain_letters(text: &str) -> Cow<'_, str> {
    if !text.bytes().all(is_plain) {
        return Cow::Owned(by_the_tables(text));
    }
    match text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(text.to_ascii_lowercase()),
        false => Cow::Borrowed(text),
    }
}

/// Says whether a byte means the same in every word, but for its case. A dollar sign stood for a letter, an apostrophe falls.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii() && !matches!(byte, b'$' | b'\'' | b'`')
}

fn by_the_tables(text: &str) -> String {
    let latin = to_turkmen_latin(text);
    // ž is a sound of its own, not a z with an ornament: it must be read before the marks fall.
    let latin: String = latin
        .chars()
        .map(|c| if c == 'ž' { 'j' } else { c })
        .collect();
    strip_marks(&latin)
}

/// Merges until nothing changes, since one merge may open the way for the next (shh, ddj).
fn merge_sounds(token: &str) -> String {
    let mut letters: Vec<char> = token.chars().collect();
    loop {
        let merged = merge_once(&letters);
        if merged == letters {
            return merged.into_iter().collect();
        }
        letters = merged;
    }
}

fn merge_once(letters: &[char]) -> Vec<char> {
    let mut out: Vec<char> = Vec::with_capacity(letters.len());
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let next = letters.get(at + 1).copied();
        let (merged, used): (&[char], usize) = match (letter, next) {
            ('s', Some('h')) | ('t', Some('s')) => (&['s'], 2),
            ('c', Some('h')) => (&['c'], 2),
            ('z', Some('h')) | ('d', Some('j')) => (&['j'], 2),
            ('k', Some('h')) => (&['h'], 2),
            ('x', _) if at == 0 => (&['h'], 1),
            ('x', _) => (&['k', 's'], 1),
            ('v', _) => (&['w'], 1),
            ('y', _) => (&['i'], 1),
            ('q', _) => (&['k'], 1),
            // Ýelena, Elena; Annaýew, Annaew.
            ('i', Some('e')) if out.last().is_none_or(|before| is_vowel(*before)) => (&[], 1),
            (other, _) => {
                push_single(&mut out, other);
                at += 1;
                continue;
            }
        };
        for c in merged {
            push_single(&mut out, *c);
        }
        at += used;
    }
    out
}

/// Adds a letter unless it repeats the one before; digits may repeat.
fn push_single(out: &mut Vec<char>, c: char) {
    if c.is_alphabetic() && out.last() == Some(&c) {
        return;
    }
    out.push(c);
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sounds(name: &str) -> String {
        sound_key(&search_key(name))
    }

    fn all_share_one_key(spellings: &[&str]) {
        let first = search_key(spellings.first().unwrap());
        for spelling in spellings {
            assert_eq!(
                search_key(spelling),
                first,
                "{spelling} should have the key of {spellings:?}"
            );
        }
    }

    #[test]
    fn a_name_heard_in_russian_sounds_like_the_turkmen_one() {
        for (turkmen, heard) in [
            ("Çarymyradowa", "Чарымурадова"),
            ("Çarymyradowa", "Charymuradova"),
            ("Myrat", "Мурад"),
            ("Gurban", "Курбан"),
            ("Gurbannazar", "Курбанназар"),
            ("Nurmuhammet", "Нурмухаммед"),
            ("Öwez", "Авез"),
            ("Guwanç", "Куванч"),
            ("Gylyç", "Клыч"),
            ("Meret", "Меред"),
            ("Oguljan", "Огульджан"),
        ] {
            assert_eq!(sounds(turkmen), sounds(heard), "{turkmen}, {heard}");
        }
        assert_ne!(sounds("Maral"), sounds("Jeren"));
    }

    #[test]
    fn every_spelling_of_a_name_has_one_key() {
        for spellings in [
            &[
                "Ýazgül",
                "Язгуль",
                "yazgul",
                "ЯЗГУЛ",
                "¥azgül",
                "ÝAZGÜL",
                "Yazgul",
            ][..],
            &[
                "Öwezowa",
                "ovezova",
                "Овезова",
                "Өвезова",
                "Owezowa",
                "OVEZOVA",
            ],
            &[
                "Jumageldi",
                "Джумагельды",
                "Жумагелди",
                "Җумагелди",
                "Djumageldi",
                "Dzhumageldy",
            ],
            &[
                "Hudaýberdi",
                "Худайберды",
                "Худайберди",
                "Khudayberdy",
                "Xudayberdi",
                "Hudayberdi",
            ],
            &["Danew", "D\u{430}new", "Dänew", "Данев", "Dänev"],
            &["Gözel", "Гөзел", "гозел", "ГӨЗЕЛ", "Гёзель", "Gozel"],
            &[
                "Şemşadowa",
                "Шемшадова",
                "Semsadowa",
                "Shemshadova",
                "$em¢adowa",
            ],
            &[
                "Çarymyradowna",
                "Carymyradowna",
                "Чарымырадовна",
                "Charymyradovna",
            ],
            &["Çarymyradowa", "Charymyradova", "Чарымырадова"],
            &["Annagül", "Аннагуль", "Анагуль", "Annagul"],
            &["Oguljan", "Огулджан", "Oguldzhan", "Огулҗан"],
            &["Annaýewa", "Annaeva", "Аннаева", "Annayeva"],
            &[
                "Berdiýew",
                "Бердыев",
                "Бердиев",
                "Berdiev",
                "Berdyev",
                "Berdiyev",
            ],
            &["Gülşat", "Гульшат", "Gulshat", "Gul\u{15f}at"],
            &["Mähri", "Мяхри", "Мәхри", "Mahri", "Makhri"],
            &["Ýelena", "Елена", "Elena", "Yelena"],
            &["Görogly", "Гёроглы", "Gorogly", "Гороглы"],
            &["Türkmenbaşy", "Туркменбаши", "Turkmenbashi", "Түркменбашы"],
            &["Köneürgenç", "Кёнеургенч", "Koneurgench", "Көнеүргенч"],
        ] {
            all_share_one_key(spellings);
        }
    }

    #[test]
    fn different_names_keep_different_keys() {
        for (one, other) in [
            ("Aman", "Amanow"),
            ("Maral", "Merjen"),
            ("Ogulnar", "Oguljan"),
            ("Gül", "Gel"),
            ("Ata", "Atda 1"),
            ("Gara", "Hara"),
        ] {
            assert_ne!(search_key(one), search_key(other), "{one} / {other}");
        }
    }

    #[test]
    fn tokens_have_one_space_and_digits_stay() {
        assert_eq!(search_key("  I-AŞ   123456 "), "i as 123456");
        assert_eq!(
            search_key("Ak-bugdaý etraby, 44/2"),
            "ak bugdai etrabi 44 2"
        );
        assert_eq!(search_key(""), "");
        assert_eq!(search_key(" ... - "), "");
        assert_eq!(search_key("O‘g‘li"), "ogli");
    }

    #[test]
    fn a_typed_beginning_is_the_beginning_of_the_key() {
        for (typed, stored) in [
            ("yazg", "Ýazgül"),
            ("semsad", "Şemşadowa"),
            ("овез", "Öwezowa"),
            ("djuma", "Jumageldi"),
            ("гозе", "Gözel"),
        ] {
            assert!(
                search_key(stored).starts_with(&search_key(typed)),
                "{typed} / {stored}"
            );
        }
    }

    #[test]
    fn the_fathers_name_is_the_same_in_every_form_of_patronymic() {
        for form in [
            "Meredowiç",
            "Meredowna",
            "Мередович",
            "Мередовна",
            "Meredovna",
        ] {
            assert_eq!(father_key(form), "mered", "{form}");
        }
        assert_eq!(
            father_key("Orazmuhammedowiç"),
            father_key("Orazmuhammet ogly").replace("met", "med")
        );
        assert_eq!(father_key("Aman gyzy"), "aman");
        assert_eq!(father_key("Amanowna"), "aman");
        assert_eq!(father_key("Ogly"), "ogli");
    }

    #[test]
    fn a_brother_and_a_sister_share_the_stem_of_their_surname() {
        assert_eq!(surname_stem("Öwezow"), surname_stem("Öwezowa"));
        assert_eq!(surname_stem("Annaýew"), surname_stem("Аннаева"));
        assert_eq!(surname_stem("Öwez"), surname_stem("Öwezow"));
        assert_eq!(surname_stem("Owa"), "owa");
    }

    #[test]
    fn names_of_the_turkmen_alphabet_leave_only_plain_letters() {
        let key = search_key("a b ç d e ä f g h i j ž k l m n ň o ö p r s ş t u ü w y ý z");
        assert!(
            key.chars().all(|c| c.is_ascii_lowercase() || c == ' '),
            "{key}"
        );
    }

    proptest! {
        #[test]
        fn word_by_word_is_what_the_tables_make_of_the_whole(text in "[ -~]{0,16} \\PC{0,12} [ a-zşýА-я0-9'$\u{300}\u{a0}\u{b4}]{0,12}") {
            let words: Vec<_> = text.split(' ').map(plain_letters).collect();
            prop_assert_eq!(words.join(" "), by_the_tables(&text));
        }

        #[test]
        fn the_beginning_of_a_word_sounds_like_the_beginning(word in "[a-z]{2,12}", letters in 1usize..12) {
            let key = search_key(&word);
            let beginning: String = key.chars().take(letters).collect();
            prop_assert!(sounds(&key).starts_with(&sounds(&beginning)), "{key} {beginning}");
        }

        #[test]
        fn the_key_of_a_key_is_itself(text in "\\PC{0,24}") {
            let key = search_key(&text);
            prop_assert_eq!(search_key(&key), key);
        }

        #[test]
        fn the_key_of_a_key_of_letters_in_use_is_itself(text in "[a-zçäžňöşüýÿñ£$¢¥ƒſа-яёңҗөүәіҳқў'’ .\\-0-9A-ZА-Я]{0,24}") {
            let key = search_key(&text);
            prop_assert!(!key.contains("  ") && key.trim() == key);
            prop_assert!(key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == ' '), "{}", key);
            prop_assert_eq!(search_key(&key), key);
        }

        #[test]
        fn no_text_makes_it_fail(text in any::<String>()) {
            let key = search_key(&text);
            prop_assert_eq!(search_key(&key), key);
        }

        #[test]
        fn letter_case_does_not_matter_in_a_word_of_one_script(text in "[a-zçäžňöşüý]{0,16}|[а-яёңҗөүә]{0,16}") {
            prop_assert_eq!(search_key(&text.to_uppercase()), search_key(&text));
        }
    }
}
