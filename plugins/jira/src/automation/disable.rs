//! `jira automation disable`: a rule no longer runs.

use atlassian_plugin_sdk::prelude::*;

/// Keep an automation rule from running
#[derive(Command)]
#[command(path = "automation disable", effect = "write", result = "none")]
#[command(example = "jira automation disable 0192e5ac-0e25-71de-ba7b-d972e6a20001")]
#[http(super::STATE)]
pub(crate) struct Disable {
    /// Id of the rule
    #[arg(positional)]
    id: String,
}

impl Run for Disable {
    async fn run(self, cx: &Cx) -> Result<()> {
        super::set_state(cx, &self.id, "DISABLED").await
    }
}
