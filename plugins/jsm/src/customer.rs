//! `jsm customer …`

pub(crate) mod add;
pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod remove;
pub(crate) mod revoke_portal_access;
