//! Whole bundles between invented offices: made, opened, damaged, misdirected.

mod damage;
mod district;
mod finder;
mod golden;
mod hostile;
mod reading;
mod round_trip;
mod samples;
mod snapshot;
mod way_in;
