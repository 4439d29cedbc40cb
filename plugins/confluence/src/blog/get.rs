//! `confluence blog get`: one blog post, with its body.

use crate::body::BodyFormat;
use crate::content_id::ContentId;
use crate::missing::{OrMissing, What};
use crate::show;
use atlassian_plugin_sdk::prelude::*;

pub(crate) const GET: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/blogposts/{id}",
    granular("read:page:confluence"),
);

/// Show one blog post with its body
///
/// The table and Markdown formats show the body below the fields; the others have it as the site sent it, in storage
/// format or ADF.
#[derive(Command)]
#[command(path = "blog get", effect = "read", result = "one", id = "/id")]
#[command(example = "confluence blog get 131301")]
#[command(example = "confluence blog get 131301 --body-only --body-format storage")]
#[http(GET)]
#[web(page: confluence "/wiki/pages/viewpage.action?pageId={id}")]
#[column("Id", "/id")]
#[column("Title", "/title")]
#[column("Status", "/status", status)]
#[column("Version", "/version/number", number)]
#[column("Space", "/spaceId")]
#[column("Updated", "/version/createdAt", date)]
pub(crate) struct Get {
    /// Id or address of the blog post
    #[arg(positional)]
    blog: ContentId,
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
        let request = cx.request(GET).param("id", &self.blog).query("body-format", self.body_format.representation());
        let request = request.query_opt("version", self.revision).query_opt("get-draft", self.draft.then_some(true));
        let found = request.raw().await.or_missing_version(What::Blog, &self.blog, self.revision)?;
        show::with_body(cx, &found, self.body_format, self.body_only)
    }
}
