//! `auth import`: takes over what another tool of the same name has stored.

use std::collections::BTreeSet;
use std::io::{BufRead, IsTerminal};
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::Globals;
use crate::credential::Store;
use crate::credential::import::{self, Found, Item, Plan, Wishes};
use crate::environment;
use crate::error::{Context, Error, Kind, Result};
use crate::output::{self, Level, Output, Shape};
use crate::profile::{self, Config};

const COLUMNS: &[(&str, &str)] =
    &[("Profile", "/profile"), ("Token", "/token"), ("For", "/origin"), ("Result", "/result")];

/// Take over profiles and tokens of the other `atlassian-cli`
///
/// Reads its `credentials.enc`, its plaintext `credentials` and its `config.yaml`. Shows what it finds, never a token,
/// and asks before it changes anything. Each token is stored encrypted, for its profile's address and no other; the
/// plaintext file is overwritten and then replaced, and tokens are taken out of `config.yaml`. `credentials.enc` stays.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli auth import
  atlassian-cli auth import --yes --without old-profile
  atlassian-cli auth import --from /media/backup/atlassian-cli --machine-id 0123456789abcdef0123456789abcdef --user you")]
pub(super) struct Import {
    /// Folder of the other tool's files, instead of those where it keeps them
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    /// Id of the machine that `credentials.enc` was written on
    #[arg(long, value_name = "ID")]
    machine_id: Option<String>,
    /// User who wrote `credentials.enc`
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Replace tokens and profiles that are here already
    #[arg(long)]
    overwrite: bool,
    /// Leave this entry out (can be repeated); one of the plaintext file is wiped with it
    #[arg(long, value_name = "ENTRY")]
    without: Vec<String>,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

impl Import {
    pub(super) fn run(self, globals: &Globals) -> Result<()> {
        let config = Config::load()?;
        let store = Store::open()?;
        let found = self.found()?;
        let in_place = found.plaintext.as_ref().filter(|plaintext| store.is_at(plaintext.path()));
        let stored = if in_place.is_some() { Vec::new() } else { store.list()? };
        let wishes = Wishes { overwrite: self.overwrite, without: self.without.clone() };
        let plan = import::plan(&found, &config, &stored, &wishes);
        refuse_to_lose(&plan, &found)?;
        describe(&plan, &found);
        let nothing = plan.changes.is_empty() && plan.tokens().is_empty() && found.plaintext.is_none();
        if nothing {
            output::note(Level::Info, "there is nothing to take over");
            return Ok(());
        }
        if !self.yes {
            confirm()?;
        }
        // Profiles first: with tokens alone, a second run could not tell where they may go.
        profile::apply(&plan.changes)?;
        let tokens = plan.tokens();
        match (in_place, &found.plaintext) {
            (Some(plaintext), _) => store.put_in_place_of(plaintext, &tokens)?,
            (None, Some(elsewhere)) => {
                store.put_all(&tokens)?;
                elsewhere.remove()?;
            }
            (None, None) if tokens.is_empty() => {}
            (None, None) => store.put_all(&tokens)?,
        }
        tell(&plan, &found);
        show(&plan, globals)
    }

