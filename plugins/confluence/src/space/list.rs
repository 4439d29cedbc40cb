//! `confluence space list`: the spaces that one may see.

use crate::spaces::SPACES;
use atlassian_plugin_sdk::prelude::*;

/// As many as Confluence gives on a page.
const PAGE: Paging = Paging::confluence(250);

#[derive(Choice)]
enum Type {
    Global,
    Collaboration,
    #[choice("knowledge_base")]
    KnowledgeBase,
    Personal,
    System,
    Onboarding,
    #[choice("xflow_sample_space")]
    Sample,
}

#[derive(Choice)]
enum Status {
    Current,
    Archived,
}

/// List spaces
#[derive(Command)]
#[command(path = "space list", effect = "read", result = "many", id = "/key")]
#[command(example = "confluence space list")]
#[command(example = "confluence space list --type personal --status current --limit 0")]
#[http(SPACES)]
#[web(space: confluence "/wiki/spaces/{key}")]
#[column("Key", "/key")]
#[column("Name", "/name")]
#[column("Type", "/type")]
#[column("Status", "/status", status)]
#[column("Id", "/id")]
pub(crate) struct List {
    /// Only spaces of this type
    #[arg(long, value_name = "TYPE")]
    r#type: Option<Type>,
    /// Only spaces in this state; without it, archived ones are among them
    #[arg(long, value_name = "STATUS")]
    status: Option<Status>,
    /// Only spaces with this label (can be repeated)
    #[arg(long, value_name = "LABEL")]
    label: Vec<String>,
    /// Most spaces to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = cx.request(SPACES).query_opt("type", self.r#type).query_opt("status", self.status);
        request.query_all("labels", &self.label).list(cx, PAGE, self.limit).await
    }
}
