//! Expressions by chance, each of a kind: a number, a truth, a text, a day, or something read of all instances of a repeat.

use goldaw_forms::Kind;

use crate::invent::{Inventor, Known};

impl Inventor {
    /// An earlier question of one of these kinds, of this repeat or of none.
    fn near(&mut self, kinds: &[Kind]) -> Option<Known> {
        let fit = |known: &&Known| {
            kinds.contains(&known.kind) && (known.repeat.is_none() || known.repeat == self.inside)
        };
        let near: Vec<Known> = self.known.iter().filter(fit).cloned().collect();
        let at = self.chance.below(near.len());
        near.into_iter().nth(at)
    }

    /// An earlier question of a repeat that has ended: from here all of its instances.
    fn far(&mut self) -> Option<Known> {
        let far = |known: &&Known| known.repeat.is_some() && known.repeat != self.inside;
        let far: Vec<Known> = self.known.iter().filter(far).cloned().collect();
        let at = self.chance.below(far.len());
        far.into_iter().nth(at)
    }

    /// Something read of all instances of a repeat.
    pub(crate) fn over_all(&mut self) -> String {
        let Some(known) = self.far() else {
            return self.number(2);
        };
        let (name, repeat) = (known.name, known.repeat.unwrap_or_default());
        let number = self.number(0);
        match self.chance.below(10) {
            0 => format!("count(${{{repeat}}})"),
            1 => format!("sum(${{{name}}})"),
            2 => format!("join('-', ${{{name}}})"),
            3 => format!("count-non-empty(${{{name}}})"),
            4 => format!(
                "indexed-repeat(${{{name}}}, ${{{repeat}}}, {})",
                1 + self.chance.below(3)
            ),
            5 => format!("count(${{{repeat}}}[position() > 1])"),
            6 => format!("max(${{{name}}})"),
            7 => format!("min(${{{name}}}, {number})"),
            8 => format!("concat(${{{name}}}, 'x')"),
            _ => format!("string(${{{name}}} = {number})"),
        }
    }

