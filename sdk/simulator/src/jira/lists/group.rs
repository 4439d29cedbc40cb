//! Groups of people.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::page;
use crate::app::App;
use crate::auth::Caller;
use crate::jira::render;
use crate::params::Params;
use crate::reply::{Answer, jira};

#[derive(Debug, Deserialize)]
pub(super) struct Group {
    id: String,
    name: String,
    /// E-mail addresses.
    pub(super) members: Vec<String>,
}

impl Group {
    pub(super) fn json(&self, origin: &str) -> Value {
        let link = format!("{origin}/rest/api/3/group?groupId={}", self.id);
        json!({"name": self.name, "groupId": self.id, "self": link})
    }
}

/// `GET /rest/api/3/group/bulk`
pub(super) async fn list(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, params: Params) -> Answer {
    let data = app.read();
    let names = params.list("groupName");
    let fits = |group: &&Group| caller != Caller::Guest && (names.is_empty() || names.contains(&group.name));
    let found = data.lists.groups.iter().filter(fits);
    let all: Vec<Value> = found.map(|group| json!({"name": group.name, "groupId": group.id})).collect();
    page(&params, &app.origin, "group/bulk", &all)
}

/// `GET /rest/api/3/group/member`
pub(super) async fn members(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    params: Params,
) -> Answer {
    let data = app.read();
    let (name, id) = (params.first("groupname"), params.first("groupId"));
    let fits = |group: &&Group| name.is_none_or(|name| name == group.name) && id.is_none_or(|id| id == group.id);
    let found = data.lists.groups.iter().find(fits).filter(|_| caller != Caller::Guest);
    let Some(group) = found else {
        let named = name.or(id).unwrap_or("");
        return Err(jira(404, &format!("The group named '{named}' does not exist.")));
    };
    let people = (0_u8..).zip(&data.seed.user).filter(|(_, user)| group.members.contains(&user.email));
    let all: Vec<Value> = people.map(|(place, _)| render::user(&data, &app.origin, place)).collect();
    page(&params, &app.origin, "group/member", &all)
}
