//! Boards.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::data::Board;
use super::page;
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, jira};
use crate::state::Data;

/// `GET /rest/agile/1.0/board`
pub(super) async fn list(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, params: Params) -> Answer {
    let data = app.read();
    let name = params.first("name").unwrap_or("").to_lowercase();
    let kinds = params.list("type");
    let project = params.first("projectKeyOrId");
    let fits = |board: &&Board| {
        let own = data.project_by_key(&board.project).map(|place| data.project(place));
        let of_project = project
            .is_none_or(|wanted| own.is_some_and(|own| own.key.eq_ignore_ascii_case(wanted) || own.id == wanted));
        caller != Caller::Guest
            && of_project
            && board.name.to_lowercase().contains(&name)
            && (kinds.is_empty() || kinds.contains(&board.kind))
    };
    let all: Vec<Value> =
        data.agile.boards.iter().filter(fits).map(|board| render(&data, board, &app.origin)).collect();
    page(&params, &all)
}

/// `GET /rest/agile/1.0/board/{boardId}`
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let data = app.read();
    reply::ok(&render(&data, visible(&data, caller, &id)?, &app.origin))
}

/// `GET /rest/agile/1.0/board/{boardId}/configuration`
pub(super) async fn configuration(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer {
    let data = app.read();
    let board = visible(&data, caller, &id)?;
    let column = |status: &crate::seed::Status| {
        let link = format!("{}/rest/api/3/status/{}", app.origin, status.id);
        json!({"name": status.name, "statuses": [{"id": status.id, "self": link}]})
    };
    let columns: Vec<Value> = data.seed.status.iter().map(column).collect();
    let filter = format!("{}/rest/api/3/filter/{}", app.origin, board.filter);
    reply::ok(&json!({
        "id": board.id,
        "name": board.name,
        "type": board.kind,
        "self": format!("{}/rest/agile/1.0/board/{}/configuration", app.origin, board.id),
        "location": {"type": "project", "projectKeyOrId": board.project},
        "filter": {"id": board.filter, "self": filter},
        "subQuery": {"query": "fixVersion in unreleasedVersions() OR fixVersion is EMPTY"},
        "columnConfig": {"columns": columns, "constraintType": "none"},
        "estimation": {
            "type": "field",
            "field": {"fieldId": "customfield_10016", "displayName": "Story Points"},
        },
        "ranking": {"rankCustomFieldId": 10_019},
    }))
}

/// The board, where the caller may see it.
pub(super) fn visible<'a>(data: &'a Data, caller: Caller, id: &str) -> Result<&'a Board, Refusal> {
    let found = data.agile.board(id).filter(|_| caller != Caller::Guest);
    found.ok_or_else(|| jira(404, "The requested board cannot be viewed because it either does not exist or you do not have permission to view it."))
}

fn render(data: &Data, board: &Board, origin: &str) -> Value {
    let project = data.project_by_key(&board.project).map(|place| data.project(place));
    let location = project.map(|project| {
        json!({
            "projectId": project.id.parse::<u64>().unwrap_or(0),
            "displayName": format!("{} ({})", project.name, project.key),
            "projectName": project.name,
            "projectKey": project.key,
            "projectTypeKey": project.kind,
            "avatarURI": format!("{origin}/secure/projectavatar?pid={}", project.id),
            "name": format!("{} ({})", project.name, project.key),
        })
    });
    json!({
        "id": board.id,
        "self": format!("{origin}/rest/agile/1.0/board/{}", board.id),
        "name": board.name,
        "type": board.kind,
        "location": location,
        "isPrivate": false,
    })
}