    /// All that is there, in the folder that was named or in those where the tool keeps its files.
    fn found(&self) -> Result<Found> {
        let identities = || import::identities(self.machine_id.as_deref(), self.user.as_deref());
        let dirs = match &self.from {
            Some(dir) => vec![dir.clone()],
            None => vec![environment::credential_dir()?, environment::config_dir()?],
        };
        for dir in &dirs {
            let found = import::read(dir, identities)?;
            // Our own config.yaml alone, where both tools keep it, is nothing to import.
            let ours = found.tokens.is_empty() && found.plaintext.is_none() && is_our_config(&found.files)?;
            if !found.files.is_empty() && !ours {
                return Ok(found);
            }
        }
        let places: Vec<_> =
            dirs.iter().collect::<BTreeSet<_>>().iter().map(|dir| format!("`{}`", dir.display())).collect();
        Err(Error::new(Kind::NotFound, format!("the other tool has left nothing in {}", places.join(" or "))).hinted(
            "`--from DIR` names another folder with `credentials.enc`, a plaintext `credentials` or `config.yaml`",
        ))
    }
}

fn is_our_config(files: &[PathBuf]) -> Result<bool> {
    let ours = profile::path()?;
    Ok(files.iter().all(|file| *file == ours))
}

/// What stands in the plaintext file only would be gone with it.
fn refuse_to_lose(plan: &Plan, found: &Found) -> Result<()> {
    let (Some((first, _)), Some(plaintext)) = (plan.lost.first(), &found.plaintext) else { return Ok(()) };
    let mut error = Error::usage(format!(
        "not every token in `{}` can be taken over, and the file would be wiped; nothing was changed",
        plaintext.path().display()
    ));
    for (entry, why) in &plan.lost {
        error = error.caused_by(format!("`{entry}`: {why}"));
    }
    let config = profile::path()?;
    Err(error
        .hinted(format!("write the missing `base_url` of its profile into `{}`, then try again", config.display()))
        .hinted(format!("or leave it out, which destroys the token: `--without {first}`")))
}

/// The plan, before anything is changed: names and addresses.
fn describe(plan: &Plan, found: &Found) {
    for file in &found.files {
        output::note(Level::Info, &format!("found `{}`", file.display()));
    }
    for item in &plan.items {
        let what = match item.kind {
            Some(kind) => format!("{} token of profile `{}`", kind.as_str(), item.profile),
            None => format!("profile `{}`, without a token", item.profile),
        };
        let text = match &item.outcome {
            Ok(Some(stored)) => format!("  {what}, for {}", stored.origins.join(", ")),
            Ok(None) => format!("  {what}"),
            Err(why) => format!("  not taken over: {what}: {why}"),
        };
        output::note(Level::Info, &text);
    }
}

/// What was done, on standard output.
fn show(plan: &Plan, globals: &Globals) -> Result<()> {
    let mut output = Output::new(&globals.view, Shape::many(COLUMNS, "/profile"))?;
    for item in &plan.items {
        output.value(&line(item))?;
    }
    output.finish(true)
}

fn line(item: &Item) -> serde_json::Value {
    let (origin, result) = match &item.outcome {
        Ok(stored) => (stored.as_ref().and_then(|stored| stored.origins.first()), "taken over".to_owned()),
        Err(why) => (None, format!("stays: {why}")),
    };
    json!({
        "profile": item.profile, "entry": item.entry, "token": item.kind.map(|kind| kind.as_str()),
        "origin": origin, "imported": item.outcome.is_ok(), "result": result,
    })
}

fn confirm() -> Result<()> {
    if !std::io::stdin().is_terminal() {
        return Err(Error::refused("nothing was changed: taking over needs a confirmation").hinted("add `--yes`"));
    }
    output::note(Level::Info, "take over what is listed? [y/N]");
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).context(Kind::Failed, || "no answer can be read".to_owned())?;
    if matches!(answer.trim(), "y" | "Y" | "yes") {
        Ok(())
    } else {
        Err(Error::refused("nothing was changed, as you said"))
    }
}

fn tell(plan: &Plan, found: &Found) {
    let say = |level, text: String| output::note(level, &text);
    let count = plan.tokens().len();
    let tokens = if count == 1 { "1 token".to_owned() } else { format!("{count} tokens") };
    say(Level::Success, format!("stored {tokens}, encrypted"));
    if let Some(plaintext) = &found.plaintext {
        let path = plaintext.path().display();
        say(Level::Success, format!("overwrote the plaintext in `{path}`"));
        say(
            Level::Warning,
            "these tokens lay on disk in plaintext, so backups may still have them: replace them when you can"
                .to_owned(),
        );
    }
    scrub(plan, found);
    if let Some(file) = found.files.iter().find(|file| file.ends_with("credentials.enc")) {
        say(Level::Info, format!("`{}` was left as it is; remove it when all works", file.display()));
    }
}

/// Old versions wrote tokens into config.yaml. Those that are stored now go from there; others are warned of.
fn scrub(plan: &Plan, found: &Found) {
    let Some(file) = found.files.iter().find(|file| file.ends_with("config.yaml")) else { return };
    let stored = |entry: &str| plan.items.iter().any(|item| item.entry == entry && matches!(item.outcome, Ok(Some(_))));
    let there = found.settings.with_token();
    let (done, left): (Vec<&str>, Vec<&str>) = there.into_iter().partition(|entry| stored(entry));
    let path = file.display();
    let mut problem = None;
    if !done.is_empty() {
        match profile::scrub(file, &done, "api_token") {
            Ok(()) => output::note(Level::Success, &format!("took the plaintext tokens out of `{path}`")),
            Err(error) => problem = Some(error.to_string()),
        }
    }
    if let Some(problem) = problem.or_else(|| (!left.is_empty()).then(|| "they were not taken over".to_owned())) {
        let text = format!("`{path}` still has tokens in plaintext ({problem}): remove each `api_token` from it");
        output::note(Level::Warning, &text);
    }
}
