//! `jsm queue …`

pub(crate) mod get;
pub(crate) mod issues;
pub(crate) mod list;
