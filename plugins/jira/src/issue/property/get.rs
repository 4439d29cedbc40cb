//! `jira issue property get`: the value of one property.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

const PROPERTY: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}",
    classic("read:jira-work"),
    granular("read:issue.property:jira"),
);

/// Show the value of an issue's property
///
/// `--jq .value` shows the value alone.
#[derive(Command)]
#[command(path = "issue property get", alias = "issue properties get", effect = "read", result = "one", id = "/key")]
#[command(example = "jira issue property get DEV-1 build", example = "jira issue property get DEV-1 build --jq .value")]
#[http(PROPERTY)]
#[column("Property", "/key")]
#[column("Value", "/value")]
pub(crate) struct Get {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// Name of the property
    #[arg(positional)]
    property: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = cx.request(PROPERTY).param("issueIdOrKey", &self.key.0).param("propertyKey", &self.property);
        cx.emit_raw(&request.raw().await?)
    }
}
