//! `jsm feedback submit`: say how one liked it.

use crate::experimental::opt_in;
use crate::key::RequestKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Map, json};

const SUBMIT: Endpoint = endpoint!(
    jsm POST "/rest/servicedeskapi/request/{requestIdOrKey}/feedback",
    classic("write:servicedesk-request"),
    granular(
        "read:request.feedback:jira-service-management", "read:user:jira",
        "write:request.feedback:jira-service-management",
    ),
);

/// Give feedback on a request
///
/// Only its reporter can, once it is resolved.
#[derive(Command)]
#[command(path = "feedback submit", effect = "write", result = "one", id = "/rating")]
#[command(example = "jsm feedback submit HELP-4 --rating 5 --comment \"That was quick\"")]
#[http(SUBMIT)]
#[column("Rating", "/rating", number)]
#[column("Comment", "/comment/body")]
#[column("Type", "/type")]
pub(crate) struct Submit {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
    /// From 1 to 5
    #[arg(long, value_name = "N")]
    rating: u32,
    /// What to say
    #[arg(long, value_name = "TEXT")]
    comment: Option<Text>,
}

impl Run for Submit {
    async fn run(self, cx: &Cx) -> Result<()> {
        if !(1..=5).contains(&self.rating) {
            return Err(Error::usage(format!("a rating goes from 1 to 5, not {}", self.rating)));
        }
        let mut body = Map::new();
        body.insert("type".to_owned(), json!("csat"));
        body.insert("rating".to_owned(), json!(self.rating));
        if let Some(Text(text)) = self.comment {
            body.insert("comment".to_owned(), json!({"body": text}));
        }
        cx.emit_raw(&opt_in(cx.request(SUBMIT).param("requestIdOrKey", &self.key.0).json_body(&body)).raw().await?)
    }
}
