//! Programs of the user's own that are shown something: browser, pager, editor. No shell, and no variable of ours: a
//! token in the environment is for this program alone.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::error::{Context, Error, Kind, Result};
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

/// A text that the user writes in an editor: `ATLASSIAN_CLI_EDITOR`, `VISUAL` or `EDITOR`, or the one that every system
/// has. Blanks around it do not count; nothing where it is empty.
///
/// # Errors
/// When the editor cannot be started or fails, or what it left is not text.
pub fn edited() -> Result<Option<String>> {
    let default = if cfg!(windows) { "notepad" } else { "vi" };
    let words = named(&["ATLASSIAN_CLI_EDITOR", "VISUAL", "EDITOR"])?.unwrap_or_else(|| vec![default.to_owned()]);
    // Readable by its owner alone, and gone when this ends.
    let file = tempfile::Builder::new().prefix("atlassian-cli-").suffix(".md").tempfile();
    let file = file.context(Kind::Failed, || "there is no place for a text to edit".to_owned())?.into_temp_path();
    let name = words.first().map_or_else(String::new, |word| word.escape_debug().to_string());
    let status = command(&words)
        .arg(&file)
        .status()
        .context(Kind::Failed, || format!("the editor `{name}` cannot be started"))
        .map_err(|error| error.hinted("`ATLASSIAN_CLI_EDITOR` names one"))?;
    if !status.success() {
        return Err(Error::failed(format!("the editor `{name}` failed ({status}); nothing was done")));
    }
    let text = std::fs::read_to_string(&file).context(Kind::Failed, || "what was written is not text".to_owned())?;
    Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
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
