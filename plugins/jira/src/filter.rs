//! `jira filter …`

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod favourite;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod run;
pub(crate) mod unfavourite;
pub(crate) mod update;
