//! `jira issue property set`: keep a value at an issue.

use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;

const SET: Endpoint = endpoint!(
    jira PUT "/rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}",
    classic("write:jira-work"),
    granular("write:issue.property:jira"),
);

/// Longest value that Jira keeps, in characters.
const LONGEST: usize = 32_768;

/// Set a property of an issue
///
/// The value is JSON: a text stands in quotes. What the property held before is replaced as a whole.
#[derive(Command)]
#[command(path = "issue property set", alias = "issue properties set", effect = "write", result = "none")]
#[command(example = "jira issue property set DEV-1 build '{\"number\": 43, \"passed\": true}'")]
#[http(SET)]
pub(crate) struct Set {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// Name of the property
    #[arg(positional)]
    property: String,
    /// Value as JSON; @FILE or - reads it from a file or standard input
    #[arg(positional, value_name = "JSON")]
    value: Box<RawValue>,
}

impl Run for Set {
    async fn run(self, cx: &Cx) -> Result<()> {
        let length = self.value.get().chars().count();
        if length > LONGEST {
            return Err(Error::usage(format!("the value has {length} characters, and Jira keeps {LONGEST} at most")));
        }
        let request = cx.request(SET).param("issueIdOrKey", &self.key.0).param("propertyKey", &self.property);
        request.json_body(&self.value).send().await?;
        cx.success(&format!("set `{}` at {}", self.property, self.key.0));
        Ok(())
    }
}
