//! `jira issue link types`: what a link can say.

use atlassian_plugin_sdk::prelude::*;

const TYPES: Endpoint = endpoint!(
    jira GET "/rest/api/3/issueLinkType",
    classic("read:jira-work"),
    granular("read:issue-link-type:jira"),
);

/// List the types of links between issues
#[derive(Command)]
#[command(path = "issue link types", alias = "issue links types", alias = "link types")]
#[command(effect = "read", result = "many", id = "/name", example = "jira issue link types")]
#[http(TYPES)]
#[column("Name", "/name")]
#[column("Says", "/outward")]
#[column("The other way round", "/inward")]
#[column("Id", "/id")]
pub(crate) struct Types {}

impl Run for Types {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(TYPES).list_whole(cx, Some("issueLinkTypes")).await
    }
}
