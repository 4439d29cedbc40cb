//! Filters as they are typed: by id or by name.

use atlassian_plugin_sdk::choose;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

pub(crate) const SEARCH: Endpoint = endpoint!(
    jira GET "/rest/api/3/filter/search",
    classic("read:jira-work"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:filter:jira", "read:group:jira",
        "read:issue-type-hierarchy:jira", "read:jql:jira", "read:project-role:jira", "read:project:jira",
        "read:user:jira",
    ),
);

pub(crate) const FILTER: Endpoint = endpoint!(
    jira GET "/rest/api/3/filter/{id}",
    classic("read:jira-work"),
    granular(
        "read:application-role:jira", "read:avatar:jira", "read:filter:jira", "read:group:jira",
        "read:issue-type-hierarchy:jira", "read:jql:jira", "read:project-role:jira", "read:project:jira",
        "read:user:jira",
    ),
);

/// Filters on a page.
pub(crate) const PAGE: Paging = Paging::offset("values", 50);

/// What a listing and the commands that change filters show.
pub(crate) const SHOWN: &str = "description,owner,jql,viewUrl,favourite,favouritedCount";

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Filter {
    id: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Query {
    jql: String,
}

/// The query of the filter with this id, in its own order. Needs [`FILTER`].
///
/// # Errors
///
/// When there is no such filter.
pub(crate) async fn query(cx: &Cx, id: &str) -> Result<String> {
    cx.request(FILTER).param("id", id).json::<Query>().await.map(|filter| filter.jql)
}

/// The id of a filter. Needs [`SEARCH`].
///
/// # Errors
///
/// When no filter, or more than one, has the name.
pub(crate) async fn find(cx: &Cx, typed: &str) -> Result<String> {
    let typed = typed.trim();
    if !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(typed.to_owned());
    }
    let filters: Vec<Filter> = cx.request(SEARCH).query("filterName", typed).all(PAGE).await?;
    let found = choose("filter", typed, filters, |filter| (filter.id.clone(), filter.name.clone()));
    found.map(|filter| filter.id).map_err(|error| error.hint("`jira filter list` shows all filters"))
}
