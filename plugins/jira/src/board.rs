//! `jira board …`

pub(crate) mod backlog;
pub(crate) mod config;
pub(crate) mod get;
pub(crate) mod issues;
pub(crate) mod list;
