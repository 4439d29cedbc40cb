//! `jira attachment download`: one file, or all of an issue.

use super::failures::Failures;
use super::names;
use crate::key::IssueKey;
use crate::record;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::json;

const ATTACHMENT: Endpoint = endpoint!(
    jira GET "/rest/api/3/attachment/{id}",
    classic("read:jira-work"),
    granular(
        "read:application-role:jira", "read:attachment:jira", "read:avatar:jira", "read:group:jira",
        "read:user:jira",
    ),
);

const CONTENT: Endpoint = endpoint!(
    jira GET "/rest/api/3/attachment/content/{id}",
    classic("read:jira-work"),
    granular("read:attachment:jira"),
    storage,
);

/// Files that are fetched at once.
const AT_ONCE: usize = 4;

/// Download a file of an issue, or all of them
///
/// One file goes to `--output`, or under its own name into `--dir`. With `--issue` all files of an issue go into `--dir`;
/// where two have one name, the second gets its id behind it. Files that are there already and differ are replaced only
/// with `--force`.
#[derive(Command)]
#[command(path = "attachment download", alias = "issue attachment download")]
#[command(effect = "read", result = "many", id = "/file", need = "files")]
#[command(example = "jira attachment download 10000 --output report.txt")]
#[command(example = "jira attachment download 10000 --output -")]
#[command(example = "jira attachment download --issue DEV-1 --dir files")]
#[http(super::ISSUE, ATTACHMENT, CONTENT)]
#[column("Id", "/id")]
#[column("File", "/file")]
#[column("Size", "/size", bytes)]
pub(crate) struct Download {
    /// Id of the file, as `jira attachment list` shows it
    #[arg(positional, conflicts = "issue")]
    id: Option<String>,
    /// Issue whose files are all wanted
    #[arg(long, value_name = "KEY", requires = "dir")]
    issue: Option<IssueKey>,
    /// File to write, - for standard output
    #[arg(long, short = 'o', value_name = "FILE", conflicts = "dir", conflicts = "issue")]
    output: Option<OutputFile>,
    /// Folder to write into
    #[arg(long)]
    dir: Option<OutputDir>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct File {
    filename: String,
}

/// As it stands in an issue; by itself, its id is a number.
#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Listed {
    id: String,
    filename: String,
}

impl Run for Download {
    async fn run(self, cx: &Cx) -> Result<()> {
        match (&self.id, &self.issue, &self.output, &self.dir) {
            (Some(id), None, Some(output), _) => to_file(cx, id, output).await,
            (Some(id), None, None, Some(dir)) => to_folder(cx, id, dir).await,
            (None, Some(issue), _, Some(dir)) => all(cx, issue, dir).await,
            (Some(_), ..) => Err(Error::usage("it is not said where the file goes")
                .hint("`--output FILE`, `--output -` for standard output, or `--dir .` for its own name")),
            _ => Err(Error::usage("it is not said which file is wanted")
                .hint("name its id, or `--issue KEY --dir DIR` for all of an issue")),
        }
    }
}

async fn to_file(cx: &Cx, id: &str, output: &OutputFile) -> Result<()> {
    let writer = cx.create(output)?;
    let size = cx.request(CONTENT).param("id", id).download(&writer).await?.saved();
    writer.finish()?;
    if output.name() == "-" {
        return Ok(());
    }
    cx.emit(&json!({"id": id, "file": output.name(), "size": size}))
}

async fn to_folder(cx: &Cx, id: &str, dir: &OutputDir) -> Result<()> {
    let file = cx.request(ATTACHMENT).param("id", id).raw().await?;
    let File { filename } = read(&file)?;
    for name in names::distinct([(id, filename.as_str())]) {
        put(cx, id, &name, dir).await?;
        cx.emit_raw(&record::with(&file, "file", &name)?)?;
    }
    Ok(())
}

async fn all(cx: &Cx, issue: &IssueKey, dir: &OutputDir) -> Result<()> {
    let files = super::of_issue(cx, &issue.0).await?;
    let listed = files.iter().map(|file| read::<Listed>(file)).collect::<Result<Vec<_>>>()?;
    let names = names::distinct(listed.iter().map(|file| (file.id.as_str(), file.filename.as_str())));
    let count = files.len();
    let progress = cx.progress("Downloading", u64::try_from(count).ok());
    let mut failures = Failures::default();
    let wanted = files.iter().zip(&listed).zip(&names);
    let mut done = stream::iter(wanted)
        .map(|((file, listed), name)| async move { (file, name, put(cx, &listed.id, name, dir).await) })
        .buffered(AT_ONCE);
    while let Some((file, name, outcome)) = done.next().await {
        match outcome {
            Ok(()) => cx.emit_raw(&record::with(file, "file", name)?)?,
            Err(error) if error.kind() == Kind::Cancelled => return Err(error),
            Err(error) => failures.add(name, error),
        }
        progress.advance(1);
    }
    failures.end(cx, count, "downloaded")
}

/// Fetches a file into the folder.
async fn put(cx: &Cx, id: &str, name: &str, dir: &OutputDir) -> Result<()> {
    let writer = cx.create_below(dir, name)?;
    cx.request(CONTENT).param("id", id).download(&writer).await?;
    writer.finish()
}

fn read<'a, T: Deserialize<'a>>(file: &'a RawValue) -> Result<T> {
    atlassian_plugin_sdk::read("what the site says of a file", file)
}
