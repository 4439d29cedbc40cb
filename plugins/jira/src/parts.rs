//! Components and versions as they are typed: by id, or by name within a project.

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::{Request, choose};

pub(crate) const COMPONENTS: Endpoint = endpoint!(
    jira GET "/rest/api/3/project/{projectIdOrKey}/component",
    classic("read:jira-work"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:group:jira", "read:project.component:jira",
        "read:project:jira", "read:user:jira",
    ),
);

pub(crate) const VERSIONS: Endpoint = endpoint!(
    jira GET "/rest/api/3/project/{projectIdOrKey}/version",
    classic("read:jira-work"),
    granular("read:project-version:jira"),
);

/// As many as Jira gives.
pub(crate) const PAGE: Paging = Paging::offset("values", 100);

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Part {
    id: String,
    #[serde(default)]
    name: String,
}

/// The id of a component. Needs [`COMPONENTS`].
///
/// # Errors
///
/// When the project has no such component, or several of that name; or when a name comes without a project.
pub(crate) async fn component(cx: &Cx, project: Option<&str>, typed: &str) -> Result<String> {
    find("component", project, typed, |project| cx.request(COMPONENTS).param("projectIdOrKey", project)).await
}

/// The id of a version. Needs [`VERSIONS`].
///
/// # Errors
///
/// As [`component`].
pub(crate) async fn version(cx: &Cx, project: Option<&str>, typed: &str) -> Result<String> {
    find("version", project, typed, |project| cx.request(VERSIONS).param("projectIdOrKey", project)).await
}

/// The same where nothing may be typed.
///
/// # Errors
///
/// As [`component`].
pub(crate) async fn version_if(cx: &Cx, project: Option<&str>, typed: Option<&str>) -> Result<Option<String>> {
    match typed {
        Some(typed) => version(cx, project, typed).await.map(Some),
        None => Ok(None),
    }
}

async fn find(what: &str, project: Option<&str>, typed: &str, all: impl FnOnce(&str) -> Request) -> Result<String> {
    let typed = typed.trim();
    let Some(project) = project else {
        let is_id = !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit());
        return if is_id { Ok(typed.to_owned()) } else { Err(without_project(what, typed)) };
    };
    let parts: Vec<Part> = all(project.trim()).all(PAGE).await?;
    choose(what, typed, parts, |part| (part.id.clone(), part.name.clone())).map(|part| part.id)
}

fn without_project(what: &str, typed: &str) -> Error {
    Error::usage(format!("`{typed}` is no id, and the name of a {what} belongs to a project"))
        .hint("add `--project KEY`")
}
