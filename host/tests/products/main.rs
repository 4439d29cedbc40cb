//! The commands of the bundled plugins through the real program, against the simulator.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests")]

mod bitbucket;
mod confluence;
mod jira;
mod jsm;
mod stories;
#[path = "../it/support.rs"]
#[expect(dead_code, reason = "made for the tests of `it`, too")]
mod support;
