//! `jira sprint delete`: a sprint goes, its issues stay.

use crate::sprints::{self, FIND};
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    jira DELETE "/rest/agile/1.0/sprint/{sprintId}",
    granular("delete:sprint:jira-software"),
);

/// Delete a sprint
///
/// Issues of it that are not done go back into the backlog.
#[derive(Command)]
#[command(path = "sprint delete", effect = "delete", result = "none")]
#[command(example = "jira sprint delete 3 --yes")]
#[http(DELETE, FIND)]
pub(crate) struct Delete {
    /// Sprint, by id, or by name with --board
    #[arg(positional)]
    sprint: String,
    /// Board whose sprint it is, by id or name
    #[arg(long, value_name = "BOARD")]
    board: Option<String>,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let sprint = sprints::find(cx, &self.sprint, self.board.as_deref()).await?;
        cx.request(DELETE).param("sprintId", &sprint).send().await?;
        cx.success(&format!("sprint {sprint} deleted"));
        Ok(())
    }
}
