//! `jira resolution …`

pub(crate) mod list;
