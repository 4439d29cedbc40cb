//! `jira issue assign`: who does it.

use crate::key::IssueKey;
use crate::people;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Value, json};

pub(crate) const ASSIGN: Endpoint = endpoint!(
    jira PUT "/rest/api/3/issue/{issueIdOrKey}/assignee",
    classic("write:jira-work"),
    granular("write:issue:jira"),
);

/// What Jira calls whoever gets a project's issues.
const DEFAULT: &str = "-1";

/// Assign an issue to somebody
///
/// A person is an e-mail address, a name, an account id or `@me`; `none` is nobody, and `default` whoever gets the
/// project's issues. A name that fits several people is an error that lists them.
#[derive(Command)]
#[command(path = "issue assign", effect = "write", result = "none")]
#[command(example = "jira issue assign DEV-2 @me", example = "jira issue assign DEV-2 --assignee olu@example.com")]
#[http(ASSIGN, people::FIND)]
pub(crate) struct Assign {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// Who does it
    #[arg(positional)]
    person: Option<String>,
    /// Who does it, as a flag
    #[arg(long, value_name = "PERSON", conflicts = "person")]
    assignee: Option<String>,
}

impl Run for Assign {
    async fn run(self, cx: &Cx) -> Result<()> {
        let Some(person) = self.person.or(self.assignee) else {
            return Err(Error::usage("nothing says who does it").hint("name a person: `jira issue assign KEY @me`"));
        };
        let (account, name) = match person.trim() {
            "default" => (Value::from(DEFAULT), "whoever gets the project's issues".to_owned()),
            "none" | "" => (Value::Null, "nobody".to_owned()),
            person => people::whom(cx, person).await.map(|(account, name)| (Value::from(account), name))?,
        };
        set(cx, &self.key, &account).await?;
        cx.success(&format!("assigned {} to {name}", self.key.0));
        Ok(())
    }
}

/// Gives an issue to an account, or to nobody.
///
/// # Errors
///
/// When the site does not do it.
pub(super) async fn set(cx: &Cx, key: &IssueKey, account: &Value) -> Result<()> {
    let request = cx.request(ASSIGN).param("issueIdOrKey", &key.0).json_body(&json!({"accountId": account}));
    request.send().await.map(|_| ())
}
