//! Which issues: those of a query, of a filter, by key, or from a file.

use super::rows;
use crate::filters;
use crate::jql::{Jql, quoted};
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::Value;
use std::collections::BTreeSet;
use std::io::Read;

const SEARCH: Endpoint = endpoint!(
    jira GET "/rest/api/3/search/jql",
    classic("read:jira-work"),
    granular(
        "read:issue-details:jira", "read:audit-log:jira", "read:avatar:jira", "read:field-configuration:jira",
        "read:issue-meta:jira",
    ),
);

/// What choosing issues asks.
pub(crate) const CHOOSE: EndpointGroup = endpoint_group!(SEARCH, filters::SEARCH, filters::FILTER);

/// As many as Jira gives when fields are asked for.
const PAGE: Paging = Paging::token("issues", 100);

/// Keys in one query.
const KEYS: usize = 100;

/// What was typed; exactly one of them.
pub(super) struct Chosen<'a> {
    pub(super) jql: Option<&'a str>,
    pub(super) keys: &'a [String],
    pub(super) filter: Option<&'a str>,
    pub(super) from_file: Option<&'a InputFile>,
}

/// An issue as far as a bulk command has to know it.
#[derive(Debug, Clone, Deserialize)]
#[serde(crate = "self::serde")]
pub(super) struct Issue {
    pub(super) id: String,
    pub(super) key: String,
    #[serde(default)]
    pub(super) fields: Value,
    #[serde(default)]
    pub(super) properties: Value,
}

impl Issue {
    /// A text at a place in its fields.
    pub(super) fn text(&self, pointer: &str) -> &str {
        self.fields.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// How a question shows it.
    pub(super) fn about(&self, what: &str) -> String {
        let what = if what.is_empty() { String::new() } else { format!(" ({what})") };
        format!("{}{what}: {}", self.key, self.text("/summary"))
    }
}

impl Chosen<'_> {
    /// Refuses none of the ways, and more than one.
    pub(super) fn check(&self) -> Result<()> {
        let given = [self.jql.is_some(), !self.keys.is_empty(), self.filter.is_some(), self.from_file.is_some()];
        if given.iter().filter(|is_given| **is_given).count() == 1 {
            return Ok(());
        }
        Err(Error::usage("issues are chosen in one way: `--jql`, `--keys`, `--filter` or `--from-file`"))
    }

    /// All of them, with these fields.
    pub(super) async fn issues(&self, cx: &Cx, fields: &str) -> Result<Vec<Issue>> {
        self.check()?;
        let found = match (self.query(cx).await?, self.from_file) {
            (Some(jql), _) => found(cx, &jql, fields).await?,
            (None, Some(file)) => by_key(cx, &rows::keys(&read(cx, file)?)?, fields).await?,
            (None, None) => by_key(cx, &typed(self.keys), fields).await?,
        };
        if found.is_empty() {
            cx.note("no issue was found; there is nothing to do");
        }
        Ok(found)
    }

    /// The query, where it is one.
    pub(super) async fn query(&self, cx: &Cx) -> Result<Option<String>> {
        let jql = match (self.jql, self.filter) {
            (Some(jql), _) => jql.to_owned(),
            (None, Some(filter)) => filters::query(cx, &filters::find(cx, filter).await?).await?,
            (None, None) => return Ok(None),
        };
        if Jql::of(Some(&jql)).is_unbounded() {
            return Err(Error::usage("a query without a condition would choose every issue of the site")
                .hint("narrow it down, for example `project = DEV AND status = Done`"));
        }
        Ok(Some(jql))
    }
}

/// What a file, or standard input, has in it.
pub(super) fn read(cx: &Cx, file: &InputFile) -> Result<String> {
    let mut text = String::new();
    cx.open(file)?.read_to_string(&mut text)?;
    Ok(text)
}

/// Every issue of a query.
pub(super) async fn found(cx: &Cx, jql: &str, fields: &str) -> Result<Vec<Issue>> {
    cx.request(SEARCH).query("jql", jql).query("fields", fields).all(PAGE).await
}

/// The same page by page, with issue properties, for what is looked at as it comes.
pub(super) fn request(cx: &Cx, jql: &str, fields: &str) -> atlassian_plugin_sdk::Request {
    cx.request(SEARCH).query("jql", jql).query("fields", fields)
}

/// The pages of such a request.
pub(super) const fn pages() -> Paging {
    PAGE
}

fn typed(keys: &[String]) -> Vec<String> {
    let parts = keys.iter().flat_map(|list| list.split([',', ' ', '\n'])).map(str::trim);
    parts.filter(|key| !key.is_empty()).map(|key| IssueKey::read(key).0).collect()
}

/// Issues by key or id, each once, in the order in which they were named. One that is not there is an error.
pub(super) async fn by_key(cx: &Cx, keys: &[String], fields: &str) -> Result<Vec<Issue>> {
    let mut seen = BTreeSet::new();
    let keys: Vec<_> = keys.iter().filter(|key| seen.insert(key.as_str())).collect();
    let mut all = Vec::with_capacity(keys.len());
    for batch in keys.chunks(KEYS) {
        let list: Vec<_> = batch.iter().map(|key| quoted(key)).collect();
        let mut found = found(cx, &format!("key in ({})", list.join(", ")), fields).await?;
        let place = |issue: &Issue| batch.iter().position(|key| **key == issue.key || **key == issue.id);
        let missing: Vec<_> = batch
            .iter()
            .filter(|key| !found.iter().any(|issue| issue.key == ***key || issue.id == ***key))
            .map(|key| key.as_str())
            .collect();
        // One that was moved answers to its old key, under its new one.
        if found.len() < batch.len() {
            let names = crate::fields::listed(missing);
            return Err(Error::not_found(format!("no issue {names}, or you may not see it")));
        }
        found.sort_by_key(|issue| place(issue).unwrap_or(usize::MAX));
        all.extend(found);
    }
    Ok(all)
}

/// Issues by id, whatever they are called by now. (Asked for ids alone, Jira answers without keys.)
pub(super) async fn moved(cx: &Cx, ids: &[String]) -> Result<Vec<Issue>> {
    let mut all = Vec::with_capacity(ids.len());
    for batch in ids.chunks(KEYS) {
        all.extend(found(cx, &format!("id in ({})", batch.join(", ")), "summary").await?);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_typed_as_a_list_or_again_and_again() {
        let keys = ["dev-1, DEV-2".to_owned(), "https://x.example/browse/REL-1".to_owned()];
        assert_eq!(typed(&keys), ["DEV-1", "DEV-2", "REL-1"]);
    }
}
