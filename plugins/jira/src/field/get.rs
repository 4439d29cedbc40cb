//! `jira field get`: one field.

use atlassian_plugin_sdk::prelude::*;

/// Show one field
#[derive(Command)]
#[command(path = "field get", alias = "fields get", effect = "read", result = "one", id = "/id")]
#[command(example = "jira field get summary", example = "jira field get \"Due date\"")]
#[http(super::FIELDS)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Type", "/schema/type")]
#[column("Items", "/schema/items")]
#[column("Custom type", "/schema/custom")]
#[column("In JQL", "/clauseNames")]
pub(crate) struct Get {
    /// Id or name of the field
    #[arg(positional)]
    field: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.emit_raw(&super::choose(super::all(cx).await?, &self.field)?.1)
    }
}
