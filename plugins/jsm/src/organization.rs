//! `jsm organization …`

pub(crate) mod add_user;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod remove_user;
pub(crate) mod users;
