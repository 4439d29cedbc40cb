//! `confluence restriction …`: who alone may see or change a page. v2 has nothing of it.

pub(crate) mod add;
pub(crate) mod list;
pub(crate) mod remove;

use crate::people;
use atlassian_plugin_sdk::prelude::*;

/// What is restricted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub(crate) enum Operation {
    Read,
    Update,
}

/// Whom a restriction names.
pub(crate) enum Subject {
    User(String),
    Group(String),
}

impl Subject {
    /// The person or the group that was typed.
    ///
    /// # Errors
    ///
    /// When neither was, or there is none.
    pub(crate) async fn find(cx: &Cx, user: Option<&str>, group: Option<&str>) -> Result<Self> {
        match (user, group) {
            (Some(user), _) => people::account(cx, user).await.map(Self::User),
            (None, Some(group)) => people::group(cx, group).await.map(Self::Group),
            (None, None) => Err(Error::usage("say who: `--user` or `--group`")),
        }
    }
}
