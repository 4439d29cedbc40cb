//! `jira issue …`

pub(crate) mod get;
