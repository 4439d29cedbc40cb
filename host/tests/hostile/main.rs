//! What a hostile plugin, server or file tries, and what becomes of it. README.md beside this file says which line of
//! the list is held by which test.

#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests"
)]

mod code;
mod ends;
mod guests;
mod journal;
mod linker;
mod lists;
mod manifests;
mod requests;
mod resources;
mod secrets;
#[expect(dead_code, reason = "made for the tests of `it`, too")]
#[path = "../it/servers.rs"]
mod servers;
#[expect(dead_code, reason = "made for the tests of `it`, too")]
#[path = "../it/support.rs"]
mod support;
mod table;
mod terminal;
mod wire;
