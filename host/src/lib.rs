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

pub mod audit;
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
pub mod git;
pub mod helper;
pub mod http;
pub mod interrupt;
pub mod journal;
pub mod output;
pub mod plugin;
pub mod policy;
pub mod powerbox;
pub mod profile;
pub mod program;
pub mod terminal;
pub mod typed;

use std::process::ExitCode;
use std::sync::Arc;

use cli::Invocation;
use error::{Error, Result};
use http::Session;
#[cfg(feature = "engine")]
use journal::{Binding, Book, Grant, TakenUp};
use output::{Output, Shape};
#[cfg(feature = "engine")]
use plugin::compile;
use plugin::manifest::Effect;
use plugin::{Plugin, Plugins};
use policy::Policy;
use profile::Config;

/// The whole program, with these plugins beside those that are installed.
#[cfg(feature = "engine")]
pub fn main(bundled: &[Plugin]) -> ExitCode {
    main_with(bundled, Setup::default())
}

/// What a run begins with; a policy can only tighten it.
#[cfg(feature = "engine")]
#[derive(Debug, Clone, Copy, Default)]
pub struct Setup {
    /// What is wanted of the audit log.
    pub audit: audit::Settings,
    /// What a guest may use.
    pub limits: plugin::limits::Limits,
    /// What its requests may use.
    pub http_limits: http::Limits,
}

/// The whole program, with these plugins and another beginning: nobody waits half a minute for a test.
#[cfg(feature = "engine")]
pub fn main_with(bundled: &[Plugin], setup: Setup) -> ExitCode {
    match arguments().and_then(|args| run(&args, bundled, setup)) {
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
fn run(args: &[String], bundled: &[Plugin], setup: Setup) -> Result<u8> {
    if args.get(1).is_some_and(|word| word == compile::WORD) {
        return compile::child();
    }
    let plugins = Plugins::new(bundled);
    if let Some(shell) = environment::var(cli::COMPLETE) {
        return cli::complete(&shell, args, &plugins).map(|()| exit_code::DONE);
    }
    // A file that cannot be read keeps neither help nor `config path` from running; what needs it fails below.
    let config = Config::load();
    let defaults = config.as_ref().map(|config| config.defaults.clone()).unwrap_or_default();
    output::set_up(args, &defaults);
    let expanded = cli::expanded(args, &plugins)?;
    let args = expanded.as_deref().unwrap_or(args);
    if expanded.is_some() {
        output::set_up(args, &defaults);
    }
    let invocation = match cli::parse(args, &plugins, &defaults)? {
        Err(code) => return Ok(code),
        Ok(invocation) => invocation,
    };
    // Before anything else is read, written or sent.
    let policy = Policy::load()?;
    audit::set_up(policy.tighten(setup.audit));
    match invocation {
        Invocation::Own(matches) => commands::run(&matches, &plugins, &policy).map(|()| exit_code::DONE),
        Invocation::Plugin { plugin, command, args, files, force, resume, mut globals } => {
            let effect = plugin::highest_effect(&command);
            // A question would be lost behind a pager.
            globals.view.may_page &= effect == Effect::Read;
            let config = config?;
            let selected = config.select(globals.profile.as_deref())?;
            let args = cli::supplied(&command, args, &selected)?;
            let Setup { mut limits, mut http_limits, .. } = setup;
            http_limits.in_flight = globals.concurrency.unwrap_or(http_limits.in_flight);
            policy.limits.lower_guest(&mut limits);
            policy.limits.lower_http(&mut http_limits);
            let rules = globals.rules(policy, &selected.profile);
            rules.policy.allow_plugin(&plugin.name, || plugin.digest())?;
            let journal = journal(plugin, &command, args, resume.as_deref(), &selected, &globals)?;
            let output = if globals.dry_run && effect > Effect::Read {
                Output::of_plan(&globals.view)?
            } else {
                Output::new(&globals.view, Shape::of(&command, &selected))?
            };
            let session =
                Session::new(selected, config.profiles.into_keys().collect(), rules).with_timeout(globals.timeout);
            plugin::run(plugin::Run {
                plugin,
                command: &command,
                effect,
                journal,
                files,
                force,
                dry_run: globals.dry_run,
                session: Arc::new(session),
                output,
                limits,
                http_limits,
            })
            .map(|()| exit_code::DONE)
        }
    }
}

/// The journal of a run: its own, or with `--resume` the one that it takes up, whose arguments count.
#[cfg(feature = "engine")]
fn journal(
    plugin: &Plugin,
    command: &plugin::manifest::Command,
    args: serde_json::Value,
    resume: Option<&str>,
    selected: &profile::Selected,
    globals: &cli::Globals,
) -> Result<Book> {
    let needed = command.needs("journal");
    let digest = if needed { plugin.digest() } else { String::new() };
    let binding = Binding::new(format!("{} {}", plugin.name, command.path.join(" ")), digest, selected);
    let taken_up = resume.map(|id| TakenUp::open(id, &binding, globals.dry_run)).transpose()?;
    let args = taken_up.as_ref().map_or(args, |taken_up| taken_up.args().clone());
    let profile = globals.profile.as_ref().map(|name| format!(" --profile {name}")).unwrap_or_default();
    let flags = format!("{profile}{}", if globals.yes { " --yes" } else { "" });
    Ok(Book::new(Grant { binding, needed, dry_run: globals.dry_run, args, flags }, taken_up))
}
