//! `man`: manual pages, made from the same declarations as `--help`.

use std::path::PathBuf;

use clap::{ArgMatches, Args, Command, ValueHint};
use clap_mangen::Man;

use crate::cli;
use crate::error::{Context, Error, Kind, Result};
use crate::output;
use crate::plugin::Plugins;

/// Write manual pages
///
/// One page a command, named `atlassian-cli-jira-search.1` and so on.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli man jira search | man -l -
  atlassian-cli man --dir ~/.local/share/man/man1")]
pub(super) struct ManPages {
    /// Command whose page is printed; none for the program's own
    #[arg(conflicts_with = "dir")]
    command: Vec<String>,
    /// Folder for the pages of all commands
    #[arg(long, value_hint = ValueHint::DirPath)]
    dir: Option<PathBuf>,
}

pub(super) fn declare() -> Command {
    ManPages::augment_args(Command::new("man"))
}

pub(super) fn run(matches: &ArgMatches, plugins: &Plugins<'_>) -> Result<()> {
    let ManPages { command, dir } = super::typed::<ManPages>(matches)?;
    let whole = cli::whole(plugins)?;
    let Some(dir) = dir else {
        return output::bytes(&page(cli::below(&whole, &command)?)?);
    };
    std::fs::create_dir_all(&dir).context(Kind::Failed, || format!("`{}` cannot be made", dir.display()))?;
    let mut all = vec![&whole];
    while let Some(command) = all.pop() {
        let path = dir.join(format!("{}.1", cli::full_name(command).replace(' ', "-")));
        #[expect(
            clippy::disallowed_methods,
            reason = "a page that others may read, and that is made anew when it is torn"
        )]
        std::fs::write(&path, page(command)?)
            .context(Kind::Failed, || format!("`{}` cannot be written", path.display()))?;
        all.extend(command.get_subcommands());
    }
    Ok(())
}

/// A page's sections are the usual ones; examples have their own.
fn page(command: &Command) -> Result<Vec<u8>> {
    let mut page = Vec::new();
    let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let name = cli::full_name(command).replace(' ', "-");
    let man = Man::new(command.clone().name(name).after_help("").after_long_help(""));
    man.render(&mut page)
        .and_then(|()| examples(&after, &mut page))
        .map_err(|error| Error::bug("the page cannot be written").caused_by(error))?;
    Ok(page)
}

fn examples(after: &str, page: &mut Vec<u8>) -> std::io::Result<()> {
    use clap_mangen::roff::{Roff, roman};
    let Some((_, lines)) = after.split_once("Examples:\n") else { return Ok(()) };
    let mut roff = Roff::new();
    roff.control("SH", ["EXAMPLES"]).control("nf", []);
    lines.lines().for_each(|line| {
        roff.text([roman(line.trim_end())]);
    });
    roff.control("fi", []).to_writer(page)
}
