//! The whole program with the plugins of the tests instead of the bundled ones: `TEST_PLUGINS` holds `name=file`,
//! separated by `;`, `TEST_AUDIT` what policy would want of the audit log: `required`, `full_paths`, `file_bytes=N`.
//! `TEST_CPU_MS` and `TEST_WAIT_MS` lower two limits. In every other way it is what is shipped.

#![expect(clippy::disallowed_methods, clippy::expect_used, clippy::panic, reason = "a program of the tests")]

use std::process::ExitCode;
use std::time::Duration;

use atlassian_cli::audit::Settings;
use atlassian_cli::plugin::Plugin;
use atlassian_cli::plugin::limits::Limits;
use atlassian_cli::{Setup, http};

fn main() -> ExitCode {
    // The child that compiles has no environment.
    let list = std::env::var("TEST_PLUGINS").unwrap_or_default();
    let plugins: Vec<_> = list
        .split(';')
        .filter(|entry| !entry.is_empty())
        .map(|entry| {
            let (name, file) = entry.split_once('=').expect("name=file");
            let wasm = std::fs::read(file).expect("the plugin can be read");
            Plugin::as_bundled(name.to_owned(), wasm)
        })
        .collect();
    let mut audit = Settings::default();
    for wish in std::env::var("TEST_AUDIT").unwrap_or_default().split(';').filter(|wish| !wish.is_empty()) {
        match wish.split_once('=') {
            None if wish == "required" => audit.required = true,
            None if wish == "full_paths" => audit.full_paths = true,
            Some(("file_bytes", bytes)) => audit.bounds.file_bytes = bytes.parse().expect("a number of bytes"),
            _ => panic!("`TEST_AUDIT` has `{wish}`"),
        }
    }
    let milliseconds = |name: &str| {
        std::env::var(name).ok().map(|text| Duration::from_millis(text.parse().expect("a number of milliseconds")))
    };
    let mut limits = Limits::default();
    limits.cpu = milliseconds("TEST_CPU_MS").unwrap_or(limits.cpu);
    let mut http_limits = http::Limits::default();
    http_limits.longest_wait = milliseconds("TEST_WAIT_MS").unwrap_or(http_limits.longest_wait);
    atlassian_cli::main_with(&plugins, Setup { audit, limits, http_limits })
}
