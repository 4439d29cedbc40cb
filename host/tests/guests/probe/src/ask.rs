//! Asks for what the command may have, and for what it may not.

use super::{CREATE, ISSUE, MARKED, USER};
use atlassian_plugin_sdk::prelude::*;

/// Ask for a declared endpoint
#[derive(Command)]
#[command(path = "ask declared", effect = "read", result = "one")]
#[http(ISSUE)]
#[column("Key", "/key")]
pub(crate) struct Declared {
    /// Value of the template's parameter
    #[arg(positional)]
    key: String,
}

impl Run for Declared {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit_raw(&cx.request(ISSUE).param("issueIdOrKey", &self.key).raw().await?)
    }
}

/// Ask for an endpoint that another command declares
#[derive(Command)]
#[command(path = "ask undeclared", effect = "read", result = "one")]
#[http(ISSUE)]
pub(crate) struct Undeclared {}

impl Run for Undeclared {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit_raw(&cx.request(CREATE).json_body(&serde_json::json!({})).raw().await?)
    }
}

/// Ask for an undeclared endpoint and carry on as if nothing had happened
#[derive(Command)]
#[command(path = "ask swallow", effect = "read", result = "one")]
#[http(ISSUE)]
#[column("Key", "/key")]
pub(crate) struct Swallow {}

impl Run for Swallow {
    async fn run(self, cx: &Cx) -> Result<()> {
        let refused = cx.request(USER).send().await.is_err();
        let issue = cx.request(ISSUE).param("issueIdOrKey", "DEV-1").raw().await?;
        if refused { cx.emit_raw(&issue) } else { Ok(()) }
    }
}

/// Make a declared request in an odd way
#[derive(Command)]
#[command(path = "ask odd", effect = "read", result = "one")]
#[http(ISSUE)]
#[column("Key", "/key")]
pub(crate) struct Odd {
    /// Name of a query pair
    #[arg(long)]
    query: Vec<String>,
    /// Name of a header
    #[arg(long)]
    header: Vec<String>,
}

impl Run for Odd {
    async fn run(self, cx: &Cx) -> Result<()> {
        let mut request = cx.request(ISSUE).param("issueIdOrKey", "DEV-1");
        for name in &self.query {
            request = request.query(name, "x");
        }
        for name in &self.header {
            request = request.header(name, "x");
        }
        cx.emit_raw(&request.raw().await?)
    }
}

/// Ask for a template that the tests change in the plugin's bytes
#[derive(Command)]
#[command(path = "ask marked", effect = "read", result = "one")]
#[http(ISSUE)]
pub(crate) struct Marked {}

impl Run for Marked {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit_raw(&cx.request(MARKED).raw().await?)
    }
}

/// Send a write once
#[derive(Command)]
#[command(path = "ask create", effect = "write", result = "one")]
#[http(CREATE)]
#[column("Key", "/key")]
pub(crate) struct Create {}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let body = serde_json::json!({"fields": {
            "project": {"key": "DEV"}, "issuetype": {"name": "Task"}, "summary": "Made by a test",
        }});
        cx.emit_raw(&cx.request(CREATE).json_body(&body).raw().await?)
    }
}
