//! `jira issue property …`

pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod set;
