//! Scores beside the published rules: lowest, highest, and both sides of every cut-off.

use crate::shelf::{form, score};

/// Instrument, score, answers from the first question on, the number, the band.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    Option<&'static str>,
    Option<&'static str>,
);

#[rustfmt::skip]
pub const CASES: &[Case] = &[
    // Washington Group on Disability Statistics, "Use of the Short Set": "everyone with at least one domain that is coded as a lot of
    // difficulty or cannot do it at all". Many small difficulties do not add up to one.
    ("wg-short-set", "cut_off", "1*6", Some("0"), Some("below")),
    ("wg-short-set", "cut_off", "2*6", Some("0"), Some("below")),
    ("wg-short-set", "cut_off", "1*3 3 1*2", Some("1"), Some("reached")),
    ("wg-short-set", "cut_off", "1*5 4", Some("1"), Some("reached")),
    ("wg-short-set", "cut_off", "4*6", Some("1"), Some("reached")),
    // Ours: what was not answered is not called "no difficulty"; what was reached stays reached.
    ("wg-short-set", "cut_off", "1*5", None, None),
    ("wg-short-set", "cut_off", "3 -*5", Some("1"), Some("reached")),
    // Katz et al. 1963; Hartford Institute, Try This no. 2: "6 indicates full function, 4 moderate impairment, 2 or less severe
    // functional impairment".
    ("katz-adl", "total", "0*6", Some("0"), Some("severe")),
    ("katz-adl", "total", "0*4 1*2", Some("2"), Some("severe")),
    ("katz-adl", "total", "0*3 1*3", Some("3"), Some("between_severe_and_moderate")),
    ("katz-adl", "total", "0*2 1*4", Some("4"), Some("moderate")),
    ("katz-adl", "total", "0 1*5", Some("5"), Some("between_moderate_and_full")),
    ("katz-adl", "total", "1*6", Some("6"), Some("full")),
    ("katz-adl", "total", "1*5", None, None),
    // Kroenke, Spitzer, Williams 2003: 0 to 6, a score of 3 is the cut-off.
    ("phq-2", "total", "0*2", Some("0"), Some("below")),
    ("phq-2", "total", "1*2", Some("2"), Some("below")),
    ("phq-2", "total", "2 1", Some("3"), Some("positive")),
    ("phq-2", "total", "3*2", Some("6"), Some("positive")),
    // Kroenke, Spitzer, Williams 2001, table of severity: 0-4 minimal, 5-9 mild, 10-14 moderate, 15-19 moderately severe, 20-27 severe.
    ("phq-9", "total", "0*9", Some("0"), Some("minimal")),
    ("phq-9", "total", "1*4 0*5", Some("4"), Some("minimal")),
    ("phq-9", "total", "1*5 0*4", Some("5"), Some("mild")),
    ("phq-9", "total", "1*9", Some("9"), Some("mild")),
    ("phq-9", "total", "2 1*8", Some("10"), Some("moderate")),
    ("phq-9", "total", "2*5 1*4", Some("14"), Some("moderate")),
    ("phq-9", "total", "2*6 1*3", Some("15"), Some("moderately_severe")),
    ("phq-9", "total", "3 2*8", Some("19"), Some("moderately_severe")),
    ("phq-9", "total", "3*2 2*7", Some("20"), Some("severe")),
    ("phq-9", "total", "3*9", Some("27"), Some("severe")),
    ("phq-9", "total", "3*8", None, None),
    // The ninth is looked at by itself, whatever the sum, and even where there is none.
    ("phq-9", "self_harm", "0*9", Some("0"), Some("none")),
    ("phq-9", "self_harm", "0*8 1", Some("1"), Some("any")),
    ("phq-9", "total", "0*8 1", Some("1"), Some("minimal")),
    ("phq-9", "self_harm", "-*8 3", Some("3"), Some("any")),
    // Topp et al. 2015: raw sum 0 to 25, times 4; cut-off 50. WHO 1998: a raw sum below 13, or an answer of 0 or 1.
    ("who-5", "total", "0*5", Some("0"), Some("low")),
    ("who-5", "total", "5*5", Some("100"), Some("good")),
    ("who-5", "raw", "3*2 2*3", Some("12"), None),
    ("who-5", "total", "3*2 2*3", Some("48"), Some("low")),
    ("who-5", "raw", "3*3 2*2", Some("13"), None),
    ("who-5", "total", "3*3 2*2", Some("52"), Some("good")),
    ("who-5", "low_answers", "2*5", Some("0"), Some("none")),
    ("who-5", "low_answers", "5*3 1 0", Some("2"), Some("any")),
    ("who-5", "low_answers", "5*4", None, None),
    // Hughes et al. 2004: 3 to 9. Steptoe et al. 2013: 6 and above is lonely.
    ("ucla-3", "total", "1*3", Some("3"), Some("not_lonely")),
    ("ucla-3", "total", "2*2 1", Some("5"), Some("not_lonely")),
    ("ucla-3", "total", "2*3", Some("6"), Some("lonely")),
    ("ucla-3", "total", "3*3", Some("9"), Some("lonely")),
    ("ucla-3", "total", "3*2", None, None),
    // STEADI of the US Centers for Disease Control and Prevention: "an older adult who takes 12 seconds or more is at risk for falling".
    ("tug", "seconds", "yes none 7.3", Some("7.3"), Some("below")),
    ("tug", "seconds", "yes none 11.9", Some("11.9"), Some("below")),
    ("tug", "seconds", "yes stick 12", Some("12"), Some("risk")),
    ("tug", "seconds", "yes walker 45", Some("45"), Some("risk")),
    ("tug", "seconds", "no", None, None),
];

#[test]
fn scores_equal_the_published_rules() {
    let wrong: Vec<String> = CASES
        .iter()
        .filter_map(|&(instrument, name, answers, value, band)| {
            let found = score(&form(instrument), name, answers);
            let found = (found.value.as_deref(), found.band.as_deref());
            (found != (value, band)).then(|| {
                format!(
                    "{instrument} {name}, {answers}: {found:?}, not {:?}",
                    (value, band)
                )
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
