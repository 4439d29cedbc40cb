//! `jira permission check`: what one may do in Jira, in a project or with an issue.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::Value;
use std::collections::BTreeMap;

const MINE: Endpoint = endpoint!(
    jira GET "/rest/api/3/mypermissions",
    classic("read:jira-work"),
    granular("read:permission:jira"),
);

/// What is looked at when nothing is named: what people want to know before they write.
const USUAL: &[&str] = &[
    "BROWSE_PROJECTS",
    "CREATE_ISSUES",
    "EDIT_ISSUES",
    "ASSIGN_ISSUES",
    "TRANSITION_ISSUES",
    "RESOLVE_ISSUES",
    "CLOSE_ISSUES",
    "MOVE_ISSUES",
    "LINK_ISSUES",
    "SCHEDULE_ISSUES",
    "DELETE_ISSUES",
    "ADD_COMMENTS",
    "DELETE_ALL_COMMENTS",
    "CREATE_ATTACHMENTS",
    "WORK_ON_ISSUES",
    "MANAGE_SPRINTS_PERMISSION",
    "ADMINISTER_PROJECTS",
    "ADMINISTER",
];

/// Show what you may do
///
/// In Jira as a whole, in a project, or with an issue. Without names, the permissions that matter before something is
/// written. With --require, a missing one is an error.
#[derive(Command)]
#[command(path = "permission check", alias = "permissions check", effect = "read", result = "many", id = "/key")]
#[command(example = "jira permission check --project DEV")]
#[command(example = "jira permission check EDIT_ISSUES DELETE_ISSUES --issue DEV-1 --require")]
#[http(MINE)]
#[column("Permission", "/key")]
#[column("Yours", "/havePermission")]
#[column("Name", "/name")]
#[column("Description", "/description")]
pub(crate) struct Check {
    /// Permission keys, such as EDIT_ISSUES (can be repeated)
    #[arg(positional)]
    permissions: Vec<String>,
    /// In this project, by key
    #[arg(long, value_name = "PROJECT", conflicts = "issue")]
    project: Option<String>,
    /// With this issue, by key or id
    #[arg(long, value_name = "KEY")]
    issue: Option<IssueKey>,
    /// Fail when one of the permissions is missing
    #[arg(long)]
    require: bool,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Answer {
    permissions: BTreeMap<String, Value>,
}

impl Run for Check {
    async fn run(self, cx: &Cx) -> Result<()> {
        let typed: Vec<String> = self.permissions.iter().map(|name| name.trim().to_uppercase()).collect();
        let keys: Vec<&str> =
            if typed.is_empty() { USUAL.to_vec() } else { typed.iter().map(String::as_str).collect() };
        let mut request = cx.request(MINE).query("permissions", keys.join(","));
        if let Some(project) = &self.project {
            let by = if project.bytes().all(|byte| byte.is_ascii_digit()) { "projectId" } else { "projectKey" };
            request = request.query(by, project.trim().to_uppercase());
        }
        if let Some(IssueKey(key)) = &self.issue {
            let by = if key.bytes().all(|byte| byte.is_ascii_digit()) { "issueId" } else { "issueKey" };
            request = request.query(by, key);
        }
        let Answer { permissions } = request.json().await?;
        let have = |key: &str| {
            permissions.get(key).and_then(|found| found.get("havePermission")).and_then(Value::as_bool).unwrap_or(false)
        };
        for permission in keys.iter().filter_map(|key| permissions.get(*key)) {
            cx.emit(permission)?;
        }
        let missing: Vec<&str> = keys.into_iter().filter(|key| !have(key)).collect();
        if self.require && !missing.is_empty() {
            return Err(Error::new(Kind::Forbidden, format!("you lack {}", missing.join(", "))));
        }
        Ok(())
    }
}
