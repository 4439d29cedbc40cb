//! `jira board config`: a board's columns, filter and estimation.

use crate::boards::{self, BOARDS};
use atlassian_plugin_sdk::prelude::*;

const CONFIGURATION: Endpoint = endpoint!(
    jira GET "/rest/agile/1.0/board/{boardId}/configuration",
    granular("read:board-scope.admin:jira-software", "read:project:jira"),
);

/// Show how a board is configured
///
/// Its filter, the columns with the statuses that belong to them, and the field that estimates are kept in; in JSON and
/// YAML, everything.
#[derive(Command)]
#[command(path = "board config", alias = "board configuration", effect = "read", result = "one", id = "/id")]
#[command(example = "jira board config 1", example = "jira board config \"DEV board\" --format yaml")]
#[http(CONFIGURATION, BOARDS)]
#[web(board: jira "/secure/RapidBoard.jspa?rapidView={id}")]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Type", "/type")]
#[column("Filter", "/filter/id")]
#[column("Sub-query", "/subQuery/query")]
#[column("Columns", "/columnConfig/columns")]
#[column("Estimation", "/estimation/field/displayName")]
pub(crate) struct Config {
    /// Board, by id or name
    #[arg(positional)]
    board: String,
}

impl Run for Config {
    async fn run(self, cx: &Cx) -> Result<()> {
        let board = boards::find(cx, &self.board).await?;
        cx.emit_raw(&cx.request(CONFIGURATION).param("boardId", board).raw().await?)
    }
}
