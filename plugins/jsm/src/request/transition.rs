//! `jsm request transition`: a request goes on to another status.

use super::transitions::TRANSITIONS;
use crate::key::RequestKey;
use atlassian_plugin_sdk::choose;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::{Map, json};

const TRANSITION: Endpoint = endpoint!(
    jsm POST "/rest/servicedeskapi/request/{issueIdOrKey}/transition",
    classic("write:servicedesk-request"),
    granular(
        "read:request.status:jira-service-management", "read:user:jira",
        "write:request.status:jira-service-management",
    ),
);

/// Move a request to another status
#[derive(Command)]
#[command(path = "request transition", effect = "write", result = "none")]
#[command(example = "jsm request transition HELP-1 --transition \"Start progress\"")]
#[command(example = "jsm request transition HELP-1 --transition Resolve --comment \"It works again.\"")]
#[http(TRANSITION, TRANSITIONS)]
pub(crate) struct Transition {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
    /// Transition, by name or id
    #[arg(long, short = 't', value_name = "TRANSITION")]
    transition: String,
    /// Comment that the customer sees
    #[arg(long, value_name = "TEXT")]
    comment: Option<Text>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Open {
    id: String,
    name: String,
}

impl Run for Transition {
    async fn run(self, cx: &Cx) -> Result<()> {
        let key = &self.key.0;
        let open: Vec<Open> = cx.request(TRANSITIONS).param("issueIdOrKey", key).all(Paging::jsm(50)).await?;
        let chosen =
            choose("transition of this request", &self.transition, open, |open| (open.id.clone(), open.name.clone()))?;
        let mut body = Map::new();
        body.insert("id".to_owned(), json!(chosen.id));
        if let Some(Text(text)) = self.comment {
            body.insert("additionalComment".to_owned(), json!({"body": text}));
        }
        cx.request(TRANSITION).param("issueIdOrKey", key).json_body(&body).send().await?;
        cx.success(&format!("{key}: {}", chosen.name));
        Ok(())
    }
}
