//! `bitbucket pr comment`: says something of a pull request, or of a line in it.

use super::{COMMENT, OfPull};
use crate::body::Body;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

/// The side of a diff.
#[derive(Choice)]
enum Side {
    New,
    Old,
}

/// Comment on a pull request, or on a line of it
///
/// The text is Markdown, as it is.
#[derive(Command)]
#[command(path = "pr comment", effect = "write", result = "one", id = "/id")]
#[command(example = "bitbucket pr comment 2 --body \"Well done\" --repo backend")]
#[command(example = "bitbucket pr comment 2 --body @text.md --path src/login.rs --line 2 --repo backend")]
#[http(COMMENT)]
#[column("Id", "/id", number)]
#[column("Comment", "/content/raw")]
#[column("File", "/inline/path")]
#[column("Line", "/inline/to", number)]
#[column("Old line", "/inline/from", number)]
#[column("Address", "/links/html/href")]
pub(crate) struct Comment {
    #[arg(flatten)]
    pull: OfPull,
    /// What to say, in Markdown
    #[arg(long)]
    body: Text,
    /// File that it is about
    #[arg(long)]
    path: Option<String>,
    /// Line of the file that it is about
    #[arg(long, value_name = "N", requires = "path")]
    line: Option<u64>,
    /// Whether the line is one of the new or of the old file
    #[arg(long, default = "new")]
    side: Side,
}

impl Run for Comment {
    async fn run(self, cx: &Cx) -> Result<()> {
        let inline = self.path.map(|path| match (self.line, self.side) {
            (Some(line), Side::New) => json!({"path": path, "to": line}),
            (Some(line), Side::Old) => json!({"path": path, "from": line}),
            (None, _) => json!({"path": path}),
        });
        let body = Body::of("pullrequest_comment").set("content", json!({"raw": self.body.0}));
        let body = body.set_opt("inline", inline).json();
        cx.emit_raw(&self.pull.pull()?.request(cx, COMMENT).json_body(&body).raw().await?)
    }
}
