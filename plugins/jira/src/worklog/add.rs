//! `jira worklog add`: say how long one worked on an issue.

use super::estimate::{self, Adjust};
use super::time::{Span, moment};
use crate::document;
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const ADD: Endpoint = endpoint!(
    jira POST "/rest/api/3/issue/{issueIdOrKey}/worklog",
    classic("write:jira-work"),
    granular(
        "read:avatar:jira", "read:group:jira", "read:issue-worklog.property:jira", "read:issue-worklog:jira",
        "read:project-role:jira", "read:user:jira", "write:issue-worklog.property:jira", "write:issue-worklog:jira",
    ),
);

/// Log work on an issue
///
/// How long a day and a week of work are is a setting of the site's.
#[derive(Command)]
#[command(path = "worklog add", alias = "issue worklog add", effect = "write", result = "one", id = "/id")]
#[command(example = "jira worklog add DEV-1 2h 30m")]
#[command(
    example = "jira worklog add DEV-1 1d --started yesterday --comment \"Read the logs\" --adjust-estimate leave"
)]
#[http(ADD)]
#[column("Id", "/id")]
#[column("Author", "/author/displayName", user)]
#[column("Started", "/started", date)]
#[column("Time", "/timeSpent")]
#[column("Comment", "/commentMarkdown")]
pub(crate) struct Add {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// How long, for example 2h 30m (w, d, h, m)
    #[arg(positional, required)]
    time: Vec<String>,
    /// When the work began
    #[arg(long, default = "now", value_name = "DATE")]
    started: Date,
    /// What was done, as Markdown; @FILE or - reads it from a file or standard input
    #[arg(long, value_name = "TEXT")]
    comment: Option<Text>,
    /// What becomes of the remaining estimate; it is reduced by the time unless told
    #[arg(long, value_name = "HOW")]
    adjust_estimate: Option<Adjust>,
    /// The remaining estimate from now on
    #[arg(long, value_name = "TIME")]
    new_estimate: Option<Span>,
    /// How much the remaining estimate is reduced by
    #[arg(long, value_name = "TIME", conflicts = "new-estimate")]
    reduce_by: Option<Span>,
}

impl Run for Add {
    async fn run(self, cx: &Cx) -> Result<()> {
        let time = Span::from_words(&self.time)?;
        let by = ("reduceBy", self.reduce_by.as_ref());
        let query = estimate::query(self.adjust_estimate, self.new_estimate.as_ref(), by)?;
        let mut body = json!({"timeSpent": time.0, "started": moment(&self.started)});
        if let (Some(comment), Some(members)) = (&self.comment, body.as_object_mut()) {
            members.insert("comment".to_owned(), document::written(comment));
        }
        let request = cx.request(ADD).param("issueIdOrKey", &self.key.0).json_body(&body);
        let request = query.iter().fold(request, |request, (name, value)| request.query(name, value));
        cx.emit_raw(&super::readable(&request.raw().await?)?)
    }
}
