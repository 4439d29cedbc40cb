//! The whole program with the plugins of the tests instead of the bundled ones: `TEST_PLUGINS` holds `name=file`,
//! separated by `;`. In every other way it is what is shipped.

#![expect(clippy::disallowed_methods, clippy::expect_used, reason = "a program of the tests")]

use std::process::ExitCode;

use atlassian_cli::plugin::Plugin;

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
    atlassian_cli::main(&plugins)
}
