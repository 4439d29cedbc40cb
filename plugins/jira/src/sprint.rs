//! `jira sprint …`

pub(crate) mod add;
pub(crate) mod close;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod issues;
pub(crate) mod list;
pub(crate) mod remove;
pub(crate) mod start;
pub(crate) mod update;
