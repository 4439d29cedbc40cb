//! `bitbucket pr tasks`: what is to be done before a pull request is merged.

use super::{OfPull, PAGE};
use crate::query::Query;
use atlassian_plugin_sdk::prelude::*;

const TASKS: Endpoint = endpoint!(
    bitbucket GET "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/tasks",
    classic("pullrequest"),
    granular("read:pullrequest:bitbucket"),
);

/// List the tasks of a pull request
#[derive(Command)]
#[command(path = "pr tasks", alias = "pr task list", effect = "read", result = "many", id = "/id")]
#[command(example = "bitbucket pr tasks 2 --repo backend", example = "bitbucket pr tasks 2 --open --repo backend")]
#[http(TASKS)]
#[column("Id", "/id", number)]
#[column("State", "/state", status)]
#[column("Task", "/content/raw")]
#[column("Author", "/creator/display_name", user)]
#[column("On comment", "/comment/id", number)]
#[column("Resolved by", "/resolved_by/display_name", user)]
#[column("Created", "/created_on", date)]
pub(crate) struct Tasks {
    #[arg(flatten)]
    pull: OfPull,
    /// Only those that are not done
    #[arg(long)]
    open: bool,
    /// Most tasks to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

impl Run for Tasks {
    async fn run(self, cx: &Cx) -> Result<()> {
        let query = Query::default().and("state", "=", self.open.then_some("UNRESOLVED"));
        self.pull.pull()?.request(cx, TASKS).query_opt("q", query.text()).list(cx, PAGE, self.limit).await
    }
}
