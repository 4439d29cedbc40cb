//! `jira automation delete`: a rule goes.

use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(automation DELETE "/rest/v1/rule/{ruleUuid}");

/// Delete an automation rule
///
/// Only a rule that is disabled can be deleted.
#[derive(Command)]
#[command(path = "automation delete", effect = "delete", result = "none")]
#[command(example = "jira automation delete 0192e5ac-0e25-71de-ba7b-d972e6a20002 --yes")]
#[http(DELETE)]
pub(crate) struct Delete {
    /// Id of the rule
    #[arg(positional)]
    id: String,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        // The service wants to be told the type of the body that there is none of; otherwise it answers 415.
        let request = cx.request(DELETE).param("ruleUuid", &self.id).bytes_body("application/json", Vec::new());
        request.send().await.map_err(|error| match error.kind() {
            Kind::Invalid | Kind::Conflict => {
                error.hint(format!("a rule that runs is not deleted: `jira automation disable {}` first", self.id))
            }
            _ => error,
        })?;
        cx.success(&format!("deleted rule {}", self.id));
        Ok(())
    }
}
