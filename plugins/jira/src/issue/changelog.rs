//! `jira issue changelog`: who changed what, and when.

use crate::key::IssueKey;
use crate::record;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

const CHANGELOG: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/{issueIdOrKey}/changelog",
    classic("read:jira-work"),
    granular("read:avatar:jira", "read:issue-meta:jira", "read:issue.changelog:jira"),
);

/// As many as Jira gives.
const PAGE: Paging = Paging::offset("values", 100);

/// Longest text of one side of a change, in characters, that a table shows.
const LONGEST: usize = 60;

/// Show who changed what in an issue, oldest first
///
/// One record for each change, as the site sends it, with `changes` as words.
#[derive(Command)]
#[command(path = "issue changelog", alias = "issue history", effect = "read", result = "many", id = "/id")]
#[command(example = "jira issue changelog DEV-1", example = "jira issue changelog DEV-1 --limit 0 --format json")]
#[http(CHANGELOG)]
#[column("When", "/created", date)]
#[column("Who", "/author/displayName", user)]
#[column("Changes", "/changes")]
pub(crate) struct Changelog {
    /// Issue key or id
    #[arg(positional)]
    key: IssueKey,
    /// Most changes to show; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Change {
    #[serde(default)]
    items: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Item {
    #[serde(default)]
    field: String,
    #[serde(default, rename = "fromString")]
    from: Option<String>,
    #[serde(default, rename = "toString")]
    to: Option<String>,
}

impl Run for Changelog {
    async fn run(self, cx: &Cx) -> Result<()> {
        let mut pages = cx.request(CHANGELOG).param("issueIdOrKey", &self.key.0).pages(PAGE, self.limit);
        while let Some(changes) = pages.try_next().await? {
            for change in &changes {
                let Change { items } = atlassian_plugin_sdk::read("a change", change)?;
                let words: Vec<_> = items.iter().map(Item::words).collect();
                cx.emit_raw(&record::with(change, "changes", &words.join("; "))?)?;
            }
        }
        if pages.more() {
            cx.incomplete("`--limit 0` for all", pages.total());
        }
        Ok(())
    }
}

impl Item {
    fn words(&self) -> String {
        match (side(self.from.as_deref()), side(self.to.as_deref())) {
            (None, None) => self.field.clone(),
            (None, Some(to)) => format!("{}: {to}", self.field),
            (Some(from), None) => format!("{}: {from} → (none)", self.field),
            (Some(from), Some(to)) => format!("{}: {from} → {to}", self.field),
        }
    }
}

/// One side of a change on one line.
fn side(text: Option<&str>) -> Option<String> {
    let text = text?.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(LONGEST) {
        _ if text.is_empty() => None,
        Some((end, _)) => Some(format!("{}…", text.get(..end)?)),
        None => Some(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_a_few_words() {
        let item = |from: &str, to: &str| Item { field: "status".into(), from: Some(from.into()), to: Some(to.into()) };
        assert_eq!(item("To Do", "Done").words(), "status: To Do → Done");
        assert_eq!(item("", "a\nb").words(), "status: a b");
        assert_eq!(item("x", "").words(), "status: x → (none)");
        assert_eq!(item("", "").words(), "status");
        assert_eq!(item("", &"ü".repeat(70)).words().chars().count(), "status: ".len() + 61);
    }
}
