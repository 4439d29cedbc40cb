//! `bitbucket repo …`

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod fork;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod update;

use atlassian_plugin_sdk::prelude::*;

/// Who may fork a repository.
#[derive(Choice)]
pub(crate) enum Forks {
    Allow,
    NoPublic,
    None,
}

impl Forks {
    fn policy(&self) -> &'static str {
        match self {
            Self::Allow => "allow_forks",
            Self::NoPublic => "no_public_forks",
            Self::None => "no_forks",
        }
    }
}