    pub(crate) fn comparison(&mut self) -> &'static str {
        self.chance.one(&["=", "!=", "<", "<=", ">", ">="])
    }

    pub(crate) fn number(&mut self, depth: usize) -> String {
        if depth == 0 || self.chance.once_in(4) {
            let kinds = [Kind::Integer, Kind::Decimal, Kind::Integer, Kind::Calculate];
            return match (self.chance.below(3), self.near(&kinds)) {
                (0, _) | (_, None) => self
                    .chance
                    .one(&["0", "1", "2", "3", "7", "10", "2.5", "0.1"])
                    .to_owned(),
                (_, Some(known)) => format!("${{{}}}", known.name),
            };
        }
        let depth = depth - 1;
        match self.chance.below(24) {
            0..=5 => {
                let sign = self.chance.one(&["+", "-", "*", "div", "mod"]);
                format!("({} {sign} {})", self.number(depth), self.number(depth))
            }
            6 => format!("round({}, {})", self.number(depth), self.chance.below(3)),
            7 => format!("int({})", self.number(depth)),
            8 => format!("abs({})", self.number(depth)),
            9 => format!(
                "if({}, {}, {})",
                self.truth(depth),
                self.number(depth),
                self.number(depth)
            ),
            10 => format!("string-length({})", self.text(depth)),
            11 => format!("max({}, {})", self.number(depth), self.number(depth)),
            12 => format!("min({}, {}, 4)", self.number(depth), self.number(depth)),
            13 => format!("number({})", self.text(depth)),
            14 => match self.near(&[Kind::SelectMultiple]) {
                Some(known) => format!("count-selected(${{{}}})", known.name),
                None => "1".to_owned(),
            },
            15 => format!("coalesce({}, {})", self.number(depth), self.number(depth)),
            16 => format!("({} - {})", self.date(depth), self.date(depth)),
            17 => format!("decimal-date-time({})", self.date(depth)),
            18 => format!("pow({}, 2)", self.number(depth)),
            19 => {
                let whole = self.chance.one(&["floor", "ceiling", "sqrt", "boolean"]);
                format!("number({whole}({}))", self.number(depth))
            }
            20 => match self.near(&[Kind::Time]) {
                Some(known) => format!("decimal-time(${{{}}})", known.name),
                None => "decimal-time('06:30:00')".to_owned(),
            },
            21 => format!("-({})", self.number(depth)),
            22 => "count(instance('town')/root/item[area = 'north'])".to_owned(),
            _ => format!("exp10({} mod 3)", self.number(0)),
        }
    }

    pub(crate) fn truth(&mut self, depth: usize) -> String {
        if depth == 0 {
            return format!(
                "{} {} {}",
                self.number(0),
                self.comparison(),
                self.number(0)
            );
        }
        let depth = depth - 1;
        match self.chance.below(18) {
            0 | 1 => format!("({} and {})", self.truth(depth), self.truth(depth)),
            2 | 3 => format!("({} or {})", self.truth(depth), self.truth(depth)),
            4 => format!("not({})", self.truth(depth)),
            5 => format!(
                "{} {} {}",
                self.date(depth),
                self.comparison(),
                self.date(depth)
            ),
            6 | 7 => match self.near(&[Kind::SelectOne, Kind::SelectMultiple]) {
                Some(known) => {
                    let choice = self.chance.one(&["tejen", "mary", "red", "green"]);
                    format!("selected(${{{}}}, '{choice}')", known.name)
                }
                None => "true()".to_owned(),
            },
            8 => format!("contains({}, {})", self.text(depth), self.text(0)),
            9 => format!("starts-with({}, {})", self.text(depth), self.text(0)),
            10 => format!("ends-with({}, {})", self.text(depth), self.text(0)),
            11 => {
                let pattern =
                    self.chance
                        .one(&["^[a-z]+$", "[0-9]{2}", "^\\d+(\\.\\d+)?$", "a|b", "^$"]);
                format!("regex({}, '{pattern}')", self.text(depth))
            }
            12 => format!(
                "{} {} {}",
                self.text(depth),
                self.chance.one(&["=", "!="]),
                self.text(depth)
            ),
            13 => format!(
                "checklist(1, 2, {}, {})",
                self.truth(depth),
                self.truth(depth)
            ),
            14 => format!(
                "weighted-checklist(2, 3, {}, 2, {}, 1)",
                self.truth(depth),
                self.truth(depth)
            ),
            15 => format!("boolean-from-string({})", self.text(depth)),
            _ => format!(
                "{} {} {}",
                self.number(depth),
                self.comparison(),
                self.number(depth)
            ),
        }
    }

    pub(crate) fn text(&mut self, depth: usize) -> String {
        if depth == 0 || self.chance.once_in(5) {
            let kinds = [Kind::Text, Kind::SelectOne, Kind::Integer, Kind::Text];
            return match (self.chance.below(3), self.near(&kinds)) {
                (0, _) | (_, None) => self
                    .chance
                    .one(&["'a'", "'north'", "'1'", "''", "'Aýna'", "'b 2'"])
                    .to_owned(),
                (_, Some(known)) => format!("${{{}}}", known.name),
            };
        }
        let depth = depth - 1;
        match self.chance.below(15) {
            0 | 1 => format!("concat({}, {})", self.text(depth), self.text(depth)),
            2 => format!(
                "substr({}, {}, {})",
                self.text(depth),
                self.chance.below(3),
                self.chance.below(6)
            ),
            3 => format!(
                "substring-before({}, {})",
                self.text(depth),
                self.one_letter()
            ),
            4 => format!(
                "substring-after({}, {})",
                self.text(depth),
                self.one_letter()
            ),
            5 => format!("translate({}, 'abc', 'xy')", self.text(depth)),
            6 => format!("normalize-space({})", self.text(depth)),
            7 => format!("coalesce({}, {})", self.text(depth), self.text(depth)),
            8 => format!(
                "if({}, {}, {})",
                self.truth(depth),
                self.text(depth),
                self.text(depth)
            ),
            9 => format!("join('/', {}, {})", self.text(depth), self.number(depth)),
            10 => match self.near(&[Kind::SelectMultiple]) {
                Some(known) => {
                    format!("selected-at(${{{}}}, {})", known.name, self.chance.below(3))
                }
                None => "'none'".to_owned(),
            },
            11 => match self.near(&[Kind::SelectOne, Kind::SelectMultiple]) {
                Some(known) => format!(
                    "jr:choice-name(selected-at(${{{0}}}, 0), '${{{0}}}')",
                    known.name
                ),
                None => "'none'".to_owned(),
            },
            12 => {
                let pattern = self.chance.one(&["%Y-%m-%d", "%d.%m.%y", "%e/%n", "%b %Y"]);
                format!("format-date({}, '{pattern}')", self.date(depth))
            }
            13 => format!("string({})", self.number(depth)),
            _ => format!("instance('town')/root/item[name = {}]/area", self.text(0)),
        }
    }

    fn one_letter(&mut self) -> &'static str {
        self.chance.one(&["'a'", "' '", "'-'", "'n'"])
    }

    pub(crate) fn date(&mut self, depth: usize) -> String {
        match (self.chance.below(5), self.near(&[Kind::Date])) {
            (0 | 1, Some(known)) => format!("${{{}}}", known.name),
            (2, _) => "today()".to_owned(),
            (3, _) if depth > 0 => format!("date(today() + coalesce(int({}), 0))", self.number(0)),
            _ => format!(
                "date('20{}-0{}-{}')",
                10 + self.chance.below(20),
                1 + self.chance.below(9),
                10 + self.chance.below(18)
            ),
        }
    }
}
