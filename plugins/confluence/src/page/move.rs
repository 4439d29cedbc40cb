//! `confluence page move`: to another place in the tree; v2 moves within a space only.

use crate::content_id::ContentId;
use atlassian_plugin_sdk::prelude::*;

const MOVE: Endpoint = endpoint!(
    confluence PUT "/wiki/rest/api/content/{pageId}/move/{position}/{targetId}",
    classic("write:confluence-content"),
    granular("write:page:confluence"),
);

/// Move a page, with all that lies below it
///
/// To another page's space, too.
#[derive(Command)]
#[command(path = "page move", effect = "write", result = "one", id = "/pageId")]
#[command(
    example = "confluence page move 131074 --below 131075",
    example = "confluence page move 131502 --before 131501"
)]
#[http(MOVE)]
#[web(page: confluence "/wiki/pages/viewpage.action?pageId={pageId}")]
#[column("Id", "/pageId")]
pub(crate) struct Move {
    /// Id or address of the page
    #[arg(positional)]
    page: ContentId,
    /// Put it below this page or folder, after what is there
    #[arg(long, value_name = "ID", conflicts = "before", conflicts = "after")]
    below: Option<ContentId>,
    /// Put it before this page, below the same parent
    #[arg(long, value_name = "ID", conflicts = "after")]
    before: Option<ContentId>,
    /// Put it after this page, below the same parent
    #[arg(long, value_name = "ID")]
    after: Option<ContentId>,
}

impl Run for Move {
    async fn run(self, cx: &Cx) -> Result<()> {
        let places = [("append", &self.below), ("before", &self.before), ("after", &self.after)];
        let place = places.into_iter().find_map(|(position, target)| Some((position, target.as_ref()?)));
        let Some((position, target)) = place else {
            return Err(Error::usage("say where to: `--below`, `--before` or `--after`"));
        };
        let request = cx.request(MOVE).param("pageId", &self.page).param("position", position);
        let moved = request.param("targetId", target).raw().await?;
        cx.success(&format!("moved `{}`", self.page));
        cx.emit_raw(&moved)
    }
}
