//! Issues of boards, sprints and epics, by token, in the order of their rank.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{OriginalUri, Path, State};
use serde_json::{Value, json};

use super::super::render;
use super::super::select::Selection;
use super::super::snapshot::{self, Snapshot};
use super::{board, data::is_epic, epic, sprint};
use crate::app::App;
use crate::auth::Caller;
use crate::control::lock;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, jira, put};
use crate::state::{Data, Issue};
use crate::{jql, time};

/// Issues on a page when nobody says how many.
const DEFAULT: usize = 50;
/// Longest page.
const MOST: usize = 100;

/// Whether an issue belongs to a listing.
type Fits = Box<dyn Fn(&Data, usize, &Issue) -> bool>;

/// A request for a listing.
struct Asked {
    app: Arc<App>,
    caller: Caller,
    /// Path and query without the token: what a token belongs to.
    name: String,
    params: Params,
}

/// `GET /rest/software/1.0/board/{boardId}/issue`
pub(super) async fn of_board(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let fits = on_board(&app.read(), caller, &id)?;
    Asked::new(app, caller, uri.path(), params).page(&fits)
}

/// `GET /rest/software/1.0/board/{boardId}/issue/approximate-count`
pub(super) async fn count_of_board(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let fits = on_board(&app.read(), caller, &id)?;
    Asked::new(app, caller, "", params).count(&fits)
}

/// `GET /rest/software/1.0/board/{boardId}/backlog`
pub(super) async fn of_backlog(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let fits = in_backlog(&app.read(), caller, &id)?;
    Asked::new(app, caller, uri.path(), params).page(&fits)
}

/// `GET /rest/software/1.0/board/{boardId}/backlog/approximate-count`
pub(super) async fn count_of_backlog(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let fits = in_backlog(&app.read(), caller, &id)?;
    Asked::new(app, caller, "", params).count(&fits)
}

/// `GET /rest/software/1.0/sprint/{sprintId}/issue`
pub(super) async fn of_sprint(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let id = sprint::visible(&app.read(), caller, &id)?.id;
    let fits: Fits = Box::new(move |data, place, _| data.agile.is_in(place, id));
    Asked::new(app, caller, uri.path(), params).page(&fits)
}

/// `GET /rest/software/1.0/epic/{epicIdOrKey}/issue`
pub(super) async fn of_epic(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    OriginalUri(uri): OriginalUri,
    Path(key): Path<String>,
    params: Params,
) -> Answer {
    let epic = epic::visible(&app.read(), caller, &key)?;
    let fits: Fits = Box::new(move |data, place, _| data.agile.epics.get(&place) == Some(&epic));
    Asked::new(app, caller, uri.path(), params).page(&fits)
}

/// `GET /rest/software/1.0/epic/none/issue`
pub(super) async fn without_epic(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Answer {
    let fits: Fits = Box::new(|data, place, issue| !data.agile.epics.contains_key(&place) && !is_epic(data, issue));
    Asked::new(app, caller, uri.path(), params).page(&fits)
}

/// Epics do not belong to boards with sprints.
fn on_board(data: &Data, caller: Caller, id: &str) -> Result<Fits, Refusal> {
    let board = board::visible(data, caller, id)?;
    let (project, scrum) = (data.project_by_key(&board.project), board.kind == "scrum");
    Ok(Box::new(move |data, _, issue| Some(issue.project) == project && !(scrum && is_epic(data, issue))))
}

fn in_backlog(data: &Data, caller: Caller, id: &str) -> Result<Fits, Refusal> {
    let on_board = on_board(data, caller, id)?;
    Ok(Box::new(move |data, place, issue| {
        on_board(data, place, issue) && !data.is_done(issue) && data.agile.is_free(place)
    }))
}

impl Asked {
    fn new(app: Arc<App>, caller: Caller, path: &str, params: Params) -> Self {
        let name = format!("{path}?{}", params.first("jql").unwrap_or(""));
        Self { app, caller, name, params }
    }

    fn count(&self, fits: &Fits) -> Answer {
        reply::ok(&json!({"count": self.find(&self.app.read(), fits)?.len()}))
    }

    fn page(&self, fits: &Fits) -> Answer {
        let data = self.app.read();
        let selection = Selection::new(&self.params.list("fields"), "*navigable").keyed();
        let length = self.params.number("maxResults", DEFAULT, 1, MOST);
        let (snapshot, offset) = self.snapshot(&data, fits)?;
        let places = snapshot.places.iter().skip(offset).take(length);
        let found = places.filter_map(|place| data.issue(*place).map(|issue| (*place, issue)));
        let issues: Vec<Value> =
            found.map(|(place, issue)| render::issue(&data, &self.app.origin, place, issue, &selection)).collect();
        let next = offset + length;
        let is_last = next >= snapshot.places.len();
        let mut body = json!({"expand": "schema,names", "issues": issues, "isLast": is_last});
        if !is_last {
            put(&mut body, "nextPageToken", json!(snapshot.token(next)));
        }
        reply::ok(&body)
    }

    fn snapshot(&self, data: &Data, fits: &Fits) -> Result<(Arc<Snapshot>, usize), Refusal> {
        let mut offset = 0;
        if let Some(token) = self.params.first("nextPageToken").filter(|token| !token.is_empty()) {
            let position = snapshot::read(token, &self.name)
                .ok_or_else(|| jira(400, "The provided nextPageToken is invalid or belongs to another query."))?;
            if let Some(kept) = lock(&self.app.snapshots).at(&position, &self.name, self.caller) {
                return Ok((kept, position.offset));
            }
            offset = position.offset;
        }
        let places = self.find(data, fits)?;
        Ok((lock(&self.app.snapshots).add(&self.name, self.caller, data.revision, places), offset))
    }

    /// The places of all issues of the listing that the query finds, too.
    fn find(&self, data: &Data, fits: &Fits) -> Result<Vec<usize>, Refusal> {
        let refuse = |message: String| jira(400, &message);
        let mut query = jql::Query { filter: None, order: Vec::new() };
        if let Some(text) = self.params.first("jql").filter(|text| !text.trim().is_empty()) {
            query = jql::parse(text).map_err(refuse)?;
        }
        query.filter.get_or_insert(jql::Expr::All(Vec::new()));
        let plan = jql::compile(&query, data, self.caller, time::now()).map_err(refuse)?;
        let mut places = plan.run(data);
        places.retain(|place| data.issue(*place).is_some_and(|issue| fits(data, *place, issue)));
        if query.order.is_empty() {
            places.sort_by(|a, b| data.agile.rank(*a).total_cmp(&data.agile.rank(*b)));
        }
        Ok(places)
    }
}
