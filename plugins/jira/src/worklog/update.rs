//! `jira worklog update`: correct an entry.

use super::estimate::{self, Adjust};
use super::time::{Span, moment};
use crate::document;
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Map, Value};

const UPDATE: Endpoint = endpoint!(
    jira PUT "/rest/api/3/issue/{issueIdOrKey}/worklog/{id}",
    classic("write:jira-work"),
    granular(
        "read:avatar:jira", "read:comment:jira", "read:group:jira", "read:issue-worklog.property:jira",
        "read:issue-worklog:jira", "read:project-role:jira", "read:user:jira", "write:comment:jira",
        "write:issue-worklog.property:jira", "write:issue-worklog:jira",
    ),
);

/// Change an entry of logged work
#[derive(Command)]
#[command(path = "worklog update", alias = "issue worklog update", alias = "worklog edit")]
#[command(effect = "write", result = "one", id = "/id")]
#[command(example = "jira worklog update DEV-1 30000 --time \"1h 15m\"")]
#[command(example = "jira worklog update DEV-1 30000 --started 2026-01-31T09:00 --comment \"Pairing\"")]
#[http(UPDATE)]
#[column("Id", "/id")]
#[column("Author", "/author/displayName", user)]
#[column("Started", "/started", date)]
#[column("Time", "/timeSpent")]
#[column("Comment", "/commentMarkdown")]
pub(crate) struct Update {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// Id of the entry
    #[arg(positional)]
    id: String,
    /// How long, for example "2h 30m" (w, d, h, m)
    #[arg(long)]
    time: Option<Span>,
    /// When the work began
    #[arg(long, value_name = "DATE")]
    started: Option<Date>,
    /// What was done, as Markdown; @FILE or - reads it from a file or standard input
    #[arg(long, value_name = "TEXT")]
    comment: Option<Text>,
    /// What becomes of the remaining estimate (auto, new or leave); it follows the time unless told
    #[arg(long, value_name = "HOW")]
    adjust_estimate: Option<Adjust>,
    /// The remaining estimate from now on
    #[arg(long, value_name = "TIME")]
    new_estimate: Option<Span>,
}

impl Run for Update {
    async fn run(self, cx: &Cx) -> Result<()> {
        let body = self.body();
        if body.is_empty() {
            return Err(Error::usage("there is nothing to change")
                .hint("`--time`, `--started` and `--comment` say what is different"));
        }
        if self.adjust_estimate == Some(Adjust::Manual) {
            return Err(Error::usage("`--adjust-estimate manual` is not possible when an entry is changed")
                .hint("`new` with `--new-estimate` sets the estimate"));
        }
        let query = estimate::query(self.adjust_estimate, self.new_estimate.as_ref(), ("", None))?;
        let request = cx.request(UPDATE).param("issueIdOrKey", &self.key.0).param("id", &self.id).json_body(&body);
        let request = query.iter().fold(request, |request, (name, value)| request.query(name, value));
        cx.emit_raw(&super::readable(&request.raw().await?)?)
    }
}

impl Update {
    fn body(&self) -> Map<String, Value> {
        let time = self.time.as_ref().map(|time| ("timeSpent", Value::from(time.0.as_str())));
        let started = self.started.as_ref().map(|started| ("started", Value::from(moment(started))));
        let comment = self.comment.as_ref().map(|comment| ("comment", document::written(comment)));
        let members = [time, started, comment].into_iter().flatten();
        members.map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
