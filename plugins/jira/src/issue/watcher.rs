//! `jira issue watcher …`

pub(crate) mod add;
pub(crate) mod list;
pub(crate) mod remove;

use crate::people;
use atlassian_plugin_sdk::prelude::*;

/// The accounts of the people who were named, or the user's own; all are known before the first request is sent.
async fn accounts(cx: &Cx, named: &[String]) -> Result<Vec<(String, String)>> {
    if named.is_empty() {
        return Ok(vec![("you".to_owned(), people::account(cx, "@me").await?)]);
    }
    let mut accounts = Vec::new();
    for name in named {
        accounts.push((name.clone(), people::account(cx, name).await?));
    }
    Ok(accounts)
}
