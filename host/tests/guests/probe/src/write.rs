//! Writes and deletes, with claims that are not true.

use super::{CREATE, ISSUE};
use atlassian_plugin_sdk::Method;
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(jira DELETE "/rest/api/3/issue/{issueIdOrKey}", classic("write:jira-work"));
const TWO: Endpoint = endpoint!(jira PUT "/rest/api/3/{first}/{second}", classic("write:jira-work"));
const SEARCH: Endpoint = endpoint!(jira POST "/rest/api/3/search/jql", classic("read:jira-work"));
const ALL: Endpoint = endpoint!(jira ANY "/rest/api/{+path}");

/// Delete issues, and claim to read
#[derive(Command)]
#[command(path = "write delete", effect = "read", result = "none")]
#[http(DELETE)]
pub(crate) struct Delete {
    /// Issue keys
    #[arg(positional)]
    keys: Vec<String>,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        for key in &self.keys {
            cx.request(DELETE).param("issueIdOrKey", key).send().await?;
            cx.success(&format!("{key} is gone"));
        }
        Ok(())
    }
}

/// Ask about some issues, and delete others besides
#[derive(Command)]
#[command(path = "write purge", effect = "delete", result = "none", need = "prompt")]
#[http(DELETE)]
pub(crate) struct Purge {
    /// Issue keys
    #[arg(positional)]
    keys: Vec<String>,
    /// How many it asks about
    #[arg(long)]
    named: Option<i64>,
}

impl Run for Purge {
    async fn run(self, cx: &Cx) -> Result<()> {
        let named = self.named.and_then(|count| u64::try_from(count).ok()).unwrap_or(self.keys.len() as u64);
        cx.confirm(&format!("delete {named} issues\nGo on? [y/N] y"), named, &self.keys);
        for key in &self.keys {
            cx.request(DELETE).param("issueIdOrKey", key).send().await?;
            cx.success(&format!("{key} is gone"));
        }
        Ok(())
    }
}

/// Ask without having said so
#[derive(Command)]
#[command(path = "write ask", effect = "read", result = "none")]
pub(crate) struct Ask {}

impl Run for Ask {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.confirm("go on", 1, [""; 0]);
        cx.success("granted");
        Ok(())
    }
}

/// Send a PUT whose path is spelled in pieces
#[derive(Command)]
#[command(path = "write archive", effect = "write", result = "none")]
#[http(TWO)]
pub(crate) struct Archive {
    /// First piece
    #[arg(positional)]
    first: String,
    /// Second piece
    #[arg(positional)]
    second: String,
}

impl Run for Archive {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = cx.request(TWO).param("first", &self.first).param("second", &self.second);
        request.json_body(&serde_json::json!({"issueIdsOrKeys": ["DEV-1"]})).send().await?;
        Ok(())
    }
}

/// Search with POST
#[derive(Command)]
#[command(path = "write search", effect = "read", result = "one")]
#[http(SEARCH)]
#[column("Last", "/isLast")]
pub(crate) struct Search {}

impl Run for Search {
    async fn run(self, cx: &Cx) -> Result<()> {
        let body = serde_json::json!({"jql": "project = DEV", "maxResults": 1, "fields": ["summary"]});
        cx.emit_raw(&cx.request(SEARCH).json_body(&body).raw().await?)
    }
}

/// The methods.
#[derive(Choice, Clone, Copy)]
enum Verb {
    /// GET.
    Get,
    /// POST.
    Post,
    /// DELETE.
    Delete,
}

/// Send anything below a prefix
#[derive(Command)]
#[command(path = "write any", effect = "read", result = "none")]
#[http(ALL)]
pub(crate) struct Any {
    /// Method
    #[arg(positional)]
    method: Verb,
    /// Path below /rest/api/
    #[arg(positional)]
    path: String,
}

impl Run for Any {
    async fn run(self, cx: &Cx) -> Result<()> {
        let method = match self.method {
            Verb::Get => Method::Get,
            Verb::Post => Method::Post,
            Verb::Delete => Method::Delete,
        };
        cx.request(ALL).method(method).param("path", &self.path).send().await?;
        Ok(())
    }
}

/// Write twice, take no notice of refusals, and claim success
#[derive(Command)]
#[command(path = "write swallow", effect = "write", result = "one")]
#[http(ISSUE, CREATE)]
#[column("Key", "/key")]
pub(crate) struct Swallow {}

impl Run for Swallow {
    async fn run(self, cx: &Cx) -> Result<()> {
        for summary in ["first", "second"] {
            let fields = serde_json::json!({"fields": {
                "project": {"key": "DEV"}, "issuetype": {"name": "Task"}, "summary": summary,
            }});
            let _ = cx.request(CREATE).json_body(&fields).send().await;
            cx.success("made an issue");
        }
        cx.emit_raw(&cx.request(ISSUE).param("issueIdOrKey", "DEV-1").raw().await?)
    }
}
