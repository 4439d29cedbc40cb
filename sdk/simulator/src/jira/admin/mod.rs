//! What administrators do: projects' parts, versions and roles, fields, workflows, rules, webhooks, and the log of it.
//! The data file `seed.toml` has what is there at the start.

mod audit;
mod automation;
mod component;
mod field;
mod project;
mod role;
mod version;
mod webhook;
mod workflow;

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post, put};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{Refusal, jira, put as set};
use crate::state::Data;

/// All of it. Projects and people are named by their places.
#[derive(Debug)]
pub(crate) struct Admin {
    components: Vec<component::Component>,
    roles: Vec<role::Role>,
    /// Who has a role in a project, by project and role.
    actors: BTreeMap<(u8, u64), Vec<role::Actor>>,
    /// Custom fields that were added, as they are shown.
    fields: BTreeMap<u64, Value>,
    workflows: Vec<workflow::Workflow>,
    /// Rules with their connections, as they were sent.
    rules: Vec<automation::Rule>,
    webhooks: BTreeMap<u64, serde_json::Map<String, Value>>,
    records: Vec<audit::Record>,
    /// The next id of anything made here.
    next: u64,
}

#[derive(Deserialize)]
struct File {
    component: Vec<component::Seed>,
    role: Vec<role::Role>,
    actor: Vec<role::Seed>,
    field: Vec<field::Seed>,
    workflow: Vec<workflow::Workflow>,
    rule: Vec<automation::Seed>,
    webhook: Vec<webhook::Seed>,
    record: Vec<audit::Record>,
}

/// First id of what is made after the start.
const FIRST: u64 = 10_500;

impl Admin {
    /// Nothing at all: what a site has until the file is read.
    pub(crate) fn empty() -> Self {
        Self {
            components: Vec::new(),
            roles: Vec::new(),
            actors: BTreeMap::new(),
            fields: BTreeMap::new(),
            workflows: Vec::new(),
            rules: Vec::new(),
            webhooks: BTreeMap::new(),
            records: Vec::new(),
            next: FIRST,
        }
    }

    /// What the data file has.
    ///
    /// # Errors
    ///
    /// When it names something that the seed does not have.
    pub(crate) fn load(data: &Data) -> io::Result<Self> {
        let file: File = toml::from_str(include_str!("seed.toml")).map_err(io::Error::other)?;
        let mut actors: BTreeMap<(u8, u64), Vec<role::Actor>> = BTreeMap::new();
        for actor in file.actor {
            let (project, role) = (place(data.project_by_key(&actor.project), &actor.project)?, actor.role);
            actors.entry((project, role)).or_default().push(role::Actor::seeded(data, &actor)?);
        }
        Ok(Self {
            components: file
                .component
                .into_iter()
                .map(|seed| component::Component::seeded(data, seed))
                .collect::<io::Result<_>>()?,
            roles: file.role,
            actors,
            fields: file.field.iter().map(|seed| (seed.id, field::shown(seed.id, &seed.name, &seed.kind))).collect(),
            workflows: file.workflow,
            rules: file.rule.iter().map(|seed| automation::Rule::seeded(data, seed)).collect(),
            webhooks: file.webhook.iter().map(|seed| (seed.id, seed.sent())).collect(),
            records: file.record,
            next: FIRST,
        })
    }

    /// Whether there is a role of that name.
    pub(super) fn has_role(&self, name: &str) -> bool {
        self.roles.iter().any(|role| role.name == name)
    }

    /// Custom fields that were added.
    pub(super) fn fields(&self) -> impl Iterator<Item = &Value> {
        self.fields.values()
    }

    fn next(&mut self) -> u64 {
        self.next += 1;
        self.next - 1
    }
}

/// A place that the data file needs.
fn place<T>(found: Option<T>, name: &str) -> io::Result<T> {
    found.ok_or_else(|| io::Error::other(format!("admin/seed.toml: `{name}` is not in the seed")))
}

