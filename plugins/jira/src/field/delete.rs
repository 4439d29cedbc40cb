//! `jira field delete`: a custom field goes, with its values.

use crate::task;
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    jira DELETE "/rest/api/3/field/{id}",
    classic("manage:jira-configuration"),
    granular("delete:field:jira"),
);

/// Delete a custom field with all its values
///
/// Jira takes its time for it, and this waits for the end.
#[derive(Command)]
#[command(path = "field delete", alias = "fields delete", effect = "delete", result = "none")]
#[command(example = "jira field delete customfield_10090 --yes")]
#[http(super::FIELDS, DELETE, task::WAIT)]
pub(crate) struct Delete {
    /// Id or name of the field
    #[arg(positional)]
    field: String,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let (field, _) = super::choose(super::all(cx).await?, &self.field)?;
        if !field.custom {
            return Err(Error::invalid(format!("`{}` is Jira's own field and cannot be deleted", field.name)));
        }
        let answer = cx.request(DELETE).param("id", &field.id).send().await?;
        task::wait(cx, answer.header("location"), "Deleting").await?;
        cx.success(&format!("deleted field `{}` ({})", field.name, field.id));
        Ok(())
    }
}
