//! What can be typed next, for a shell that asks.

use std::ffi::OsStr;
use std::mem::ManuallyDrop;

use clap::Command;
use clap_complete::engine::CompletionCandidate;

use crate::commands;
use crate::environment;
use crate::error::Result;
use crate::plugin::Plugins;
use crate::profile::Config;

use super::line::first_word;
use super::tree::{Extent, may_be_meant, with_plugins};

/// The variable with which a shell asks for completions; its value names the shell.
pub const COMPLETE: &str = "ATLASSIAN_CLI_COMPLETE";

/// Answers a shell's question for what can be typed next: the words of the line follow `--`.
///
/// # Errors
/// When there is no such line, or a bundled plugin cannot be read.
pub fn complete(shell: &str, args: &[String], plugins: &Plugins<'_>) -> Result<()> {
    let words: Vec<_> = args.iter().skip_while(|word| *word != "--").skip(1).cloned().collect();
    // What stands before the word that is being typed.
    let cursor = environment::var("_CLAP_COMPLETE_INDEX").and_then(|index| index.parse().ok());
    let before = words.len().saturating_sub(1).min(cursor.unwrap_or(usize::MAX));
    let before = words.get(..before).unwrap_or_default();
    let plugin = first_word(&words).and_then(|(place, word)| Some((place, plugins.find(word).ok()??)));
    let root = match plugin {
        Some((place, plugin)) => {
            let manifests = [(plugin, plugin.manifest_with(|path| may_be_meant(path, &words))?)];
            // Behind a plugin's name, nothing but its own can follow.
            if place < before.len() {
                with_plugins(&manifests, Extent::Below(&words))
            } else {
                with_aliases(with_plugins(&manifests, Extent::Around(&words)))
            }
        }
        // What is wrong with an installed plugin is no answer to a shell.
        None => with_aliases(with_plugins(&plugins.usable()?.0, Extent::Around(&words))),
    };
    // The process ends with the answer: hundreds of commands are not taken apart for it.
    let root = ManuallyDrop::new(root);
    commands::answer(shell, &words, along(&root, before))
}

/// The same with the user's own short names.
fn with_aliases(root: Command) -> Command {
    let aliases = Config::load().unwrap_or_default().aliases.into_iter();
    aliases.fold(root, |root, (name, command)| root.subcommand(Command::new(name).about(format!("Alias of {command}"))))
}

/// The commands along a line, and at its end the names of all that can follow: what is elsewhere would be built for nothing.
fn along(command: &Command, line: &[String]) -> Command {
    if !command.has_subcommands() {
        return command.clone();
    }
    let bare = Command::new(command.get_name().to_owned()).args(command.get_arguments().cloned());
    let bare = bare.disable_help_subcommand(true);
    let next = first_word(line).and_then(|(place, word)| Some((line.get(place..)?, command.find_subcommand(word)?)));
    match next {
        Some((rest, child)) => bare.subcommand(along(child, rest)),
        None => bare.subcommands(command.get_subcommands().map(|child| {
            let about = child.get_about().cloned().unwrap_or_default();
            Command::new(child.get_name().to_owned()).about(about).hide(child.is_hide_set())
        })),
    }
}

/// Profiles whose names begin so; a config.yaml that cannot be read has none.
pub(super) fn profiles(begun: &OsStr) -> Vec<CompletionCandidate> {
    beginning(Config::load().unwrap_or_default().profiles.into_keys(), begun)
}

/// Aliases whose names begin so.
pub fn aliases(begun: &OsStr) -> Vec<CompletionCandidate> {
    beginning(Config::load().unwrap_or_default().aliases.into_keys(), begun)
}

/// Words that begin so.
pub fn beginning(words: impl IntoIterator<Item = String>, begun: &OsStr) -> Vec<CompletionCandidate> {
    let begun = begun.to_str();
    words.into_iter().filter(|word| begun.is_some_and(|begun| word.starts_with(begun))).map(Into::into).collect()
}
