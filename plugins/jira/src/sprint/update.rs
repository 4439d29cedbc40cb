//! `jira sprint update`: a sprint's name, goal and dates.

use crate::moment;
use crate::sprints::{self, FIND};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Map, Value};

pub(crate) const UPDATE: Endpoint = endpoint!(
    jira POST "/rest/agile/1.0/sprint/{sprintId}",
    granular("write:sprint:jira-software"),
);

/// Change a sprint's name, goal or dates
///
/// What is not named stays as it is.
#[derive(Command)]
#[command(path = "sprint update", alias = "sprint edit", effect = "write", result = "one", id = "/id")]
#[command(example = "jira sprint update 3 --goal \"Ship the new search\" --end 2026-04-13")]
#[http(UPDATE, FIND)]
#[web(board: jira "/secure/RapidBoard.jspa?rapidView={originBoardId}")]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("State", "/state", status)]
#[column("Start", "/startDate", date)]
#[column("End", "/endDate", date)]
#[column("Goal", "/goal")]
pub(crate) struct Update {
    /// Sprint, by id, or by name with --board
    #[arg(positional)]
    sprint: String,
    /// Board whose sprint it is, by id or name
    #[arg(long, value_name = "BOARD")]
    board: Option<String>,
    /// New name, at most 30 characters
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// New goal
    #[arg(long, value_name = "TEXT")]
    goal: Option<Text>,
    /// When it shall begin
    #[arg(long, value_name = "DATE")]
    start: Option<Date>,
    /// When it shall end
    #[arg(long, value_name = "DATE")]
    end: Option<Date>,
}

impl Run for Update {
    async fn run(self, cx: &Cx) -> Result<()> {
        let changes = [
            ("name", self.name),
            ("goal", self.goal.map(|goal| goal.0)),
            ("startDate", self.start.as_ref().map(moment::sent)),
            ("endDate", self.end.as_ref().map(moment::sent)),
        ];
        let changes: Map<String, Value> =
            changes.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?)))).collect();
        if changes.is_empty() {
            return Err(Error::usage("nothing to change").hint("say what: `--name`, `--goal`, `--start` or `--end`"));
        }
        let sprint = sprints::find(cx, &self.sprint, self.board.as_deref()).await?;
        cx.emit_raw(&cx.request(UPDATE).param("sprintId", sprint).json_body(&changes).raw().await?)
    }
}
