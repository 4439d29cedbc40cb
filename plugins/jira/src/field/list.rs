//! `jira field list`: the fields that issues have.

use atlassian_plugin_sdk::prelude::*;

/// List the fields of issues
#[derive(Command)]
#[command(path = "field list", alias = "fields list", effect = "read", result = "many", id = "/id")]
#[command(example = "jira field list", example = "jira field list --custom --query point")]
#[http(super::FIELDS)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Type", "/schema/type")]
#[column("Custom", "/custom")]
#[column("In JQL", "/clauseNames")]
pub(crate) struct List {
    /// Only fields that somebody added
    #[arg(long, conflicts = "system")]
    custom: bool,
    /// Only Jira's own fields
    #[arg(long)]
    system: bool,
    /// Part of the name or the id
    #[arg(long, value_name = "TEXT")]
    query: Option<String>,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let query = self.query.unwrap_or_default().to_lowercase();
        for (field, sent) in super::all(cx).await? {
            let fits = [&field.name, &field.id].iter().any(|text| text.to_lowercase().contains(&query));
            if fits && (!self.custom || field.custom) && (!self.system || !field.custom) {
                cx.emit_raw(&sent)?;
            }
        }
        Ok(())
    }
}
