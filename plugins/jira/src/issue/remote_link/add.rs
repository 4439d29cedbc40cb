//! `jira issue remote-link add`: link an issue to a page elsewhere.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Serialize};

const ADD: Endpoint = endpoint!(
    jira POST "/rest/api/3/issue/{issueIdOrKey}/remotelink",
    classic("write:jira-work"),
    granular("read:issue.remote-link:jira", "write:issue.remote-link:jira", "write:issue:jira"),
);

/// Link an issue to a page elsewhere
///
/// With `--global-id`, a link that has this id already is replaced: the way to run it again without a second link.
#[derive(Command)]
#[command(path = "issue remote-link add", alias = "issue remote-links add", alias = "issue remote-link create")]
#[command(effect = "write", result = "one", id = "/id")]
#[command(example = "jira issue remote-link add DEV-1 https://ci.example.com/build/43 --title \"Build 43\"")]
#[http(ADD)]
#[column("Id", "/id")]
pub(crate) struct Add {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// Address of the page
    #[arg(positional)]
    url: String,
    /// What the link is called; the address itself unless told
    #[arg(long)]
    title: Option<String>,
    /// A sentence about the page
    #[arg(long, value_name = "TEXT")]
    summary: Option<String>,
    /// What the page is to the issue, such as "is documented in"
    #[arg(long, value_name = "TEXT")]
    relationship: Option<String>,
    /// Your own name for the link
    #[arg(long, value_name = "ID")]
    global_id: Option<String>,
}

#[derive(Serialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Link<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    global_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relationship: Option<&'a str>,
    object: Object<'a>,
}

#[derive(Serialize)]
#[serde(crate = "self::serde")]
struct Object<'a> {
    url: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
}

impl Run for Add {
    async fn run(self, cx: &Cx) -> Result<()> {
        let Self { key, url, title, summary, relationship, global_id } = &self;
        let link = Link {
            global_id: global_id.as_deref(),
            relationship: relationship.as_deref(),
            object: Object { url, title: title.as_deref().unwrap_or(url), summary: summary.as_deref() },
        };
        cx.emit_raw(&cx.request(ADD).param("issueIdOrKey", &key.0).json_body(&link).raw().await?)
    }
}
