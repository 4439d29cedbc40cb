//! Asks on a terminal for what a line lacks.

use clap::error::ErrorKind;
use clap::{ArgMatches, Command};

use crate::error::Result;
use crate::output::{self, Level};
use crate::plugin::Plugin;
use crate::plugin::manifest::{self, ArgKind, Manifest};
use crate::{program, terminal, typed};

use super::arguments::{find, leaf};

/// Parses a line; on a terminal, the user is asked for what is missing.
pub(super) fn parsed(
    root: &Command,
    args: &[String],
    manifests: &[(&Plugin, Manifest)],
) -> Result<std::result::Result<ArgMatches, clap::Error>> {
    let error = match root.clone().try_get_matches_from(args) {
        Err(error) if error.kind() == ErrorKind::MissingRequiredArgument && terminal::is_there() => error,
        outcome => return Ok(outcome),
    };
    let missing = missing(root, args, manifests);
    if missing.is_empty() {
        return Ok(Err(error));
    }
    let mut args = args.to_vec();
    // Flags first: what stands at a place may need `--` before it.
    for arg in missing.iter().filter(|arg| arg.long.is_some()).chain(missing.iter().filter(|arg| arg.long.is_none())) {
        let Some(value) = ask(arg)? else { return Ok(Err(error)) };
        match &arg.long {
            Some(long) => args.insert(args.len().min(end_of_flags(&args)), format!("--{long}={value}")),
            None if args.iter().any(|word| word == "--") => args.push(value),
            None => args.extend(["--".to_owned(), value]),
        }
    }
    Ok(root.clone().try_get_matches_from(args))
}

/// What a line lacks, of a plugin's command.
fn missing<'m>(root: &Command, args: &[String], manifests: &'m [(&Plugin, Manifest)]) -> Vec<&'m manifest::Arg> {
    let Ok(matches) = root.clone().ignore_errors(true).try_get_matches_from(args) else { return Vec::new() };
    let Some((first, below)) = matches.subcommand() else { return Vec::new() };
    let (path, leaf) = leaf(below);
    let manifest = manifests.iter().find(|(plugin, _)| plugin.name == first);
    let command = manifest.and_then(|(_, manifest)| find(manifest, &path));
    let args = command.into_iter().flat_map(|command| &command.args);
    args.filter(|arg| arg.is_typed() && !leaf.contains_id(&arg.name)).collect()
}

/// Where a flag can still be inserted.
fn end_of_flags(args: &[String]) -> usize {
    args.iter().position(|word| word == "--").unwrap_or(args.len())
}

/// The user's answer, one of the choices where there are some; none when it is empty. A long text is written in an editor.
pub(super) fn ask(arg: &manifest::Arg) -> Result<Option<String>> {
    if matches!(arg.kind, ArgKind::Text | ArgKind::Json) {
        output::note(Level::Info, &format!("{}: opening the editor", arg.help));
        return Ok(program::edited()?.map(|text| typed::literally(&text)));
    }
    if arg.kind == ArgKind::Secret {
        // Asked for when the line is read: no other copy of it is made, and no error shows it.
        return Ok(Some(typed::STANDARD_INPUT.to_owned()));
    }
    let choices = if arg.choices.is_empty() { String::new() } else { format!(" ({})", arg.choices.join(", ")) };
    loop {
        let typed = terminal::line(&format!("{}{choices}: ", arg.help))?;
        if typed.is_empty() {
            return Ok(None);
        }
        if arg.choices.is_empty() || arg.choices.iter().any(|choice| choice.eq_ignore_ascii_case(&typed)) {
            return Ok(Some(typed));
        }
        output::note(Level::Info, &format!("`{typed}` is none of these"));
    }
}
