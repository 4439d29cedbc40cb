//! `confluence page …`

pub(crate) mod children;
pub(crate) mod copy;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod diff;
pub(crate) mod export;
pub(crate) mod get;
pub(crate) mod import;
pub(crate) mod list;
#[path = "page/move.rs"]
pub(crate) mod move_;
pub(crate) mod open;
pub(crate) mod publish;
pub(crate) mod restore;
pub(crate) mod tree;
pub(crate) mod update;
pub(crate) mod versions;
