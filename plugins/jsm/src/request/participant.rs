//! `jsm request participant …`

pub(crate) mod add;
pub(crate) mod list;
pub(crate) mod remove;
