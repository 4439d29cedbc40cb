//! `jira automation create`: a rule from its definition.

use super::payload::Payload;
use atlassian_plugin_sdk::prelude::*;

const CREATE: Endpoint = endpoint!(automation POST "/rest/v1/rule");

/// Create an automation rule from a definition
///
/// The definition is what `jira automation export` writes, or the rule in it alone. The new rule gets an id of its own.
#[derive(Command)]
#[command(path = "automation create", effect = "write", result = "one", id = "/ruleUuid")]
#[command(example = "jira automation create --definition @rule.json --name \"Label new bugs\"")]
#[http(CREATE)]
#[column("Id", "/ruleUuid")]
pub(crate) struct Create {
    /// Definition as JSON; @FILE or - reads it from a file or standard input
    #[arg(long, value_name = "JSON")]
    definition: Box<RawValue>,
    /// Name, if not the one in the definition
    #[arg(long)]
    name: Option<String>,
    /// Description, if not the one in the definition
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Let it not run yet
    #[arg(long)]
    disabled: bool,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let mut payload = Payload::read(&self.definition)?;
        payload.set("name", self.name.as_deref());
        payload.set("description", self.description.as_deref());
        payload.set("state", self.disabled.then_some("DISABLED"));
        if !payload.has_name() {
            return Err(Error::usage("the rule has no name").hint("`--name` gives it one"));
        }
        cx.emit_raw(&cx.request(CREATE).json_body(&payload.body()).raw().await?)
    }
}
