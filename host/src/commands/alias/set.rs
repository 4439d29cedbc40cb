//! `alias set`

use clap::Args;

use crate::cli;
use crate::error::{Error, Result};
use crate::plugin::Plugins;
use crate::profile::{self, Change, check_name};

/// Make a short name for a command
///
/// $1, $2 and so on stand for the words that follow it; what is left over is appended. There is no shell: the words are
/// split as a shell does it, and nothing else is done with them. An alias cannot have the name of a command.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli alias set mine 'jira search --jql \"assignee = currentUser()\"'
  atlassian-cli alias set find 'jira search --jql \"text ~ $1\"'")]
pub(super) struct Set {
    /// The short name
    name: String,
    /// What it stands for, without the program's name
    command: String,
}

impl Set {
    pub(super) fn run(self, plugins: &Plugins<'_>) -> Result<()> {
        check_name(&self.name)?;
        if cli::is_command(&self.name, plugins)? {
            return Err(Error::usage(format!("`{}` is a command, which an alias cannot hide", self.name)));
        }
        let words = cli::words_of_alias(&self.command)?;
        let first = words.first().map(String::as_str).unwrap_or_default();
        if !cli::is_command(first, plugins)? {
            return Err(Error::usage(format!("`{}` is no command of atlassian-cli", first.escape_debug()))
                .hinted("an alias begins with a command, such as `jira search`; not with another alias or a flag"));
        }
        profile::apply(&[Change::Alias { name: self.name, command: Some(self.command) }])
    }
}