pub(super) fn routes() -> Router<Arc<App>> {
    let project = |rest: &str| format!("/rest/api/3/project/{{key}}/{rest}");
    Router::new()
        .route("/rest/api/3/project", post(project::create))
        .route(&project("component"), get(component::list))
        .route("/rest/api/3/component", post(component::create))
        .route("/rest/api/3/component/{id}", get(component::get).put(component::update).delete(component::delete))
        .route(&project("version"), get(version::list))
        .route("/rest/api/3/version", post(version::create))
        .route("/rest/api/3/version/{id}", get(version::get).put(version::update))
        .route("/rest/api/3/version/{id}/unresolvedIssueCount", get(version::unresolved))
        .route("/rest/api/3/version/{id}/removeAndSwap", post(version::remove))
        .route("/rest/api/3/version/{id}/mergeto/{other}", put(version::merge))
        .route("/rest/api/3/role", get(role::all))
        .route(&project("roledetails"), get(role::details))
        .route(&project("role/{id}"), get(role::get).post(role::add).delete(role::remove))
        .route("/rest/api/3/field/{id}", axum::routing::delete(field::delete))
        .route("/rest/api/3/task/{id}", get(field::task))
        .route("/rest/api/3/workflows/search", get(workflow::search))
        .route("/rest/api/3/workflows", post(workflow::read))
        .route("/rest/api/3/auditing/record", get(audit::records))
        .route("/rest/webhooks/1.0/webhook", get(webhook::list).post(webhook::create))
        .route("/rest/webhooks/1.0/webhook/{id}", get(webhook::get).put(webhook::update).delete(webhook::delete))
        .route("/rest/v1/rule/summary", get(automation::summaries))
        .route("/rest/v1/rule", post(automation::create))
        .route("/rest/v1/rule/{id}", get(automation::get).put(automation::update).delete(automation::delete))
        .route("/rest/v1/rule/{id}/state", put(automation::state))
}

pub(super) use field::create as create_field;
pub(super) use project::{delete as delete_project, update as update_project};

/// Jira's words for who may not administer.
fn administrator(caller: Caller) -> Result<(), Refusal> {
    if caller == Caller::Dev { Ok(()) } else { Err(jira(403, "You do not have permission to administer this.")) }
}

/// A page of a listing in Jira's usual envelope.
fn page(params: &Params, address: &str, all: &[Value]) -> Value {
    let (start, length) = (params.number("startAt", 0, 0, usize::MAX), params.number("maxResults", 50, 1, 100));
    let values: Vec<&Value> = all.iter().skip(start).take(length).collect();
    let is_last = start.saturating_add(length) >= all.len();
    let link = |start: usize| format!("{address}?startAt={start}&maxResults={length}");
    let mut body = json!({
        "self": link(start),
        "maxResults": length,
        "startAt": start,
        "total": all.len(),
        "isLast": is_last,
        "values": values,
    });
    if !is_last {
        set(&mut body, "nextPage", json!(link(start + length)));
    }
    body
}

/// Jira's errors about fields.
fn wrong(fields: &[(&str, &str)]) -> Refusal {
    let errors: serde_json::Map<String, Value> =
        fields.iter().map(|(name, sentence)| ((*name).to_owned(), json!(sentence))).collect();
    Refusal { status: 400, body: json!({"errorMessages": [], "errors": errors}) }
}

/// A text of a body, if there is one.
fn text<'a>(sent: &'a serde_json::Map<String, Value>, name: &str) -> Option<&'a str> {
    sent.get(name).and_then(Value::as_str)
}

/// The place of a project that the caller may see.
fn project_of(data: &Data, caller: Caller, key: &str) -> Result<u8, Refusal> {
    let by_id = || crate::state::position(&data.seed.project, |project| project.id == key && !project.gone);
    let found = data.project_by_key(key).or_else(by_id).filter(|_| caller == Caller::Dev);
    found.ok_or_else(|| {
        let what = if key.chars().all(|c| c.is_ascii_digit()) { "id" } else { "key" };
        jira(404, &format!("No project could be found with {what} '{key}'."))
    })
}
