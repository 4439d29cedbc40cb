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

use select::{Chosen, Issue};

/// `1 issue`, `3 issues`.
fn issues(count: usize) -> String {
    crate::batches::issues(count)
}
