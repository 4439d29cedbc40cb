//! `jira sprint close`: a sprint ends, and what is left of it goes where the user says.

use super::add::ADD;
use super::get::SPRINT;
use super::issues::ISSUES;
use super::remove::REMOVE;
use super::update::UPDATE;
use crate::batches;
use crate::key::IssueKey;
use crate::listing::{self, Listed};
use crate::sprints::{self, FIND, Sprint};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

/// Issues that an error lists.
const LISTED: usize = 10;

/// Complete a sprint
///
/// A sprint with issues that are not done is completed only when it is said where they go: into another sprint, or back
/// into the backlog. They are moved first.
#[derive(Command)]
#[command(path = "sprint close", alias = "sprint complete", effect = "write", result = "one", id = "/id")]
#[command(example = "jira sprint close 2 --open-to backlog", example = "jira sprint close 2 --open-to 3")]
#[http(SPRINT, ISSUES, ADD, REMOVE, UPDATE, FIND)]
#[web(board: jira "/secure/RapidBoard.jspa?rapidView={originBoardId}")]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("State", "/state", status)]
#[column("Start", "/startDate", date)]
#[column("End", "/endDate", date)]
#[column("Completed", "/completeDate", date)]
pub(crate) struct Close {
    /// Sprint, by id, or by name with --board
    #[arg(positional)]
    sprint: String,
    /// Board whose sprint it is, by id or name
    #[arg(long, value_name = "BOARD")]
    board: Option<String>,
    /// Where the issues go that are not done: "backlog", or a sprint by id or name
    #[arg(long, value_name = "SPRINT")]
    open_to: Option<String>,
}

impl Run for Close {
    async fn run(self, cx: &Cx) -> Result<()> {
        let id = sprints::find(cx, &self.sprint, self.board.as_deref()).await?;
        let sprint: Sprint = cx.request(SPRINT).param("sprintId", &id).json().await?;
        if sprint.state != "active" {
            let message = format!("sprint `{}` is {} and cannot be completed", sprint.name, sprint.state);
            return Err(Error::new(Kind::Conflict, message));
        }
        let open = cx.request(ISSUES).param("sprintId", &id).query("jql", "statusCategory != Done");
        let open = listing::all(open).await?;
        match &self.open_to {
            _ if open.is_empty() => {}
            Some(target) => self.make_way(cx, &id, target, &open).await?,
            None => return Err(undecided(&sprint.name, &open)),
        }
        let body = json!({"state": "closed"});
        cx.emit_raw(&cx.request(UPDATE).param("sprintId", &id).json_body(&body).raw().await?)
    }
}

impl Close {
    /// Moves the open issues to where they shall go.
    async fn make_way(&self, cx: &Cx, id: &str, target: &str, open: &[Listed]) -> Result<()> {
        let keys: Vec<IssueKey> = open.iter().map(|issue| IssueKey(issue.key.clone())).collect();
        let moved = if target == "backlog" {
            batches::send(&keys, |keys, _| cx.request(REMOVE).json_body(&json!({"issues": keys}))).await?
        } else {
            let next = sprints::find(cx, target, self.board.as_deref()).await?;
            if next == id {
                return Err(Error::usage("`--open-to` names the sprint that is completed"));
            }
            let add = |keys: &[&str], _: Option<&str>| {
                cx.request(ADD).param("sprintId", &next).json_body(&json!({"issues": keys}))
            };
            batches::send(&keys, add).await?
        };
        cx.note(&format!("{} moved on", batches::issues(moved)));
        Ok(())
    }
}

fn undecided(name: &str, open: &[Listed]) -> Error {
    let listed: Vec<String> =
        open.iter().take(LISTED).map(|issue| format!("{} ({})", issue.key, issue.summary())).collect();
    let more = open.len().saturating_sub(LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let what = if open.len() == 1 { "is" } else { "are" };
    let count = batches::issues(open.len());
    let message = format!("{count} of sprint `{name}` {what} not done: {}{more}", listed.join(", "));
    Error::new(Kind::Conflict, message).hint("say where to: `--open-to backlog` or `--open-to SPRINT`")
}
