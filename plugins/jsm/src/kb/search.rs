//! `jsm kb search`: articles of the knowledge base.

use crate::desks::{self, DESKS};
use atlassian_plugin_sdk::prelude::*;

const OF_DESK: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/servicedesk/{serviceDeskId}/knowledgebase/article",
    granular("read:knowledgebase:jira-service-management"),
);

const ALL: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/knowledgebase/article",
    classic("read:servicedesk-request"),
    granular("read:knowledgebase:jira-service-management"),
);

/// Search the knowledge base
///
/// Of one service desk, or of all.
#[derive(Command)]
#[command(path = "kb search", effect = "read", result = "many", id = "/content/iframeSrc")]
#[command(example = "jsm kb search password", example = "jsm kb search password --desk HELP")]
#[http(OF_DESK, ALL, DESKS)]
#[column("Title", "/title")]
#[column("Excerpt", "/excerpt")]
#[column("From", "/source/type")]
#[column("Address", "/content/iframeSrc")]
pub(crate) struct Search {
    /// What to look for
    #[arg(positional)]
    query: String,
    /// Service desk, by id, project key or name
    #[arg(long, value_name = "DESK")]
    desk: Option<String>,
    /// Most articles to show; 0 for all
    #[arg(long, default = "25", value_name = "N")]
    limit: Limit,
}

impl Run for Search {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = match desks::find_opt(cx, self.desk.as_deref()).await? {
            Some(desk) => cx.request(OF_DESK).param("serviceDeskId", desk),
            None => cx.request(ALL),
        };
        let request = request.query("query", self.query).query("highlight", false);
        request.list(cx, Paging::jsm_links(50), self.limit).await
    }
}
