//! `confluence analytics views`: how often something was looked at, and by how many people.

use crate::content_id::ContentId;
use atlassian_plugin_sdk::futures_util::try_join;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::json;

const VIEWS: Endpoint = endpoint!(
    confluence GET "/wiki/rest/api/analytics/content/{contentId}/views",
    classic("read:confluence-content.summary"),
    granular("read:analytics.content:confluence"),
);

const VIEWERS: Endpoint = endpoint!(
    confluence GET "/wiki/rest/api/analytics/content/{contentId}/viewers",
    classic("read:confluence-content.summary"),
    granular("read:analytics.content:confluence"),
);

/// Show how often a page or a blog post was looked at, and by how many people
#[derive(Command)]
#[command(path = "analytics views", alias = "analytics page-views", effect = "read", result = "one", id = "/id")]
#[command(example = "confluence analytics views 131074 --from 2026-01-01")]
#[http(VIEWS, VIEWERS)]
#[web(page: confluence "/wiki/pages/viewpage.action?pageId={id}")]
#[column("Id", "/id")]
#[column("Views", "/views", number)]
#[column("Viewers", "/viewers", number)]
pub(crate) struct Views {
    /// Id or address of the page or blog post
    #[arg(positional)]
    page: ContentId,
    /// Count from this day on; without it, from the beginning
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Count {
    count: u64,
}

impl Run for Views {
    async fn run(self, cx: &Cx) -> Result<()> {
        let from = self.from.as_ref().map(|Date(date)| date.as_str());
        let count =
            |endpoint| cx.request(endpoint).param("contentId", &self.page).query_opt("fromDate", from).json::<Count>();
        let (views, viewers) = try_join!(count(VIEWS), count(VIEWERS))?;
        cx.emit(&json!({"id": self.page.0, "views": views.count, "viewers": viewers.count}))
    }
}
