//! `jira issue …`

pub(crate) mod comment;
pub(crate) mod get;
pub(crate) mod link;
pub(crate) mod property;
pub(crate) mod remote_link;
pub(crate) mod vote;
pub(crate) mod watcher;
