//! `bitbucket bulk …`

pub(crate) mod delete_branches;
pub(crate) mod stale_repos;
