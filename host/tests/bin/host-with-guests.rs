//! The whole program with the plugins of the tests instead of the bundled ones: `TEST_PLUGINS` holds `name=file`,
//! separated by `;`. `TEST_CPU_MS` and `TEST_WAIT_MS` lower two limits. In every other way it is what is shipped.

#![expect(clippy::disallowed_methods, clippy::expect_used, reason = "a program of the tests")]

use std::process::ExitCode;
use std::time::Duration;

use atlassian_cli::http;
use atlassian_cli::plugin::Plugin;
use atlassian_cli::plugin::limits::Limits;

fn main() -> ExitCode {
    let list = std::env::var("TEST_PLUGINS").expect("TEST_PLUGINS is set");
    let plugins: Vec<_> = list
        .split(';')
        .map(|entry| {
            let (name, file) = entry.split_once('=').expect("name=file");
            let wasm = std::fs::read(file).expect("the plugin can be read");
            Plugin { name: name.to_owned().into(), wasm: wasm.into() }
        })
        .collect();
    let milliseconds = |name: &str| {
        std::env::var(name).ok().map(|text| Duration::from_millis(text.parse().expect("a number of milliseconds")))
    };
    let mut limits = Limits::default();
    limits.cpu = milliseconds("TEST_CPU_MS").unwrap_or(limits.cpu);
    let mut http_limits = http::Limits::default();
    http_limits.longest_wait = milliseconds("TEST_WAIT_MS").unwrap_or(http_limits.longest_wait);
    atlassian_cli::main_with(&plugins, limits, http_limits)
}
