//! `jira automation export`: a rule as a file.

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{self, Value};
use std::io::Write;

/// Write an automation rule to a file
///
/// `jira automation create --definition @FILE` makes a rule of it, here or at another site.
#[derive(Command)]
#[command(path = "automation export", effect = "read", result = "none", need = "files")]
#[command(example = "jira automation export 0192e5ac-0e25-71de-ba7b-d972e6a20001 --output exported.json")]
#[http(super::RULE)]
pub(crate) struct Export {
    /// Id of the rule
    #[arg(positional)]
    id: String,
    /// File to write, - for standard output
    #[arg(long, short = 'o', default = "-", value_name = "FILE")]
    output: OutputFile,
}

impl Run for Export {
    async fn run(self, cx: &Cx) -> Result<()> {
        let rule: Value = cx.request(super::RULE).param("ruleUuid", &self.id).json().await?;
        let text = serde_json::to_string_pretty(&rule)
            .map_err(|error| Error::other(format!("the rule cannot be written as JSON: {error}")))?;
        let mut file = cx.create(&self.output)?;
        writeln!(file, "{text}")?;
        file.finish()
    }
}
