//! `jira version release`: a version is out.

use super::day;
use crate::parts;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::json;

const OPEN: Endpoint = endpoint!(
    jira GET "/rest/api/3/version/{id}/unresolvedIssueCount",
    classic("read:jira-work"),
    granular("read:project-version:jira"),
);

const VERSION: Endpoint = endpoint!(
    jira GET "/rest/api/3/version/{id}",
    classic("read:jira-work"),
    granular("read:project-version:jira"),
);

const UPDATE: Endpoint = endpoint!(
    jira PUT "/rest/api/3/version/{id}",
    classic("manage:jira-project"),
    granular("read:project-version:jira", "write:project-version:jira"),
);

/// Release a version
///
/// Issues of it that are not done stay in it, unless another version is named for them.
#[derive(Command)]
#[command(path = "version release", alias = "versions release", effect = "write", result = "one", id = "/id")]
#[command(example = "jira version release 10101")]
#[command(example = "jira version release 10101 --date 2026-03-01 --move-unfixed-issues-to 10100")]
#[http(OPEN, VERSION, UPDATE, parts::VERSIONS)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Released", "/released")]
#[column("Release", "/releaseDate", date)]
pub(crate) struct Release {
    /// Version, by id, or by name with --project
    #[arg(positional)]
    id: String,
    /// Project that has it, by key or id: needed for a name
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,
    /// Day of the release
    #[arg(long, default = "today", value_name = "DATE")]
    date: Date,
    /// Version that issues get which are not done, named in the same way
    #[arg(long, value_name = "VERSION")]
    move_unfixed_issues_to: Option<String>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Counts {
    issues_unresolved_count: u64,
}

/// A version's address, by which Jira wants it named here.
#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Target {
    #[serde(rename = "self")]
    address: String,
}

impl Run for Release {
    async fn run(self, cx: &Cx) -> Result<()> {
        let id = parts::version(cx, self.project.as_deref(), &self.id).await?;
        let target = parts::version_if(cx, self.project.as_deref(), self.move_unfixed_issues_to.as_deref()).await?;
        let mut body = json!({"released": true, "releaseDate": day(&self.date)});
        let Counts { issues_unresolved_count: open } = cx.request(OPEN).param("id", &id).json().await?;
        if let Some(target) = &target {
            let Target { address } = cx.request(VERSION).param("id", target).json().await?;
            if let Some(members) = body.as_object_mut() {
                members.insert("moveUnfixedIssuesTo".to_owned(), json!(address));
            }
        } else if open > 0 {
            cx.warn(&format!("{open} of its issues are not done and stay in it"));
        }
        cx.emit_raw(&cx.request(UPDATE).param("id", &id).json_body(&body).raw().await?)
    }
}
