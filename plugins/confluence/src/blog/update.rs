//! `confluence blog update`: the next version of a blog post.

use super::get::GET;
use crate::body::BodyFormat;
use crate::content_id::ContentId;
use crate::edit::Edit;
use crate::missing::What;
use atlassian_plugin_sdk::prelude::*;

pub(crate) const UPDATE: Endpoint = endpoint!(
    confluence PUT "/wiki/api/v2/blogposts/{id}",
    granular("write:page:confluence"),
);

/// Change a blog post
///
/// What is not named stays as it is. If somebody changes the blog post between our reading and our writing, the command
/// fails and overwrites nothing; with `--if-version`, also if it was changed before.
#[derive(Command)]
#[command(path = "blog update", alias = "blog edit", effect = "write", result = "one", id = "/id")]
#[command(example = "confluence blog update 131301 --title \"A better title\"")]
#[command(example = "confluence blog update 131301 --body @text.md --message \"From the repository\" --if-version 1")]
#[http(GET, UPDATE)]
#[web(page: confluence "/wiki/pages/viewpage.action?pageId={id}")]
#[column("Id", "/id")]
#[column("Title", "/title")]
#[column("Status", "/status", status)]
#[column("Version", "/version/number", number)]
pub(crate) struct Update {
    /// Id or address of the blog post
    #[arg(positional)]
    blog: ContentId,
    /// New title
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// New body (`-` for standard input, `@FILE` for a file)
    #[arg(long, value_name = "TEXT")]
    body: Option<Text>,
    /// How the body is written
    #[arg(long, default = "markdown", value_name = "FORMAT")]
    body_format: BodyFormat,
    /// What to say of the new version
    #[arg(long, value_name = "TEXT", conflicts = "draft")]
    message: Option<String>,
    /// Change it only if it is at this version
    #[arg(long, value_name = "N", conflicts = "draft")]
    if_version: Option<u64>,
    /// Change the draft, which nobody else sees until it is published
    #[arg(long)]
    draft: bool,
}

impl Run for Update {
    async fn run(self, cx: &Cx) -> Result<()> {
        if self.title.is_none() && self.body.is_none() {
            return Err(Error::usage("there is nothing to change").hint("`--title` and `--body` say what"));
        }
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
        let changed = if self.draft { edit.save_draft(cx).await? } else { edit.save(cx).await? };
        cx.success(&format!("changed {}`{}`", if self.draft { "the draft of " } else { "" }, self.blog));
        cx.emit_raw(&changed)
    }
}
