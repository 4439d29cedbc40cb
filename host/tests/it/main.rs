//! The real program, real plugins, real sockets on loopback and real files.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod auth;
mod cache;
mod concurrency;
mod errors;
mod help;
mod import;
#[cfg(target_os = "linux")]
mod keyring;
mod rotate;
mod sandbox;
mod search;
mod secrets;
mod store;
mod support;
