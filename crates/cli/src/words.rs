//! What the command line says, in the reader's language.

use crate::arguments::Tongue;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use goldaw_api::Refusal;
use goldaw_casework::session::Language;
use std::io::Write;
use unic_langid::langid;

const EN: &[&str] = &[
    include_str!("../../../assets/locales/en/command.ftl"),
    include_str!("../../../assets/locales/en/errors.ftl"),
    include_str!("../../../assets/locales/en/codes.ftl"),
    include_str!("../../../assets/locales/en/import.ftl"),
];
const RU: &[&str] = &[
    include_str!("../../../assets/locales/ru/command.ftl"),
    include_str!("../../../assets/locales/ru/errors.ftl"),
    include_str!("../../../assets/locales/ru/codes.ftl"),
    include_str!("../../../assets/locales/ru/import.ftl"),
];
const TK: &[&str] = &[
    include_str!("../../../assets/locales/tk/command.ftl"),
    include_str!("../../../assets/locales/tk/errors.ftl"),
    include_str!("../../../assets/locales/tk/codes.ftl"),
    include_str!("../../../assets/locales/tk/import.ftl"),
];

/// Words of one language, printed to standard output.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// Takes the words of a language.
    pub fn new(tongue: Tongue) -> Words {
        let (language, locale, files) = match tongue {
            Tongue::En => (Language::En, langid!("en"), EN),
            Tongue::Ru => (Language::Ru, langid!("ru"), RU),
            Tongue::Tk => (Language::Tk, langid!("tk"), TK),
        };
        let mut bundle = FluentBundle::new(vec![locale]);
        bundle.set_use_isolating(false);
        for file in files {
            // A line the parser cannot read is left out; the locale tests find it.
            let resource = FluentResource::try_new((*file).to_owned())
                .unwrap_or_else(|(readable, _)| readable);
            bundle.add_resource_overriding(resource);
        }
        Words { language, bundle }
    }

    /// Returns the language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Returns a sentence; its key when there is none.
    pub fn word(&self, key: &str, values: &[(&str, String)]) -> String {
        self.pattern(key, None, values)
            .unwrap_or_else(|| key.to_owned())
    }

    /// Prints a sentence.
    pub fn say(&self, key: &str, values: &[(&str, String)]) {
        self.print(&self.word(key, values));
    }

    /// Prints a line as it is.
    pub fn print(&self, line: &str) {
        // A reader that went away (`| head`) is no fault.
        let _ = writeln!(std::io::stdout(), "{line}");
    }

    /// Prints to standard error what happened and what to do.
    pub fn refuse(&self, refusal: &Refusal) {
        let values: Vec<(&str, String)> = refusal
            .params
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone()))
            .collect();
        let key = format!("err-{}", refusal.code);
        let mut out = std::io::stderr();
        let _ = writeln!(out, "{}", self.word(&key, &values));
        if let Some(advice) = self.pattern(&key, Some("do"), &values) {
            let _ = writeln!(out, "{advice}");
        }
    }

    fn pattern(
        &self,
        key: &str,
        attribute: Option<&str>,
        values: &[(&str, String)],
    ) -> Option<String> {
        let message = self.bundle.get_message(key)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            // Whole numbers select their plural.
            match value.parse::<i64>() {
                Ok(number) => arguments.set(*name, number),
                Err(_) => arguments.set(*name, value.clone()),
            }
        }
        Some(
            self.bundle
                .format_pattern(pattern, Some(&arguments), &mut Vec::new())
                .into_owned(),
        )
    }
}
