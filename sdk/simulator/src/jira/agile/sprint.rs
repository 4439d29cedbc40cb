//! Sprints: future, active, closed, in this order and no other.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use super::board::visible as board;
use super::data::Sprint;
use super::page;
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, jira, put};
use crate::state::Data;
use crate::time::{self, Millis};

/// Longest name.
const LONGEST: usize = 30;

/// `GET /rest/agile/1.0/board/{boardId}/sprint`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let board = board(&data, caller, &id)?;
    if board.kind != "scrum" {
        return Err(jira(400, "The board does not support sprints"));
    }
    let states = params.list("state");
    let fits = |sprint: &&Sprint| sprint.board == board.id && (states.is_empty() || states.contains(&sprint.state));
    let all: Vec<Value> = data.agile.sprints.iter().filter(fits).map(|sprint| render(sprint, &app.origin)).collect();
    page(&params, &all)
}

/// `GET /rest/agile/1.0/sprint/{sprintId}`
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let data = app.read();
    reply::ok(&render(visible(&data, caller, &id)?, &app.origin))
}

/// `POST /rest/agile/1.0/sprint`
pub(super) async fn create(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    let body = super::super::body(&bytes)?;
    let mut data = app.write();
    let id = body.get("originBoardId").and_then(Value::as_u64);
    let id = id.ok_or_else(|| refusal("originBoardId", "The board must be specified."))?;
    let board = board(&data, caller, &id.to_string())?;
    if board.kind != "scrum" {
        return Err(jira(400, "The board does not support sprints"));
    }
    let mut sprint = Sprint {
        id: 0,
        board: id,
        name: String::new(),
        state: "future".to_owned(),
        start: None,
        end: None,
        completed: None,
        goal: String::new(),
    };
    change(&mut sprint, &body)?;
    if sprint.name.is_empty() {
        return Err(refusal("name", "The sprint name must be specified."));
    }
    let sprint = data.agile.add_sprint(sprint);
    Ok(reply::json(201, &render(&sprint, &app.origin)))
}

/// `POST /rest/agile/1.0/sprint/{sprintId}`
pub(super) async fn update(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    let body = super::super::body(&bytes)?;
    let mut data = app.write();
    let mut sprint = visible(&data, caller, &id)?.clone();
    if sprint.state == "closed" {
        return Err(jira(400, "Sprints that are in a closed state cannot be updated."));
    }
    change(&mut sprint, &body)?;
    if let Some(state) = body.get("state").and_then(Value::as_str) {
        turn(&mut sprint, state)?;
    }
    data.revision += 1;
    if let Some(own) = data.agile.sprint_mut(sprint.id) {
        *own = sprint.clone();
    }
    reply::ok(&render(&sprint, &app.origin))
}

/// `DELETE /rest/agile/1.0/sprint/{sprintId}`
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let mut data = app.write();
    let id = visible(&data, caller, &id)?.id;
    data.revision += 1;
    data.agile.delete_sprint(id);
    Ok(reply::empty(204))
}

/// The sprint, where the caller may see it.
pub(super) fn visible<'a>(data: &'a Data, caller: Caller, id: &str) -> Result<&'a Sprint, Refusal> {
    data.agile.sprint(id).filter(|_| caller != Caller::Guest).ok_or_else(|| jira(404, "Sprint does not exist."))
}

/// Name, goal and dates from a body.
fn change(sprint: &mut Sprint, body: &Map<String, Value>) -> Result<(), Refusal> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    if let Some(name) = text("name") {
        if name.chars().count() > LONGEST {
            return Err(refusal("name", "The sprint name must be shorter than 30 characters."));
        }
        name.clone_into(&mut sprint.name);
    }
    if let Some(goal) = text("goal") {
        goal.clone_into(&mut sprint.goal);
    }
    let moment = |name: &str, old: Option<Millis>| match text(name) {
        None => Ok(old),
        Some(typed) => match time::parse(typed) {
            Some(moment) => Ok(Some(moment)),
            None => Err(refusal(name, "The date is not in the ISO 8601 format.")),
        },
    };
    sprint.start = moment("startDate", sprint.start)?;
    sprint.end = moment("endDate", sprint.end)?;
    match (sprint.start, sprint.end) {
        (Some(start), Some(end)) if end <= start => {
            Err(refusal("endDate", "The sprint's end date must be after its start date."))
        }
        _ => Ok(()),
    }
}

/// From future to active to closed.
fn turn(sprint: &mut Sprint, state: &str) -> Result<(), Refusal> {
    match (sprint.state.as_str(), state) {
        (old, new) if old == new => {}
        ("future", "active") if sprint.start.is_none() || sprint.end.is_none() => {
            return Err(jira(400, "A sprint needs a start date and an end date to be started."));
        }
        ("future", "active") => {}
        ("active", "closed") => sprint.completed = Some(time::now()),
        _ => return Err(jira(400, "The sprint cannot be changed to that state.")),
    }
    state.clone_into(&mut sprint.state);
    Ok(())
}

fn refusal(field: &str, sentence: &str) -> Refusal {
    Refusal { status: 400, body: json!({"errorMessages": [], "errors": {field: sentence}}) }
}

fn render(sprint: &Sprint, origin: &str) -> Value {
    let mut shown = json!({
        "id": sprint.id,
        "self": format!("{origin}/rest/agile/1.0/sprint/{}", sprint.id),
        "state": sprint.state,
        "name": sprint.name,
    });
    let dates = [("startDate", sprint.start), ("endDate", sprint.end), ("completeDate", sprint.completed)];
    for (name, moment) in dates {
        if let Some(moment) = moment {
            put(&mut shown, name, json!(time::confluence(moment)));
        }
    }
    put(&mut shown, "originBoardId", json!(sprint.board));
    put(&mut shown, "goal", json!(sprint.goal));
    shown
}
