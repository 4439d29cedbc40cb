//! `jira sprint get`: one sprint.

use crate::sprints::{self, FIND};
use atlassian_plugin_sdk::prelude::*;

pub(crate) const SPRINT: Endpoint = endpoint!(
    jira GET "/rest/agile/1.0/sprint/{sprintId}",
    granular("read:sprint:jira-software"),
);

/// Show a sprint
#[derive(Command)]
#[command(path = "sprint get", alias = "sprint view", effect = "read", result = "one", id = "/id")]
#[command(example = "jira sprint get 2", example = "jira sprint get \"DEV Sprint 2\" --board 1")]
#[http(SPRINT, FIND)]
#[web(board: jira "/secure/RapidBoard.jspa?rapidView={originBoardId}")]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("State", "/state", status)]
#[column("Start", "/startDate", date)]
#[column("End", "/endDate", date)]
#[column("Completed", "/completeDate", date)]
#[column("Board", "/originBoardId", number)]
#[column("Goal", "/goal")]
pub(crate) struct Get {
    /// Sprint, by id, or by name with --board
    #[arg(positional)]
    sprint: String,
    /// Board whose sprint it is, by id or name
    #[arg(long, value_name = "BOARD")]
    board: Option<String>,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let sprint = sprints::find(cx, &self.sprint, self.board.as_deref()).await?;
        cx.emit_raw(&cx.request(SPRINT).param("sprintId", sprint).raw().await?)
    }
}
