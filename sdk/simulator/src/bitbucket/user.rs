//! Who one is, and in which workspaces.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::render::Render;
use super::store::{ME, Workspace};
use super::{error, page};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, put};

/// `GET /2.0/user`
///
/// The access token lacks the scope `account`, as tokens for pipelines usually do. Bitbucket then answers 403 and names
/// both lists in `detail`; that a token with the scope has a bot's account is not simulated.
pub(crate) async fn me(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>) -> Answer {
    if caller == Caller::AccessToken {
        return Err(lacks("account"));
    }
    let data = app.read();
    let mut me = Render { store: &data.bitbucket, origin: &app.origin }.person(ME);
    let more = [
        ("username", json!("devi")),
        ("account_status", json!("active")),
        ("created_on", json!("2020-05-06T07:08:09.000000+00:00")),
        ("is_staff", json!(false)),
        ("has_2fa_enabled", Value::Null),
        ("location", Value::Null),
    ];
    more.into_iter().for_each(|(name, value)| put(&mut me, name, value));
    reply::ok(&me)
}

pub(crate) fn lacks(scope: &str) -> Refusal {
    let detail = json!({"granted": ["repository", "pullrequest"], "required": [scope]});
    let message = "Your credentials lack one or more required privilege scopes.";
    Refusal { status: 403, body: json!({"type": "error", "error": {"message": message, "detail": detail}}) }
}

/// `GET /2.0/user/workspaces`
pub(crate) async fn workspaces(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    params: Params,
) -> Answer {
    if caller == Caller::AccessToken {
        return Err(lacks("account"));
    }
    let data = app.read();
    let administrator = params.first("administrator").map(|value| value == "true");
    let fits = |workspace: &&Workspace| administrator.is_none_or(|wanted| workspace.administrator == wanted);
    let own = data.bitbucket.workspaces.iter().filter(fits);
    let values = own.map(|workspace| membership(workspace, &app.origin)).collect();
    page::answer(values, &params, &app.origin, "/2.0/user/workspaces")
}

fn membership(workspace: &Workspace, origin: &str) -> Value {
    let slug = &workspace.slug;
    json!({
        "type": "workspace_access",
        "administrator": workspace.administrator,
        "workspace": {
            "type": "workspace_base",
            "uuid": workspace.uuid,
            "slug": slug,
            "links": {
                "avatar": {"href": format!("{origin}/workspaces/{slug}/avatar/")},
                "self": {"href": format!("{origin}/2.0/workspaces/{slug}")},
            },
        },
    })
}

/// `GET /2.0/workspaces`, which Atlassian took away in April 2026.
pub(crate) async fn removed() -> Result<Response, Refusal> {
    Err(error(410, "This API has been removed. Use /2.0/user/workspaces instead."))
}
