//! `jira worklog delete`: take an entry back.

use super::estimate::{self, Adjust};
use super::time::Span;
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    jira DELETE "/rest/api/3/issue/{issueIdOrKey}/worklog/{id}",
    classic("write:jira-work"),
    granular(
        "delete:issue-worklog.property:jira", "delete:issue-worklog:jira", "write:issue.time-tracking:jira",
    ),
);

/// Delete an entry of logged work
#[derive(Command)]
#[command(path = "worklog delete", alias = "issue worklog delete", effect = "delete", result = "none")]
#[command(example = "jira worklog delete DEV-1 30000 --yes")]
#[http(DELETE)]
pub(crate) struct Delete {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// Id of the entry
    #[arg(positional)]
    id: String,
    /// What becomes of the remaining estimate; it grows by the entry's time unless told
    #[arg(long, value_name = "HOW")]
    adjust_estimate: Option<Adjust>,
    /// The remaining estimate from now on
    #[arg(long, value_name = "TIME")]
    new_estimate: Option<Span>,
    /// How much the remaining estimate is increased by
    #[arg(long, value_name = "TIME", conflicts = "new-estimate")]
    increase_by: Option<Span>,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let by = ("increaseBy", self.increase_by.as_ref());
        let query = estimate::query(self.adjust_estimate, self.new_estimate.as_ref(), by)?;
        let request = cx.request(DELETE).param("issueIdOrKey", &self.key.0).param("id", &self.id);
        query.iter().fold(request, |request, (name, value)| request.query(name, value)).send().await?;
        cx.success(&format!("deleted worklog {} of {}", self.id, self.key.0));
        Ok(())
    }
}
