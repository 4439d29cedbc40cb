//! `jira worklog …`

pub(crate) mod add;
pub(crate) mod delete;
mod estimate;
pub(crate) mod list;
pub(crate) mod time;
pub(crate) mod update;

use crate::{document, record};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json;

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Sent {
    #[serde(default)]
    comment: Option<Box<RawValue>>,
}

/// An entry with its comment as Markdown beside it, for tables.
fn readable(entry: &RawValue) -> Result<Box<RawValue>> {
    let sent: Sent = serde_json::from_str(entry.get())
        .map_err(|error| Error::other(format!("a worklog is not of the expected form: {error}")))?;
    record::with(entry, "commentMarkdown", &document::read(sent.comment.as_deref()))
}
