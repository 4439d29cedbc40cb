//! `bitbucket tag create`: a new tag at a commit.

use crate::body::Body;
use crate::place::InRepository;
use crate::src::{RESOLVE, named};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const CREATE: Endpoint = endpoint!(
    bitbucket POST "/2.0/repositories/{workspace}/{repo_slug}/refs/tags",
    classic("repository:write"),
    granular("read:repository:bitbucket", "write:repository:bitbucket"),
);

/// Create a tag
#[derive(Command)]
#[command(path = "tag create", effect = "write", result = "one", id = "/name")]
#[command(example = "bitbucket tag create v1.1.0 --target develop --message \"Second release\" --repo backend")]
#[http(CREATE, RESOLVE)]
#[column("Tag", "/name")]
#[column("Commit", "/target/hash")]
#[column("Message", "/message")]
pub(crate) struct Create {
    /// Name of the tag
    #[arg(positional)]
    tag: String,
    /// What it marks: a branch, a tag or a commit
    #[arg(long, value_name = "REVISION")]
    target: String,
    /// What it is about
    #[arg(long)]
    message: Option<Text>,
    #[arg(flatten)]
    place: InRepository,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let place = self.place.place()?;
        // Bitbucket takes hashes only here, unlike where a branch is made.
        let hash = if is_hash(&self.target) { self.target } else { named(cx, &place, &self.target).await? };
        let body = Body::of("tag")
            .set("name", &self.tag)
            .set("target", json!({"type": "commit", "hash": hash}))
            .set_opt("message", self.message.map(|Text(text)| text));
        let made = place.request(cx, CREATE).json_body(&body.json()).raw().await?;
        cx.success(&format!("created tag {}", self.tag));
        cx.emit_raw(&made)
    }
}

/// Whether it can be a commit's hash, short or in full.
fn is_hash(target: &str) -> bool {
    (7..=40).contains(&target.len()) && target.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
