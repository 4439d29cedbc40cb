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

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Sent {
    #[serde(default)]
    comment: Option<Box<RawValue>>,
}

/// An entry with its comment as Markdown beside it, for tables.
fn readable(entry: &RawValue) -> Result<Box<RawValue>> {
    let sent: Sent = atlassian_plugin_sdk::read("a worklog", entry)?;
    record::with(entry, "commentMarkdown", &document::read(sent.comment.as_deref()))
}
