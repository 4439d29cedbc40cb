//! `confluence blog …`

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod publish;
pub(crate) mod update;
pub(crate) mod versions;
