//! Boards as they are typed: by id or by name.

use atlassian_plugin_sdk::choose;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

pub(crate) const BOARDS: Endpoint = endpoint!(
    jira GET "/rest/agile/1.0/board",
    granular("read:board-scope:jira-software", "read:project:jira"),
);

/// Boards on a page.
pub(crate) const PAGE: Paging = Paging::offset("values", 50);

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Board {
    id: u64,
    #[serde(default)]
    name: String,
}

/// The id of a board. Needs [`BOARDS`].
///
/// # Errors
///
/// When no board, or more than one, has the name.
pub(crate) async fn find(cx: &Cx, typed: &str) -> Result<String> {
    let typed = typed.trim();
    if !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(typed.to_owned());
    }
    let boards: Vec<Board> = cx.request(BOARDS).query("name", typed).all(PAGE).await?;
    let found = choose("board", typed, boards, |board| (board.id.to_string(), board.name.clone()));
    found.map(|board| board.id.to_string()).map_err(|error| error.hint("`jira board list` shows all boards"))
}

/// The ids of a project's boards. Needs [`BOARDS`].
///
/// # Errors
///
/// When the project has no board, or cannot be seen.
pub(crate) async fn of_project(cx: &Cx, project: &str) -> Result<Vec<String>> {
    let boards: Vec<Board> = cx.request(BOARDS).query("projectKeyOrId", project.trim()).all(PAGE).await?;
    if boards.is_empty() {
        return Err(Error::not_found(format!("{project} has no board that you may see"))
            .hint(format!("`jira search --project {project} --type Epic` finds its epics")));
    }
    Ok(boards.into_iter().map(|board| board.id.to_string()).collect())
}
