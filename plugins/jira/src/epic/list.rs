//! `jira epic list`: the epics of a board.

use crate::boards::{self, BOARDS};
use atlassian_plugin_sdk::prelude::*;

const EPICS: Endpoint = endpoint!(
    jira GET "/rest/agile/1.0/board/{boardId}/epic",
    granular("read:epic:jira-software"),
);

const PAGE: Paging = Paging::offset("values", 50);

/// List the epics of a board
#[derive(Command)]
#[command(path = "epic list", effect = "read", result = "many", id = "/key")]
#[command(example = "jira epic list 1", example = "jira epic list \"DEV board\" --open")]
#[http(EPICS, BOARDS)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Name", "/name")]
#[column("Summary", "/summary")]
#[column("Done", "/done")]
pub(crate) struct List {
    /// Board, by id or name
    #[arg(positional)]
    board: String,
    /// Only epics that are not done
    #[arg(long, conflicts = "done")]
    open: bool,
    /// Only epics that are done
    #[arg(long)]
    done: bool,
    /// Most epics to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let board = boards::find(cx, &self.board).await?;
        let done = (self.open || self.done).then_some(self.done);
        cx.request(EPICS).param("boardId", board).query_opt("done", done).list(cx, PAGE, self.limit).await
    }
}
