//! `confluence page update`: the next version of a page.

use super::get::GET;
use crate::body::BodyFormat;
use crate::content_id::ContentId;
use crate::edit::Edit;
use crate::missing::What;
use atlassian_plugin_sdk::prelude::*;

pub(crate) const UPDATE: Endpoint = endpoint!(
    confluence PUT "/wiki/api/v2/pages/{id}",
    granular("write:page:confluence"),
);

/// Change a page
///
/// What is not named stays as it is. If somebody changes the page between our reading and our writing, the command
/// fails and overwrites nothing; with `--if-version`, also if it was changed before.
#[derive(Command)]
#[command(path = "page update", alias = "page edit", effect = "write", result = "one", id = "/id")]
#[command(example = "confluence page update 131074 --title \"A better title\"")]
#[command(example = "confluence page update 131074 --body @text.md --message \"From the repository\" --if-version 1")]
#[http(GET, UPDATE)]
#[web(page: confluence "/wiki/pages/viewpage.action?pageId={id}")]
#[column("Id", "/id")]
#[column("Title", "/title")]
#[column("Status", "/status", status)]
#[column("Version", "/version/number", number)]
pub(crate) struct Update {
    /// Id or address of the page
    #[arg(positional)]
    page: ContentId,
    /// New title
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// New body (`-` for standard input, `@FILE` for a file)
    #[arg(long, value_name = "TEXT")]
    body: Option<Text>,
    /// How the body is written
    #[arg(long, default = "markdown", value_name = "FORMAT")]
    body_format: BodyFormat,
    /// Page or folder to put it below
    #[arg(long, value_name = "ID")]
    parent: Option<ContentId>,
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
        if self.title.is_none() && self.body.is_none() && self.parent.is_none() {
            return Err(Error::usage("there is nothing to change").hint("`--title`, `--body` and `--parent` say what"));
        }
        let edit = Edit {
            what: What::Page,
            read: GET,
            write: UPDATE,
            id: &self.page,
            title: self.title,
            body: self.body.as_ref().map(|Text(text)| self.body_format.body(text)).transpose()?,
            parent: self.parent.map(|ContentId(id)| id),
            message: self.message,
            version: self.if_version,
        };
        let changed = if self.draft { edit.save_draft(cx).await? } else { edit.save(cx).await? };
        cx.success(&format!("changed {}`{}`", if self.draft { "the draft of " } else { "" }, self.page));
        cx.emit_raw(&changed)
    }
}
