//! The command line: the host's own commands, and a tree of each plugin's made from its manifest. No guest runs for
//! parsing, help or an error.

mod alias;
mod arguments;
mod ask;
mod complete;
mod line;
mod supply;
mod tree;

use std::time::Duration;

use clap::ArgMatches;
use clap::error::ErrorKind;
use serde_json::Value;

pub use alias::{expanded, is_command, words_of_alias};
pub use complete::{COMPLETE, aliases, beginning, complete};
pub use line::value_of;
pub use supply::supplied;
pub use tree::{below, full_name, is_of_clap, own, whole};

pub(crate) use tree::Extent;
#[cfg(feature = "fuzzing")]
pub(crate) use tree::tree;

use crate::error::{Error, Result};
use crate::output::{self, View};
use crate::plugin::manifest::{self, Manifest};
use crate::plugin::validate;
use crate::plugin::{Plugin, Plugins};
use crate::policy::{Policy, ReadOnly, Rules};
use crate::powerbox::Named;
use crate::profile::{Defaults, Profile};
use crate::{environment, exit_code};

use arguments::{arguments, leaf, named};

/// Name of the program.
pub const NAME: &str = "atlassian-cli";

/// The argument of a plugin's listings that `defaults:` has a say in.
const LIMIT: &str = "limit";

/// What was typed.
#[derive(Debug)]
pub enum Invocation<'a> {
    /// A command of the host's.
    Own(ArgMatches),
    /// A command of a plugin.
    Plugin {
        /// The plugin.
        plugin: &'a Plugin,
        /// Its command.
        command: Box<manifest::Command>,
        /// The arguments as the guest receives them.
        args: Value,
        /// The files that it names; a guest receives base names alone.
        files: Named,
        /// `--force`, on commands that write files.
        force: bool,
        /// `--resume`, on commands that keep a journal: the arguments are those of the journal then.
        resume: Option<String>,
        /// Flags of every command.
        globals: Globals,
    },
}

/// Flags of every command.
#[derive(Debug, Clone)]
pub struct Globals {
    /// `--profile`.
    pub profile: Option<String>,
    /// How results are shown.
    pub view: View,
    /// `--read-only`.
    pub read_only: bool,
    /// `--dry-run`.
    pub dry_run: bool,
    /// `--yes`.
    pub yes: bool,
    /// `--timeout`: how long a site may be silent.
    pub timeout: Option<Duration>,
    /// `--concurrency`: requests at once.
    pub concurrency: Option<usize>,
}

impl Globals {
    /// Reads them from any level of the command line.
    pub fn of(matches: &ArgMatches) -> Self {
        Self {
            profile: matches.get_one::<String>("profile").cloned(),
            view: View::of(matches),
            read_only: matches.get_flag("read-only"),
            dry_run: matches.get_flag("dry-run"),
            yes: matches.get_flag("yes"),
            timeout: matches.get_one("timeout").copied(),
            concurrency: matches.get_one("concurrency").copied(),
        }
    }

    /// The rules of a run with these flags under a profile. Flag, variable and profile can each make it read only.
    pub fn rules(&self, policy: Policy, profile: &Profile) -> Rules {
        let sources = [
            (self.read_only, ReadOnly::Flag),
            (environment::switch("ATLASSIAN_CLI_READ_ONLY"), ReadOnly::Variable),
            (profile.read_only, ReadOnly::Profile),
        ];
        let read_only = sources.into_iter().filter(|(is_set, _)| *is_set).map(|(_, source)| source).collect();
        Rules { policy, read_only, dry_run: self.dry_run, yes: self.yes }
    }
}

/// Parses a command line, the program's name first.
///
/// # Errors
/// `Ok(Err(code))` when all is said and done (help, version, a usage error that was shown); `Err` when a plugin cannot
/// be read.
pub fn parse<'a>(
    args: &[String],
    plugins: &'a Plugins<'_>,
    defaults: &Defaults,
) -> Result<std::result::Result<Invocation<'a>, u8>> {
    if line::first_word(args).is_none() {
        return parse_flags(args, plugins, defaults);
    }
    let mut manifests = needed(args, plugins)?;
    if let Some(limit) = defaults.get(LIMIT) {
        manifests.iter_mut().for_each(|(_, manifest)| arguments::set_default(manifest, LIMIT, &limit));
    }
    let tree =
        |extent| tree::with_defaults(tree::with_plugins(&manifests, extent), defaults).color(output::wished_color());
    // Most lines are right. What is wrong with one, and help, is said with all that could stand there.
    let right = (!manifests.is_empty()).then(|| tree(Extent::Meant(args)).try_get_matches_from(args).ok());
    let matches = match right.flatten() {
        Some(matches) => matches,
        None => match ask::parsed(&tree(Extent::Around(args)), args, &manifests)? {
            Ok(matches) => matches,
            Err(error) => return show(&error).map(Err),
        },
    };
    output::show_debug(leaf(&matches).1.get_flag("debug"));
    let Some((first, below)) = matches.subcommand() else { return Ok(Err(exit_code::USAGE)) };
    let Some((plugin, manifest)) = manifests.iter().find(|(plugin, _)| plugin.name == first) else {
        return Ok(Ok(Invocation::Own(matches)));
    };
    let (path, leaf) = leaf(below);
    let command = arguments::find(manifest, &path)
        .ok_or_else(|| Error::bug(format!("`{first} {}` was parsed but is no command", path.join(" "))))?;
    let resume = arguments::resume(command, leaf);
    let args = if resume.is_some() { Value::Null } else { arguments(command, leaf)? };
    let files = named(command, leaf);
    let force = command.writes_files() && leaf.get_flag(validate::FORCE);
    let command = Box::new(command.clone());
    Ok(Ok(Invocation::Plugin { plugin, command, args, files, force, resume, globals: Globals::of(leaf) }))
}

