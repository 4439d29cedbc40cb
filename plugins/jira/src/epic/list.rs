//! `jira epic list`: the epics of a board.

use crate::boards::{self, BOARDS};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use std::collections::BTreeMap;

const EPICS: Endpoint = endpoint!(
    jira GET "/rest/agile/1.0/board/{boardId}/epic",
    granular("read:epic:jira-software"),
);

const PAGE: Paging = Paging::offset("values", 50);

/// List the epics of a board
///
/// With --project, those of all boards of a project, each once.
#[derive(Command)]
#[command(path = "epic list", effect = "read", result = "many", id = "/key")]
#[command(example = "jira epic list 1", example = "jira epic list \"DEV board\" --open")]
#[command(example = "jira epic list --project DEV --open")]
#[http(EPICS, BOARDS)]
#[web(issue: jira "/browse/{key}")]
#[column("Key", "/key")]
#[column("Name", "/name")]
#[column("Summary", "/summary")]
#[column("Done", "/done")]
pub(crate) struct List {
    /// Board, by id or name
    #[arg(positional)]
    board: Option<String>,
    /// Epics of the boards of this project, by key or id
    #[arg(long, value_name = "PROJECT", conflicts = "board")]
    project: Option<String>,
    /// Only epics that are not done
    #[arg(long, conflicts = "done")]
    open: bool,
    /// Only epics that are done
    #[arg(long)]
    done: bool,
    /// Most epics to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Epic {
    id: u64,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let done = (self.open || self.done).then_some(self.done);
        let of = |board: &str| cx.request(EPICS).param("boardId", board).query_opt("done", done);
        let boards = match (&self.board, &self.project) {
            (Some(board), _) => return of(&boards::find(cx, board).await?).list(cx, PAGE, self.limit).await,
            (None, Some(project)) => boards::of_project(cx, project).await?,
            (None, None) => {
                return Err(Error::usage("nothing says whose epics").hint("name a board, or use `--project KEY`"));
            }
        };
        let mut epics: BTreeMap<u64, Box<RawValue>> = BTreeMap::new();
        for board in boards {
            let found: Vec<Box<RawValue>> = of(&board).all(PAGE).await?;
            for epic in found {
                let Epic { id } = atlassian_plugin_sdk::read("an epic", &epic)?;
                epics.entry(id).or_insert(epic);
            }
        }
        let most = self.limit.get().unwrap_or(usize::MAX);
        epics.values().take(most).try_for_each(|epic| cx.emit_raw(epic))?;
        if epics.len() > most {
            cx.incomplete("`--limit 0` for all", u64::try_from(epics.len()).ok());
        }
        Ok(())
    }
}
