//! Workflows, as far as administrators read them.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{administrator, page};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, put};
use crate::seed::Category;
use crate::state::Data;

/// One workflow.
#[derive(Debug, Deserialize)]
pub(super) struct Workflow {
    id: String,
    name: String,
    description: String,
    active: bool,
    /// Key of the project that it belongs to; else it is the site's.
    project: Option<String>,
    transitions: Vec<Transition>,
}

#[derive(Debug, Deserialize)]
struct Transition {
    id: String,
    name: String,
    /// Ids of statuses; none at all means any.
    #[serde(default)]
    from: Vec<String>,
    to: String,
    #[serde(default)]
    initial: bool,
}

impl Workflow {
    fn scope(&self, data: &Data) -> Value {
        let project = self.project.as_ref().and_then(|key| data.seed.project.iter().find(|own| own.key == *key));
        match project {
            Some(project) => json!({"type": "PROJECT", "project": {"id": project.id}}),
            None => json!({"type": "GLOBAL"}),
        }
    }

    fn json(&self, data: &Data, with_transitions: bool) -> Value {
        let statuses: Vec<Value> = self
            .statuses()
            .into_iter()
            .map(|id| json!({"statusReference": id, "deprecated": false, "properties": {}}))
            .collect();
        let mut value = json!({
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "isEditable": true,
            "scope": self.scope(data),
            "statuses": statuses,
            "version": {"id": self.id, "versionNumber": 1},
        });
        if with_transitions {
            put(&mut value, "transitions", self.transitions.iter().map(Transition::json).collect());
        }
        value
    }

    /// Ids of its statuses, each once.
    fn statuses(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        let named = self.transitions.iter().flat_map(|own| own.from.iter().chain([&own.to]));
        for id in named {
            if !all.contains(&id.as_str()) {
                all.push(id);
            }
        }
        all
    }
}

impl Transition {
    fn json(&self) -> Value {
        let kind = match (self.initial, self.from.is_empty()) {
            (true, _) => "INITIAL",
            (false, true) => "GLOBAL",
            (false, false) => "DIRECTED",
        };
        let links: Vec<Value> = self.from.iter().map(|id| json!({"fromStatusReference": id})).collect();
        json!({
            "id": self.id,
            "name": self.name,
            "description": "",
            "type": kind,
            "toStatusReference": self.to,
            "links": links,
            "actions": [],
            "validators": [],
            "triggers": [],
            "properties": {},
        })
    }
}

/// The statuses that some workflows refer to.
fn statuses(data: &Data, workflows: &[&Workflow]) -> Vec<Value> {
    let used: Vec<&str> = workflows.iter().flat_map(|workflow| workflow.statuses()).collect();
    let own = data.seed.status.iter().filter(|status| used.contains(&status.id.as_str()));
    own.map(|status| {
        let category = match status.category {
            Category::New => "TODO",
            Category::Indeterminate => "IN_PROGRESS",
            Category::Done => "DONE",
        };
        json!({
            "id": status.id,
            "name": status.name,
            "description": "",
            "scope": {"type": "GLOBAL"},
            "statusCategory": category,
            "statusReference": status.id,
        })
    })
    .collect()
}

/// `GET /rest/api/3/workflows/search`
pub(super) async fn search(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    params: Params,
) -> Answer {
    administrator(caller)?;
    let data = app.read();
    let query = params.first("queryString").unwrap_or("").to_lowercase();
    let active = params.first("isActive").map(|text| text == "true");
    let fits = |workflow: &&Workflow| {
        workflow.name.to_lowercase().contains(&query) && active.is_none_or(|active| workflow.active == active)
    };
    let mut found: Vec<&Workflow> = data.admin.workflows.iter().filter(fits).collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    let whole = params.list("expand").iter().any(|name| name == "values.transitions");
    let values: Vec<Value> = found.iter().map(|workflow| workflow.json(&data, whole)).collect();
    let mut body = page(&params, &format!("{}/rest/api/3/workflows/search", app.origin), &values);
    put(&mut body, "statuses", json!(statuses(&data, &found)));
    reply::ok(&body)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Wanted {
    workflow_names: Vec<String>,
    workflow_ids: Vec<String>,
}

/// `POST /rest/api/3/workflows`: those that are named; none is missing loudly.
pub(super) async fn read(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    let body = Value::Object(super::super::body(&bytes)?);
    let wanted: Wanted = serde_json::from_value(body).map_err(|_| super::super::payload())?;
    administrator(caller)?;
    let data = app.read();
    let fits = |own: &&Workflow| wanted.workflow_names.contains(&own.name) || wanted.workflow_ids.contains(&own.id);
    let found: Vec<&Workflow> = data.admin.workflows.iter().filter(fits).collect();
    let workflows: Vec<Value> = found.iter().map(|workflow| workflow.json(&data, true)).collect();
    reply::ok(&json!({"statuses": statuses(&data, &found), "workflows": workflows}))
}
