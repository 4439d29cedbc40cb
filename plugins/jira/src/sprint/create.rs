//! `jira sprint create`: a sprint that has not begun.

use crate::boards::{self, BOARDS};
use crate::moment;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Map, Value, json};

const CREATE: Endpoint = endpoint!(
    jira POST "/rest/agile/1.0/sprint",
    granular("write:sprint:jira-software"),
);

/// Create a sprint
#[derive(Command)]
#[command(path = "sprint create", effect = "write", result = "one", id = "/id")]
#[command(example = "jira sprint create --board 1 --name \"DEV Sprint 4\" --start 2026-04-13 --end 2026-04-27")]
#[http(CREATE, BOARDS)]
#[web(board: jira "/secure/RapidBoard.jspa?rapidView={originBoardId}")]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("State", "/state", status)]
#[column("Start", "/startDate", date)]
#[column("End", "/endDate", date)]
#[column("Goal", "/goal")]
pub(crate) struct Create {
    /// Board that it belongs to, by id or name
    #[arg(long, value_name = "BOARD")]
    board: String,
    /// Name, at most 30 characters
    #[arg(long, value_name = "NAME")]
    name: String,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    goal: Option<Text>,
    /// When it shall begin
    #[arg(long, value_name = "DATE")]
    start: Option<Date>,
    /// When it shall end
    #[arg(long, value_name = "DATE")]
    end: Option<Date>,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let board = boards::find(cx, &self.board).await?;
        // An integer, as the document has it; what is none is the site's to refuse.
        let board = board.parse::<u64>().map_or_else(|_| json!(board), |board| json!(board));
        let mut body = Map::new();
        body.insert("name".to_owned(), json!(self.name));
        body.insert("originBoardId".to_owned(), board);
        let others = [
            ("goal", self.goal.map(|goal| goal.0)),
            ("startDate", self.start.as_ref().map(moment::sent)),
            ("endDate", self.end.as_ref().map(moment::sent)),
        ];
        let others = others.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?))));
        body.extend(others);
        cx.emit_raw(&cx.request(CREATE).json_body(&body).raw().await?)
    }
}
