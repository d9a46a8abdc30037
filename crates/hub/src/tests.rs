//! A hub on loopback, offices that use it as intended, and some that do not.

mod abuse;
mod breaks;
mod scene;
mod use_it;
