//! Pipelines. They go on by being looked at: pending at first, then one step after the other. One whose variables have
//! `FAIL` fails in its last step.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use serde_json::{Map, Value};

use super::render::Render;
use super::store::{Pipeline, Repository, Store, Variable};
use super::{body, commit, deep, error, field, page, query, repository_mut, repository_of};
use crate::app::App;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};
use crate::time;

/// What the signature of every log is; the real ones expire.
const SIGNATURE: &str = "storage-signature-EXAMPLE";

type Place = Path<(String, String)>;
type Named = Path<(String, String, String)>;
type Stepped = Path<(String, String, String, String)>;

/// `GET …/pipelines`: the oldest first, unless `sort` says otherwise.
pub(crate) async fn list(State(app): State<Arc<App>>, Path((workspace, name)): Place, params: Params) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let fits = |pipeline: &&Pipeline| {
        let branch = ["target.branch", "target.ref_name"].iter().find_map(|name| params.first(name));
        branch.is_none_or(|branch| pipeline.ref_name.as_deref() == Some(branch))
            && params.first("target.commit.hash").is_none_or(|hash| pipeline.hash.starts_with(hash))
            && status_fits(pipeline, &params.list("status"))
    };
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    let pipelines = repository.pipelines.iter().filter(fits);
    let values: Vec<Value> = pipelines.map(|pipeline| render.pipeline(repository, pipeline)).collect();
    let values = query::select(values, &params)?;
    let path = format!("/2.0/repositories/{}/pipelines", repository.full_name());
    reply::ok(&page::of(&values, &params, &app.origin, &path))
}

/// `PENDING`, `BUILDING`, `PASSED`, `FAILED` and the like.
fn status_fits(pipeline: &Pipeline, wanted: &[String]) -> bool {
    let status = match (pipeline.completed, pipeline.result.as_str()) {
        (None, _) if pipeline.progress().1 => "BUILDING",
        (None, _) => "PENDING",
        (Some(_), "SUCCESSFUL") => "PASSED",
        (Some(_), "STOPPED") => "HALTED",
        (Some(_), other) => other,
    };
    wanted.is_empty() || wanted.iter().any(|one| one == status)
}

/// `GET …/pipelines/{pipeline_uuid}`: each look brings it on. The build number will do, too.
pub(crate) async fn get(State(app): State<Arc<App>>, Path((workspace, name, id)): Named) -> Answer {
    let mut data = app.write();
    let repository = repository_mut(&mut data.bitbucket, &workspace, &name)?;
    found_mut(repository, &id)?.look(time::now());
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    reply::ok(&render.pipeline(repository, found(repository, &id)?))
}

/// `POST …/pipelines`
pub(crate) async fn trigger(State(app): State<Arc<App>>, Path((workspace, name)): Place, bytes: Bytes) -> Answer {
    let body = body(&bytes)?;
    let mut data = app.write();
    let store = &mut data.bitbucket;
    let pipeline = new(store, &workspace, &name, &body)?;
    let number = pipeline.number;
    repository_mut(store, &workspace, &name)?.pipelines.push(pipeline);
    let repository = repository_of(store, &workspace, &name)?;
    let render = Render { store, origin: &app.origin };
    Ok(reply::json(201, &render.pipeline(repository, found(repository, &number.to_string())?)))
}

fn new(store: &mut Store, workspace: &str, name: &str, body: &Map<String, Value>) -> Result<Pipeline, Refusal> {
    let ids = (store.uuid(), [store.uuid(), store.uuid()]);
    let variables = variables(store, body)?;
    let repository = repository_of(store, workspace, name)?;
    let ref_name = deep(body, &["target", "ref_name"]);
    let hash = deep(body, &["target", "commit", "hash"]);
    let ref_type = deep(body, &["target", "ref_type"]);
    let revision = hash.or(ref_name).ok_or_else(|| field("target", "required key not provided"))?;
    let known = match ref_type {
        Some("branch") => ref_name.is_some_and(|name| repository.git.branches.contains_key(name)),
        Some("tag") => ref_name.is_some_and(|name| repository.git.tags.contains_key(name)),
        _ => true,
    };
    if !known {
        return Err(error(404, "The ref of the pipeline's target was not found."));
    }
    let hash = commit::find(repository, revision)?.hash.clone();
    let target = (ref_type.unwrap_or("branch"), ref_name.unwrap_or_default());
    let pipeline = Pipeline::new(repository, ids.0, ids.1, target, hash, time::now());
    let mut pipeline = pipeline.ok_or_else(|| error(400, "There is no bitbucket-pipelines.yml at that commit."))?;
    if ref_name.is_none() {
        (pipeline.ref_type, pipeline.ref_name) = (None, None);
    }
    if let Some(kind) = deep(body, &["target", "selector", "type"]) {
        let pattern = deep(body, &["target", "selector", "pattern"]);
        let file = repository.git.by_hash(&pipeline.hash).and_then(|commit| commit.tree.get("bitbucket-pipelines.yml"));
        let text = file.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
        if kind == "custom" && !pattern.is_some_and(|name| text.contains(&format!("    {name}:"))) {
            return Err(error(400, "The selected pipeline definition does not exist in bitbucket-pipelines.yml."));
        }
        pipeline.selector = (kind.to_owned(), pattern.map(str::to_owned));
    }
    if variables.iter().any(|variable| variable.key == "FAIL") {
        "FAILED".clone_into(&mut pipeline.result);
    }
    pipeline.variables = variables;
    Ok(pipeline)
}

