//! `commands`: every command that there is, with what it may do; for people, scripts and agents.

use clap::{ArgMatches, Args, Command};
use serde_json::{Value, json};

use crate::cli::{self, Globals};
use crate::error::{Error, Result};
use crate::output::{Output, Shape};
use crate::plugin::manifest::{self, Manifest};
use crate::plugin::{self, Plugins};

const COLUMNS: &[(&str, &str)] = &[("Command", "/command"), ("Effect", "/effect"), ("About", "/about")];

/// List all commands, with their effects and endpoints
///
/// Effect is what a command can do to a site, derived from its endpoints; `local` stands for commands of the program
/// itself. JSON has arguments and endpoints, too. No plugin runs for it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli commands
  atlassian-cli commands jira --format json
  atlassian-cli commands --jq '.[] | select(.effect == \"delete\") | .command'")]
pub(super) struct Commands {
    /// First words of the commands to list
    words: Vec<String>,
}

pub(super) fn declare() -> Command {
    Commands::augment_args(Command::new("commands"))
}

pub(super) fn run(matches: &ArgMatches, globals: &Globals, plugins: &Plugins<'_>) -> Result<()> {
    let Commands { words } = super::typed::<Commands>(matches)?;
    let mut output = Output::new(&globals.view, Shape::many(COLUMNS, "/command"))?;
    let (usable, _) = plugins.usable()?;
    let of_plugins = usable.iter().flat_map(|(_, manifest)| manifest.commands.iter().map(|c| of_plugin(manifest, c)));
    let own = cli::own();
    let records: Vec<_> = of_plugins.chain(leaves(&own).into_iter().map(of_host)).collect();
    let mut found = false;
    let prefix = words.join(" ");
    for record in records {
        let name = record.get("command").and_then(Value::as_str).unwrap_or_default();
        let below = name.strip_prefix(&prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        if prefix.is_empty() || below {
            found = true;
            output.value(&record)?;
        }
    }
    if !found {
        return Err(Error::usage(format!("there is no command `{}`", prefix.escape_debug())));
    }
    output.finish(true)
}

fn of_plugin(manifest: &Manifest, command: &manifest::Command) -> Value {
    let endpoints = command
        .http
        .iter()
        .map(|endpoint| json!({"service": endpoint.service, "method": endpoint.method, "template": endpoint.template}));
    let args = command.args.iter().map(|arg| {
        json!({
            "name": arg.name, "flag": arg.long.as_ref().map(|long| format!("--{long}")), "required": arg.is_typed(),
            "repeated": arg.repeated, "choices": arg.choices, "default": arg.default, "from": arg.source(),
            "help": arg.help,
        })
    });
    json!({
        "command": plugin::full_name(manifest, command), "plugin": manifest.name, "about": command.about,
        "aliases": plugin::aliases(manifest, command), "effect": plugin::highest_effect(command).verb(),
        "needs": command.needs, "endpoints": endpoints.collect::<Vec<_>>(), "args": args.collect::<Vec<_>>(),
        "examples": command.examples,
    })
}

fn of_host(command: &Command) -> Value {
    let text = |text: Option<&clap::builder::StyledStr>| text.map(ToString::to_string).unwrap_or_default();
    let args = command.get_arguments().filter(|arg| !arg.is_global_set() && !cli::is_of_clap(arg)).map(|arg| {
        let choices: Vec<_> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        json!({
            "name": arg.get_id().as_str(), "flag": arg.get_long().map(|long| format!("--{long}")),
            "required": arg.is_required_set(), "repeated": matches!(arg.get_action(), clap::ArgAction::Append),
            "choices": choices, "default": null, "from": null, "help": text(arg.get_help()),
        })
    });
    json!({
        "command": cli::full_name(command).split_once(' ').map_or("", |(_, words)| words), "plugin": null,
        "about": text(command.get_about()), "aliases": [], "effect": "local", "needs": [], "endpoints": [],
        "args": args.collect::<Vec<_>>(), "examples": [],
    })
}

/// Commands that have none below.
fn leaves(command: &Command) -> Vec<&Command> {
    if !command.has_subcommands() {
        return vec![command];
    }
    command.get_subcommands().flat_map(leaves).collect()
}
