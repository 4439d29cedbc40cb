//! `jira status …`

pub(crate) mod list;
