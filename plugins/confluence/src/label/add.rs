//! `confluence label add`: labels for a page or a blog post; v2 has no such route.

use crate::content_id::ContentId;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Value, json};

pub(crate) const ADD: Endpoint = endpoint!(
    confluence POST "/wiki/rest/api/content/{id}/label",
    classic("write:confluence-content"),
    granular("read:label:confluence", "write:label:confluence"),
);

/// Add labels to a page or a blog post
///
/// Shows all the labels that it has then.
#[derive(Command)]
#[command(path = "label add", alias = "page add-label", effect = "write", result = "many", id = "/name")]
#[command(example = "confluence label add 131074 howto release-train")]
#[http(ADD)]
#[column("Label", "/name")]
#[column("Prefix", "/prefix")]
#[column("Id", "/id")]
pub(crate) struct Add {
    /// Id or address of the page or blog post
    #[arg(positional)]
    page: ContentId,
    /// Label (can be repeated)
    #[arg(positional, required)]
    label: Vec<String>,
}

impl Run for Add {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = cx.request(ADD).param("id", &self.page).json_body(&labels(&self.label)?);
        request.list_whole(cx, Some("results")).await
    }
}

/// Labels as a request has them.
///
/// # Errors
///
/// When one cannot be a label.
pub(crate) fn labels(names: &[String]) -> Result<Value> {
    let names = names.iter().map(|name| name.trim());
    let label = |name: &str| {
        if name.is_empty() || name.contains(char::is_whitespace) {
            return Err(Error::usage(format!("`{name}` cannot be a label")).hint("a label has no spaces"));
        }
        Ok(json!({"prefix": "global", "name": name}))
    };
    names.map(label).collect::<Result<Vec<_>>>().map(Value::Array)
}