/// A line without a command: help, the version, or an error. No plugin is read for more than what it is.
fn parse_flags<'a>(
    args: &[String],
    plugins: &Plugins<'_>,
    defaults: &Defaults,
) -> Result<std::result::Result<Invocation<'a>, u8>> {
    let is_version = args.iter().any(|arg| arg == "--version" || arg == "-V");
    let titles = if is_version {
        Vec::new()
    } else {
        let (titles, problems) = plugins.titles()?;
        problems.iter().for_each(output::warn);
        titles
    };
    let root = tree::grouped(tree::with_defaults(tree::with_titles(&titles), defaults));
    match root.color(output::wished_color()).try_get_matches_from(args) {
        Ok(_) => Ok(Err(exit_code::USAGE)),
        Err(error) => show(&error).map(Err),
    }
}

/// The plugins that this command line is about: one that is named, none for a command of the host's, else all, for
/// help and suggestions.
fn needed<'a>(args: &[String], plugins: &'a Plugins<'_>) -> Result<Vec<(&'a Plugin, Manifest)>> {
    if let Some((_, word)) = line::first_word(args) {
        if validate::HOST_COMMANDS.contains(&word) {
            return Ok(Vec::new());
        }
        let found = plugins.find(word).map_err(|error| {
            error.hinted(format!("the bundled plugins run all the same; `{}` is none of them", word.escape_debug()))
        })?;
        if let Some(plugin) = found {
            let manifest = plugin.manifest_with(|path| tree::may_be_meant(path, args))?;
            return Ok(vec![(plugin, manifest)]);
        }
    }
    let (usable, problems) = plugins.usable()?;
    for problem in problems {
        output::warn(&problem);
    }
    Ok(usable)
}

/// First words of the host's own commands.
pub fn own_commands() -> Vec<String> {
    tree::root().get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

/// Prints help to standard output, or to standard error where the line ends before a command; what is wrong with a line
/// is passed on.
fn show(error: &clap::Error) -> Result<u8> {
    let is_help = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if error.use_stderr() && (output::are_errors_json() || !is_help) {
        return Err(usage(error));
    }
    let printed = error.print();
    if error.use_stderr() {
        // Nobody is left to tell when the stream is closed.
        return Ok(exit_code::USAGE);
    }
    printed.map_err(output::unwritable)?;
    Ok(exit_code::DONE)
}

/// What clap says, in the parts of our own errors.
fn usage(error: &clap::Error) -> Error {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return Error::usage("the line ends before a command").hinted("`--help` shows the commands");
    }
    let text = error.render().to_string();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let Some((first, rest)) = lines.split_first() else { return Error::usage("the line cannot be read") };
    let first = first.strip_prefix("error: ").unwrap_or(first);
    let of = |prefix: &str| rest.iter().filter_map(|line| line.strip_prefix(prefix)).collect::<Vec<_>>();
    let is_named = |line: &&&str| !["tip: ", "Usage: ", "[", "For more"].iter().any(|prefix| line.starts_with(prefix));
    let named: Vec<&str> = rest.iter().filter(is_named).copied().collect();
    // A list that the sentence announces.
    let mut usage = match first.strip_suffix(':') {
        Some(_) => Error::usage(format!("{first} {}", named.join(", "))),
        None => named.into_iter().fold(Error::usage(first), Error::caused_by),
    };
    for values in of("[possible values: ") {
        usage = usage.hinted(format!("it is one of {}", values.trim_end_matches(']')));
    }
    for tip in of("tip: ") {
        usage = usage.hinted(tip);
    }
    for form in of("Usage: ") {
        usage = usage.hinted(format!("the form is `{form}`; `--help` says more"));
    }
    usage
}
