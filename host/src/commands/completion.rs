//! `completion`: the script with which a shell asks this program for what can be typed next.

use clap::{ArgMatches, Args, Command};
use clap_complete::env::Shells;

use crate::cli::{COMPLETE, NAME};
use crate::error::{Error, Result};
use crate::output;

/// Print the completion script of a shell
///
/// Plugin commands, flags, choices and profiles are completed; no plugin runs for it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  source <(atlassian-cli completion bash)
  atlassian-cli completion zsh > ~/.zfunc/_atlassian-cli
  atlassian-cli completion fish > ~/.config/fish/completions/atlassian-cli.fish
  atlassian-cli completion powershell >> $PROFILE")]
pub(super) struct Completion {
    /// The shell
    #[arg(value_parser = ["bash", "zsh", "fish", "powershell"])]
    shell: String,
}

pub(super) fn declare() -> Command {
    Completion::augment_args(Command::new("completion"))
}

pub(super) fn run(matches: &ArgMatches) -> Result<()> {
    let Completion { shell } = super::typed::<Completion>(matches)?;
    let shells = Shells::builtins();
    let shell = shells.completer(&shell).ok_or_else(|| Error::bug(format!("there is no script for {shell}")))?;
    let mut script = Vec::new();
    shell
        .write_registration(COMPLETE, NAME, NAME, NAME, &mut script)
        .map_err(|error| Error::bug("the script cannot be written").caused_by(error))?;
    output::bytes(&script)
}

/// Answers a shell: what can stand at the word that is being typed.
///
/// # Errors
/// When the shell is not one that we know, or there is no such word.
pub fn answer(shell: &str, words: &[String], mut command: Command) -> Result<()> {
    let shells = Shells::builtins();
    let shell = shells.completer(shell).ok_or_else(|| Error::usage(format!("`{COMPLETE}` names no shell")))?;
    let mut answer = Vec::new();
    shell
        .write_complete(&mut command, words.iter().map(Into::into).collect(), None, &mut answer)
        .map_err(|error| Error::usage("the line cannot be completed").caused_by(error))?;
    output::bytes(&answer)
}
