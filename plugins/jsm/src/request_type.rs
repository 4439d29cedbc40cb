//! `jsm request-type …`

pub(crate) mod fields;
pub(crate) mod get;
pub(crate) mod groups;
pub(crate) mod list;
