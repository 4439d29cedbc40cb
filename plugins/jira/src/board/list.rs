//! `jira board list`: boards, of all projects or of one.

use crate::boards::{BOARDS, PAGE};
use atlassian_plugin_sdk::prelude::*;

#[derive(Choice)]
pub(crate) enum Type {
    Scrum,
    Kanban,
    Simple,
}

impl Type {
    fn name(&self) -> &'static str {
        match self {
            Self::Scrum => "scrum",
            Self::Kanban => "kanban",
            Self::Simple => "simple",
        }
    }
}

/// List boards
#[derive(Command)]
#[command(path = "board list", effect = "read", result = "many", id = "/id")]
#[command(example = "jira board list", example = "jira board list --project DEV --type scrum")]
#[http(BOARDS)]
#[web(board: jira "/secure/RapidBoard.jspa?rapidView={id}")]
#[column("Id", "/id", number)]
#[column("Name", "/name")]
#[column("Type", "/type")]
#[column("Project", "/location/projectKey")]
pub(crate) struct List {
    /// Boards of this project only, by key or id
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,
    /// Boards of this type only; boards of team-managed projects are "simple"
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<Type>,
    /// Boards with this in their name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Most boards to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(BOARDS)
            .query_opt("projectKeyOrId", self.project)
            .query_opt("type", self.kind.map(|kind| kind.name()))
            .query_opt("name", self.name)
            .list(cx, PAGE, self.limit)
            .await
    }
}
