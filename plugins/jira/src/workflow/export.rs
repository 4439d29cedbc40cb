//! `jira workflow export`: a workflow as a file.

use super::Found;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{self, json};
use std::io::Write;

/// Write a workflow to a file
///
/// The file has the workflow with its transitions and rules, and the statuses that it refers to, as Jira sends them.
#[derive(Command)]
#[command(path = "workflow export", alias = "workflows export", effect = "read", result = "none", need = "files")]
#[command(example = "jira workflow export \"Software workflow\" --output workflow.json")]
#[command(example = "jira workflow export \"Software workflow\"")]
#[http(super::READ)]
pub(crate) struct Export {
    /// Name or id of the workflow
    #[arg(positional)]
    workflow: String,
    /// File to write, - for standard output
    #[arg(long, short = 'o', default = "-", value_name = "FILE")]
    output: OutputFile,
}

impl Run for Export {
    async fn run(self, cx: &Cx) -> Result<()> {
        let Found { workflows, statuses } = super::find(cx, &self.workflow).await?;
        let whole = json!({"workflows": workflows, "statuses": statuses});
        let text = serde_json::to_string_pretty(&whole)
            .map_err(|error| Error::other(format!("the workflow cannot be written as JSON: {error}")))?;
        let mut file = cx.create(&self.output)?;
        writeln!(file, "{text}")?;
        file.finish()
    }
}
