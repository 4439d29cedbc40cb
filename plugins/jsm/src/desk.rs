//! `jsm desk …`

pub(crate) mod add_organization;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod organizations;
pub(crate) mod remove_organization;
