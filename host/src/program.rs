//! Programs of the user's own that are shown something: browser, pager, editor. No shell, and no variable of ours: a
//! token in the environment is for this program alone.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::error::{Error, Kind, Result};
use crate::{environment, helper, output};

/// How long a browser may take to say that it could not be opened.
const OPENING: Duration = Duration::from_secs(5);

/// The program of the first variable that names one, and its arguments.
///
/// # Errors
/// When its quotes do not match.
pub fn named(variables: &[&str]) -> Result<Option<Vec<String>>> {
    let Some((name, line)) = variables.iter().find_map(|name| Some((name, environment::var(name)?))) else {
        return Ok(None);
    };
    words(&line).map(Some).ok_or_else(|| Error::usage(format!("`{name}` is no command line: its quotes do not match")))
}

/// A command line as words; nothing where its quotes do not match, or where there is none.
pub fn words(line: &str) -> Option<Vec<String>> {
    shlex::split(line).filter(|words| !words.is_empty())
}

/// A program that is about to be started, without our variables.
pub fn command(words: &[String]) -> Command {
    let mut command = Command::new(words.first().map_or("", String::as_str));
    command.args(words.get(1..).unwrap_or_default());
    bare(&mut command);
    command
}

fn bare(command: &mut Command) {
    environment::names_with_prefix(environment::PREFIX).iter().for_each(|name| {
        command.env_remove(name);
    });
}

/// Opens a page in the user's browser: the program of `ATLASSIAN_CLI_BROWSER` or `BROWSER`, or the system's.
///
/// # Errors
/// When none can be started.
pub fn browse(address: &str) -> Result<()> {
    let commands = match named(&["ATLASSIAN_CLI_BROWSER", "BROWSER"])? {
        Some(words) => {
            let mut command = command(&words);
            command.arg(address);
            vec![command]
        }
        None => open::commands(address),
    };
    output::note(output::Level::Info, &format!("opening {address}"));
    if commands.into_iter().any(opens) {
        return Ok(());
    }
    Err(Error::new(Kind::Failed, "no browser could be opened")
        .hinted(format!("the page is {address}; `ATLASSIAN_CLI_BROWSER` can name a program that opens it")))
}

/// A browser may go on for as long as it likes.
fn opens(mut command: Command) -> bool {
    bare(&mut command);
    let started = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let Ok(mut child) = started else { return false };
    helper::ended(&mut child, Instant::now() + OPENING).is_none_or(|status| status.success())
}
