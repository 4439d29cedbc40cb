//! `confluence comment reopen`: takes up the talk about a place in a text again.

use super::resolution::{READ, WRITE, set};
use atlassian_plugin_sdk::prelude::*;

/// Take up a resolved comment on a place in a text again
#[derive(Command)]
#[command(path = "comment reopen", effect = "write", result = "one", id = "/id")]
#[command(example = "confluence comment reopen 131903")]
#[http(READ, WRITE)]
#[column("Id", "/id")]
#[column("State", "/resolutionStatus", status)]
#[column("Title", "/title")]
pub(crate) struct Reopen {
    /// Id of the comment
    #[arg(positional, value_name = "ID")]
    comment: u64,
}

impl Run for Reopen {
    async fn run(self, cx: &Cx) -> Result<()> {
        let changed = set(cx, self.comment, false).await?;
        cx.success(&format!("reopened the comment {}", self.comment));
        cx.emit_raw(&changed)
    }
}
