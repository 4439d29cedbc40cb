//! `jira group …`

pub(crate) mod list;
pub(crate) mod members;
