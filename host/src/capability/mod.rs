//! What a guest can ask of the host: one interface of the contract, one file.

mod clock;
mod files;
mod git;
mod http;
mod journal;
mod output;
mod profile;
mod progress;
mod prompt;

use crate::plugin::HostState;
use crate::plugin::bindings::atlassian::plugin::types;

/// Types alone: nothing to ask for.
impl types::Host for HostState {}
