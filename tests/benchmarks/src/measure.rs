//! Time and memory.

use std::time::{Duration, Instant};

/// Runs something and says how long it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begin = Instant::now();
    let done = work();
    (done, begin.elapsed())
}

/// Returns how many a second, rounded.
pub fn a_second(count: impl Into<f64>, took: Duration) -> f64 {
    (count.into() / took.as_secs_f64()).round()
}

/// Returns a number with two digits behind the point, as it is printed.
pub fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// Returns the most memory this process has held since it began, in MiB; nothing where the system does not say.
pub fn peak_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some((kib / 1024.0).round())
}
