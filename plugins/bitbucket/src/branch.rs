//! `bitbucket branch …`
//!
//! A branch's name may have slashes in it, and stands last in the path: `{+name}` takes all of its parts.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
