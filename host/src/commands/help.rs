//! `help`: the help of a command, and of what concerns them all.

use std::ffi::OsStr;

use clap::{ArgMatches, Args, Command};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use crate::error::Result;
use crate::output::{self, FormatName};
use crate::plugin::{BUNDLED, Plugins};
use crate::{cli, environment, exit_code};

/// A word, and its text.
type Topic = (&'static str, fn() -> String);

/// What can be asked about besides commands.
const TOPICS: &[Topic] =
    &[("environment", variables), ("exit-codes", exit_codes), ("formats", formats), ("files", files)];

/// Show the help of a command, or of a topic
///
/// The topics are environment, exit-codes, formats and files.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli help jira search
  atlassian-cli help exit-codes")]
pub(super) struct Help {
    /// Command, or topic
    #[arg(add = ArgValueCompleter::new(topics))]
    words: Vec<String>,
}

pub(super) fn declare() -> Command {
    Help::augment_args(Command::new("help"))
}

pub(super) fn run(matches: &ArgMatches, plugins: &Plugins<'_>) -> Result<()> {
    let Help { words } = super::typed::<Help>(matches)?;
    if let [word] = words.as_slice()
        && let Some((_, text)) = TOPICS.iter().find(|(topic, _)| topic == word)
    {
        return output::bytes(text().as_bytes());
    }
    let whole = cli::whole(plugins)?;
    cli::below(&whole, &words)?;
    let line = [cli::NAME.to_owned()].into_iter().chain(words).chain(["--help".to_owned()]);
    if let Err(help) = whole.try_get_matches_from(line) {
        // A closed pipe: whoever reads has seen enough.
        let _ = help.print();
    }
    Ok(())
}

/// Topics that begin so, and first words of commands.
fn topics(begun: &OsStr) -> Vec<CompletionCandidate> {
    let topics = TOPICS.iter().map(|(topic, _)| (*topic).to_owned());
    let plugins = BUNDLED.iter().map(|plugin| plugin.name.to_string());
    cli::beginning(topics.chain(plugins).chain(cli::own_commands()), begun)
}

/// Two columns.
fn table<'t>(title: &str, rows: impl Iterator<Item = (String, &'t str)> + Clone) -> String {
    let width = rows.clone().map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut text = format!("{title}\n\n");
    for (name, what) in rows {
        text.push_str(&format!("  {name:width$}  {what}\n"));
    }
    text
}

fn variables() -> String {
    let rows = environment::VARIABLES.iter().map(|(name, what)| ((*name).to_owned(), *what));
    let title = "Environment variables. <PROFILE> is a profile's name in upper case, with _ for what is no letter or digit. A\n\
                 blank variable counts as absent.";
    table(title, rows)
}

fn exit_codes() -> String {
    table("Exit codes", exit_code::TABLE.iter().map(|(code, what)| (format!("{code:>3}"), *what)))
}

fn formats() -> String {
    let rows = FormatName::ALL.iter().map(|(name, format)| (format!("--format {name}"), format.about()));
    let mut text = table("Formats of results, on standard output", rows);
    text.push_str(
        "\nIn a pipe nothing is cut or coloured. `--columns` and `--sort` name columns by title or as a field of the\n\
         record; `--jq` filters the JSON. With json and jsonl, the error that ends a command is JSON on standard error.\n",
    );
    text
}

fn files() -> String {
    let rows = environment::FILES.iter().map(|(name, what)| ((*name).to_owned(), *what));
    let mut text = table("Files", rows);
    text.push_str("\nOn Linux the XDG variables are honoured for all but the first. ATLASSIAN_CLI_CONFIG_DIR moves the\nfirst two lines into one folder.\n");
    text
}
