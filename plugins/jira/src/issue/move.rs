//! `jira issue move`: an issue into another project, or to another type, by Jira's own bulk operation.

use super::get::ISSUE;
use crate::fields::listed;
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

const ISSUE_TYPES: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes",
    classic("read:jira-work"),
    granular("read:avatar:jira", "read:field-configuration:jira", "read:issue-meta:jira"),
);

const MOVE: Endpoint = endpoint!(
    jira POST "/rest/api/3/bulk/issues/move",
    classic("write:jira-work"),
    granular("read:issue:jira", "write:issue:jira"),
);

const PROGRESS: Endpoint = endpoint!(
    jira GET "/rest/api/3/bulk/queue/{taskId}",
    classic("read:jira-work"),
    granular("read:issue:jira"),
);

/// The longest pause between two looks at how far it is.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Move an issue to another project or type
///
/// It keeps what the other project has a place for; a status that is not there becomes the first one, and sub-tasks go
/// along. The old key leads to it from then on. Jira does it in the background; this waits until it is done.
#[derive(Command)]
#[command(path = "issue move", effect = "write", result = "one", id = "/key")]
#[command(example = "jira issue move DEV-2 --project REL")]
#[command(example = "jira issue move DEV-2 --type Bug --notify=false")]
#[http(ISSUE, ISSUE_TYPES, MOVE, PROGRESS)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Type", "/fields/issuetype/name")]
#[column("Summary", "/fields/summary")]
#[column("Status", "/fields/status/name", status)]
pub(crate) struct Move {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// Project to move it to, by key or id
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,
    /// Type that it is then, by name or id
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// Issue above it then, where the type needs one
    #[arg(long, value_name = "KEY")]
    parent: Option<IssueKey>,
    /// Whether those who watch it are written to
    #[arg(long, default = "true", value_name = "YES")]
    notify: super::update::Notify,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Issue {
    id: String,
    fields: Fields,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Fields {
    project: Project,
    issuetype: Type,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Project {
    key: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Type {
    id: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Task {
    task_id: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Progress {
    status: String,
    #[serde(default)]
    failed_accessible_issues: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    invalid_or_inaccessible_issue_count: u64,
}

impl Run for Move {
    async fn run(self, cx: &Cx) -> Result<()> {
        if self.project.is_none() && self.kind.is_none() {
            return Err(Error::usage("nothing says where to move it").hint("add `--project KEY` or `--type TYPE`"));
        }
        let request = cx.request(ISSUE).param("issueIdOrKey", &self.key.0);
        let issue: Issue = request.query("fields", "project,issuetype").json().await?;
        let project = self.project.as_deref().unwrap_or(&issue.fields.project.key).trim().to_ascii_uppercase();
        let kind = self.kind.as_deref().unwrap_or(&issue.fields.issuetype.name);
        let kind = find_type(cx, &project, kind).await?;
        let target = match &self.parent {
            Some(parent) => format!("{project},{},{}", kind.id, parent.0),
            None => format!("{project},{}", kind.id),
        };
        let body = json!({
            "sendBulkNotification": matches!(self.notify, super::update::Notify::True),
            "targetToSourcesMapping": {target: {
                "issueIdsOrKeys": [issue.id],
                "inferClassificationDefaults": true,
                "inferFieldDefaults": true,
                "inferStatusDefaults": true,
                "inferSubtaskTypeDefault": true,
            }},
        });
        let task: Task = cx.request(MOVE).json_body(&body).json().await?;
        wait(cx, &task.task_id).await?;
        let request = cx.request(ISSUE).param("issueIdOrKey", &issue.id);
        let moved = request.query("fields", "issuetype,summary,status").raw().await?;
        cx.success(&format!("moved {} to {project}, as a {}", self.key.0, kind.name));
        cx.emit_raw(&moved)
    }
}

/// A type of the other project, by name or id.
async fn find_type(cx: &Cx, project: &str, typed: &str) -> Result<Type> {
    let request = cx.request(ISSUE_TYPES).param("projectIdOrKey", project);
    let kinds: Vec<Type> = request.all(Paging::offset("issueTypes", 200)).await?;
    let names = listed(kinds.iter().map(|kind| kind.name.as_str()));
    let same = |kind: &Type| kind.id == typed || kind.name.to_lowercase() == typed.to_lowercase();
    kinds.into_iter().find(same).ok_or_else(|| {
        Error::invalid(format!("{project} has no issue type `{typed}`"))
            .hint(format!("choose one with `--type`: {names}"))
    })
}

/// Looks how far it is, less and less often, until it is done.
async fn wait(cx: &Cx, task: &str) -> Result<()> {
    let mut pause = Duration::from_millis(200);
    loop {
        let progress: Progress = cx.request(PROGRESS).param("taskId", task).json().await?;
        match progress.status.as_str() {
            "ENQUEUED" | "RUNNING" | "CANCEL_REQUESTED" => {}
            "COMPLETE" => return progress.outcome(),
            other => {
                let reasons = progress.reasons();
                let error = Error::other(format!("the move ended as {}", other.to_ascii_lowercase()));
                return Err(reasons.into_iter().fold(error, Error::hint));
            }
        }
        cx.sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

impl Progress {
    /// A task is complete, too, when nothing could be moved.
    fn outcome(&self) -> Result<()> {
        let reasons = self.reasons();
        if !reasons.is_empty() {
            return Err(Error::invalid(format!("it was not moved: {}", reasons.join("; "))));
        }
        if self.invalid_or_inaccessible_issue_count > 0 {
            return Err(Error::not_found("it was not moved: Jira does not find it, or you may not move it"));
        }
        Ok(())
    }

    fn reasons(&self) -> Vec<String> {
        self.failed_accessible_issues.values().flatten().cloned().collect()
    }
}
