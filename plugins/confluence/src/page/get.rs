//! `confluence page get`: one page, with its body.

use crate::body::BodyFormat;
use crate::content_id::ContentId;
use crate::missing::{OrMissing, What};
use crate::show;
use atlassian_plugin_sdk::prelude::*;

pub(crate) const GET: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/pages/{id}",
    granular("read:page:confluence"),
);

/// Show one page with its body
///
/// The table and Markdown formats show the body below the fields; the others have it as the site sent it, in storage
/// format or ADF.
#[derive(Command)]
#[command(path = "page get", effect = "read", result = "one", id = "/id")]
#[command(example = "confluence page get 131074")]
#[command(example = "confluence page get 131074 --body-only --body-format storage")]
#[http(GET)]
#[web(page: confluence "/wiki/pages/viewpage.action?pageId={id}")]
#[column("Id", "/id")]
#[column("Title", "/title")]
#[column("Status", "/status", status)]
#[column("Version", "/version/number", number)]
#[column("Space", "/spaceId")]
#[column("Below", "/parentId")]
#[column("Updated", "/version/createdAt", date)]
pub(crate) struct Get {
    /// Id or address of the page
    #[arg(positional)]
    page: ContentId,
    /// How the body is shown
    #[arg(long, default = "markdown", value_name = "FORMAT")]
    body_format: BodyFormat,
    /// Show the body and nothing else
    #[arg(long)]
    body_only: bool,
    /// Show an older version, by its number
    #[arg(long, value_name = "N", conflicts = "draft")]
    revision: Option<u64>,
    /// Show the draft, if there is one
    #[arg(long)]
    draft: bool,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = cx.request(GET).param("id", &self.page).query("body-format", self.body_format.representation());
        let request = request.query_opt("version", self.revision).query_opt("get-draft", self.draft.then_some(true));
        let found = request.raw().await.or_missing_version(What::Page, &self.page, self.revision)?;
        show::with_body(cx, &found, self.body_format, self.body_only)
    }
}
