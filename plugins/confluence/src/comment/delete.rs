//! `confluence comment delete`: a comment with the answers to it.

use super::{Comment, FIND, Place};
use atlassian_plugin_sdk::prelude::*;

const FOOTER: Endpoint = endpoint!(
    confluence DELETE "/wiki/api/v2/footer-comments/{comment-id}",
    granular("delete:comment:confluence"),
);

const INLINE: Endpoint = endpoint!(
    confluence DELETE "/wiki/api/v2/inline-comments/{comment-id}",
    granular("delete:comment:confluence"),
);

/// Delete a comment, with the answers to it, for good
#[derive(Command)]
#[command(path = "comment delete", effect = "delete", result = "none", need = "prompt")]
#[command(example = "confluence comment delete 131902 --yes")]
#[http(FIND, FOOTER, INLINE)]
pub(crate) struct Delete {
    /// Id of the comment
    #[arg(positional, value_name = "ID")]
    comment: u64,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let found = Comment::find(cx, self.comment).await?;
        let endpoint = if found.place == Place::Footer { FOOTER } else { INLINE };
        let what = format!("{} ({})", found.beginning(), self.comment);
        cx.confirm(&format!("delete the comment {what} for good"), 1, [&what]);
        cx.request(endpoint).param("comment-id", self.comment).send().await?;
        cx.success(&format!("deleted the comment {}", self.comment));
        Ok(())
    }
}
