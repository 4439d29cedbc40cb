//! `jsm approval …`

pub(crate) mod approve;
pub(crate) mod decline;
pub(crate) mod get;
pub(crate) mod list;
