//! See `manifest` in `host/src/fuzzing.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| atlassian_cli::fuzzing::manifest(input));
