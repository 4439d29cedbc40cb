//! `bitbucket branch create`: a new branch at a commit.

use crate::body::Body;
use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const CREATE: Endpoint = endpoint!(
    bitbucket POST "/2.0/repositories/{workspace}/{repo_slug}/refs/branches",
    classic("repository:write"),
    granular("read:repository:bitbucket", "write:repository:bitbucket"),
);

/// Create a branch
#[derive(Command)]
#[command(path = "branch create", effect = "write", result = "one", id = "/name")]
#[command(example = "bitbucket branch create feature/search --from main --repo backend")]
#[http(CREATE)]
#[column("Branch", "/name")]
#[column("Commit", "/target/hash")]
pub(crate) struct Create {
    /// Name of the branch
    #[arg(positional)]
    branch: String,
    /// Where it begins: a branch, a tag or a commit
    #[arg(long, value_name = "REVISION")]
    from: String,
    #[arg(flatten)]
    place: InRepository,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let body = Body::of("branch").set("name", &self.branch);
        let body = body.set("target", json!({"type": "commit", "hash": self.from}));
        let made = self.place.place()?.request(cx, CREATE).json_body(&body.json()).raw().await?;
        cx.success(&format!("created branch {}", self.branch));
        cx.emit_raw(&made)
    }
}
