//! `jira priority …`

pub(crate) mod list;
