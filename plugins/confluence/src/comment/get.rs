//! `confluence comment get`: one comment, with what it says.

use super::{Comment, FIND};
use crate::body::BodyFormat;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json;

/// Show one comment
#[derive(Command)]
#[command(path = "comment get", effect = "read", result = "one", id = "/id")]
#[command(example = "confluence comment get 131901")]
#[http(FIND)]
#[column("Id", "/id")]
#[column("Page", "/pageId")]
#[column("Answers", "/parentCommentId")]
#[column("State", "/resolutionStatus", status)]
#[column("Version", "/version/number", number)]
#[column("Updated", "/version/createdAt", date)]
pub(crate) struct Get {
    /// Id of the comment
    #[arg(positional, value_name = "ID")]
    comment: u64,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let Comment { record, .. } = Comment::find(cx, self.comment).await?;
        let raw = serde_json::value::to_raw_value(&record)
            .map_err(|error| Error::other(format!("the comment cannot be shown: {error}")))?;
        cx.view_raw(&raw, &BodyFormat::Markdown.text(&record))
    }
}
