//! `confluence comment update`: what a comment says.

use super::{Comment, FIND, Place};
use crate::body::BodyFormat;
use crate::edit::number;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const FOOTER: Endpoint = endpoint!(
    confluence PUT "/wiki/api/v2/footer-comments/{comment-id}",
    granular("write:comment:confluence"),
);

pub(crate) const INLINE: Endpoint = endpoint!(
    confluence PUT "/wiki/api/v2/inline-comments/{comment-id}",
    granular("write:comment:confluence"),
);

/// Change what a comment says
#[derive(Command)]
#[command(path = "comment update", alias = "comment edit", effect = "write", result = "one", id = "/id")]
#[command(example = "confluence comment update 131901 \"Which of the buttons?\"")]
#[http(FIND, FOOTER, INLINE)]
#[column("Id", "/id")]
#[column("Title", "/title")]
#[column("Version", "/version/number", number)]
pub(crate) struct Update {
    /// Id of the comment
    #[arg(positional, value_name = "ID")]
    comment: u64,
    /// What it is to say (`-` for standard input, `@FILE` for a file)
    #[arg(positional)]
    text: Text,
    /// How it is written
    #[arg(long, default = "markdown", value_name = "FORMAT")]
    body_format: BodyFormat,
}

impl Run for Update {
    async fn run(self, cx: &Cx) -> Result<()> {
        let body = self.body_format.body(&self.text.0)?;
        let Comment { place, record } = Comment::find(cx, self.comment).await?;
        let endpoint = if place == Place::Footer { FOOTER } else { INLINE };
        let change = json!({"version": {"number": number(&record)? + 1}, "body": body});
        let request = cx.request(endpoint).param("comment-id", self.comment).json_body(&change);
        let changed = request.raw().await?;
        cx.success(&format!("changed the comment {}", self.comment));
        cx.emit_raw(&changed)
    }
}
