//! Figures with names and goals: the table on the screen, the flat file for other programs.

use std::io;
use std::path::Path;
use std::time::Duration;

use serde_json::{Map, Value, json};

/// Milliseconds with their fraction.
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

struct Figure {
    name: String,
    value: f64,
    /// No more than this.
    goal: Option<f64>,
}

/// All figures of a run, in the order they were taken.
pub struct Figures(Vec<Figure>);

impl Figures {
    pub fn new() -> Self {
        Self(Vec::new())
    }

    pub fn note(&mut self, name: &str, value: f64, goal: Option<f64>) {
        self.0.push(Figure {
            name: name.to_owned(),
            value,
            goal,
        });
    }

    /// Notes the median and the 95th of a hundred, each with its goal.
    pub fn spread(
        &mut self,
        name: &str,
        times: &mut [Duration],
        median_goal: Option<f64>,
        p95_goal: Option<f64>,
    ) {
        times.sort();
        let at = |part: usize| ms(times[(times.len() - 1) * part / 100]);
        self.note(&format!("{name}_median"), at(50), median_goal);
        self.note(&format!("{name}_p95"), at(95), p95_goal);
    }

    pub fn print(&self) {
        println!("{:<24}{:>14}{:>14}", "figure", "measured", "goal");
        for figure in &self.0 {
            let goal = figure.goal.map_or_else(String::new, |goal| {
                format!(
                    "<= {goal}{}",
                    if figure.value <= goal { "" } else { "  MISSED" }
                )
            });
            println!("{:<24}{:>14.2}{goal:>14}", figure.name, figure.value);
        }
    }

    pub fn write(&self, file: &Path) -> io::Result<()> {
        let flat: Map<String, Value> = self
            .0
            .iter()
            .map(|figure| (figure.name.clone(), json!(figure.value)))
            .collect();
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, serde_json::to_string_pretty(&flat)? + "\n")
    }
}
