//! `jira backlog …`

pub(crate) mod r#move;
