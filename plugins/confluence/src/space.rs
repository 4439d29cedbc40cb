//! `confluence space …`

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod permission;
pub(crate) mod permissions;
pub(crate) mod update;
