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
    // Mahoney and Barthel 1965: ten activities, 0 to 100 in steps of 5. Shah, Vanclay, Cooper 1989: 0-20 total, 21-60 severe, 61-90
    // moderate, 91-99 slight dependency, 100 independent.
    ("barthel", "total", "0*10", Some("0"), Some("total")),
    ("barthel", "total", "10 5*2 0*7", Some("20"), Some("total")),
    ("barthel", "total", "10 5*3 0*6", Some("25"), Some("severe")),
    ("barthel", "total", "10 5*2 10*4 0*3", Some("60"), Some("severe")),
    ("barthel", "total", "10 5*2 10*4 5 0*2", Some("65"), Some("moderate")),
    ("barthel", "total", "10 5*2 10*4 15*2 0", Some("90"), Some("moderate")),
    ("barthel", "total", "10 5*2 10*4 15*2 5", Some("95"), Some("slight")),
    ("barthel", "total", "10 5*2 10*4 15*2 10", Some("100"), Some("independent")),
    ("barthel", "total", "10 5*2 10*4 15*2", None, None),
    // Sheikh and Yesavage 1986; Hartford Institute, Try This no. 4: "a score > 5 points is suggestive of depression", "a score >= 10
    // points is almost always indicative of depression". "No" counts in 1, 5, 7, 11 and 13, "yes" in the others.
    ("gds-15", "total", "yes no*3 yes no yes no*3 yes no yes no*2", Some("0"), Some("below")),
    ("gds-15", "total", "no yes*3 no yes no yes*3 no yes no yes*2", Some("15"), Some("almost_always")),
    ("gds-15", "total", "yes*15", Some("10"), Some("almost_always")),
    ("gds-15", "total", "yes*14 no", Some("9"), Some("suggestive")),
    ("gds-15", "total", "no*15", Some("5"), Some("below")),
    ("gds-15", "total", "no*14 yes", Some("6"), Some("suggestive")),
    ("gds-15", "total", "no*14", None, None),
    // Morley, Malmstrom, Miller 2012: tired all or most of the time, 5 illnesses and more of 11, each yes one point; 0 robust, 1-2
    // pre-frail, 3-5 frail.
    ("frail", "total", "none no no none no", Some("0"), Some("robust")),
    ("frail", "total", "some no no hypertension+diabetes+angina+asthma no", Some("0"), Some("robust")),
    ("frail", "total", "some no no hypertension+diabetes+angina+asthma+stroke no", Some("1"), Some("pre_frail")),
    ("frail", "total", "most yes no none no", Some("2"), Some("pre_frail")),
    ("frail", "total", "most yes no none yes", Some("3"), Some("frail")),
    ("frail", "total", "all yes yes hypertension+diabetes+angina+asthma+stroke+kidney yes", Some("5"), Some("frail")),
    ("frail", "total", "all yes yes - yes", None, None),
    // Lubben et al. 2006: 0 to 30, below 12 at risk; each of the two parts below 6 marginal.
    ("lsns-6", "total", "0*6", Some("0"), Some("at_risk")),
    ("lsns-6", "total", "2*5 1", Some("11"), Some("at_risk")),
    ("lsns-6", "total", "2*6", Some("12"), Some("enough")),
    ("lsns-6", "total", "5*6", Some("30"), Some("enough")),
    ("lsns-6", "family", "2*2 1 5*3", Some("5"), Some("marginal")),
    ("lsns-6", "friends", "2*2 1 2*3", Some("6"), Some("enough")),
    ("lsns-6", "total", "5*5", None, None),
    // WHO AUDIT, questions 1 to 3: 0 to 12. Bush et al. 1998: 4 for men; Bradley et al. 2003: 3 for women. Who never drinks is asked
    // the first question only.
    ("audit-c", "total", "male 0", Some("0"), None),
    ("audit-c", "cut_off", "male 0", Some("0"), Some("below")),
    ("audit-c", "total", "male 4*3", Some("12"), None),
    ("audit-c", "cut_off", "male 2 1 0", Some("0"), Some("below")),
    ("audit-c", "cut_off", "male 2 1 1", Some("1"), Some("positive")),
    ("audit-c", "cut_off", "female 2 0 0", Some("0"), Some("below")),
    ("audit-c", "cut_off", "female 2 1 0", Some("1"), Some("positive")),
    ("audit-c", "total", "female 2 1", None, None),
    ("audit-c", "cut_off", "female 2 1", None, None),
    ("audit-c", "cut_off", "- 4*3", None, None),
    // Ballard, Kepple, Cafiero 2013: the raw score is the number of yes, 0 to 8; no band of one number is published.
    ("fies", "total", "no*8", Some("0"), None),
    ("fies", "total", "yes*3 no*5", Some("3"), None),
    ("fies", "total", "yes*8", Some("8"), None),
    ("fies", "total", "yes*7", None, None),
    // Ours: the level is the heaviest answer, whatever the others are; where something is open, only a critical answer makes one.
    ("rapid-risk", "level", "4*8", Some("4"), Some("well")),
    ("rapid-risk", "level", "4*7 3", Some("3"), Some("some")),
    ("rapid-risk", "level", "3*7 2", Some("2"), Some("serious")),
    ("rapid-risk", "level", "4*7 1", Some("1"), Some("critical")),
    ("rapid-risk", "level", "1*8", Some("1"), Some("critical")),
    ("rapid-risk", "level", "4*7", None, None),
    ("rapid-risk", "level", "-*5 1", Some("1"), Some("critical")),
    ("rapid-risk", "critical", "4*7 1", Some("1"), Some("any")),
    ("placement-risk", "level", "4*10", Some("4"), Some("well")),
    ("placement-risk", "level", "4*9 3", Some("3"), Some("some")),
    ("placement-risk", "level", "2*10", Some("2"), Some("serious")),
    ("placement-risk", "level", "1 4*9", Some("1"), Some("critical")),
    ("placement-risk", "critical", "1*10", Some("10"), Some("any")),
    ("needs-family-child", "critical", "4*14", Some("0"), Some("none")),
    ("needs-family-child", "critical", "2*14", Some("0"), Some("none")),
    ("needs-family-child", "critical", "4*13 1", Some("1"), Some("any")),
    ("needs-family-child", "critical", "1*14", Some("14"), Some("any")),
    ("needs-family-child", "critical", "4*13", None, None),
    ("needs-family-child", "critical", "4*3 1", Some("1"), Some("any")),
    ("needs-family-child", "safety", "4*3 1", Some("1"), Some("critical")),
    ("needs-family-child", "safety", "1*3 4", Some("4"), Some("well")),
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
