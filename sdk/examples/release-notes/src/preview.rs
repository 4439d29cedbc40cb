//! `release-notes preview`: the notes as Markdown, with nothing written anywhere.

use crate::issues::{self, SEARCH};
use crate::notes::Notes;
use atlassian_plugin_sdk::prelude::*;

/// Show the release notes of a version as Markdown
#[derive(Command)]
#[command(path = "preview", effect = "read", result = "text")]
#[command(example = "release-notes preview 1.4.0 --project DEV")]
#[http(SEARCH)]
pub(crate) struct Preview {
    /// Name of the version in Jira
    #[arg(positional)]
    version: String,
    /// Project that the version belongs to
    #[arg(long, value_name = "KEY")]
    project: String,
}

impl Run for Preview {
    async fn run(self, cx: &Cx) -> Result<()> {
        let issues = issues::of_version(cx, &self.project, &self.version).await?;
        let title = format!("{} {}", self.project, self.version);
        cx.text(&Notes::new(&issues).markdown(&title, cx.profile("web-origin.jira").as_deref()));
        Ok(())
    }
}