fn variables(store: &mut Store, body: &Map<String, Value>) -> Result<Vec<Variable>, Refusal> {
    let list = body.get("variables").and_then(Value::as_array).cloned().unwrap_or_default();
    let variable = |one: &Value| {
        let text = |name: &str| one.get(name).and_then(Value::as_str).map(str::to_owned);
        Ok(Variable {
            uuid: store.uuid(),
            key: text("key").ok_or_else(|| field("variables", "a variable needs a key"))?,
            value: text("value").unwrap_or_default(),
            secured: one.get("secured").and_then(Value::as_bool).unwrap_or(false),
        })
    };
    list.iter().map(variable).collect()
}

/// `POST …/pipelines/{pipeline_uuid}/stopPipeline`
pub(crate) async fn stop(State(app): State<Arc<App>>, Path((workspace, name, id)): Named) -> Answer {
    let mut data = app.write();
    let pipeline = found_mut(repository_mut(&mut data.bitbucket, &workspace, &name)?, &id)?;
    if pipeline.completed.is_some() {
        return Err(error(400, "The pipeline has completed already."));
    }
    "STOPPED".clone_into(&mut pipeline.result);
    pipeline.finish(time::now());
    Ok(reply::empty(204))
}

/// `GET …/pipelines/{pipeline_uuid}/steps`
pub(crate) async fn steps(State(app): State<Arc<App>>, Path((workspace, name, id)): Named, params: Params) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let pipeline = found(repository, &id)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    let steps = pipeline.steps.iter().enumerate();
    let values: Vec<Value> = steps.map(|(place, step)| render.step(pipeline, place, step)).collect();
    let path = format!("/2.0/repositories/{}/pipelines/{id}/steps", repository.full_name());
    reply::ok(&page::of(&values, &params, &app.origin, &path))
}

/// `GET …/steps/{step_uuid}`
pub(crate) async fn step(State(app): State<Arc<App>>, Path((workspace, name, id, step)): Stepped) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let pipeline = found(repository, &id)?;
    let place = place(pipeline, &step)?;
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    let step = pipeline.steps.get(place).map(|step| render.step(pipeline, place, step));
    reply::ok(&step.unwrap_or_default())
}

/// `GET …/steps/{step_uuid}/log`: none before the step runs, and when the pipeline is over, the way to storage.
pub(crate) async fn log(State(app): State<Arc<App>>, Path((workspace, name, id, step)): Stepped) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let pipeline = found(repository, &id)?;
    let text = printed(pipeline, place(pipeline, &step)?)?;
    if pipeline.completed.is_none() {
        return Ok(reply::with_header(reply::bytes(text), "content-type", "application/octet-stream"));
    }
    let (number, step) = (pipeline.number, step.replace('{', "%7B").replace('}', "%7D"));
    let origin = app.origin.replacen("127.0.0.1", "localhost", 1);
    let path = format!("/_storage/pipelines/{}/{number}/{step}", repository.full_name());
    let there = format!("{origin}{path}?signature={SIGNATURE}");
    Ok(reply::with_header(reply::empty(307), "location", &there))
}

/// `GET /_storage/pipelines/…`: what the signature opens.
pub(crate) async fn stored(
    State(app): State<Arc<App>>,
    Path((workspace, name, id, step)): Stepped,
    params: Params,
    headers: HeaderMap,
) -> Answer {
    if headers.contains_key(AUTHORIZATION) {
        return Err(error(400, "Only one auth mechanism allowed"));
    }
    if params.first("signature") != Some(SIGNATURE) {
        return Err(error(403, "The request signature does not match"));
    }
    let data = app.read();
    let pipeline = found(repository_of(&data.bitbucket, &workspace, &name)?, &id)?;
    let text = printed(pipeline, place(pipeline, &step)?)?;
    Ok(reply::with_header(reply::bytes(text), "content-type", "application/octet-stream"))
}

/// What a step printed so far: with a colour, and a byte that is no UTF-8, as logs have them.
fn printed(pipeline: &Pipeline, place: usize) -> Result<Vec<u8>, Refusal> {
    let (done, running) = pipeline.progress();
    let step = pipeline.steps.get(place).filter(|_| place < done || (place == done && running));
    let step = step.ok_or_else(|| error(404, "The step has no log yet."))?;
    let mut log: Vec<u8> = step.commands.iter().flat_map(|command| format!("+ {command}\n").into_bytes()).collect();
    if place < done {
        let colour = if step.result == "SUCCESSFUL" { "\u{1b}[32mok" } else { "\u{1b}[31merror: it does not work" };
        log.extend(format!("{colour}\u{1b}[0m\n").bytes());
        log.extend(b"\xff\n");
    }
    Ok(log)
}

fn is_meant(pipeline: &Pipeline, id: &str) -> bool {
    pipeline.uuid == id || pipeline.number.to_string() == id
}

fn found<'a>(repository: &'a Repository, id: &str) -> Result<&'a Pipeline, Refusal> {
    repository.pipelines.iter().find(|pipeline| is_meant(pipeline, id)).ok_or_else(missing)
}

fn found_mut<'a>(repository: &'a mut Repository, id: &str) -> Result<&'a mut Pipeline, Refusal> {
    repository.pipelines.iter_mut().find(|pipeline| is_meant(pipeline, id)).ok_or_else(missing)
}

fn place(pipeline: &Pipeline, uuid: &str) -> Result<usize, Refusal> {
    let place = pipeline.steps.iter().position(|step| step.uuid == uuid);
    place.ok_or_else(|| error(404, "The step does not exist."))
}

fn missing() -> Refusal {
    error(404, "The pipeline does not exist.")
}
