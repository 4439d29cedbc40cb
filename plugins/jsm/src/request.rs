//! `jsm request …`

pub(crate) mod attach;
pub(crate) mod comment;
pub(crate) mod comments;
pub(crate) mod create;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod participant;
pub(crate) mod status;
pub(crate) mod subscribe;
pub(crate) mod transition;
pub(crate) mod transitions;
pub(crate) mod unsubscribe;
