//! `confluence page tree`: all that lies below a page.

use crate::content_id::ContentId;
use crate::descendants::{Node, WALK, below};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Serialize};

/// Show all that lies below a page
///
/// Titles are indented by how deep they lie; each stands after what it lies below.
#[derive(Command)]
#[command(path = "page tree", effect = "read", result = "many", id = "/id")]
#[command(example = "confluence page tree 131073", example = "confluence page tree 131075 --depth 1 --limit 0")]
#[http(WALK)]
#[web(page: confluence "/wiki/pages/viewpage.action?pageId={id}")]
#[column("Title", "/tree")]
#[column("Type", "/type")]
#[column("Id", "/id")]
pub(crate) struct Tree {
    /// Id or address of the page
    #[arg(positional)]
    page: ContentId,
    /// How many levels to show; without it, all
    #[arg(long, value_name = "N")]
    depth: Option<u32>,
    /// Most to show; 0 for all
    #[arg(long, default = "0", value_name = "N")]
    limit: Limit,
}

/// A line of the tree: what the site says, and the title with spaces before it.
#[derive(Serialize)]
#[serde(crate = "self::serde")]
struct Line<'a> {
    #[serde(flatten)]
    node: &'a Node,
    tree: String,
}

impl Run for Tree {
    async fn run(self, cx: &Cx) -> Result<()> {
        let depth = self.depth.map(|depth| usize::try_from(depth).unwrap_or(usize::MAX));
        if depth == Some(0) {
            return Err(Error::usage("`--depth` begins at 1"));
        }
        let (nodes, is_cut) = below(cx, &self.page, depth).await?;
        let shown = self.limit.get().unwrap_or(nodes.len());
        for node in nodes.iter().take(shown) {
            let tree = format!("{}{}", "  ".repeat(node.depth.saturating_sub(1)), node.title);
            cx.emit(&Line { node, tree })?;
        }
        if shown < nodes.len() {
            cx.incomplete("`--limit 0` for all", u64::try_from(nodes.len()).ok());
        } else if is_cut {
            cx.incomplete("a whiteboard or database lies so deep that what is below it cannot be listed", None);
        }
        Ok(())
    }
}
