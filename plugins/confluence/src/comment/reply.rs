//! `confluence comment reply`: an answer to a comment of either kind.

use super::add::{FOOTER, INLINE};
use super::{Comment, FIND, Place};
use crate::body::BodyFormat;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

/// Answer a comment
#[derive(Command)]
#[command(path = "comment reply", effect = "write", result = "one", id = "/id")]
#[command(example = "confluence comment reply 131901 \"The red one.\"")]
#[http(FIND, FOOTER, INLINE)]
#[column("Id", "/id")]
#[column("Title", "/title")]
#[column("Answers", "/parentCommentId")]
pub(crate) struct Reply {
    /// Id of the comment
    #[arg(positional, value_name = "ID")]
    comment: u64,
    /// What to say (`-` for standard input, `@FILE` for a file)
    #[arg(positional)]
    text: Text,
    /// How it is written
    #[arg(long, default = "markdown", value_name = "FORMAT")]
    body_format: BodyFormat,
}

impl Run for Reply {
    async fn run(self, cx: &Cx) -> Result<()> {
        let body = self.body_format.body(&self.text.0)?;
        let found = Comment::find(cx, self.comment).await?;
        let endpoint = if found.place == Place::Footer { FOOTER } else { INLINE };
        let reply = json!({"parentCommentId": self.comment.to_string(), "body": body});
        let made = cx.request(endpoint).json_body(&reply).raw().await?;
        cx.success(&format!("answered the comment {}", self.comment));
        cx.emit_raw(&made)
    }
}
