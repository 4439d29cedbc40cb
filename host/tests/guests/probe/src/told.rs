//! Shows what the host tells besides what is typed.

use crate::{CREATE, USER};
use atlassian_plugin_sdk::prelude::*;
use serde_json::json;

/// Show the repository that somebody works in
#[derive(Command)]
#[command(path = "told place", effect = "read", result = "one")]
#[http(USER)]
pub(crate) struct Place {
    /// Workspace
    #[arg(long, from = "git-remote.workspace")]
    workspace: String,
    /// Repository
    #[arg(long, from = "git-remote.repository")]
    repo: String,
}

impl Run for Place {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit(&json!({"workspace": self.workspace, "repo": self.repo}))
    }
}

/// Tell a secret to everybody
#[derive(Command)]
#[command(path = "told secret", effect = "write", result = "one")]
#[http(CREATE)]
pub(crate) struct Secret {
    /// Value of the variable
    #[arg(long)]
    value: SecretText,
    /// Another secret
    #[arg(long)]
    other: Option<SecretText>,
    /// Fail with it
    #[arg(long)]
    fail: bool,
}

impl Run for Secret {
    async fn run(self, cx: &Cx) -> Result<()> {
        let value = self.value.expose();
        cx.note(&format!("{:?} is {value}", self.value));
        let fields = json!({"fields": {
            "project": {"key": "DEV"}, "issuetype": {"name": "Task"}, "summary": value.replace('\n', " "),
        }});
        let made = cx.request(CREATE).json_body(&fields).send().await?;
        if self.fail {
            return Err(Error::other(format!("no {value}")).hint(value.to_owned()));
        }
        cx.emit(&json!({"value": value, "length": value.len(), "answer": made.text(), "other": self.other.is_some()}))
    }
}
