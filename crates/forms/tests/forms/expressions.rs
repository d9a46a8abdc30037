//! What expressions give: operators, functions, the way values become one another.

use crate::common::{compute, problems};
use goldaw_forms::{Trouble, expression};
use serde_json::json;

#[test]
fn operators_bind_as_in_xpath() {
    for (expression, expected) in [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 2 - 3", "5"),
        ("7 mod 3", "1"),
        ("-7 mod 3", "-1"),
        ("7 div 2", "3.5"),
        ("- 2 + 3", "1"),
        ("--2", "2"),
        ("1 = 1 and 2 = 3 or true()", "true"),
        ("1 < 2 = true()", "true"),
        ("2 > 1 > 0", "true"),
        ("'a' = 'a'", "true"),
        ("'01' = 1", "true"),
        ("'01' = '1'", "false"),
        ("'' = 0", "false"),
        ("true() = 1", "true"),
        ("1 div 0", "Infinity"),
        ("0 div 0", ""),
        ("1.50", "1.5"),
        ("div(1)", ""),
    ] {
        if expression == "div(1)" {
            assert!(expression::check(expression).is_err());
            continue;
        }
        assert_eq!(compute(expression), expected, "{expression}");
    }
}

#[test]
fn answers_are_read_as_numbers_texts_and_dates() {
    for (expression, expected) in [
        ("${a} * ${b}", "15"),
        ("${a} = 6", "true"),
        ("${a} = '6'", "true"),
        ("${b}", "2.5"),
        ("${blank} = ''", "true"),
        ("${blank} > 1", "false"),
        ("${blank} + 1", ""),
        ("../a + 1", "7"),
        ("/data/a + 1", "7"),
        ("current()/../a", "6"),
        ("today() - ${d}", "269"),
        ("${d} < today()", "true"),
        ("${d} = date('2026-03-01')", "true"),
        ("date(${d} + 31)", "2026-04-01"),
        ("today()", "2026-11-25"),
        ("now()", "2026-11-25T10:30:00.000+05:00"),
        ("now() - today() = 0.4375", "true"),
        ("int((today() - date('1960-11-26')) div 365.25)", "65"),
    ] {
        assert_eq!(compute(expression), expected, "{expression}");
    }
}

