//! A sprint by its number, its name, or as `active` or `next`: looked for on the boards of the project.

use super::field::listed;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use std::collections::BTreeMap;

const BOARDS: Endpoint = endpoint!(
    jira GET "/rest/agile/1.0/board",
    granular("read:board-scope:jira-software", "read:project:jira"),
);

const SPRINTS: Endpoint = endpoint!(
    jira GET "/rest/agile/1.0/board/{boardId}/sprint",
    granular("read:sprint:jira-software"),
);

/// What a sprint's name is looked up with.
pub(super) const FIND: EndpointGroup = endpoint_group!(BOARDS, SPRINTS);

/// As many as Jira gives.
const PAGE: Paging = Paging::offset("values", 50);

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Board {
    id: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(crate = "self::serde")]
struct Sprint {
    id: u64,
    name: String,
    state: String,
}

/// The number of a sprint that issues can be put into.
///
/// # Errors
///
/// When none, or more than one, is called so on the project's boards.
pub(crate) async fn id(cx: &Cx, project: Option<&str>, typed: &str) -> Result<u64> {
    if let Ok(id) = typed.parse() {
        return Ok(id);
    }
    let boards = cx.request(BOARDS).query_opt("projectKeyOrId", project).query("type", "scrum");
    let boards: Vec<Board> = boards.all(PAGE).await?;
    // A sprint may stand on several boards.
    let mut sprints = BTreeMap::new();
    for board in boards {
        let request = cx.request(SPRINTS).param("boardId", board.id).query("state", "active,future");
        let found: Vec<Sprint> = request.all(PAGE).await?;
        sprints.extend(found.into_iter().map(|sprint| (sprint.id, sprint)));
    }
    choose(&sprints.into_values().collect::<Vec<_>>(), typed)
}

/// `active` is the one that runs, `next` the first that has not begun.
fn choose(sprints: &[Sprint], typed: &str) -> Result<u64> {
    let is = |state: &'static str| move |sprint: &&Sprint| sprint.state == state;
    let fitting: Vec<_> = match typed.to_lowercase().as_str() {
        "active" | "current" => sprints.iter().filter(is("active")).collect(),
        "next" | "future" => sprints.iter().filter(is("future")).take(1).collect(),
        name => sprints.iter().filter(|sprint| sprint.name.to_lowercase() == name).collect(),
    };
    match fitting.as_slice() {
        [one] => Ok(one.id),
        [] => {
            let error = Error::not_found(format!("no sprint `{typed}` that is active or still to come"));
            let names = listed(sprints.iter().map(|sprint| sprint.name.as_str()));
            Err(if sprints.is_empty() { error } else { error.hint(format!("there are {names}")) })
        }
        several => {
            let shown: Vec<_> =
                several.iter().map(|sprint| format!("{} ({}, {})", sprint.id, sprint.name, sprint.state)).collect();
            Err(Error::invalid(format!("`{typed}` may be sprint {}", shown.join(" or ")))
                .hint("use the number of the sprint"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sprint(id: u64, name: &str, state: &str) -> Sprint {
        Sprint { id, name: name.to_owned(), state: state.to_owned() }
    }

    #[test]
    fn one_sprint_is_meant_or_the_candidates_are_named() {
        let sprints = [
            sprint(1, "Sprint 1", "active"),
            sprint(2, "Sprint 2", "future"),
            sprint(3, "Later", "future"),
            sprint(4, "later", "future"),
        ];
        for (typed, id) in [("sprint 1", 1), ("active", 1), ("next", 2)] {
            assert_eq!(choose(&sprints, typed), Ok(id), "{typed}");
        }
        let error = choose(&sprints, "later").err();
        assert_eq!(
            error.as_ref().map(Error::message),
            Some("`later` may be sprint 3 (Later, future) or 4 (later, future)")
        );
        let error = choose(&sprints, "Sprint 9").err();
        assert_eq!(error.as_ref().map(Error::kind), Some(Kind::NotFound));
    }
}
