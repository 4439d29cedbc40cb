//! `confluence restriction list`: who alone may see or change a page.

use crate::content_id::ContentId;
use crate::json::text;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::{Value, json};

const LIST: Endpoint = endpoint!(
    confluence GET "/wiki/rest/api/content/{id}/restriction",
    classic("read:confluence-content.all"),
    granular("read:content-details:confluence"),
);

/// People, and groups, that come at once.
const PAGE: usize = 100;

/// List who alone may see or change a page or a blog post
///
/// Where nobody is named, nothing is restricted.
#[derive(Command)]
#[command(path = "restriction list", alias = "page get-restrictions", effect = "read", result = "many", id = "/id")]
#[command(example = "confluence restriction list 131074")]
#[http(LIST)]
#[column("May", "/operation")]
#[column("Who", "/type")]
#[column("Name", "/name", user)]
#[column("Account or group", "/id")]
pub(crate) struct List {
    /// Id or address of the page or blog post
    #[arg(positional)]
    page: ContentId,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Answer {
    results: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Entry {
    operation: String,
    restrictions: Who,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Who {
    user: Subjects,
    group: Subjects,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Subjects {
    #[serde(default)]
    results: Vec<Value>,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let mut start = 0;
        loop {
            let request = cx.request(LIST).param("id", &self.page).query("start", start).query("limit", PAGE);
            let request = request.query("expand", "restrictions.user,restrictions.group");
            let Answer { results } = request.json().await?;
            let mut is_full = false;
            for entry in &results {
                let Who { user, group } = &entry.restrictions;
                is_full |= user.results.len() >= PAGE || group.results.len() >= PAGE;
                for (kind, subject) in user.results.iter().map(|user| ("user", user)) {
                    cx.emit(&shown(&entry.operation, kind, text(subject, "accountId"), text(subject, "displayName")))?;
                }
                for (kind, subject) in group.results.iter().map(|group| ("group", group)) {
                    cx.emit(&shown(&entry.operation, kind, text(subject, "id"), text(subject, "name")))?;
                }
            }
            if !is_full {
                return Ok(());
            }
            start += PAGE;
        }
    }
}

fn shown(operation: &str, kind: &str, id: &str, name: &str) -> Value {
    json!({"operation": operation, "type": kind, "id": id, "name": name})
}
