//! `jira automation get`: one rule.

use atlassian_plugin_sdk::prelude::*;

/// Show one automation rule, whole
#[derive(Command)]
#[command(path = "automation get", effect = "read", result = "one", id = "/rule/uuid")]
#[command(example = "jira automation get 0192e5ac-0e25-71de-ba7b-d972e6a20001")]
#[http(super::RULE)]
#[column("Id", "/rule/uuid")]
#[column("Name", "/rule/name")]
#[column("State", "/rule/state", status)]
#[column("Description", "/rule/description")]
#[column("Trigger", "/rule/trigger/type")]
#[column("Scope", "/rule/ruleScopeARIs")]
#[column("Labels", "/rule/labels")]
pub(crate) struct Get {
    /// Id of the rule
    #[arg(positional)]
    id: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit_raw(&cx.request(super::RULE).param("ruleUuid", &self.id).raw().await?)
    }
}
