//! `confluence page open`: a page in the browser.

use crate::content_id::ContentId;
use atlassian_plugin_sdk::prelude::*;

/// Open a page or a blog post in the browser
#[derive(Command)]
#[command(path = "page open", alias = "blog open", effect = "read", result = "none")]
#[command(example = "confluence page open 131074")]
#[web(page: confluence "/wiki/pages/viewpage.action?pageId={id}")]
pub(crate) struct Open {
    /// Id or address of the page
    #[arg(positional)]
    page: ContentId,
}

impl Run for Open {
    async fn run(self, cx: &Cx) -> Result<()> {
        cx.browse("page", &[("id", &self.page.0)]).map(drop)
    }
}
