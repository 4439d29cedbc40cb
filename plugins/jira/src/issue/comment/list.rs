//! `jira issue comment list`: what people said about an issue.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

const COMMENTS: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/{issueIdOrKey}/comment",
    classic("read:jira-work"),
    granular(
        "read:avatar:jira", "read:comment.property:jira", "read:comment:jira", "read:group:jira",
        "read:project-role:jira", "read:project:jira", "read:user:jira",
    ),
);

/// As many as Jira gives on a page.
const PAGE: Paging = Paging::offset("comments", 100);

/// List the comments on an issue
///
/// The oldest come first. In JSON, `body` is the comment as Jira has it and `bodyMarkdown` is the same as Markdown, or
/// its beginning.
#[derive(Command)]
#[command(path = "issue comment list", alias = "issue comments list", effect = "read", result = "many", id = "/id")]
#[command(example = "jira issue comment list DEV-1")]
#[command(example = "jira issue comment list DEV-1 --newest-first --limit 1 --full")]
#[http(COMMENTS)]
#[web(issue: jira "/browse/{key}")]
#[column("Id", "/id")]
#[column("Author", "/author/displayName", user)]
#[column("Created", "/created", date)]
#[column("Only for", "/visibility/value")]
#[column("Comment", "/bodyMarkdown")]
pub(crate) struct List {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// Whole comments instead of their beginnings; a table has each on one line, and `issue comment get` shows one as it is
    /// read
    #[arg(long)]
    full: bool,
    /// Begin with the newest
    #[arg(long)]
    newest_first: bool,
    /// Most comments to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        if cx.browse("issue", &[("key", &self.key.0)])? {
            return Ok(());
        }
        let order = if self.newest_first { "-created" } else { "created" };
        let request = cx.request(COMMENTS).param("issueIdOrKey", &self.key.0).query("orderBy", order);
        let mut pages = request.pages(PAGE, self.limit);
        while let Some(comments) = pages.try_next().await? {
            for comment in comments {
                cx.emit_raw(&super::readable(&comment, self.full)?)?;
            }
        }
        if pages.more() {
            cx.incomplete("`--limit 0` for all", pages.total());
        }
        Ok(())
    }
}
