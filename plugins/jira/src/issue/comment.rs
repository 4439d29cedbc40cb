//! `jira issue comment …`

pub(crate) mod add;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod update;

use crate::{document, record};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Sent {
    #[serde(default)]
    body: Option<Box<RawValue>>,
}

/// A comment with its text as Markdown beside it, for tables.
fn readable(comment: &RawValue, whole: bool) -> Result<Box<RawValue>> {
    let sent: Sent = atlassian_plugin_sdk::read("a comment", comment)?;
    let text = document::read(sent.body.as_deref());
    record::with(comment, "bodyMarkdown", &if whole { text } else { document::beginning(&text) })
}

/// Who may see a comment, where the user said so.
fn visibility(role: Option<&str>, group: Option<&str>) -> Option<Value> {
    let only = |kind: &str, value: &str| json!({"type": kind, "value": value});
    role.map(|role| only("role", role)).or_else(|| group.map(|group| only("group", group)))
}
