//! `confluence blog publish`: makes a draft what everybody sees.

use super::get::GET;
use super::update::UPDATE;
use crate::body::BodyFormat;
use crate::content_id::ContentId;
use crate::edit::Edit;
use crate::missing::What;
use atlassian_plugin_sdk::prelude::*;

/// Publish the draft of a blog post
///
/// With `--body` or `--title`, these are published instead of the draft's.
#[derive(Command)]
#[command(path = "blog publish", effect = "write", result = "one", id = "/id")]
#[command(example = "confluence blog publish 131301 --body @text.md --message \"As agreed\"")]
#[http(GET, UPDATE)]
#[web(page: confluence "/wiki/pages/viewpage.action?pageId={id}")]
#[column("Id", "/id")]
#[column("Title", "/title")]
#[column("Status", "/status", status)]
#[column("Version", "/version/number", number)]
pub(crate) struct Publish {
    /// Id or address of the blog post
    #[arg(positional)]
    blog: ContentId,
    /// Title instead of the draft's
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// Body instead of the draft's (`-` for standard input, `@FILE` for a file)
    #[arg(long, value_name = "TEXT")]
    body: Option<Text>,
    /// How the body is written
    #[arg(long, default = "markdown", value_name = "FORMAT")]
    body_format: BodyFormat,
    /// What to say of the new version
    #[arg(long, value_name = "TEXT")]
    message: Option<String>,
    /// Publish it only if what everybody sees is at this version
    #[arg(long, value_name = "N")]
    if_version: Option<u64>,
}

impl Run for Publish {
    async fn run(self, cx: &Cx) -> Result<()> {
        let edit = Edit {
            what: What::Blog,
            read: GET,
            write: UPDATE,
            id: &self.blog,
            title: self.title,
            body: self.body.as_ref().map(|Text(text)| self.body_format.body(text)).transpose()?,
            parent: None,
            message: self.message,
            version: self.if_version,
        };
        let published = edit.publish(cx).await?;
        cx.success(&format!("published `{}`", self.blog));
        cx.emit_raw(&published)
    }
}
