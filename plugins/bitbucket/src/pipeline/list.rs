//! `bitbucket pipeline list`: the pipelines of a repository.

use super::PIPELINES;
use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;

/// How a pipeline stands, in the words of Bitbucket's filter.
#[derive(Choice)]
enum Status {
    Pending,
    Building,
    Paused,
    Halted,
    Passed,
    Failed,
    Error,
    Stopped,
}

/// List pipelines, the newest first
#[derive(Command)]
#[command(path = "pipeline list", effect = "read", result = "many", id = "/build_number")]
#[command(example = "bitbucket pipeline list --repo backend")]
#[command(example = "bitbucket pipeline list --repo backend --branch feature/login --status failed")]
#[http(PIPELINES)]
#[column("Number", "/build_number", number)]
#[column("State", "/state/name", status)]
#[column("Result", "/state/result/name", status)]
#[column("Branch or tag", "/target/ref_name")]
#[column("Commit", "/target/commit/hash")]
#[column("Trigger", "/trigger/name")]
#[column("By", "/creator/display_name", user)]
#[column("Created", "/created_on", date)]
#[column("Seconds", "/build_seconds_used", number)]
pub(crate) struct List {
    /// Only those of this branch
    #[arg(long)]
    branch: Option<String>,
    /// How they stand (can be repeated)
    #[arg(long)]
    status: Vec<Status>,
    /// Only those of this commit
    #[arg(long, value_name = "HASH")]
    commit: Option<String>,
    #[arg(flatten)]
    place: InRepository,
    /// Most pipelines to show; 0 for all
    #[arg(long, default = "25", value_name = "N")]
    limit: Limit,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = self.place.place()?.request(cx, PIPELINES).query("sort", "-created_on");
        let request = request.query_opt("target.branch", self.branch).query_opt("target.commit.hash", self.commit);
        let request = request.query_all("status", self.status.iter().map(|status| status.to_string().to_uppercase()));
        request.list(cx, Paging::bitbucket(100), self.limit).await
    }
}
