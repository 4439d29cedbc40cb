//! `jira issue link …`

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod list;
pub(crate) mod types;

use crate::record;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

/// The issue whose links are read.
const ISSUE: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/{issueIdOrKey}",
    classic("read:jira-work"),
    granular(
        "read:avatar:jira", "read:field-configuration:jira", "read:issue-meta:jira",
        "read:issue-security-level:jira", "read:issue.changelog:jira", "read:issue.vote:jira", "read:issue:jira",
        "read:status:jira", "read:user:jira",
    ),
);

/// A kind of link. What `outward` says holds from the inward issue to the outward one: so Jira has it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(crate = "self::serde")]
struct Type {
    name: String,
    #[serde(default)]
    inward: String,
    #[serde(default)]
    outward: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Issue {
    fields: Fields,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Fields {
    #[serde(default)]
    issuelinks: Vec<Box<RawValue>>,
}

/// A link as an issue shows it: with the other issue in one of two places.
#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Link {
    #[serde(rename = "type")]
    kind: Type,
    inward_issue: Option<Box<RawValue>>,
    outward_issue: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Linked {
    id: String,
    key: String,
}

/// The links of an issue, as they were sent.
async fn links(cx: &Cx, key: &str) -> Result<Vec<Box<RawValue>>> {
    let request = cx.request(ISSUE).param("issueIdOrKey", key).query("fields", "issuelinks");
    Ok(request.json::<Issue>().await?.fields.issuelinks)
}

/// What linking asks, for commands that link many.
pub(crate) const LINK: EndpointGroup = endpoint_group!(ISSUE, create::TYPES, CREATE);
pub(crate) use create::CREATE;

/// The name of the type that was typed, and whether what was typed is said of the other issue.
///
/// # Errors
///
/// When there is none.
pub(crate) async fn chosen(cx: &Cx, typed: &str) -> Result<(String, bool)> {
    let (kind, backwards) = create::chosen(cx, typed).await?;
    Ok((kind.name, backwards))
}

/// Whether an issue has such a link to another.
///
/// # Errors
///
/// When its links cannot be had.
pub(crate) async fn is_there(cx: &Cx, key: &str, kind: &str, to: &str, backwards: bool) -> Result<bool> {
    for link in links(cx, key).await? {
        let Link { kind: found, inward_issue, outward_issue } = read(&link)?;
        let other = if backwards { inward_issue } else { outward_issue };
        let is_other = match &other {
            Some(other) => read::<Linked>(other)?.key == to,
            None => false,
        };
        if found.name == kind && is_other {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A link with what it says of the issue, and the other issue, in one place each.
fn readable(link: &RawValue) -> Result<Box<RawValue>> {
    let Link { kind, inward_issue, outward_issue } = read(link)?;
    let (relation, other) = match (outward_issue, inward_issue) {
        (Some(other), _) => (kind.outward, other),
        (None, Some(other)) => (kind.inward, other),
        (None, None) => return Err(Error::other("a link of the site's leads to no issue")),
    };
    record::with(&record::with(link, "relation", &relation)?, "issue", &other)
}

fn read<'a, T: Deserialize<'a>>(json: &'a RawValue) -> Result<T> {
    atlassian_plugin_sdk::read("a link of the site's", json)
}
