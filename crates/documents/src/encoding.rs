//! Which encoding a text is in, and the text.
//!
//! Sheets of the last thirty years come in UTF-8, UTF-16 (Excel's "Unicode text"), the Cyrillic code pages 1251 and
//! 866, and the Latin ones 1250, 1252 and 1254, each of which holds a part of the Turkmen letters. A guess that is not
//! clear is refused rather than registering broken names: the screens tell people to save the sheet as UTF-8.

use std::borrow::Cow;

use encoding_rs::{
    Encoding, IBM866, UTF_8, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1254,
};

use crate::error::SheetError;

/// Bytes looked at for the guess.
const SAMPLE: usize = 256 * 1024;

/// Decodes a text and names its encoding; the byte order mark is taken off.
pub(crate) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, &'static str), SheetError> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        return decode_as(encoding, rest);
    }
    if has_control_bytes(bytes) {
        return Err(SheetError::UnreadableEncoding);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((Cow::Borrowed(text), UTF_8.name()));
    }
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    if is_damaged_utf8(sample) {
        return Err(SheetError::UnreadableEncoding);
    }
    decode_as(guess_code_page(sample)?, bytes)
}

fn decode_as<'a>(
    encoding: &'static Encoding,
    bytes: &'a [u8],
) -> Result<(Cow<'a, str>, &'static str), SheetError> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    if had_errors || text.contains('\0') {
        return Err(SheetError::UnreadableEncoding);
    }
    Ok((text, encoding.name()))
}

/// Says whether bytes stand there that no text in a code page has. The end-of-file mark of old programs may end it.
fn has_control_bytes(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_suffix(b"\x1a").unwrap_or(bytes);
    bytes
        .iter()
        .any(|b| matches!(b, 0..=8 | 0x0e..=0x1f | 0x7f))
}

/// Says whether the bytes were UTF-8 and are broken in a few places: no code page makes sense of them then.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let broken = text.chars().filter(|c| *c == '\u{fffd}').count();
    let whole = text
        .chars()
        .filter(|c| !c.is_ascii() && *c != '\u{fffd}')
        .count();
    whole >= 4 && whole > broken * 4
}

/// Chooses the code page whose reading looks most like names and words.
fn guess_code_page(sample: &[u8]) -> Result<&'static Encoding, SheetError> {
    let high = sample.iter().filter(|b| **b >= 0x80).count();
    let joined = sample
        .windows(2)
        .filter(|pair| pair.iter().all(|b| *b >= 0x80))
        .count();
    // Letters of a Cyrillic page stand side by side; accented Latin ones stand among plain letters.
    let candidates: &[&'static Encoding] = if joined * 3 > high {
        &[WINDOWS_1251, IBM866]
    } else {
        &[WINDOWS_1250, WINDOWS_1252, WINDOWS_1254]
    };
    let scored = candidates
        .iter()
        .map(|encoding| (likeness(sample, encoding), *encoding));
    // The last of equals wins: of equal readings the first of the list is meant.
    let best = scored
        .rev()
        .max_by_key(|(score, _)| *score)
        .filter(|(score, _)| *score > 0);
    best.map(|(_, encoding)| encoding)
        .ok_or(SheetError::UnreadableEncoding)
}

/// Counts what speaks for an encoding: letters in use, small letters after letters; against it: signs that tables do
/// not hold, and capitals in the middle of a word.
fn likeness(sample: &[u8], encoding: &'static Encoding) -> i64 {
    let (text, had_errors) = encoding.decode_without_bom_handling(sample);
    if had_errors {
        return -1;
    }
    let mut score: i64 = 0;
    let mut before = ' ';
    for c in text.chars() {
        if !c.is_ascii() {
            score += match c {
                'а'..='я' | 'ё' => 3,
                'А'..='Я' | 'Ё' if !before.is_lowercase() => 2,
                'А'..='Я' | 'Ё' => -3,
                'ç' | 'ä' | 'ž' | 'ň' | 'ö' | 'ş' | 'ü' | 'ý' | 'Ç' | 'Ä' | 'Ž' | 'Ň' | 'Ö'
                | 'Ş' | 'Ü' | 'Ý' => 4,
                // The letters of 1993.
                'ñ' | 'ÿ' | 'Ñ' => 3,
                '«' | '»' | '№' | '–' | '—' | '“' | '”' | '’' | '…' | '\u{a0}' => 0,
                other if other.is_alphabetic() => -1,
                _ => -3,
            };
        }
        before = c;
    }
    score
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(encoding: &'static Encoding, text: &str) -> Vec<u8> {
        let (bytes, _, unmappable) = encoding.encode(text);
        assert!(!unmappable, "{text} in {}", encoding.name());
        bytes.into_owned()
    }

    const RUSSIAN: &str =
        "Фамилия;Имя;Отчество\nОвезова;Язгуль;Мередовна\nДЖУМАГЕЛЬДЫЕВ;Худайберды;№ 5\n";
    const TURKMEN: &str = "Familiýasy;Ady;Öýi\nÖwezowa;Ýazgül;Köşi\nŞemşadowa;Gözel;Änew, Ňuryýew köçesi\nÇaryýew;Žorža;5\n";

    #[test]
    fn each_encoding_of_the_last_thirty_years_is_told_apart() {
        for (encoding, text) in [
            (WINDOWS_1251, RUSSIAN),
            (IBM866, RUSSIAN),
            (WINDOWS_1250, TURKMEN),
            (WINDOWS_1252, "Gözel;Garañkyÿewa;Ÿazgül\n"),
            (UTF_8, TURKMEN),
            (UTF_8, RUSSIAN),
        ] {
            let bytes = bytes(encoding, text);
            let (read, name) = decode(&bytes).unwrap();
            assert_eq!((read.as_ref(), name), (text, encoding.name()));
        }
    }

    #[test]
    fn a_byte_order_mark_decides_and_is_taken_off() {
        let mut utf8 = b"\xef\xbb\xbf".to_vec();
        utf8.extend(TURKMEN.as_bytes());
        assert_eq!(decode(&utf8).unwrap(), (Cow::Borrowed(TURKMEN), "UTF-8"));
        let mut little = b"\xff\xfe".to_vec();
        little.extend(TURKMEN.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(
            decode(&little).unwrap(),
            (Cow::Owned(TURKMEN.to_owned()), "UTF-16LE")
        );
        let mut big = b"\xfe\xff".to_vec();
        big.extend(TURKMEN.encode_utf16().flat_map(u16::to_be_bytes));
        assert_eq!(
            decode(&big).unwrap(),
            (Cow::Owned(TURKMEN.to_owned()), "UTF-16BE")
        );
    }

    #[test]
    fn rubbish_is_refused_with_a_clear_error() {
        let noise: Vec<u8> = (0..4000_u32)
            .map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect();
        for rubbish in [
            b"a;b\n\0\0;c".as_slice(),
            &noise,
            b"\x89PNG\r\n\x1a\n\x00\x00",
            b"\xff\xfea",
        ] {
            assert_eq!(decode(rubbish).unwrap_err(), SheetError::UnreadableEncoding);
        }
    }

    #[test]
    fn utf8_that_was_cut_or_hurt_is_refused_instead_of_becoming_strange_letters() {
        let mut hurt = RUSSIAN.as_bytes().to_vec();
        hurt[1] = b'x';
        assert_eq!(decode(&hurt).unwrap_err(), SheetError::UnreadableEncoding);
    }
}
