//! Sprints as they are typed: by id, or by name together with a board.

use crate::boards::{self, BOARDS};
use atlassian_plugin_sdk::choose;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

pub(crate) const SPRINTS: Endpoint = endpoint!(
    jira GET "/rest/agile/1.0/board/{boardId}/sprint",
    granular("read:sprint:jira-software"),
);

/// What a command that takes a sprint by name may use.
pub(crate) const FIND: EndpointGroup = endpoint_group!(BOARDS, SPRINTS);

/// Sprints on a page.
pub(crate) const PAGE: Paging = Paging::offset("values", 50);

/// A sprint as far as commands have to know it.
#[derive(Debug, Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
pub(crate) struct Sprint {
    pub(crate) id: u64,
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) state: String,
    pub(crate) end_date: Option<String>,
}

/// The id of a sprint.
///
/// # Errors
///
/// When no sprint of the board, or more than one, has the name.
pub(crate) async fn find(cx: &Cx, typed: &str, board: Option<&str>) -> Result<String> {
    let typed = typed.trim();
    if !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(typed.to_owned());
    }
    let Some(board) = board else {
        return Err(Error::usage(format!("`{typed}` is no sprint's id, and names are looked up on a board"))
            .hint("add `--board BOARD`, or see the ids with `jira sprint list BOARD`"));
    };
    let board = boards::find(cx, board).await?;
    let sprints: Vec<Sprint> = cx.request(SPRINTS).param("boardId", board).all(PAGE).await?;
    choose("sprint", typed, sprints, |sprint| (sprint.id.to_string(), sprint.name.clone()))
        .map(|sprint| sprint.id.to_string())
}
