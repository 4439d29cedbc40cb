//! `jira automation update`: another definition, name or description.

use super::payload::Payload;
use atlassian_plugin_sdk::prelude::*;

const UPDATE: Endpoint = endpoint!(automation PUT "/rest/v1/rule/{ruleUuid}");

/// Change an automation rule
///
/// What is not named stays as it is.
#[derive(Command)]
#[command(path = "automation update", alias = "automation edit", effect = "write", result = "none")]
#[command(example = "jira automation update 0192e5ac-0e25-71de-ba7b-d972e6a20001 --name \"Label bugs\"")]
#[command(example = "jira automation update 0192e5ac-0e25-71de-ba7b-d972e6a20001 --definition @rule.json")]
#[http(super::RULE, UPDATE)]
pub(crate) struct Update {
    /// Id of the rule
    #[arg(positional)]
    id: String,
    /// New definition as JSON; @FILE or - reads it from a file or standard input
    #[arg(long, value_name = "JSON")]
    definition: Option<Box<RawValue>>,
    /// New name
    #[arg(long)]
    name: Option<String>,
    /// New description
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
}

impl Run for Update {
    async fn run(self, cx: &Cx) -> Result<()> {
        let mut payload = match &self.definition {
            Some(definition) => Payload::read(definition)?,
            None if self.name.is_none() && self.description.is_none() => {
                return Err(Error::usage("there is nothing to change")
                    .hint("`--definition`, `--name` and `--description` say what is different"));
            }
            None => Payload::read(&cx.request(super::RULE).param("ruleUuid", &self.id).raw().await?)?,
        };
        payload.set("name", self.name.as_deref());
        payload.set("description", self.description.as_deref());
        cx.request(UPDATE).param("ruleUuid", &self.id).json_body(&payload.body()).send().await?;
        cx.success(&format!("changed rule {}", self.id));
        Ok(())
    }
}
