//! `jira issue link create`: one issue blocks, duplicates, relates to another.

use super::{Link, Linked, Type};
use crate::document;
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::{Value, json};

pub(super) const TYPES: Endpoint = endpoint!(
    jira GET "/rest/api/3/issueLinkType",
    classic("read:jira-work"),
    granular("read:issue-link-type:jira"),
);

pub(crate) const CREATE: Endpoint = endpoint!(
    jira POST "/rest/api/3/issueLink",
    classic("write:jira-work"),
    granular("write:comment:jira", "write:issue-link:jira", "write:issue:jira"),
);

/// Link two issues
///
/// It reads as a sentence: `DEV-1 DEV-2 --type blocks` makes DEV-1 block DEV-2, and `--type "is blocked by"` the other way
/// round. `jira issue link types` lists what can be said.
#[derive(Command)]
#[command(path = "issue link create", alias = "issue links create", alias = "issue link add")]
#[command(effect = "write", result = "one", id = "/id")]
#[command(example = "jira issue link create DEV-1 DEV-2 --type blocks")]
#[command(example = "jira issue link create DEV-1 REL-1 --type \"is blocked by\" --comment \"Waits for the branch.\"")]
#[http(TYPES, CREATE, super::ISSUE)]
#[column("Id", "/id")]
#[column("Relation", "/relation")]
#[column("Issue", "/issue/key")]
#[column("Summary", "/issue/fields/summary")]
#[column("Status", "/issue/fields/status/name", status)]
pub(crate) struct Create {
    /// The issue of which something is said
    #[arg(positional)]
    from: IssueKey,
    /// The other issue
    #[arg(positional)]
    to: IssueKey,
    /// Name of a type of link, or what it says in one direction
    #[arg(long = "type", value_name = "TYPE")]
    link_type: String,
    /// Comment on the first issue, as Markdown; @FILE or - reads it from a file or standard input
    #[arg(long, value_name = "TEXT")]
    comment: Option<Text>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Types {
    issue_link_types: Vec<Type>,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let (kind, backwards) = chosen(cx, &self.link_type).await?;
        let (inward, outward) = if backwards { (&self.to, &self.from) } else { (&self.from, &self.to) };
        let mut body = json!({
            "type": {"name": kind.name},
            "inwardIssue": named(inward),
            "outwardIssue": named(outward),
        });
        if let (Some(comment), Some(members)) = (&self.comment, body.as_object_mut()) {
            members.insert("comment".to_owned(), json!({"body": document::written(comment)}));
        }
        cx.request(CREATE).json_body(&body).send().await?;
        self.show(cx, &kind, backwards).await
    }
}

impl Create {
    /// Jira does not answer with the link: it is looked for.
    async fn show(&self, cx: &Cx, kind: &Type, backwards: bool) -> Result<()> {
        for link in super::links(cx, &self.from.0).await? {
            let Link { kind: found, inward_issue, outward_issue } = super::read(&link)?;
            let other = if backwards { inward_issue } else { outward_issue };
            if found.name == kind.name && other.is_some_and(|other| self.is_target(&other)) {
                return cx.emit_raw(&super::readable(&link)?);
            }
        }
        cx.warn("the link was created, and Jira does not show it yet");
        Ok(())
    }

    /// Whether an issue is the one that was named, by key or by id.
    fn is_target(&self, issue: &RawValue) -> bool {
        super::read::<Linked>(issue).is_ok_and(|issue| issue.key == self.to.0 || issue.id == self.to.0)
    }
}

/// An issue as a link names it.
fn named(issue: &IssueKey) -> Value {
    let is_id = issue.0.bytes().all(|byte| byte.is_ascii_digit());
    json!({if is_id { "id" } else { "key" }: issue.0})
}

/// The same, of the types that the site has.
pub(super) async fn chosen(cx: &Cx, typed: &str) -> Result<(Type, bool)> {
    let types: Types = cx.request(TYPES).json().await?;
    choose(&types.issue_link_types, typed)
}

/// The type that was named, and whether what was typed is said of the second issue.
fn choose(types: &[Type], typed: &str) -> Result<(Type, bool)> {
    let same = |text: &str| text.trim().to_lowercase() == typed.trim().to_lowercase();
    // What a type says is clearer than its name: `Blocks` is both.
    if let Some(kind) = types.iter().find(|kind| same(&kind.outward) || same(&kind.name)) {
        return Ok((kind.clone(), false));
    }
    if let Some(kind) = types.iter().find(|kind| same(&kind.inward)) {
        return Ok((kind.clone(), true));
    }
    let known: Vec<_> = types.iter().map(|kind| format!("`{}`/`{}`", kind.outward, kind.inward)).collect();
    Err(Error::invalid(format!("there is no type of link `{typed}`")).hint(format!("there are {}", known.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str, outward: &str, inward: &str) -> Type {
        Type { name: name.into(), inward: inward.into(), outward: outward.into() }
    }

    #[test]
    fn a_type_is_named_by_what_it_says() {
        let types = || vec![kind("Blocks", "blocks", "is blocked by"), kind("Relates", "relates to", "relates to")];
        let chosen = |typed| choose(&types(), typed).map(|(kind, backwards)| (kind.name, backwards)).ok();
        assert_eq!(chosen("blocks"), Some(("Blocks".to_owned(), false)));
        assert_eq!(chosen("Is Blocked By"), Some(("Blocks".to_owned(), true)));
        assert_eq!(chosen("Relates"), Some(("Relates".to_owned(), false)));
        assert_eq!(chosen("relates to"), Some(("Relates".to_owned(), false)));
        let error = choose(&types(), "loves").err();
        assert_eq!(
            error.as_ref().map(|error| error.hints().to_vec()),
            Some(vec!["there are `blocks`/`is blocked by`, `relates to`/`relates to`".to_owned()])
        );
    }
}
