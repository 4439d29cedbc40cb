//! `jira sprint list`: the sprints of a board.

use crate::boards::{self, BOARDS};
use crate::sprints::{PAGE, SPRINTS};
use atlassian_plugin_sdk::prelude::*;

#[derive(Choice)]
pub(crate) enum State {
    Future,
    Active,
    Closed,
}

impl State {
    fn name(&self) -> &'static str {
        match self {
            Self::Future => "future",
            Self::Active => "active",
            Self::Closed => "closed",
        }
    }
}

/// List the sprints of a board
#[derive(Command)]
#[command(path = "sprint list", effect = "read", result = "many", id = "/id")]
#[command(example = "jira sprint list 1", example = "jira sprint list \"DEV board\" --state active --state future")]
#[http(SPRINTS, BOARDS)]
#[web(board: jira "/secure/RapidBoard.jspa?rapidView={originBoardId}")]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("State", "/state", status)]
#[column("Start", "/startDate", date)]
#[column("End", "/endDate", date)]
#[column("Goal", "/goal")]
pub(crate) struct List {
    /// Board, by id or name
    #[arg(positional)]
    board: String,
    /// Sprints in this state only (can be repeated)
    #[arg(long, value_name = "STATE")]
    state: Vec<State>,
    /// Most sprints to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let board = boards::find(cx, &self.board).await?;
        let states: Vec<&str> = self.state.iter().map(State::name).collect();
        let states = (!states.is_empty()).then(|| states.join(","));
        cx.request(SPRINTS).param("boardId", board).query_opt("state", states).list(cx, PAGE, self.limit).await
    }
}
