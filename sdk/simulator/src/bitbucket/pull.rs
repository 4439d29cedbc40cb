//! Pull requests.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Map, Value};

use super::git::Commit;
use super::render::Render;
use super::store::{ME, Pull, Repository, Store, reachable};
use super::{body, build, deep, error, field, page, repository_mut, repository_of, required, text};
use crate::app::App;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal};
use crate::time;

type Place = Path<(String, String)>;
pub(crate) type Numbered = Path<(String, String, String)>;

/// `GET …/pullrequests`: open ones, unless `state` or `q` says otherwise.
pub(crate) async fn list(State(app): State<Arc<App>>, Path((workspace, name)): Place, params: Params) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let mut states = params.list("state");
    let in_query = params.first("q").is_some_and(|query| query.contains("state"));
    if states.is_empty() && !in_query {
        states.push("OPEN".to_owned());
    }
    let fits = |pull: &&Pull| states.is_empty() || states.contains(&pull.state);
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    // The newest first.
    let pulls = repository.pulls.iter().rev().filter(fits);
    let values: Vec<Value> = pulls.map(|pull| render.pull(repository, pull)).collect();
    let path = format!("/2.0/repositories/{}/pullrequests", repository.full_name());
    page::answer(values, &params, &app.origin, &path)
}

/// `GET …/pullrequests/{id}`
pub(crate) async fn get(State(app): State<Arc<App>>, Path((workspace, name, id)): Numbered) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    shown(&app, &data.bitbucket, repository, &id, 200)
}

/// `POST …/pullrequests`
pub(crate) async fn create(State(app): State<Arc<App>>, Path((workspace, name)): Place, bytes: Bytes) -> Answer {
    let body = body(&bytes)?;
    let title = required(&body, "title")?.to_owned();
    let source =
        deep(&body, &["source", "branch", "name"]).ok_or_else(|| field("source", "required key not provided"))?;
    let mut data = app.write();
    let store = &mut data.bitbucket;
    let reviewers = reviewers(store, &body)?.unwrap_or_default();
    let own = repository_of(store, &workspace, &name)?.full_name();
    let from = deep(&body, &["source", "repository", "full_name"]).unwrap_or(&own).to_owned();
    let commits = fetched(store, &from, source)?;
    let repository = repository_mut(store, &workspace, &name)?;
    let destination = deep(&body, &["destination", "branch", "name"]).unwrap_or(&repository.main).to_owned();
    let destination_hash = repository.git.branches.get(&destination).cloned();
    let destination_hash = destination_hash.ok_or_else(|| field("destination", "branch not found"))?;
    let source_hash = commits.last().map(|commit| commit.hash.clone()).unwrap_or_default();
    for commit in commits {
        if repository.git.by_hash(&commit.hash).is_none() {
            repository.git.commits.push(commit);
        }
    }
    if (from == own && source == destination)
        || repository.git.history(&destination_hash).iter().any(|one| one.hash == source_hash)
    {
        return Err(error(400, "There are no changes to be pulled"));
    }
    // One that goes below leaves its number to nobody.
    let id = repository.pulls.iter().map(|pull| pull.id).max().unwrap_or(0) + 1;
    let now = time::now();
    let same = |pull: &Pull| {
        pull.state == "OPEN" && pull.from == from && pull.source == source && pull.destination == destination
    };
    // Bitbucket answers with the one that is there already, changed.
    repository.pulls.retain(|pull| !same(pull));
    repository.pulls.push(Pull {
        id,
        title,
        description: text(&body, "description").unwrap_or_default().to_owned(),
        state: "OPEN".to_owned(),
        draft: body.get("draft").and_then(Value::as_bool).unwrap_or(false),
        author: ME,
        reviewers,
        from,
        source: source.to_owned(),
        destination,
        source_hash,
        destination_hash,
        merge_commit: None,
        close_source_branch: body.get("close_source_branch").and_then(Value::as_bool).unwrap_or(false),
        closed_by: None,
        reason: String::new(),
        created: now,
        updated: now,
        verdicts: BTreeMap::new(),
        comments: Vec::new(),
        tasks: Vec::new(),
        merging: None,
    });
    let repository = repository_of(store, &workspace, &name)?;
    shown(&app, store, repository, &id.to_string(), 201)
}

/// The commits of a branch, oldest first; they may be another repository's.
fn fetched(store: &Store, from: &str, branch: &str) -> Result<Vec<Commit>, Refusal> {
    let missing = || field("source", "branch not found");
    let repository = store.repositories.iter().find(|repository| repository.full_name() == from).ok_or_else(missing)?;
    let hash = repository.git.branches.get(branch).ok_or_else(missing)?;
    let mut commits: Vec<Commit> = repository.git.history(hash).into_iter().cloned().collect();
    commits.reverse();
    Ok(commits)
}

/// The people that a body names; the author reviews nothing.
fn reviewers(store: &Store, body: &Map<String, Value>) -> Result<Option<Vec<usize>>, Refusal> {
    let Some(list) = body.get("reviewers").and_then(Value::as_array) else { return Ok(None) };
    let person = |entry: &Value| {
        let id = ["uuid", "account_id"].iter().find_map(|name| entry.get(*name)?.as_str());
        id.and_then(|id| store.person(id)).ok_or_else(|| field("reviewers", "user not found"))
    };
    let people = list.iter().map(person).collect::<Result<Vec<_>, _>>()?;
    if people.contains(&ME) {
        return Err(field("reviewers", "Devi Example is the author and cannot be included as a reviewer."));
    }
    Ok(Some(people))
}

