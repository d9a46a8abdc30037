//! Patterns of `regex()`, written for JavaScript and Java, read by a matcher that takes time linear in the text.
//!
//! `\d`, `\w` and `\s` mean the ASCII signs there. What looks ahead or back, and what refers back, cannot be matched in linear time
//! and is refused when the form is loaded.

use regex::{Regex, RegexBuilder};

/// Memory a compiled pattern may take.
const MAX_COMPILED: usize = 1024 * 1024;

/// Reads a pattern; none when it cannot be used.
pub(crate) fn read(written: &str) -> Option<Regex> {
    RegexBuilder::new(&ascii_classes(written))
        .size_limit(MAX_COMPILED)
        .dfa_size_limit(MAX_COMPILED)
        .nest_limit(50)
        .build()
        .ok()
}

/// Writes the classes of one letter as the signs they stand for, and takes the escape off signs that need none here.
fn ascii_classes(written: &str) -> String {
    let mut plain = String::with_capacity(written.len());
    let mut letters = written.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            plain.push(letter);
            continue;
        }
        match letters.next() {
            Some('d') => plain.push_str("[0-9]"),
            Some('D') => plain.push_str("[^0-9]"),
            Some('w') => plain.push_str("[0-9A-Za-z_]"),
            Some('W') => plain.push_str("[^0-9A-Za-z_]"),
            Some('s') => plain.push_str("[ \\t\\r\\n\\x0B\\x0C\\u{A0}\\u{FEFF}]"),
            Some('S') => plain.push_str("[^ \\t\\r\\n\\x0B\\x0C\\u{A0}\\u{FEFF}]"),
            Some('/') => plain.push('/'),
            Some(other) => {
                plain.push('\\');
                plain.push(other);
            }
            None => plain.push('\\'),
        }
    }
    plain
}
