//! `jira issue unassign`: an issue is nobody's.

use super::assign::{self, ASSIGN};
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::Value;

/// Take an issue from whoever has it
#[derive(Command)]
#[command(path = "issue unassign", effect = "write", result = "none")]
#[command(example = "jira issue unassign DEV-1")]
#[http(ASSIGN)]
pub(crate) struct Unassign {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
}

impl Run for Unassign {
    async fn run(self, cx: &Cx) -> Result<()> {
        assign::set(cx, &self.key, &Value::Null).await?;
        cx.success(&format!("{} is assigned to nobody", self.key.0));
        Ok(())
    }
}
