#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| goldaw_fuzz::columns(bytes));
