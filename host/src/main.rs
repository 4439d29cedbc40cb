//! `atlassian-cli` with its bundled plugins.

use std::process::ExitCode;

fn main() -> ExitCode {
    atlassian_cli::main(&atlassian_cli::plugin::BUNDLED)
}
