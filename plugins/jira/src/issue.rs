//! `jira issue …`

pub(crate) mod archive;
pub(crate) mod assign;
mod away;
pub(crate) mod changelog;
pub(crate) mod clone;
pub(crate) mod comment;
mod copy;
pub(crate) mod create;
pub(crate) mod delete;
mod form;
pub(crate) mod get;
pub(crate) mod link;
pub(crate) mod r#move;
pub(crate) mod open;
pub(crate) mod property;
pub(crate) mod rank;
pub(crate) mod remote_link;
pub(crate) mod transition;
pub(crate) mod transitions;
pub(crate) mod unarchive;
pub(crate) mod unassign;
pub(crate) mod update;
pub(crate) mod vote;
pub(crate) mod watcher;

use atlassian_plugin_sdk::prelude::*;

/// What went wrong with some of several issues, as one error; nothing where nothing did.
fn failures(count: usize, failed: &[(&str, Error)]) -> Result<()> {
    if failed.is_empty() {
        return Ok(());
    }
    let error = Error::new(Kind::Partial, format!("{} of {count} issues failed", failed.len()));
    Err(failed.iter().fold(error, |error, (key, why)| error.hint(format!("{key}: {}", why.message()))))
}
