//! `confluence page restore`: out of the trash, or back to an older version.

use super::get::GET;
use super::update::UPDATE;
use crate::content_id::ContentId;
use crate::missing::{OrMissing, What};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Value, json};

const VERSION: Endpoint = endpoint!(
    confluence POST "/wiki/rest/api/content/{id}/version",
    classic("write:confluence-content"),
    granular("read:content-details:confluence", "write:content:confluence"),
);

/// Take a page out of the trash, or back to an older version
///
/// The versions in between stay in the page's history.
#[derive(Command)]
#[command(path = "page restore", effect = "write", result = "one", id = "/id")]
#[command(example = "confluence page restore 131074 --to 1")]
#[http(GET, UPDATE, VERSION)]
#[web(page: confluence "/wiki/pages/viewpage.action?pageId={id}")]
#[column("Id", "/id")]
#[column("Title", "/title")]
#[column("Status", "/status", status)]
#[column("Version", "/version/number", number)]
pub(crate) struct Restore {
    /// Id or address of the page
    #[arg(positional)]
    page: ContentId,
    /// Version to go back to, with its title; without it, the page is taken out of the trash
    #[arg(long, value_name = "N")]
    to: Option<u64>,
    /// What to say of the new version
    #[arg(long, value_name = "TEXT", requires = "to")]
    message: Option<String>,
}

impl Run for Restore {
    async fn run(self, cx: &Cx) -> Result<()> {
        match self.to {
            Some(number) => self.back_to(cx, number).await?,
            None => self.out_of_the_trash(cx).await?,
        }
        cx.success(&format!("restored `{}`", self.page));
        cx.emit_raw(&cx.request(GET).param("id", &self.page).raw().await?)
    }
}

impl Restore {
    async fn back_to(&self, cx: &Cx, number: u64) -> Result<()> {
        let message = self.message.clone().unwrap_or_else(|| format!("Back to version {number}"));
        let params = json!({"versionNumber": number, "message": message, "restoreTitle": true});
        let body = json!({"operationKey": "restore", "params": params});
        let answer = cx.request(VERSION).param("id", &self.page).json_body(&body).send().await;
        answer.or_missing_version(What::Page, &self.page, Some(number))?;
        Ok(())
    }

    async fn out_of_the_trash(&self, cx: &Cx) -> Result<()> {
        let request = cx.request(GET).param("id", &self.page).query_all("status", ["current", "trashed"]);
        let page: Value = request.query("body-format", "storage").json().await.or_missing(What::Page, &self.page)?;
        if page.get("status").and_then(Value::as_str) != Some("trashed") {
            return Err(Error::new(Kind::Conflict, format!("`{}` is not in the trash", self.page))
                .hint("`--to` takes it back to an older version"));
        }
        let body = json!({
            "id": self.page.0,
            "status": "current",
            "title": page.get("title"),
            "body": crate::body::unchanged(&page),
            "version": {"number": crate::edit::number(&page)? + 1},
        });
        cx.request(UPDATE).param("id", &self.page).json_body(&body).send().await?;
        Ok(())
    }
}
