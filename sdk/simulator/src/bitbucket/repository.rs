//! Repositories.

use std::sync::Arc;

use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::{error, page};
use crate::app::App;
use crate::params::Params;
use crate::reply::{self, Answer};
use crate::seed::{Repository, Seed, Workspace};
use crate::time;

/// `GET /2.0/repositories/{workspace}`
pub(crate) async fn list(State(app): State<Arc<App>>, Path(slug): Path<String>, params: Params) -> Answer {
    let data = app.read();
    let workspace =
        workspace(&data.seed, &slug).ok_or_else(|| error(404, &format!("No workspace with identifier '{slug}'.")))?;
    let own = data.seed.repository.iter().filter(|repository| repository.workspace == workspace.slug);
    let values: Vec<Value> = own.map(|repository| render(repository, workspace, &app.origin)).collect();
    reply::ok(&page::of(&values, &params, &app.origin, &format!("/2.0/repositories/{}", workspace.slug)))
}

/// `GET /2.0/repositories/{workspace}/{repo_slug}`
pub(crate) async fn get(State(app): State<Arc<App>>, Path((slug, name)): Path<(String, String)>) -> Answer {
    let data = app.read();
    let missing = || {
        let sentence = "You may not have access to this repository or it no longer exists in this workspace. If you \
                        think this repository exists and you have access, make sure you are authenticated.";
        error(404, sentence)
    };
    let workspace = workspace(&data.seed, &slug).ok_or_else(missing)?;
    let fits = |repository: &&Repository| {
        repository.workspace == workspace.slug && (repository.slug == name || repository.uuid == name)
    };
    let repository = data.seed.repository.iter().find(fits).ok_or_else(missing)?;
    reply::ok(&render(repository, workspace, &app.origin))
}

/// By slug or by UUID in braces.
fn workspace<'a>(seed: &'a Seed, name: &str) -> Option<&'a Workspace> {
    seed.workspace.iter().find(|workspace| workspace.slug == name || workspace.uuid == name)
}

fn render(repository: &Repository, workspace: &Workspace, origin: &str) -> Value {
    let full_name = format!("{}/{}", repository.workspace, repository.slug);
    let link = |tail: &str| json!({"href": format!("{origin}/2.0/repositories/{full_name}{tail}")});
    let date = |text: &str| time::bitbucket(time::parse(text).unwrap_or_default());
    json!({
        "type": "repository",
        "uuid": repository.uuid,
        "full_name": full_name,
        "name": repository.name,
        "slug": repository.slug,
        "is_private": repository.private,
        "scm": "git",
        "description": repository.description,
        "created_on": date(&repository.created),
        "updated_on": date(&repository.updated),
        "size": repository.size,
        "language": repository.language,
        "has_issues": false,
        "has_wiki": false,
        "fork_policy": "no_public_forks",
        "website": null,
        "owner": {
            "type": "team",
            "display_name": workspace.name,
            "username": workspace.slug,
            "uuid": workspace.uuid,
            "links": {"avatar": {"href": format!("{origin}/workspaces/{}/avatar/", workspace.slug)}},
        },
        "workspace": {"type": "workspace", "slug": workspace.slug, "name": workspace.name, "uuid": workspace.uuid},
        "mainbranch": {"type": "branch", "name": "main"},
        "links": {
            "self": link(""),
            "html": {"href": format!("{origin}/{full_name}")},
            "avatar": {"href": format!("{origin}/{full_name}/avatar")},
            "pullrequests": link("/pullrequests"),
            "commits": link("/commits"),
            "forks": link("/forks"),
            "watchers": link("/watchers"),
            "hooks": link("/hooks"),
            "clone": [
                {"name": "https", "href": format!("https://bitbucket.org/{full_name}.git")},
                {"name": "ssh", "href": format!("ssh://git@bitbucket.org/{full_name}.git")},
            ],
        },
    })
}