#[test]
fn functions_give_what_the_specification_of_odk_says() {
    for (expression, expected) in [
        ("if(${a} > 5, 'many', 'few')", "many"),
        ("coalesce(${blank}, ${t})", "Aýna Meredowa"),
        ("once('first')", "first"),
        ("selected(${m}, 'no')", "true"),
        ("selected(${m}, 'n')", "false"),
        ("selected-at(${m}, 1)", "no"),
        ("selected-at(${m}, 5)", ""),
        ("count-selected(${m})", "2"),
        ("count-selected(${blank})", "0"),
        ("jr:choice-name('no', '${m}')", "No"),
        ("jr:choice-name(selected-at(${m}, 0), '${m}')", "Yes"),
        ("not(false())", "true"),
        ("boolean('')", "false"),
        ("boolean-from-string('1')", "true"),
        ("number('12.5') + 1", "13.5"),
        ("number('twelve')", ""),
        ("int(-2.7)", "-2"),
        ("int('5.9')", "5"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(3.14159, 2)", "3.14"),
        ("round(1234, -2)", "1200"),
        ("abs(-3)", "3"),
        ("pow(2, 10)", "1024"),
        ("sqrt(2.25)", "1.5"),
        ("max(1, ${a}, 3)", "6"),
        ("min(1, ${b}, '0.5')", "0.5"),
        ("max(${blank}, 1)", ""),
        ("sum(${a})", "6"),
        ("count(${a})", "1"),
        ("count-non-empty(${blank})", "0"),
        ("string(1 = 1)", "true"),
        ("concat('a', 1, ${blank}, true())", "a1true"),
        ("join('-', 'a', ${a}, 'b')", "a-6-b"),
        ("string-length(${t})", "13"),
        ("substr(${t}, 0, 4)", "Aýna"),
        ("substr(${t}, -8)", "Meredowa"),
        ("substr(${t}, 3, 1)", ""),
        ("substring(${t}, 1, 4)", "Aýna"),
        ("substring-before(${t}, ' ')", "Aýna"),
        ("substring-after('2026-03', '-')", "03"),
        ("substring-after('a::b', '::')", "b"),
        ("normalize-space('  a   b ')", "a b"),
        ("translate('bar', 'abc', 'AB')", "BAr"),
        ("contains(${t}, 'Mered')", "true"),
        ("starts-with(${t}, 'Aý')", "true"),
        ("ends-with(${t}, 'owa')", "true"),
        ("regex('12345', '^[0-9]{5}$')", "true"),
        ("regex('1234x', '^\\d+$')", "false"),
        ("regex('I-AH 480069', '^[IVX]+-[A-ZŞ]{2} \\d{6}$')", "true"),
        ("format-date(${d}, '%d.%m.%Y')", "01.03.2026"),
        ("format-date(${d}, '%e/%n/%y %b %a')", "1/3/26 Mar Sun"),
        (
            "format-date-time('2026-03-01T08:05:09.120+05:00', '%H:%M:%S %h %3')",
            "08:05:09 8 120",
        ),
        ("decimal-date-time('1970-01-02T12:00:00.000+05:00')", "1.5"),
        ("decimal-time('06:00:00')", "0.25"),
        ("checklist(2, 3, 1 = 1, ${a} > 1, false())", "true"),
        ("weighted-checklist(3, 5, true(), 2, true(), 2)", "true"),
        ("instance('town')/root/item[name = 'mary']/velayat", "mary"),
        ("string-length(uuid())", "36"),
        ("random() < 1", "true"),
        ("position(.)", "1"),
    ] {
        assert_eq!(compute(expression), expected, "{expression}");
    }
}

#[test]
fn what_is_wrong_with_an_expression_is_said_with_the_character() {
    for (expression, at, code, about) in [
        ("1 +", 3, "expression-incomplete", ""),
        ("1 2", 2, "expression-left-over", ""),
        ("(1 + 2", 6, "expression-open-bracket", ""),
        ("if(1, 2", 7, "expression-open-bracket", ""),
        ("'open", 0, "expression-open-text", ""),
        ("1 # 2", 2, "expression-strange-sign", "#"),
        ("${a", 0, "expression-broken-reference", ""),
        ("${a b} + 1", 0, "expression-broken-reference", ""),
        ("${last-saved#a}", 0, "expression-last-saved", ""),
        ("//a", 0, "expression-unsupported-path", ""),
        ("a/text()", 2, "expression-unsupported-path", ""),
        ("1 + frob(2)", 4, "expression-unknown-function", "frob"),
        (
            "pulldata('a', 'b', 'c', 'd')",
            0,
            "expression-unsupported-function",
            "pulldata",
        ),
        ("if(1, 2)", 0, "expression-wrong-arguments", "if"),
        ("   ", 0, "expression-empty", ""),
    ] {
        let problem = expression::check(expression).expect_err(expression);
        assert_eq!(
            (
                problem.at,
                problem.fault.code(),
                problem.fault.about().as_str()
            ),
            (at, code, about),
            "{expression}"
        );
    }
}

#[test]
fn names_are_looked_up_when_the_form_is_loaded() {
    for (expression, code) in [
        ("${nobody}", "expression-unknown-question"),
        ("../nobody", "expression-unknown-question"),
        ("../../..", "expression-unsupported-path"),
        (
            "instance('nowhere')/root/item/name",
            "expression-unknown-list",
        ),
        ("jr:choice-name('a', '${x}')", "expression-wants-question"),
        ("count(1 + 1)", "expression-wants-question"),
        ("regex(${x}, '(?=a)')", "expression-bad-pattern"),
    ] {
        let found = problems(json!([
            {"kind": "text", "name": "x"},
            {"kind": "calculate", "name": "y", "calculation": expression},
        ]));
        let trouble = &found[0].trouble;
        assert!(matches!(trouble, Trouble::Expression(_)));
        assert_eq!(
            (found[0].item.as_str(), trouble.code()),
            ("y", code),
            "{expression}"
        );
    }
}

#[test]
fn depth_and_length_are_bounded() {
    let deep = format!("{}1{}", "(".repeat(5_000), ")".repeat(5_000));
    let problem = expression::check(&deep).expect_err("too deep");
    assert_eq!(problem.fault.code(), "expression-too-deep");
    let long = vec!["1"; 9_000].join("+");
    assert!(expression::check(&long).is_ok(), "a long sum is not deep");
    let longer = "1 ".repeat(20_000);
    let problem = expression::check(&longer).expect_err("too long");
    assert_eq!(problem.fault.code(), "expression-too-long");
    assert_eq!(compute(&vec!["1"; 9_000].join("+")), "9000");
}
