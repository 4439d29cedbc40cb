//! `jira sprint start`: a sprint begins.

use super::get::SPRINT;
use super::update::UPDATE;
use crate::moment;
use crate::sprints::{self, FIND, Sprint};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

/// Start a sprint
///
/// It begins now, unless --start says when. It ends as planned, unless --end says when.
#[derive(Command)]
#[command(path = "sprint start", effect = "write", result = "one", id = "/id")]
#[command(example = "jira sprint start 3 --end +14d")]
#[http(SPRINT, UPDATE, FIND)]
#[web(board: jira "/secure/RapidBoard.jspa?rapidView={originBoardId}")]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("State", "/state", status)]
#[column("Start", "/startDate", date)]
#[column("End", "/endDate", date)]
#[column("Goal", "/goal")]
pub(crate) struct Start {
    /// Sprint, by id, or by name with --board
    #[arg(positional)]
    sprint: String,
    /// Board whose sprint it is, by id or name
    #[arg(long, value_name = "BOARD")]
    board: Option<String>,
    /// When it begins
    #[arg(long, value_name = "DATE")]
    start: Option<Date>,
    /// When it ends
    #[arg(long, value_name = "DATE")]
    end: Option<Date>,
}

impl Run for Start {
    async fn run(self, cx: &Cx) -> Result<()> {
        let id = sprints::find(cx, &self.sprint, self.board.as_deref()).await?;
        let sprint: Sprint = cx.request(SPRINT).param("sprintId", &id).json().await?;
        if sprint.state != "future" {
            let message = format!("sprint `{}` is {} and cannot be started", sprint.name, sprint.state);
            return Err(Error::new(Kind::Conflict, message));
        }
        let start = self.start.as_ref().map_or_else(|| moment::now(cx), moment::sent);
        let Some(end) = self.end.as_ref().map(moment::sent).or(sprint.end_date) else {
            return Err(Error::invalid(format!("sprint `{}` has no end yet", sprint.name))
                .hint("say when it ends, for example `--end +14d`"));
        };
        let body = json!({"state": "active", "startDate": start, "endDate": end});
        cx.emit_raw(&cx.request(UPDATE).param("sprintId", &id).json_body(&body).raw().await?)
    }
}