/// `PUT …/pullrequests/{id}`
pub(crate) async fn update(State(app): State<Arc<App>>, Path((workspace, name, id)): Numbered, bytes: Bytes) -> Answer {
    let body = body(&bytes)?;
    let mut data = app.write();
    let store = &mut data.bitbucket;
    let author = find(repository_of(store, &workspace, &name)?, &id)?.author;
    // Who is the author of this one is another question than who asks.
    let reviewers = if author == ME { reviewers(store, &body)? } else { loose(store, &body) };
    let repository = repository_mut(store, &workspace, &name)?;
    let destination = match deep(&body, &["destination", "branch", "name"]) {
        Some(branch) => {
            let hash = repository.git.branches.get(branch).ok_or_else(|| field("destination", "branch not found"))?;
            Some((branch.to_owned(), hash.clone()))
        }
        None => None,
    };
    let pull = open_mut(repository, &id)?;
    if let Some(title) = text(&body, "title") {
        title.clone_into(&mut pull.title);
    }
    if let Some(description) = text(&body, "description") {
        description.clone_into(&mut pull.description);
    }
    for (name, slot) in [("draft", &mut pull.draft), ("close_source_branch", &mut pull.close_source_branch)] {
        *slot = body.get(name).and_then(Value::as_bool).unwrap_or(*slot);
    }
    if let Some(people) = reviewers {
        pull.verdicts.retain(|person, _| people.contains(person));
        pull.reviewers = people;
    }
    if let Some((branch, hash)) = destination {
        pull.destination = branch;
        pull.destination_hash = hash;
    }
    pull.updated = time::now();
    let repository = repository_of(store, &workspace, &name)?;
    shown(&app, store, repository, &id, 200)
}

fn loose(store: &Store, body: &Map<String, Value>) -> Option<Vec<usize>> {
    let list = body.get("reviewers")?.as_array()?;
    Some(list.iter().filter_map(|entry| store.person(entry.get("uuid")?.as_str()?)).collect())
}

/// `GET …/pullrequests/{id}/commits`
pub(crate) async fn commits(
    State(app): State<Arc<App>>,
    Path((workspace, name, id)): Numbered,
    params: Params,
) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let pull = find(repository, &id)?;
    let commits = reachable(
        &repository.git,
        std::slice::from_ref(&pull.source_hash),
        std::slice::from_ref(&pull.destination_hash),
    );
    let render = Render { store: &data.bitbucket, origin: &app.origin };
    let values: Vec<Value> =
        commits.unwrap_or_default().into_iter().map(|commit| render.commit(repository, commit)).collect();
    let path = format!("/2.0/repositories/{}/pullrequests/{id}/commits", repository.full_name());
    reply::ok(&page::of(&values, &params, &app.origin, &path))
}

/// `GET …/pullrequests/{id}/diff`: the way to the repository's.
pub(crate) async fn diff(State(app): State<Arc<App>>, Path((workspace, name, id)): Numbered) -> Answer {
    elsewhere(&app, &workspace, &name, &id, "diff")
}

/// `GET …/pullrequests/{id}/diffstat`: the way to the repository's.
pub(crate) async fn diffstat(State(app): State<Arc<App>>, Path((workspace, name, id)): Numbered) -> Answer {
    elsewhere(&app, &workspace, &name, &id, "diffstat")
}

/// As Bitbucket spells it, with a carriage return between the commits.
fn elsewhere(app: &App, workspace: &str, name: &str, id: &str, what: &str) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, workspace, name)?;
    let pull = find(repository, id)?;
    let full_name = repository.full_name();
    let there = format!(
        "{}/2.0/repositories/{full_name}/{what}/{full_name}:{}%0D{}?from_pullrequest_id={id}&topic=true",
        app.origin, pull.source_hash, pull.destination_hash
    );
    Ok(reply::with_header(reply::empty(302), "location", &there))
}

/// `GET …/pullrequests/{id}/statuses`
pub(crate) async fn statuses(
    State(app): State<Arc<App>>,
    Path((workspace, name, id)): Numbered,
    params: Params,
) -> Answer {
    let data = app.read();
    let repository = repository_of(&data.bitbucket, &workspace, &name)?;
    let pull = find(repository, &id)?;
    let values = build::statuses(&data.bitbucket, &app.origin, repository, &pull.source_hash);
    let path = format!("/2.0/repositories/{}/pullrequests/{id}/statuses", repository.full_name());
    page::answer(values, &params, &app.origin, &path)
}

pub(crate) fn find<'a>(repository: &'a Repository, id: &str) -> Result<&'a Pull, Refusal> {
    let pull = id.parse().ok().and_then(|id| repository.pull(id));
    pull.ok_or_else(missing)
}

pub(crate) fn find_mut<'a>(repository: &'a mut Repository, id: &str) -> Result<&'a mut Pull, Refusal> {
    let id: u64 = id.parse().map_err(|_| missing())?;
    repository.pulls.iter_mut().find(|pull| pull.id == id).ok_or_else(missing)
}

/// One that can still be changed.
pub(crate) fn open_mut<'a>(repository: &'a mut Repository, id: &str) -> Result<&'a mut Pull, Refusal> {
    let pull = find_mut(repository, id)?;
    if pull.state == "OPEN" { Ok(pull) } else { Err(error(400, "This pull request is already closed.")) }
}

fn missing() -> Refusal {
    error(404, "Pull request not found")
}

pub(crate) fn shown(app: &App, store: &Store, repository: &Repository, id: &str, status: u16) -> Answer {
    let render = Render { store, origin: &app.origin };
    Ok(reply::json(status, &render.pull(repository, find(repository, id)?)))
}
