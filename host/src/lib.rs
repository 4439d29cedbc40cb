//! The host of `atlassian-cli`: profiles, encrypted credentials, authenticated HTTP and what the user sees. It knows no
//! product beyond `services.toml`; products are sandboxed wasm plugins. ARCHITECTURE.md tells how a command runs.

#![cfg_attr(
    not(feature = "engine"),
    expect(
        dead_code,
        unused_imports,
        reason = "without the engine no plugin runs, and what only a run needs lies idle"
    )
)]

#[cfg(feature = "engine")]
pub mod capability;
pub mod cli;
pub mod commands;
pub mod credential;
pub mod environment;
pub mod error;
pub mod exit_code;
pub mod files;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
pub mod helper;
pub mod http;
pub mod output;
pub mod plugin;
pub mod policy;
pub mod profile;

use std::process::ExitCode;
use std::sync::Arc;

use cli::Invocation;
use error::{Error, Result};
use http::Session;
use output::{Output, Shape};
#[cfg(feature = "engine")]
use plugin::compile;
use plugin::{Plugin, Plugins};
use profile::Config;

/// The whole program, with these plugins beside those that are installed.
#[cfg(feature = "engine")]
pub fn main(bundled: &[Plugin]) -> ExitCode {
    match arguments().and_then(|args| run(&args, bundled)) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            output::error(&error);
            ExitCode::from(error.kind.exit_code())
        }
    }
}

fn arguments() -> Result<Vec<String>> {
    std::env::args_os()
        .map(|arg| {
            arg.into_string().map_err(|arg| Error::usage(format!("an argument is not Unicode: {}", arg.display())))
        })
        .collect()
}

#[cfg(feature = "engine")]
fn run(args: &[String], bundled: &[Plugin]) -> Result<u8> {
    if args.get(1).is_some_and(|word| word == compile::WORD) {
        return compile::child();
    }
    let plugins = Plugins::new(bundled);
    match cli::parse(args, &plugins)? {
        Err(code) => Ok(code),
        Ok(Invocation::Own(matches)) => commands::run(&matches, &plugins).map(|()| exit_code::DONE),
        Ok(Invocation::Plugin { plugin, command, args, globals }) => {
            let config = Config::load()?;
            let selected = config.select(globals.profile.as_deref())?;
            let session = Session::new(selected, config.profiles.into_keys().collect());
            let output = Output::new(globals.format, Shape::of(&command));
            plugin::run(plugin::Run {
                plugin,
                command: &command,
                args,
                session: Arc::new(session),
                output,
                limits: plugin::limits::Limits::default(),
                http_limits: http::Limits::default(),
            })
            .map(|()| exit_code::DONE)
        }
    }
}
