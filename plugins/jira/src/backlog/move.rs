//! `jira backlog move`: issues back into the backlog.

use crate::batches;
use crate::boards::{self, BOARDS};
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const MOVE: Endpoint = endpoint!(
    jira POST "/rest/agile/1.0/backlog/issue",
    granular("write:board-scope:jira-software"),
);

const MOVE_ON_BOARD: Endpoint = endpoint!(
    jira POST "/rest/agile/1.0/backlog/{boardId}/issue",
    granular("write:board-scope:jira-software"),
);

/// Move issues to the backlog
///
/// They leave their active and future sprints; on a board without sprints, they leave the board. Any number of issues is
/// moved, 50 at a time.
#[derive(Command)]
#[command(path = "backlog move", effect = "write", result = "none")]
#[command(example = "jira backlog move DEV-1 DEV-4", example = "jira backlog move DEV-2 --board 1 --before DEV-3")]
#[http(MOVE, MOVE_ON_BOARD, BOARDS)]
pub(crate) struct Move {
    /// Issue keys or ids (can be repeated)
    #[arg(positional, required)]
    keys: Vec<IssueKey>,
    /// Board whose backlog it is, by id or name; needed for a board without sprints and for an order
    #[arg(long, value_name = "BOARD")]
    board: Option<String>,
    /// Put them before this issue
    #[arg(long, value_name = "KEY", requires = "board", conflicts = "after")]
    before: Option<IssueKey>,
    /// Put them after this issue
    #[arg(long, value_name = "KEY", requires = "board")]
    after: Option<IssueKey>,
}

impl Run for Move {
    async fn run(self, cx: &Cx) -> Result<()> {
        let board = match &self.board {
            Some(board) => Some(boards::find(cx, board).await?),
            None => None,
        };
        let moved = batches::send(&self.keys, |keys, last| match &board {
            None => cx.request(MOVE).json_body(&json!({"issues": keys})),
            Some(board) => {
                let body = batches::ranked(keys, last, self.before.as_ref(), self.after.as_ref());
                cx.request(MOVE_ON_BOARD).param("boardId", board).json_body(&body)
            }
        })
        .await?;
        cx.success(&format!("{} moved to the backlog", batches::issues(moved)));
        Ok(())
    }
}
