//! `bitbucket pr merge`: merges a pull request, however long that takes.

use super::{OfPull, Pull};
use crate::body::{Body, either};
use atlassian_plugin_sdk::Cx;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use std::time::Duration;

const MERGE: Endpoint = endpoint!(
    bitbucket POST "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/merge",
    classic("pullrequest:write"),
    granular("read:pullrequest:bitbucket", "write:pullrequest:bitbucket"),
);

const TASK: Endpoint = endpoint!(
    bitbucket GET
    "/2.0/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/merge/task-status/{task_id}",
    classic("pullrequest"),
    granular("read:pullrequest:bitbucket"),
);

/// Between two looks at a merge that takes long.
const PAUSE: Duration = Duration::from_secs(1);

/// Looks after which it is left to itself: ten minutes.
const LOOKS: usize = 600;

/// How the branches come together.
#[derive(Choice)]
enum Strategy {
    MergeCommit,
    Squash,
    FastForward,
    SquashFastForward,
    RebaseFastForward,
    RebaseMerge,
}

/// Merge a pull request
///
/// Without `--strategy`, as the branch is set up. A merge that takes long is waited for.
#[derive(Command)]
#[command(path = "pr merge", effect = "write", result = "one", id = "/id")]
#[command(example = "bitbucket pr merge 4 --strategy squash --message \"Begin the handbook\" --repo backend")]
#[http(MERGE, TASK)]
#[column("Id", "/id", number)]
#[column("Title", "/title")]
#[column("State", "/state", status)]
#[column("Destination", "/destination/branch/name")]
#[column("Merge commit", "/merge_commit/hash")]
#[column("Closed by", "/closed_by/display_name", user)]
pub(crate) struct Merge {
    #[arg(flatten)]
    pull: OfPull,
    /// How the branches come together
    #[arg(long)]
    strategy: Option<Strategy>,
    /// Message of the merge commit
    #[arg(long)]
    message: Option<Text>,
    /// Delete the source branch
    #[arg(long, conflicts = "keep-source-branch")]
    close_source_branch: bool,
    /// Keep the source branch, whatever the pull request says
    #[arg(long)]
    keep_source_branch: bool,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Task {
    task_status: String,
    merge_result: Option<Box<RawValue>>,
}

impl Run for Merge {
    async fn run(self, cx: &Cx) -> Result<()> {
        let pull = self.pull.pull()?;
        let body = Body::of("pullrequest_merge_parameters")
            .set_opt("merge_strategy", self.strategy.map(|strategy| strategy.to_string().replace('-', "_")))
            .set_opt("message", self.message.map(|Text(text)| text))
            .set_opt("close_source_branch", either(self.close_source_branch, self.keep_source_branch));
        let answer = pull.request(cx, MERGE).json_body(&body.json()).send().await?;
        if answer.status() != 202 {
            return cx.emit_raw(answer.json()?);
        }
        let address = answer.header("location").unwrap_or_default();
        let task = address.split(['?', '#']).next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
        if task.is_empty() {
            return Err(Error::other("the merge was begun, but the site does not say where to look for its end")
                .hint(format!("see `bitbucket pr get {}`", pull.number)));
        }
        cx.emit_raw(&ended(cx, &pull, task).await?)
    }
}

/// The pull request when its merge has ended.
async fn ended(cx: &Cx, pull: &Pull, task: &str) -> Result<Box<RawValue>> {
    for _ in 0..LOOKS {
        let found: Task = pull.request(cx, TASK).param("task_id", task).json().await?;
        match (found.task_status.as_str(), found.merge_result) {
            ("SUCCESS", Some(result)) => return Ok(result),
            ("PENDING", _) => cx.sleep(PAUSE).await,
            (other, _) => return Err(Error::other(format!("the merge ended as `{other}`"))),
        }
    }
    Err(Error::new(Kind::Unavailable, "the merge was begun, and has not ended after ten minutes")
        .hint(format!("see `bitbucket pr get {}`", pull.number)))
}
