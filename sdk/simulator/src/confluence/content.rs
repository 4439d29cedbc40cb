//! Pages and blog posts: read and listed.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{OriginalUri, Path, State};
use serde_json::{Value, json};

use super::list::{self, among};
use super::store::{Content, Kind, Status, Store, Version};
use super::{body, missing, number};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, put};
use crate::state::{DEV, Data};
use crate::time;

/// What a listing goes on with on its next page.
const FILTERS: [&str; 8] = ["id", "space-id", "title", "status", "body-format", "sort", "depth", "subtype"];

/// Which of the two a path speaks of.
pub(super) fn kind(uri: &OriginalUri) -> Kind {
    if uri.path().contains("/wiki/api/v2/blogposts") { Kind::Blog } else { Kind::Page }
}

/// `GET /wiki/api/v2/{pages,blogposts}/{id}`
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    uri: OriginalUri,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    number("id", &id)?;
    let data = app.read();
    let store = &data.confluence;
    let content = store.content(&id).filter(|content| caller == Caller::Dev && content.kind == kind(&uri));
    let content = content.ok_or_else(missing)?;
    let wants_draft = params.first("get-draft") == Some("true");
    let statuses = params.list("status");
    let is_asked_for = match content.status {
        Status::Current => true,
        Status::Draft => wants_draft || statuses.iter().any(|status| status == "draft"),
        Status::Trashed => statuses.iter().any(|status| status == "trashed"),
    };
    if !is_asked_for {
        return Err(missing());
    }
    let version = match params.first("version") {
        Some(text) => {
            let wanted = number("version", text)?;
            let found = u32::try_from(wanted).ok().and_then(|wanted| content.version(wanted));
            found.ok_or_else(missing)?
        }
        None => content.now(),
    };
    let format = params.first("body-format");
    let mut shown = render_version(&data, &app.origin, content, version, format);
    if let Some((title, draft)) = content.draft.as_ref().filter(|_| wants_draft) {
        put(&mut shown, "title", json!(title));
        put(&mut shown, "status", json!("draft"));
        put(&mut shown, "body", body::shown(draft, format));
    }
    if params.first("include-labels") == Some("true") {
        let labels: Vec<Value> = content.labels.iter().map(super::label::render).collect();
        put(&mut shown, "labels", json!({"results": labels, "meta": {"hasMore": false}, "_links": {"self": ""}}));
    }
    reply::ok(&shown)
}

/// `GET /wiki/api/v2/{pages,blogposts}`
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    uri: OriginalUri,
    params: Params,
) -> Answer {
    for name in ["id", "space-id"] {
        params.list(name).iter().try_for_each(|id| number(name, id).map(drop))?;
    }
    let data = app.read();
    let fits = |content: &&Content| {
        content.kind == kind(&uri)
            && among(&params, "id", &content.id)
            && among(&params, "space-id", &content.space)
            && fits_all(content, &params)
    };
    listing(&app, &data, caller, uri.path(), &params, fits)
}

/// `GET /wiki/api/v2/spaces/{id}/pages`
pub(crate) async fn of_space(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    uri: OriginalUri,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    number("id", &id)?;
    let data = app.read();
    let space = data.confluence.space(&id).filter(|_| caller == Caller::Dev).ok_or_else(missing)?;
    let is_root = |content: &Content| content.parent.is_none();
    let roots = params.first("depth") == Some("root");
    let fits = |content: &&Content| {
        content.kind == Kind::Page
            && content.space == space.id
            && (!roots || is_root(content))
            && fits_all(content, &params)
    };
    listing(&app, &data, caller, uri.path(), &params, fits)
}

fn listing(
    app: &App,
    data: &Data,
    caller: Caller,
    path: &str,
    params: &Params,
    fits: impl Fn(&&Content) -> bool,
) -> Answer {
    let mut found: Vec<&Content> = Vec::new();
    if caller != Caller::Guest {
        found.extend(data.confluence.contents.iter().filter(|content| fits(content)));
    }
    sort(&mut found, params.first("sort"));
    let format = params.first("body-format");
    list::answer(app, params, path, &FILTERS, &found, |content| render(data, &app.origin, content, format))
}

/// What all listings filter by. Without a status, what is in the trash is left out.
fn fits_all(content: &Content, params: &Params) -> bool {
    let title = params.first("title").is_none_or(|title| content.title() == title);
    let statuses = params.list("status");
    let status = if statuses.is_empty() {
        content.status == Status::Current
    } else {
        statuses.iter().any(|status| status == content.status.name())
    };
    title && status
}

fn sort(found: &mut [&Content], order: Option<&str>) {
    let Some(order) = order else { return };
    let (name, reverse) = order.strip_prefix('-').map_or((order, false), |name| (name, true));
    match name {
        "title" => found.sort_by_key(|content| content.title().to_lowercase()),
        "created-date" => found.sort_by_key(|content| content.created),
        "modified-date" => found.sort_by_key(|content| content.now().created),
        _ => found.sort_by_key(|content| content.id.parse::<u64>().unwrap_or(0)),
    }
    if reverse {
        found.reverse();
    }
}

/// Content that is not in the trash, of a kind, which the caller may see.
pub(super) fn find<'a>(store: &'a Store, caller: Caller, id: &str, kind: Kind) -> Result<&'a Content, Refusal> {
    number("id", id)?;
    let found = store.content(id).filter(|content| caller == Caller::Dev && content.kind == kind);
    found.filter(|content| content.status != Status::Trashed).ok_or_else(missing)
}

/// The newest version as v2 shows it, with its body in the format that was asked for.
pub(super) fn render(data: &Data, origin: &str, content: &Content, format: Option<&str>) -> Value {
    render_version(data, origin, content, content.now(), format)
}

fn render_version(data: &Data, origin: &str, content: &Content, version: &Version, format: Option<&str>) -> Value {
    let author = &data.user(DEV).account_id;
    let store = &data.confluence;
    let space = store.space(&content.space).map_or("", |space| space.key.as_str());
    let place = if content.kind == Kind::Blog { "blog" } else { "pages" };
    let mut shown = json!({
        "id": content.id,
        "status": if version.number == content.now().number { content.status.name() } else { "historical" },
        "title": version.title,
        "spaceId": content.space,
        "authorId": author,
        "createdAt": time::confluence(content.created),
        "version": super::version::render(version, author),
        "body": body::shown(&version.body, format),
        "_links": {
            "webui": format!("/spaces/{space}/{place}/{}", content.id),
            "editui": format!("/pages/resumedraft.action?draftId={}", content.id),
            "tinyui": format!("/x/{}", content.id),
            "base": format!("{origin}/wiki"),
        },
    });
    if content.kind == Kind::Page {
        put(&mut shown, "position", json!(super::tree::position(store, content)));
        put(&mut shown, "ownerId", json!(author));
        put(&mut shown, "lastOwnerId", Value::Null);
    }
    if let Some(parent) = &content.parent {
        put(&mut shown, "parentId", json!(parent));
        put(&mut shown, "parentType", json!(store.content(parent).map_or("page", |parent| parent.kind.name())));
    }
    shown
}
