//! What the answers amount to: sums, bands with words, what changed since the last time. Codes and numbers, no sentences.

use serde::{Deserialize, Serialize};

use crate::definition::Definition;
use crate::expression::number_text;
use crate::label::Words;
use crate::layout::Layout;
use crate::problem::{Field, Problem, Trouble};
use crate::question::Unanswered;

/// A score of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// Its name, unique among scores.
    pub name: String,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub label: Words,
    /// The domain of need it speaks about, as a code.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub need: String,
    /// Expression over the whole form. Absent: the sum over `questions`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub calculation: String,
    /// Questions that choose, by path; none of them in a repeat.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<String>,
    /// The column of their lists in which the points stand.
    #[serde(default = "points_column", skip_serializing_if = "is_points_column")]
    pub column: String,
    /// What a question without an answer means for the sum.
    #[serde(default)]
    pub missing: Missing,
    /// Which way is better.
    #[serde(default)]
    pub better: Better,
    /// Bands from the lowest; each begins where the one before ends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<Band>,
}

fn points_column() -> String {
    "score".to_owned()
}

fn is_points_column(column: &String) -> bool {
    column == "score"
}

/// What a question that was asked and has no answer means for a sum.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// There is no score.
    #[default]
    NoScore,
    /// It counts nothing.
    Zero,
    /// It counts as much as the answered ones do on average.
    Average,
}

/// Which way a score is better.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More is better.
    #[default]
    Higher,
    /// Less is better.
    Lower,
}

/// A part of the scale with a meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Its code.
    pub name: String,
    /// The least number in it, as text.
    pub from: String,
    /// What it means.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub label: Words,
}

/// A score of one answered form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scored {
    /// The name of the score.
    pub name: String,
    /// The domain of need.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub need: String,
    /// The number, as text; none when it could not be made.
    pub value: Option<String>,
    /// The code of the band it falls in.
    pub band: Option<String>,
    /// Questions counted.
    pub counted: usize,
    /// Questions asked and not counted, by path, and why where a reason was given.
    pub missing: Vec<(String, Option<Unanswered>)>,
}

/// How a score moved between two times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Movement {
    /// The same number.
    Same,
    /// Moved the better way.
    Better,
    /// Moved the worse way.
    Worse,
    /// One of the two times has no number.
    Unknown,
}

/// A score beside the one of the time before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The name of the score.
    pub name: String,
    /// The number then.
    pub before: Option<String>,
    /// The number now.
    pub now: Option<String>,
    /// The band then.
    pub band_before: Option<String>,
    /// The band now.
    pub band_now: Option<String>,
    /// Which way it moved.
    pub movement: Movement,
}

/// What one question gave.
pub(crate) enum Points {
    NotAsked,
    Counted(f64),
    Missing(String, Option<Unanswered>),
}

impl Score {
    /// Sums points up.
    pub(crate) fn of_points(&self, points: impl IntoIterator<Item = Points>) -> Scored {
        let (mut sum, mut counted, mut missing) = (0.0, 0_u32, Vec::new());
        for one in points {
            match one {
                Points::NotAsked => {}
                Points::Counted(points) => {
                    sum += points;
                    counted += 1;
                }
                Points::Missing(path, why) => missing.push((path, why)),
            }
        }
        let value = match (self.missing, missing.len(), counted) {
            (_, _, 0) => None,
            (_, 0, _) | (Missing::Zero, _, _) => Some(sum),
            (Missing::NoScore, _, _) => None,
            (Missing::Average, absent, counted) => {
                let absent = u32::try_from(absent).unwrap_or(u32::MAX);
                Some(sum + sum / f64::from(counted) * f64::from(absent))
            }
        };
        self.result(value, counted as usize, missing)
    }

    /// Makes a result of a number.
    pub(crate) fn result(
        &self,
        value: Option<f64>,
        counted: usize,
        missing: Vec<(String, Option<Unanswered>)>,
    ) -> Scored {
        let value = value.filter(|number| number.is_finite());
        Scored {
            name: self.name.clone(),
            need: self.need.clone(),
            value: value.map(number_text),
            band: value.and_then(|number| self.band(number)),
            counted,
            missing,
        }
    }

    fn band(&self, number: f64) -> Option<String> {
        let begun = |band: &&Band| band.from.parse::<f64>().is_ok_and(|from| from <= number);
        self.bands.iter().rfind(begun).map(|band| band.name.clone())
    }

    /// Sets a result beside the one of the time before.
    pub fn compare(&self, before: Option<&Scored>, now: &Scored) -> Comparison {
        let number = |result: &Scored| result.value.as_ref()?.parse::<f64>().ok();
        let movement = match (before.and_then(number), number(now)) {
            (Some(before), Some(now)) if before == now => Movement::Same,
            (Some(before), Some(now)) if (now > before) == (self.better == Better::Higher) => {
                Movement::Better
            }
            (Some(_), Some(_)) => Movement::Worse,
            _ => Movement::Unknown,
        };
        Comparison {
            name: self.name.clone(),
            before: before.and_then(|before| before.value.clone()),
            now: now.value.clone(),
            band_before: before.and_then(|before| before.band.clone()),
            band_now: now.band.clone(),
            movement,
        }
    }
}

/// Finds what is wrong with the scores of a form.
pub(crate) fn check(definition: &Definition, layout: &Layout) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut names = std::collections::BTreeSet::new();
    for score in &definition.scores {
        let mut add = |trouble| {
            problems.push(Problem {
                item: score.name.clone(),
                field: Field::Score,
                trouble,
            });
        };
        if score.name.is_empty() {
            add(Trouble::NameMissing);
        } else if !names.insert(&score.name) {
            add(Trouble::NameTwice(score.name.clone()));
        }
        for path in &score.questions {
            let found = layout.nodes().find(|(_, node)| node.path == *path);
            let usable = found.is_some_and(|(_, node)| {
                let points = node.list.map_or(&[][..], |list| layout.choices(list));
                let number = |choice: &crate::Choice| {
                    let points = choice.columns.get(&score.column);
                    points.is_none_or(|points| points.parse::<f64>().is_ok())
                };
                node.frame == 0 && !points.is_empty() && points.iter().all(number)
            });
            if !usable {
                add(Trouble::ScoreImpossible(path.clone()));
            }
        }
        let mut last = f64::NEG_INFINITY;
        for band in &score.bands {
            match band.from.parse::<f64>() {
                Ok(from) if from > last && from.is_finite() => last = from,
                _ => add(Trouble::BandMisplaced(band.name.clone())),
            }
        }
    }
    problems
}
