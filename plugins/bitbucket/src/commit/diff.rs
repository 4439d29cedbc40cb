//! `bitbucket commit diff`: what a commit changed, or what lies between two.

use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

const DIFF: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/diff/{+spec}",
    classic("repository"),
    granular("read:repository:bitbucket"),
);

/// Show what a commit changed, or what one revision has that another has not
///
/// The text is git's, byte for byte.
#[derive(Command)]
#[command(path = "commit diff", effect = "read", result = "text", need = "files")]
#[command(example = "bitbucket commit diff main --repo backend")]
#[command(example = "bitbucket commit diff feature/login --against main --repo backend --path src/main.rs")]
#[http(DIFF)]
pub(crate) struct Diff {
    /// Commit, branch or tag
    #[arg(positional, value_name = "REVISION")]
    revision: String,
    /// What to compare it with, instead of its first parent
    #[arg(long, value_name = "REVISION")]
    against: Option<String>,
    /// Only this file (can be repeated)
    #[arg(long)]
    path: Vec<String>,
    /// Lines to show around each change
    #[arg(long, value_name = "N")]
    context: Option<u32>,
    /// Leave out changes of white space alone
    #[arg(long)]
    ignore_whitespace: bool,
    #[arg(flatten)]
    place: InRepository,
}

impl Run for Diff {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request =
            self.place.place()?.request(cx, DIFF).param("spec", spec(&self.revision, self.against.as_deref()));
        let request = request.query_all("path", &self.path).query_opt("context", self.context);
        let request = request.query_opt("ignore_whitespace", self.ignore_whitespace.then_some(true));
        let output = cx.stdout()?;
        request.download(&output).await?;
        output.finish()
    }
}

/// One revision, or two: first the one that has the changes.
pub(super) fn spec(revision: &str, against: Option<&str>) -> String {
    against.map_or_else(|| revision.to_owned(), |against| format!("{revision}..{against}"))
}
