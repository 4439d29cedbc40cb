//! `jira board get`: one board.

use crate::boards::{self, BOARDS};
use atlassian_plugin_sdk::prelude::*;

const BOARD: Endpoint = endpoint!(
    jira GET "/rest/agile/1.0/board/{boardId}",
    granular("read:board-scope:jira-software", "read:issue-details:jira"),
);

/// Show a board
#[derive(Command)]
#[command(path = "board get", alias = "board view", effect = "read", result = "one", id = "/id")]
#[command(example = "jira board get 1", example = "jira board get \"DEV board\"")]
#[http(BOARD, BOARDS)]
#[web(board: jira "/secure/RapidBoard.jspa?rapidView={id}")]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Type", "/type")]
#[column("Project", "/location/projectKey")]
#[column("Project name", "/location/projectName")]
pub(crate) struct Get {
    /// Board, by id or name
    #[arg(positional)]
    board: String,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let board = boards::find(cx, &self.board).await?;
        cx.emit_raw(&cx.request(BOARD).param("boardId", board).raw().await?)
    }
}
