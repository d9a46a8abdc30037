//! Which names are ours: hexadecimal digits, so that a name says nothing and fits every file system.

/// What a file is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A parcel: 16 to 32 digits and `.goldaw`.
    Parcel,
    /// A request to be enrolled: 16 to 32 digits and `.goldaw-join`.
    Request,
    /// Left by an attempt that did not finish: the name of either and `-part`.
    Unfinished,
}

/// Says what a file of this name is; `None` for every other file, which is nobody's business here.
pub fn kind_of(name: &str) -> Option<Kind> {
    let (digits, extension) = name.split_once('.')?;
    let ours = (16..=32).contains(&digits.len())
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    match extension {
        _ if !ours => None,
        "goldaw" => Some(Kind::Parcel),
        "goldaw-join" => Some(Kind::Request),
        "goldaw-part" | "goldaw-join-part" => Some(Kind::Unfinished),
        _ => None,
    }
}

/// Returns the name under which a file is written before it is whole.
pub(super) fn unfinished(name: &str) -> String {
    format!("{name}-part")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lower_hexadecimal_names_of_the_right_length_are_ours() {
        assert_eq!(kind_of("0123456789abcdef.goldaw"), Some(Kind::Parcel));
        assert_eq!(
            kind_of("0123456789abcdef0123456789abcdef.goldaw-join"),
            Some(Kind::Request)
        );
        assert_eq!(
            kind_of("0123456789abcdef.goldaw-part"),
            Some(Kind::Unfinished)
        );
        let foreign = [
            "0123456789abcde.goldaw",
            "0123456789abcdef0123456789abcdef0.goldaw",
            "0123456789ABCDEF.goldaw",
            "../3456789abcdef.goldaw",
            "0123456789abcdef.goldaw.exe",
            "0123456789abcdef",
            ".goldaw",
            "",
        ];
        for name in foreign {
            assert_eq!(kind_of(name), None, "{name}");
        }
    }
}
