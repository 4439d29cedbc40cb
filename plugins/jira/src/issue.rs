//! `jira issue …`

pub(crate) mod archive;
pub(crate) mod assign;
pub(crate) mod changelog;
pub(crate) mod clone;
pub(crate) mod create;
pub(crate) mod delete;
mod form;
pub(crate) mod get;
pub(crate) mod move_;
pub(crate) mod open;
pub(crate) mod rank;
pub(crate) mod transition;
pub(crate) mod transitions;
pub(crate) mod unarchive;
pub(crate) mod unassign;
pub(crate) mod update;
