//! `bitbucket deploy-key …`

pub(crate) mod add;
pub(crate) mod delete;
pub(crate) mod list;
