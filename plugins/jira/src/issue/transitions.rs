//! `jira issue transitions`: what leads on from an issue's status.

use crate::key::IssueKey;
use crate::record;
use crate::transition::{TRANSITIONS, needed};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

/// Show the transitions that are possible for an issue now
#[derive(Command)]
#[command(path = "issue transitions", effect = "read", result = "many", id = "/name")]
#[command(example = "jira issue transitions DEV-1")]
#[http(TRANSITIONS)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("To", "/to/name", status)]
#[column("Needs", "/needs")]
pub(crate) struct Transitions {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Answer {
    transitions: Vec<Box<RawValue>>,
}

impl Run for Transitions {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = cx.request(TRANSITIONS).param("issueIdOrKey", &self.key.0).query("expand", "transitions.fields");
        let answer: Answer = request.json().await?;
        for transition in &answer.transitions {
            cx.emit_raw(&record::with(transition, "needs", &needed(transition)?)?)?;
        }
        Ok(())
    }
}
