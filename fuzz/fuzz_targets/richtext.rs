//! See `sdk/richtext/src/fuzzing.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| atlassian_richtext::fuzzing::richtext(input));
