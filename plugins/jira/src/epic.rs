//! `jira epic …`

pub(crate) mod add;
pub(crate) mod create;
pub(crate) mod get;
pub(crate) mod issues;
pub(crate) mod list;
pub(crate) mod remove;
