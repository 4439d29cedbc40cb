//! `jira issue remote-link …`

pub(crate) mod add;
pub(crate) mod delete;
pub(crate) mod list;
