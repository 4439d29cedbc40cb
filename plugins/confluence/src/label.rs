//! `confluence label …`

pub(crate) mod add;
pub(crate) mod list;
pub(crate) mod remove;
