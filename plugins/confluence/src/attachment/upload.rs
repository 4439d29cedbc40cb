//! `confluence attachment upload`: files for a page or a blog post; v2 has no such route.

use crate::content_id::ContentId;
use atlassian_plugin_sdk::prelude::*;

const ADD: Endpoint = endpoint!(
    confluence POST "/wiki/rest/api/content/{id}/child/attachment",
    classic("write:confluence-file"),
    granular("read:content-details:confluence", "write:attachment:confluence"),
);

pub(crate) const ADD_OR_UPDATE: Endpoint = endpoint!(
    confluence PUT "/wiki/rest/api/content/{id}/child/attachment",
    classic("write:confluence-file"),
    granular("read:content-details:confluence", "write:attachment:confluence"),
);

/// Upload files to a page or a blog post
///
/// A name that is taken there is refused; with `--replace`, the file becomes its next version.
#[derive(Command)]
#[command(path = "attachment upload", effect = "write", result = "many", id = "/id", need = "files")]
#[command(example = "confluence attachment upload 131074 notes.txt text.md --comment \"From today\"")]
#[http(ADD, ADD_OR_UPDATE)]
#[column("Id", "/id")]
#[column("Name", "/title")]
#[column("Size", "/extensions/fileSize", bytes)]
#[column("Type", "/extensions/mediaType")]
#[column("Version", "/version/number", number)]
pub(crate) struct Upload {
    /// Id or address of the page or blog post
    #[arg(positional)]
    page: ContentId,
    /// File to upload (can be repeated; `-` for standard input)
    #[arg(positional, required)]
    file: Vec<InputFile>,
    /// Name to give the file, if there is one
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// What to say of the files
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
    /// Let files of the same name get a new version
    #[arg(long)]
    replace: bool,
    /// Tell nobody who watches the page
    #[arg(long)]
    minor: bool,
}

impl Run for Upload {
    async fn run(self, cx: &Cx) -> Result<()> {
        if self.name.is_some() && self.file.len() > 1 {
            return Err(Error::usage("`--name` names one file, and there are more"));
        }
        let endpoint = if self.replace { ADD_OR_UPDATE } else { ADD };
        for file in &self.file {
            let name = self.name.as_deref().unwrap_or_else(|| file.name());
            if name == "-" {
                return Err(Error::usage("what comes from standard input has no name").hint("`--name` gives it one"));
            }
            let form = form(name, cx.open(file)?, self.comment.as_deref(), self.minor);
            upload(cx, endpoint, &self.page, form).list_whole(cx, Some("results")).await?;
            cx.success(&format!("uploaded `{name}`"));
        }
        Ok(())
    }
}

/// What Confluence wants to know of a file.
pub(crate) fn form(
    name: &str,
    file: atlassian_plugin_sdk::files::Reader,
    comment: Option<&str>,
    minor: bool,
) -> Multipart {
    let form = Multipart::new().file_as("file", name, file).text("minorEdit", if minor { "true" } else { "false" });
    comment.iter().fold(form, |form, comment| form.text("comment", comment))
}

/// The request with a form.
pub(crate) fn upload(cx: &Cx, endpoint: Endpoint, page: &ContentId, form: Multipart) -> atlassian_plugin_sdk::Request {
    cx.request(endpoint).param("id", page).header("x-atlassian-token", "no-check").multipart(form)
}
