//! `jira bulk …`: the same for many issues, so that it can be cut off and taken up again.

pub(crate) mod assign;
pub(crate) mod comment;
mod csv;
pub(crate) mod delete;
pub(crate) mod edit;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod label;
pub(crate) mod link;
mod look;
pub(crate) mod r#move;
mod orders;
mod portable;
mod rows;
mod select;
pub(crate) mod transition;

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;
use select::{Chosen, Issue};

/// `1 issue`, `3 issues`.
fn issues(count: usize) -> String {
    crate::batches::issues(count)
}

/// Says which file to fill in was written; one on standard output stands alone.
fn template(cx: &Cx, file: &OutputFile, fields: usize) -> Result<()> {
    if file.name() == "-" {
        return Ok(());
    }
    cx.columns([Column::new("File", ["file"]), Column::new("Fields", ["fields"])]);
    cx.emit(&json!({"file": file.name(), "fields": fields}))
}
