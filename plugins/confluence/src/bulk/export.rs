//! `confluence bulk export`: all that a query finds, one file each.

use super::{Found, counted, find};
use crate::body::BodyFormat;
use crate::docs::file_name::{Names, plain};
use crate::docs::front_matter::FrontMatter;
use crate::search::SEARCH;
use atlassian_plugin_sdk::bulk::{Bulk, Item, Outcome, Plan, Task};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize, Serialize};
use atlassian_plugin_sdk::serde_json::Value;
use std::io::Write;

const PAGE: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/pages/{id}",
    granular("read:page:confluence"),
);

const BLOG: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/blogposts/{id}",
    granular("read:page:confluence"),
);

/// Export all pages and blog posts that a query finds, one file each
///
/// As Markdown with front matter, or as they are in storage format or ADF. Files that are there already with other bytes
/// stay, unless `--force` is given. Asks before it begins; a run that was cut off is taken up again with `--resume`.
/// `page export` writes a whole tree with attachments; for one table of all, there is `search --limit 0 --format csv`.
#[derive(Command)]
#[command(path = "bulk export", effect = "read", result = "many", id = "/key")]
#[command(need = "journal", need = "prompt", need = "files")]
#[command(example = "confluence bulk export --cql \"label = faq OR type = blogpost\" --dir found --yes")]
#[http(SEARCH, PAGE, BLOG)]
#[column("Id", "/key")]
#[column("Status", "/status", status)]
#[column("File", "/message")]
pub(crate) struct Export {
    /// Query that finds them, in CQL
    #[arg(long, value_name = "CQL")]
    cql: String,
    /// Folder to write to
    #[arg(long, value_name = "DIR")]
    dir: OutputDir,
    /// How the bodies are written
    #[arg(long, default = "markdown", value_name = "FORMAT")]
    body_format: BodyFormat,
}

/// What is needed to do one.
#[derive(Serialize, Deserialize)]
#[serde(crate = "self::serde")]
struct Input {
    is_blog: bool,
    file: String,
}

impl Run for Export {
    async fn run(self, cx: &Cx) -> Result<()> {
        let plan = async || {
            let mut found = find(cx, &self.cql, None).await?;
            // Which of two gets the plain name does not depend on the order of the results.
            found.sort_by_key(|page| (page.id.parse::<u64>().unwrap_or(u64::MAX), page.id.clone()));
            let mut names = Names::default();
            let mut item = |page: &Found| {
                let stem = names.take_stem(&plain(&page.title), &page.id, &[]);
                let input = Input { is_blog: page.is_blog(), file: format!("{stem}.{}", self.ending()) };
                Ok(Item::new(&page.id, &input)?.about(page.named()))
            };
            let items = found.iter().map(&mut item).collect::<Result<Vec<_>>>()?;
            Ok(Plan::new(format!("export {}", counted(items.len())), items))
        };
        Bulk::new("exporting").run(cx, plan, async |task| self.export(cx, task).await).await
    }
}

impl Export {
    fn ending(&self) -> &'static str {
        match self.body_format {
            BodyFormat::Markdown => "md",
            BodyFormat::Storage => "xml",
            BodyFormat::Adf => "json",
        }
    }

    async fn export(&self, cx: &Cx, task: &Task) -> Result<Outcome> {
        let Input { is_blog, file } = task.input()?;
        let request = cx.request(if is_blog { BLOG } else { PAGE }).param("id", &task.key);
        let page: Value = request.query("body-format", self.body_format.representation()).json().await?;
        let text = self.body_format.text(&page);
        let text = match self.body_format {
            BodyFormat::Markdown => front_matter(&page).file(&text),
            BodyFormat::Storage | BodyFormat::Adf => text,
        };
        let mut output = cx.create_below(&self.dir, &file)?;
        output.write_all(text.as_bytes())?;
        output.finish()?;
        Ok(Outcome::done(file))
    }
}

fn front_matter(page: &Value) -> FrontMatter {
    let text = |name: &str| page.get(name).and_then(Value::as_str).map(str::to_owned);
    FrontMatter {
        id: text("id"),
        title: text("title").unwrap_or_default(),
        parent: text("parentId"),
        version: page.pointer("/version/number").and_then(Value::as_u64),
        ..FrontMatter::default()
    }
}
