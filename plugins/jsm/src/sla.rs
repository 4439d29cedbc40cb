//! `jsm sla …`

pub(crate) mod get;
pub(crate) mod list;
