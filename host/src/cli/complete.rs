//! What can be typed next, for a shell that asks.

use std::ffi::OsStr;

use clap::Command;
use clap_complete::engine::CompletionCandidate;

use crate::commands;
use crate::error::Result;
use crate::plugin::Plugins;
use crate::profile::Config;

use super::line::first_word;
use super::tree::with_plugins;

/// The variable with which a shell asks for completions; its value names the shell.
pub const COMPLETE: &str = "ATLASSIAN_CLI_COMPLETE";

/// Answers a shell's question for what can be typed next: the words of the line follow `--`.
///
/// # Errors
/// When there is no such line, or a bundled plugin cannot be read.
pub fn complete(shell: &str, args: &[String], plugins: &Plugins<'_>) -> Result<()> {
    let words: Vec<_> = args.iter().skip_while(|word| *word != "--").skip(1).cloned().collect();
    let manifests = match first_word(&words).map(|(_, word)| plugins.find(word)) {
        Some(Ok(Some(plugin))) => vec![(plugin, plugin.manifest()?)],
        // What is wrong with an installed plugin is no answer to a shell.
        _ => plugins.usable()?.0,
    };
    let aliases = Config::load().unwrap_or_default().aliases.into_iter();
    let root = aliases.fold(with_plugins(&manifests, None), |root, (name, command)| {
        root.subcommand(Command::new(name).about(format!("Alias of {command}")))
    });
    commands::answer(shell, &words, root)
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
