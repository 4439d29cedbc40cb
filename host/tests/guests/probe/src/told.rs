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

/// Show a page
#[derive(Command)]
#[command(path = "told page", effect = "read", result = "one")]
#[column("Title", "/title")]
pub(crate) struct Page {}

impl Run for Page {
    async fn run(self, cx: &Cx) -> Result<()> {
        let record = RawValue::from_string(r#"{"title":"Release notes"}"#.to_owned());
        cx.view_raw(&record.map_err(|error| Error::other(error.to_string()))?, include_str!("page.md"))
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

/// Check out a branch
#[derive(Command)]
#[command(path = "told branch", effect = "read", result = "none", need = "git")]
#[http(USER)]
pub(crate) struct Branch {
    /// Workspace
    #[arg(long, from = "git-remote.workspace")]
    workspace: String,
    /// Repository
    #[arg(long, from = "git-remote.repository")]
    repo: String,
    /// Branch
    #[arg(long)]
    branch: String,
}

impl Run for Branch {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.checkout(&self.workspace, &self.repo, &self.branch)
    }
}

/// Check out a branch without having said so
#[derive(Command)]
#[command(path = "told undeclared", effect = "read", result = "none")]
#[http(USER)]
pub(crate) struct Undeclared {}

impl Run for Undeclared {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.checkout("acme", "web-app", "main")
    }
}
