//! Pages: made and changed. Bodies are taken in storage format only.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::Value;

use super::error;
use super::page::{find, missing, render};
use crate::app::App;
use crate::auth::Caller;
use crate::reply::{self, Answer, Refusal};
use crate::state::{Data, Page};
use crate::{storage, time};

/// Longest title in characters.
const LONGEST_TITLE: usize = 255;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct New {
    space_id: String,
    title: String,
    status: Option<String>,
    parent_id: Option<String>,
    body: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    id: String,
    status: String,
    title: String,
    parent_id: Option<String>,
    body: Value,
    version: Version,
}

#[derive(Debug, Deserialize)]
struct Version {
    number: u32,
    message: Option<String>,
}

/// `POST /wiki/api/v2/pages`
pub(crate) async fn create(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    let new: New = read(&bytes)?;
    published(new.status.as_deref().unwrap_or("current"))?;
    let body = new.body.as_ref().map_or_else(|| Ok(String::new()), content)?;
    let mut data = app.write();
    let space = data.seed.space.iter().find(|space| space.id == new.space_id && caller == Caller::Dev);
    let homepage = space.map(|space| space.homepage.clone()).ok_or_else(missing)?;
    title(&data, &new.space_id, &new.title, None)?;
    let parent = new.parent_id.unwrap_or(homepage);
    within(&data, &new.space_id, &parent)?;
    let id = data.pages.iter().filter_map(|page| page.id.parse::<u64>().ok()).max().unwrap_or(0) + 1;
    let now = time::now();
    let page = Page {
        id: id.to_string(),
        space: new.space_id,
        parent: Some(parent),
        title: new.title,
        body,
        version: 1,
        message: String::new(),
        created: now,
        updated: now,
    };
    let shown = render(&data, &app.origin, &page, Some("storage"));
    data.pages.push(page);
    reply::ok(&shown)
}

/// `PUT /wiki/api/v2/pages/{id}`
pub(crate) async fn update(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Answer {
    let change: Change = read(&bytes)?;
    published(&change.status)?;
    let body = content(&change.body)?;
    let mut data = app.write();
    let place = find(&data, caller, &id)?;
    if change.id != id {
        return Err(invalid("The id of the body is not that of the path"));
    }
    let old = data.pages.get(place).cloned().ok_or_else(missing)?;
    if change.version.number != old.version + 1 {
        let (now, given) = (old.version, change.version.number);
        let title = format!(
            "Version must be incremented when updating a page. Current Version: [{now}]. Provided version: [{given}]"
        );
        return Err(error(409, "CONFLICT", &title));
    }
    title(&data, &old.space, &change.title, Some(&id))?;
    if let Some(parent) = &change.parent_id {
        within(&data, &old.space, parent)?;
    }
    let page = Page {
        title: change.title,
        parent: change.parent_id.or(old.parent),
        body,
        version: change.version.number,
        message: change.version.message.unwrap_or_default(),
        updated: time::now(),
        ..old
    };
    let shown = render(&data, &app.origin, &page, Some("storage"));
    if let Some(slot) = data.pages.get_mut(place) {
        *slot = page;
    }
    reply::ok(&shown)
}

fn read<T: for<'de> Deserialize<'de>>(bytes: &Bytes) -> Result<T, Refusal> {
    serde_json::from_slice(bytes).map_err(|why| invalid(&format!("Invalid request body: {why}")))
}

fn published(status: &str) -> Result<(), Refusal> {
    if status == "current" { Ok(()) } else { Err(invalid("Drafts are not simulated: `status` must be `current`")) }
}

/// `{"representation", "value"}`, or the same below the representation's name.
fn content(body: &Value) -> Result<String, Refusal> {
    let body = body.get("storage").unwrap_or(body);
    let field = |name: &str| body.get(name).and_then(Value::as_str);
    let (Some("storage"), Some(value)) = (field("representation"), field("value")) else {
        return Err(invalid("Only bodies in the representation `storage` are simulated"));
    };
    storage::check(value).map_err(|why| invalid(&why))?;
    Ok(value.to_owned())
}

/// A title has a length, and is the only one of its kind in a space.
fn title(data: &Data, space: &str, title: &str, own: Option<&str>) -> Result<(), Refusal> {
    if title.trim().is_empty() || title.chars().count() > LONGEST_TITLE {
        return Err(invalid("The title is empty or too long"));
    }
    let other = |page: &&Page| page.space == space && page.title == title && Some(page.id.as_str()) != own;
    match data.pages.iter().find(other) {
        Some(_) => Err(invalid(
            "A page with this title already exists: A page already exists with the same TITLE in this space",
        )),
        None => Ok(()),
    }
}

fn within(data: &Data, space: &str, parent: &str) -> Result<(), Refusal> {
    let found = data.pages.iter().any(|page| page.id == parent && page.space == space);
    if found { Ok(()) } else { Err(error(404, "NOT_FOUND", "The parent does not exist in this space")) }
}

fn invalid(title: &str) -> Refusal {
    error(400, "INVALID_REQUEST_PARAMETER", title)
}
