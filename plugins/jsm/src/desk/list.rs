//! `jsm desk list`: service desks.

use crate::desks::DESKS;
use atlassian_plugin_sdk::prelude::*;

/// List service desks
#[derive(Command)]
#[command(path = "desk list", alias = "service-desk list", effect = "read", result = "many", id = "/projectKey")]
#[command(example = "jsm desk list")]
#[http(DESKS)]
#[web(desk: jsm "/jira/servicedesk/projects/{projectKey}")]
#[column("Id", "/id", number)]
#[column("Key", "/projectKey")]
#[column("Name", "/projectName")]
pub(crate) struct List {
    /// Most desks to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.request(DESKS).list(cx, Paging::jsm(100), self.limit).await
    }
}
