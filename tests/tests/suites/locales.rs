//! The three languages say the same things: the same keys, with the same arguments, in the script of the language.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use crate::tree;

const LANGUAGES: [&str; 3] = ["tk", "ru", "en"];

/// One text: the arguments it uses and its letters without them.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Text {
    arguments: BTreeSet<String>,
    letters: String,
}

/// Every text of one language by `key` or `key.attribute`.
fn texts(language: &str) -> BTreeMap<String, Text> {
    let files = tree::files(&[&format!("assets/locales/{language}")], &[".ftl"]);
    assert!(!files.is_empty(), "no texts in {language}");
    let mut texts = BTreeMap::new();
    for file in files {
        let source = tree::text(&file);
        let resource = parser::parse(source.as_str())
            .unwrap_or_else(|(_, faults)| panic!("{file} cannot be read: {faults:?}"));
        for entry in resource.body {
            let (name, value, attributes) = match entry {
                Entry::Message(message) => (
                    message.id.name.to_owned(),
                    message.value,
                    message.attributes,
                ),
                Entry::Term(term) => (
                    format!("-{}", term.id.name),
                    Some(term.value),
                    term.attributes,
                ),
                Entry::Junk { content } => panic!("{file}: not a text: {content}"),
                _ => continue,
            };
            let mut keep = |key: String, value: &Pattern<&str>| {
                let mut text = Text::default();
                read_pattern(value, &mut text);
                assert!(
                    texts.insert(key.clone(), text).is_none(),
                    "{file}: {key} stands twice"
                );
            };
            if let Some(value) = &value {
                keep(name.clone(), value);
            }
            for attribute in &attributes {
                keep(format!("{name}.{}", attribute.id.name), &attribute.value);
            }
        }
    }
    texts
}

fn read_pattern(pattern: &Pattern<&str>, text: &mut Text) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => text.letters.push_str(value),
            PatternElement::Placeable { expression } => read_expression(expression, text),
        }
    }
}

fn read_expression(expression: &Expression<&str>, text: &mut Text) {
    match expression {
        Expression::Inline(inline) => read_inline(inline, text),
        Expression::Select { selector, variants } => {
            read_inline(selector, text);
            for variant in variants {
                read_pattern(&variant.value, text);
            }
        }
    }
}

fn read_inline(inline: &InlineExpression<&str>, text: &mut Text) {
    match inline {
        InlineExpression::VariableReference { id } => {
            text.arguments.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                read_inline(argument, text);
            }
        }
        InlineExpression::Placeable { expression } => read_expression(expression, text),
        _ => {}
    }
}

#[test]
fn every_text_exists_in_three_languages_with_the_same_arguments() {
    let english = texts("en");
    let mut wrong = Vec::new();
    for language in LANGUAGES {
        let theirs = texts(language);
        for (key, text) in &english {
            match theirs.get(key) {
                None => wrong.push(format!("{language} lacks {key}")),
                Some(other) if other.arguments != text.arguments => wrong.push(format!(
                    "{language} {key} uses {:?}, English {:?}",
                    other.arguments, text.arguments
                )),
                Some(_) => {}
            }
        }
        wrong.extend(
            theirs
                .keys()
                .filter(|key| !english.contains_key(*key))
                .map(|key| format!("{language} has {key}, English has not")),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_language_is_written_in_its_own_script() {
    let cyrillic = |letter: char| ('\u{0400}'..='\u{04ff}').contains(&letter);
    for (key, text) in texts("tk").into_iter().chain(texts("en")) {
        // The name of a language is written in that language everywhere.
        assert!(
            key.starts_with("language-") || !text.letters.contains(cyrillic),
            "{key} holds Cyrillic letters: {}",
            text.letters
        );
    }
    let english = texts("en");
    let untranslated: Vec<_> = texts("ru")
        .into_iter()
        .filter(|(key, text)| {
            let words = text.letters.split(|letter: char| !letter.is_alphabetic());
            let sentence = words.filter(|word| word.chars().count() > 2).count() > 2;
            sentence && !text.letters.contains(cyrillic) && english.get(key) == Some(text)
        })
        .map(|(key, _)| key)
        .collect();
    assert!(
        untranslated.is_empty(),
        "still English in Russian: {untranslated:#?}"
    );
}

/// Codes of refusals as the sources write them.
fn codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for file in tree::files(&["crates", "src-tauri/src"], &[".rs"]) {
        let source = tree::text(&file);
        codes.extend(
            source
                .split("Refusal::of(\"")
                .skip(1)
                .filter_map(first_word),
        );
        // Rooms further in name their codes in a function of that name.
        for body in source
            .split("fn code(")
            .skip(1)
            .filter(|_| file.contains("violation") || file.contains("error"))
        {
            let body = body.split("\n    }").next().unwrap_or_default();
            codes.extend(body.split("=> \"").skip(1).filter_map(first_word));
        }
    }
    for file in tree::files(&["ui/src/backend", "ui/src/kit"], &[".ts"]) {
        codes.extend(
            tree::text(&file)
                .split("code: \"")
                .skip(1)
                .filter_map(first_word),
        );
    }
    codes
}

fn first_word(rest: &str) -> Option<String> {
    rest.split_once('"').map(|(word, _)| word.to_owned())
}

#[test]
fn every_refusal_says_what_happened_and_what_to_do() {
    let english = texts("en");
    let codes = codes();
    assert!(
        codes.len() > 20,
        "the codes are no longer found in the sources: {codes:?}"
    );
    let silent: Vec<_> = codes
        .iter()
        .flat_map(|code| [format!("err-{code}"), format!("err-{code}.do")])
        .filter(|key| !english.contains_key(key))
        .collect();
    assert!(silent.is_empty(), "{silent:#?}");
}
