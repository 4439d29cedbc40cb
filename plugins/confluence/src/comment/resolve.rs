//! `confluence comment resolve`: ends the talk about a place in a text.

use super::resolution::{READ, WRITE, set};
use atlassian_plugin_sdk::prelude::*;

/// Resolve a comment on a place in a text
#[derive(Command)]
#[command(path = "comment resolve", effect = "write", result = "one", id = "/id")]
#[command(example = "confluence comment resolve 131903")]
#[http(READ, WRITE)]
#[column("Id", "/id")]
#[column("State", "/resolutionStatus", status)]
#[column("Title", "/title")]
pub(crate) struct Resolve {
    /// Id of the comment
    #[arg(positional, value_name = "ID")]
    comment: u64,
}

impl Run for Resolve {
    async fn run(self, cx: &Cx) -> Result<()> {
        let changed = set(cx, self.comment, true).await?;
        cx.success(&format!("resolved the comment {}", self.comment));
        cx.emit_raw(&changed)
    }
}
