//! `confluence bulk delete`: puts all that a query finds into the trash.

use super::{Found, counted, find};
use crate::search::SEARCH;
use atlassian_plugin_sdk::bulk::{Bulk, Item, Outcome, Plan, Task};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize, Serialize};

const PAGE: Endpoint = endpoint!(
    confluence DELETE "/wiki/api/v2/pages/{id}",
    granular("delete:page:confluence"),
);

const BLOG: Endpoint = endpoint!(
    confluence DELETE "/wiki/api/v2/blogposts/{id}",
    granular("delete:page:confluence"),
);

/// Put all pages and blog posts that a query finds into the trash
///
/// Asks before it begins. A run that was cut off is taken up again with `--resume`. From the trash, `page restore`
/// takes a page back, a blog post goes back in the browser, and `--purge` of `page delete` and `blog delete` deletes for
/// good.
#[derive(Command)]
#[command(path = "bulk delete", effect = "delete", result = "many", id = "/key", need = "journal", need = "prompt")]
#[command(example = "confluence bulk delete --cql \"label = runbook AND title ~ 01\" --yes")]
#[http(SEARCH, PAGE, BLOG)]
#[column("Id", "/key")]
#[column("Status", "/status", status)]
#[column("Message", "/message")]
pub(crate) struct Delete {
    /// Query that finds them, in CQL
    #[arg(long, value_name = "CQL")]
    cql: String,
}

/// What is needed to do one.
#[derive(Serialize, Deserialize)]
#[serde(crate = "self::serde")]
struct Input {
    is_blog: bool,
    title: String,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let plan = async || {
            let found = find(cx, &self.cql, None).await?;
            let item = |page: &Found| {
                let input = Input { is_blog: page.is_blog(), title: page.title.clone() };
                Ok(Item::new(&page.id, &input)?.about(page.named()))
            };
            let items = found.iter().map(item).collect::<Result<Vec<_>>>()?;
            Ok(Plan::new(format!("put {} into the trash", counted(items.len())), items))
        };
        Bulk::new("deleting").run(cx, plan, async |task| delete(cx, task).await).await
    }
}

/// What is in the trash is not found again, so that nothing is deleted twice.
async fn delete(cx: &Cx, task: &Task) -> Result<Outcome> {
    let Input { is_blog, title } = task.input()?;
    let answer = cx.request(if is_blog { BLOG } else { PAGE }).param("id", &task.key).send().await;
    match answer {
        Ok(_) => Ok(Outcome::done(title)),
        Err(error) if error.kind() == Kind::NotFound && task.again => Ok(Outcome::done(title)),
        Err(error) if error.kind() == Kind::NotFound => Ok(Outcome::skipped("it is not there any more")),
        Err(error) => Err(error),
    }
}
