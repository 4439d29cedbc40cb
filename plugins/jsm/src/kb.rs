//! `jsm kb …`

pub(crate) mod search;
