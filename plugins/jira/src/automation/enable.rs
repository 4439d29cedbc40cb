//! `jira automation enable`: a rule runs.

use atlassian_plugin_sdk::prelude::*;

/// Let an automation rule run
#[derive(Command)]
#[command(path = "automation enable", effect = "write", result = "none")]
#[command(example = "jira automation enable 0192e5ac-0e25-71de-ba7b-d972e6a20001")]
#[http(super::STATE)]
pub(crate) struct Enable {
    /// Id of the rule
    #[arg(positional)]
    id: String,
}

impl Run for Enable {
    async fn run(self, cx: &Cx) -> Result<()> {
        super::set_state(cx, &self.id, "ENABLED").await
    }
}
