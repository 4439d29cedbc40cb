//! `jira permission …`

pub(crate) mod check;
