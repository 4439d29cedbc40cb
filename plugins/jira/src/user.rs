//! `jira user …`

pub(crate) mod get;
pub(crate) mod me;
pub(crate) mod search;
