//! `jira attachment upload`: put files at an issue.

use super::failures::Failures;
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

const ATTACH: Endpoint = endpoint!(
    jira POST "/rest/api/3/issue/{issueIdOrKey}/attachments",
    classic("write:jira-work"),
    granular("read:attachment:jira", "read:avatar:jira", "read:user:jira", "write:attachment:jira"),
);

/// Upload files to an issue
///
/// Each file is sent once and for itself: where one is refused, the others are there nevertheless.
#[derive(Command)]
#[command(path = "attachment upload", alias = "attachment add", alias = "issue attachment upload")]
#[command(effect = "write", result = "many", id = "/id", need = "files")]
#[command(example = "jira attachment upload DEV-1 --file notes.txt --file README.md")]
#[http(ATTACH)]
#[column("Id", "/id")]
#[column("File", "/filename")]
#[column("Size", "/size", bytes)]
#[column("Type", "/mimeType")]
pub(crate) struct Upload {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// File to upload, - for standard input (can be repeated)
    #[arg(long, short = 'f', required)]
    file: Vec<InputFile>,
    /// Name for what comes from standard input
    #[arg(long, value_name = "NAME", default = "standard-input.txt")]
    name: String,
}

impl Run for Upload {
    async fn run(self, cx: &Cx) -> Result<()> {
        // All are opened before the first is sent: a name that was mistyped stops everything.
        let files = self.file.iter().map(|file| cx.open(file)).collect::<Result<Vec<_>>>()?;
        let count = files.len();
        let progress = cx.progress("Uploading", u64::try_from(count).ok().filter(|count| *count > 1));
        let mut failures = Failures::default();
        for file in files {
            let name = if file.name() == "-" { self.name.clone() } else { file.name() };
            progress.label(&format!("Uploading {name}"));
            let form = Multipart::new().file_as("file", &name, file);
            let request = cx.request(ATTACH).param("issueIdOrKey", &self.key.0);
            match request.header("x-atlassian-token", "no-check").multipart(form).json::<Vec<Box<RawValue>>>().await {
                Ok(uploaded) => uploaded.iter().try_for_each(|file| cx.emit_raw(file))?,
                // Nothing was sent, and nothing will be.
                Err(error) if matches!(error.kind(), Kind::Refused | Kind::Cancelled) => return Err(error),
                Err(error) => failures.add(&name, error),
            }
            progress.advance(1);
        }
        failures.end(cx, count, "uploaded")
    }
}
