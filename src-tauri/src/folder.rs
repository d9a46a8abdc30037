//! Which folder holds the office's store: the one named by hand, else the system's place for this program.
//!
//! Apart from the shell because it is the one decision that needs no window. It does not look into the folder and does
//! not make it: whether there is a store in it is asked through `start_state`.

use std::ffi::OsString;
use std::path::PathBuf;

/// Reads the folder from `--folder DIR` (or `--folder=DIR`), else from the environment's value.
///
/// The first element of `arguments` is the program itself. Unknown arguments are left alone: a desktop starts programs
/// with arguments of its own. An empty value counts as none.
pub fn chosen_by_hand(
    arguments: impl IntoIterator<Item = OsString>,
    environment: Option<OsString>,
) -> Option<PathBuf> {
    let mut arguments = arguments.into_iter().skip(1);
    let mut named = None;
    while let Some(argument) = arguments.next() {
        if argument == "--folder" {
            named = arguments.next();
        } else if let Some(value) = argument
            .to_str()
            .and_then(|text| text.strip_prefix("--folder="))
        {
            named = Some(value.into());
        }
    }
    named
        .or(environment)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(arguments: &[&str], environment: Option<&str>) -> Option<PathBuf> {
        chosen_by_hand(
            std::iter::once("goldaw-desktop")
                .chain(arguments.iter().copied())
                .map(OsString::from),
            environment.map(OsString::from),
        )
    }

    #[test]
    fn without_a_word_the_system_decides() {
        assert_eq!(from(&[], None), None);
        assert_eq!(from(&["--folder"], None), None);
        assert_eq!(from(&["--folder="], Some("")), None);
    }

    #[test]
    fn an_argument_wins_over_the_environment() {
        assert_eq!(
            from(&["--folder", "here"], Some("there")),
            Some("here".into())
        );
        assert_eq!(from(&["--folder=here"], Some("there")), Some("here".into()));
        assert_eq!(from(&["--something"], Some("there")), Some("there".into()));
    }
}
