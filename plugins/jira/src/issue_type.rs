//! `jira issue-type …`

pub(crate) mod list;
