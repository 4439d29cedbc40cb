//! Comments on many issues, in a way that can be cut off.

use atlassian_plugin_sdk::bulk::{Bulk, Item, Outcome, Plan, Task};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde;

const COMMENTS: Endpoint = endpoint!(jira GET "/rest/api/3/issue/{issueIdOrKey}/comment", classic("read:jira-work"));
const COMMENT: Endpoint = endpoint!(jira POST "/rest/api/3/issue/{issueIdOrKey}/comment", classic("write:jira-work"));

/// Comment on many issues
#[derive(Command)]
#[command(path = "bulk comment", effect = "write", result = "many", id = "/key", need = "journal", need = "prompt")]
#[http(COMMENTS, COMMENT)]
#[column("Key", "/key")]
#[column("Status", "/status", status)]
#[column("Message", "/message")]
pub(crate) struct Comment {
    /// Issue to comment on
    #[arg(positional)]
    issue: String,
    /// How many comments
    #[arg(long)]
    count: u32,
    /// Comments whose issue is none
    #[arg(long)]
    wrong: Vec<u32>,
    /// Makes the plan of each so many bytes longer
    #[arg(long, default = "0")]
    pad: u32,
}

/// What is needed to write one.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(crate = "atlassian_plugin_sdk::serde")]
struct Input {
    issue: String,
    pad: String,
}

impl Run for Comment {
    async fn run(self, cx: &Cx) -> Result<()> {
        let plan = async || {
            let items = (1..=self.count).map(|number| {
                let issue = if self.wrong.contains(&number) { "NONE-1".to_owned() } else { self.issue.clone() };
                Item::new(format!("comment-{number}"), &Input { issue, pad: " ".repeat(self.pad as usize) })
            });
            Ok(Plan::new(format!("write {} comments", self.count), items.collect::<Result<_>>()?))
        };
        Bulk::new("commenting").run(cx, plan, async |task| comment(cx, task).await).await
    }
}

async fn comment(cx: &Cx, task: &Task) -> Result<Outcome> {
    let Input { issue, .. } = task.input()?;
    if task.again {
        let request = cx.request(COMMENTS).param("issueIdOrKey", &issue);
        let mut pages = request.pages(Paging::offset("comments", 100), Limit::ALL);
        while let Some(there) = pages.next().await {
            if there?.iter().any(|comment| comment.get().contains(&format!("[{}]", task.key))) {
                return Ok(Outcome::done("it was there"));
            }
        }
    }
    let text = serde_json::json!({"type": "text", "text": format!("[{}]", task.key)});
    let body = serde_json::json!({"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [text]}]});
    let request = cx.request(COMMENT).param("issueIdOrKey", &issue).json_body(&serde_json::json!({"body": body}));
    request.send().await?;
    Ok(Outcome::done(""))
}
