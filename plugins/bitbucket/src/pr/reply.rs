//! `bitbucket pr reply`: answers a comment.

use super::{COMMENT, OfPull};
use crate::body::Body;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

/// Answer a comment on a pull request
///
/// The text is Markdown, as it is.
#[derive(Command)]
#[command(path = "pr reply", effect = "write", result = "one", id = "/id")]
#[command(example = "bitbucket pr reply 2 1 --body \"So do I\" --repo backend")]
#[http(COMMENT)]
#[column("Id", "/id", number)]
#[column("Comment", "/content/raw")]
#[column("Reply to", "/parent/id", number)]
#[column("Address", "/links/html/href")]
pub(crate) struct Reply {
    #[arg(flatten)]
    pull: OfPull,
    /// Id of the comment
    #[arg(positional)]
    comment: u64,
    /// What to say, in Markdown
    #[arg(long)]
    body: Text,
}

impl Run for Reply {
    async fn run(self, cx: &Cx) -> Result<()> {
        let body = Body::of("pullrequest_comment")
            .set("content", json!({"raw": self.body.0}))
            .set("parent", json!({"type": "pullrequest_comment", "id": self.comment}));
        cx.emit_raw(&self.pull.pull()?.request(cx, COMMENT).json_body(&body.json()).raw().await?)
    }
}
