//! `confluence attachment download`: one file, or all of a page.

use super::get::GET;
use super::list::{OF_PAGE, PAGE};
use super::{Attachment, CONTENT};
use crate::content_id::ContentId;
use crate::docs::file_name::{Names, plain};
use crate::missing::{OrMissing, What};
use atlassian_plugin_sdk::files::Writer;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

/// Download a file, or all files at a page
///
/// Names are made fit for any disk, and none leaves the folder. Files that are there already stay, unless they are the
/// same or `--force` is given.
#[derive(Command)]
#[command(path = "attachment download", effect = "read", result = "many", id = "/name", need = "files")]
#[command(example = "confluence attachment download att131951 --out checklist.txt")]
#[command(example = "confluence attachment download --page 131074 --dir files")]
#[http(GET, OF_PAGE, CONTENT)]
#[column("Id", "/id")]
#[column("Name", "/name")]
#[column("Size", "/size", bytes)]
pub(crate) struct Download {
    /// Id of the attachment
    #[arg(positional, value_name = "ID", conflicts = "page")]
    attachment: Option<String>,
    /// Id or address of a page, all of whose files are wanted
    #[arg(long, value_name = "PAGE", requires = "dir")]
    page: Option<ContentId>,
    /// File to write (`-` for standard output)
    #[arg(long, value_name = "FILE", short = 'o', conflicts = "dir")]
    out: Option<OutputFile>,
    /// Folder to write to, under the names that the files have
    #[arg(long, value_name = "DIR")]
    dir: Option<OutputDir>,
    /// Older version of the file, by its number
    #[arg(long, value_name = "N", conflicts = "page")]
    revision: Option<u64>,
}

impl Run for Download {
    async fn run(self, cx: &Cx) -> Result<()> {
        if let Some(page) = &self.page {
            return self.all(cx, page).await;
        }
        let Some(id) = &self.attachment else {
            return Err(Error::usage("say what to download: the id of an attachment, or `--page`"));
        };
        let file = Attachment::find(cx, id).await?;
        match (&self.out, &self.dir) {
            (Some(out), _) => self.one(cx, &file, cx.create(out)?, out.name()).await,
            (None, Some(dir)) => {
                let name = plain(&file.title);
                self.one(cx, &file, cx.create_below(dir, &name)?, &name).await
            }
            (None, None) => Err(Error::usage("say where to: `--out` or `--dir`")),
        }
    }
}

impl Download {
    async fn all(&self, cx: &Cx, page: &ContentId) -> Result<()> {
        let Some(dir) = &self.dir else { return Err(Error::usage("say where to: `--dir`")) };
        let files = cx.request(OF_PAGE).param("id", page).all(PAGE).await;
        let files: Vec<Attachment> = files.or_missing(What::Page, page)?;
        let mut names = Names::default();
        for file in &files {
            let name = names.take(&plain(&file.title), &file.id);
            self.one(cx, file, cx.create_below(dir, &name)?, &name).await?;
        }
        Ok(())
    }

    async fn one(&self, cx: &Cx, file: &Attachment, output: Writer, name: &str) -> Result<()> {
        let request = cx.request(CONTENT).param("id", file.container()?).param("attachmentId", &file.id);
        let answer = request.query_opt("version", self.revision).download(&output).await?;
        output.finish()?;
        // What went to standard output is the result.
        if name == "-" {
            return Ok(());
        }
        cx.emit(&json!({"id": file.id, "name": name, "size": answer.saved()}))
    }
}
