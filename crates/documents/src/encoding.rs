//! Which encoding a text is in, and the text.
//!
//! Sheets of the last thirty years come in UTF-8, UTF-16 (Excel's "Unicode text"), the Cyrillic code pages 1251 and
//! 866, and the Latin ones 1250 and 1252, of which the first holds every Turkmen letter. A guess that is not
//! clear is refused rather than registering broken names: the screens tell people to save the sheet as UTF-8.

use std::borrow::Cow;

use encoding_rs::{Encoding, IBM866, UTF_8, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};

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
    let sample = telling_lines(bytes);
    if is_damaged_utf8(&sample) {
        return Err(SheetError::UnreadableEncoding);
    }
    decode_as(guess_code_page(&sample)?, bytes)
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

/// Returns the lines with other than plain Latin letters, as far as the sample goes: the rest tells nothing.
fn telling_lines(bytes: &[u8]) -> Vec<u8> {
    let mut sample = Vec::new();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let room = SAMPLE.saturating_sub(sample.len());
        if room == 0 {
            break;
        }
        if !line.is_ascii() {
            sample.extend_from_slice(line.get(..room).unwrap_or(line));
        }
    }
    sample
}

/// Chooses the code page whose reading looks most like names and words.
fn guess_code_page(sample: &[u8]) -> Result<&'static Encoding, SheetError> {
    // Of equal readings the first is meant: the letters are the same in both, and it is the page in use here.
    let mut best: Option<(&'static Encoding, i64)> = None;
    for encoding in [WINDOWS_1251, WINDOWS_1250, WINDOWS_1252, IBM866] {
        let weight = likeness(sample, encoding);
        if best.is_none_or(|(_, before)| weight > before) {
            best = Some((encoding, weight));
        }
    }
    let clear = best.filter(|(_, weight)| *weight > 0);
    clear
        .map(|(encoding, _)| encoding)
        .ok_or(SheetError::UnreadableEncoding)
}

/// Weighs a reading: its words, less the signs that sheets do not hold.
fn likeness(sample: &[u8], encoding: &'static Encoding) -> i64 {
    let (text, had_errors) = encoding.decode_without_bom_handling(sample);
    if had_errors {
        return i64::MIN;
    }
    let words = text.split(|c: char| !c.is_alphabetic()).map(weigh_word);
    words.sum::<i64>() - text.chars().map(strangeness).sum::<i64>()
}

/// Weighs a word by its letters; against it speak two scripts in one word, a capital after a small letter, and
/// accented letters that stand alone.
fn weigh_word(word: &str) -> i64 {
    if word.is_ascii() {
        return 0;
    }
    let weight: i64 = word.chars().map(weigh_letter).sum();
    let (mut length, mut cyrillic, mut accented) = (0, 0, 0);
    let mut capital_inside = false;
    let mut before = ' ';
    for c in word.chars() {
        length += 1;
        cyrillic += i64::from(is_cyrillic(c));
        accented += i64::from(!c.is_ascii() && !is_cyrillic(c));
        capital_inside |= before.is_lowercase() && c.is_uppercase();
        before = c;
    }
    if cyrillic > 0 && cyrillic < length {
        return -4 * cyrillic;
    }
    // Pages of Unix systems have small letters where others have capitals.
    if capital_inside {
        return -2 * length;
    }
    // A word of accented letters alone is a Cyrillic one read wrongly.
    let alone = if accented == length && length > 1 {
        4 * length
    } else {
        0
    };
    weight - alone
}

fn weigh_letter(letter: char) -> i64 {
    match letter {
        _ if letter.is_ascii() => 0,
        'А'..='я' | 'Ё' | 'ё' => 2,
        _ if is_cyrillic(letter) => -4,
        'ç' | 'ä' | 'ž' | 'ň' | 'ö' | 'ş' | 'ü' | 'ý' | 'Ç' | 'Ä' | 'Ž' | 'Ň' | 'Ö' | 'Ş' | 'Ü'
        | 'Ý' => 4,
        // The letters of 1993.
        'ñ' | 'ÿ' | 'Ñ' | 'Ÿ' => 3,
        // Of people who came from elsewhere.
        'à'..='ï' | 'ò'..='ô' | 'ø' | 'ù'..='û' | 'ß' | 'À'..='Ï' | 'Ò'..='Ô' | 'Ø' | 'Ù'..='Û' => {
            1
        }
        'ğ' | 'ı' | 'Ğ' | 'İ' | 'č' | 'ć' | 'ř' | 'š' | 'ě' | 'ł' | 'ń' | 'ę' | 'ą' | 'Č' | 'Ř'
        | 'Š' | 'Ł' => 1,
        _ => -2,
    }
}

/// Weighs what is no letter: signs that stand in sheets cost nothing.
fn strangeness(sign: char) -> i64 {
    match sign {
        _ if sign.is_ascii() || sign.is_alphabetic() => 0,
        '«' | '»' | '№' | '–' | '—' | '“' | '”' | '„' | '’' | '‘' | '…' | '\u{a0}' | '§' | '°'
        | '•' => 0,
        _ if sign.is_control() => 10,
        _ => 2,
    }
}

fn is_cyrillic(letter: char) -> bool {
    ('\u{400}'..='\u{4ff}').contains(&letter)
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
            (WINDOWS_1252, "Name;City\nPeñarol;Orléans\nSørensen;Århus\n"),
            (WINDOWS_1251, "name;sex\nOrazowa;ж\nOrazow;м\n"),
            (WINDOWS_1250, "name;sex\nOrazowa;aýal\n"),
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
    fn a_page_not_known_here_is_refused_instead_of_becoming_strange_letters() {
        let koi8 = bytes(encoding_rs::KOI8_R, RUSSIAN.split('№').next().unwrap());
        assert_eq!(decode(&koi8).unwrap_err(), SheetError::UnreadableEncoding);
    }

    #[test]
    fn a_letter_late_in_a_long_sheet_still_tells_the_page() {
        let mut text = "Aman;1\n".repeat(100_000).into_bytes();
        text.extend(bytes(WINDOWS_1250, "Ňuryýew;2\n"));
        assert_eq!(decode(&text).unwrap().1, "windows-1250");
    }

    #[test]
    fn utf8_that_was_cut_or_hurt_is_refused_instead_of_becoming_strange_letters() {
        let mut hurt = RUSSIAN.as_bytes().to_vec();
        hurt[1] = b'x';
        assert_eq!(decode(&hurt).unwrap_err(), SheetError::UnreadableEncoding);
    }
}
