//! `bitbucket commit …`

pub(crate) mod diff;
pub(crate) mod diffstat;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod status;
