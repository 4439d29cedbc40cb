//! The real program, real plugins, real sockets on loopback and real files.

#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests"
)]

mod alias;
mod api;
mod architecture;
#[cfg(unix)]
mod ask;
mod audit;
mod auth;
mod cache;
mod color;
mod completion;
mod concurrency;
mod config;
mod debug;
mod effects;
mod errors;
mod examples;
#[cfg(unix)]
mod exports;
#[cfg(unix)]
mod files;
mod foreign;
mod formats;
mod gateway;
#[cfg(unix)]
mod git;
mod help;
#[cfg(unix)]
mod hidden;
mod hostile_server;
mod import;
#[cfg(unix)]
mod journal;
#[cfg(target_os = "linux")]
mod keyring;
mod network;
mod page;
mod pager;
mod plugin;
mod plugins;
mod policy;
mod progress;
mod release_notes;
mod rotate;
mod sandbox;
mod search;
mod secrets;
mod servers;
mod store;
mod streams;
mod support;
mod view;
mod web;
