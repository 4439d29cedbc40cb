//! `jira server …`

pub(crate) mod info;
