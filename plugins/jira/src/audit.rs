//! `jira audit …`: what administrators did, as Jira logs it.

mod csv;
pub(crate) mod export;
pub(crate) mod list;

use crate::record;
use atlassian_plugin_sdk::Pages;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

const RECORDS: Endpoint = endpoint!(
    jira GET "/rest/api/3/auditing/record",
    classic("manage:jira-configuration"),
    granular("read:audit-log:jira", "read:user:jira"),
);

/// As many as Jira gives on a page.
const PAGE: Paging = Paging::audit(1000);

/// Who did it, under one of two names: accounts that are older have a key, too.
#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Author {
    author_account_id: Option<String>,
    author_key: Option<String>,
}

/// A record with its author in one place.
fn readable(record: &RawValue) -> Result<Box<RawValue>> {
    let Author { author_account_id, author_key } = atlassian_plugin_sdk::read("a record", record)?;
    record::with(record, "author", &author_account_id.or(author_key).unwrap_or_default())
}

/// The records of a time that have some words; the newest come first.
fn pages(cx: &Cx, since: Option<&Date>, until: Option<&Date>, words: Option<&str>, limit: Limit) -> Pages {
    let date = |date: &Date| crate::worklog::time::moment(date);
    let request = cx.request(RECORDS).query_opt("filter", words);
    request.query_opt("from", since.map(date)).query_opt("to", until.map(date)).pages(PAGE, limit)
}
