//! Fingerprints people read aloud: decimal digits, because they are the same in every script and on every keyboard.

/// How many digits a fingerprint has: 30, about 99 bits, too many to search for a second document with the same ones.
pub const DIGITS: usize = 30;

/// Returns 30 decimal digits of the hash of these bytes, in groups of five apart by a blank.
///
/// The context keeps fingerprints of different kinds of document apart.
pub fn fingerprint(context: &str, bytes: &[u8]) -> String {
    let hash = blake3::derive_key(context, bytes);
    let mut low = [0; 16];
    low.copy_from_slice(&hash[..16]);
    let number = u128::from_be_bytes(low) % 10_u128.pow(30);
    let digits = format!("{number:030}");
    let mut grouped = String::with_capacity(DIGITS + 5);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && place % 5 == 0 {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

/// Says whether two fingerprints hold the same digits, whatever blanks or hyphens a person typed between them.
pub fn same_digits(shown: &str, typed: &str) -> bool {
    let plain = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let shown = plain(shown);
    shown.len() == DIGITS && shown == plain(typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_thirty_digits_in_groups_of_five() {
        let shown = fingerprint("test", b"bytes");
        assert_eq!(shown.len(), 35);
        assert!(
            shown
                .split(' ')
                .all(|group| group.len() == 5 && group.bytes().all(|b| b.is_ascii_digit()))
        );
        assert_ne!(shown, fingerprint("test", b"bytez"));
        assert_ne!(shown, fingerprint("other", b"bytes"));
    }

    #[test]
    fn blanks_and_hyphens_do_not_matter_but_every_digit_does() {
        let shown = fingerprint("test", b"bytes");
        assert!(same_digits(&shown, &shown.replace(' ', "")));
        assert!(same_digits(&shown, &shown.replace(' ', "-")));
        assert!(!same_digits(&shown, &shown[1..]));
        assert!(!same_digits("", ""));
    }
}
