//! One field, as Jira describes it where issues are made, changed and moved on.

use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::{Map, Value};

/// Candidates that an error lists.
const LISTED: usize = 30;

/// A field and what it takes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase", default)]
pub(crate) struct Field {
    /// `summary`, `customfield_10016`. Some answers have it as the key of the map that the field stands in.
    #[serde(alias = "fieldId")]
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) required: bool,
    pub(crate) has_default_value: bool,
    pub(crate) schema: Schema,
    /// `set`, `add`, `remove`, …; none where the answer does not say.
    pub(crate) operations: Vec<String>,
    /// What it takes, where that is a list; absent where it is not, or is too long.
    pub(crate) allowed_values: Option<Vec<Value>>,
    /// Names in JQL.
    pub(crate) clause_names: Vec<String>,
}

/// What sort of value a field has.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase", default)]
pub(crate) struct Schema {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Of an array: what it holds.
    pub(crate) items: String,
    /// A field of Jira's own.
    pub(crate) system: String,
    /// The type of a custom field, such as `com.pyxis.greenhopper.jira:gh-sprint`.
    pub(crate) custom: String,
}

/// The type of the field that holds an issue's sprints; its number differs from site to site.
pub(crate) const SPRINT: &str = "com.pyxis.greenhopper.jira:gh-sprint";
/// The type of the field that held an issue's epic before `parent` did.
pub(crate) const EPIC_LINK: &str = "com.pyxis.greenhopper.jira:gh-epic-link";
/// The type of the estimate that Jira's boards bring along.
const STORY_POINTS: &str = "com.pyxis.greenhopper.jira:jsw-story-points";

impl Field {
    /// The same field under the id that it stood under.
    pub(crate) fn with_id(mut self, id: String) -> Self {
        if self.id.is_empty() {
            self.id = id;
        }
        self
    }

    /// Whether a name that was typed is exactly its id or its name.
    pub(super) fn is_called(&self, typed: &str) -> bool {
        self.id.eq_ignore_ascii_case(typed) || self.name.to_lowercase() == typed.to_lowercase()
    }

    /// Whether a name that was typed means it: without regard to case, spaces and dashes, by a name in JQL, or by one
    /// of ours.
    pub(super) fn answers_to(&self, typed: &str) -> bool {
        let typed = plain(typed);
        plain(&self.name) == typed
            || plain(&self.id) == typed
            || self.clause_names.iter().any(|name| plain(name) == typed)
            || self.aliases().contains(&typed.as_str())
    }

    /// Names of ours for what Jira calls otherwise, or finds by type alone.
    fn aliases(&self) -> &'static [&'static str] {
        match (self.id.as_str(), self.schema.custom.as_str()) {
            ("issuetype", _) => &["type"],
            ("duedate", _) => &["due"],
            ("components", _) => &["component"],
            ("fixVersions", _) => &["fixversion"],
            ("versions", _) => &["version", "affectsversion", "affectedversion"],
            ("labels", _) => &["label"],
            ("timetracking", _) => &["estimate"],
            ("security", _) => &["securitylevel"],
            (_, SPRINT) => &["sprint"],
            (_, EPIC_LINK) => &["epic", "epiclink"],
            (_, STORY_POINTS) => &["storypoints", "storypointestimate", "points"],
            _ => &[],
        }
    }

    /// Whether it is none of Jira's own.
    pub(crate) fn is_custom(&self) -> bool {
        self.id.starts_with("customfield_")
    }

    /// Whether it holds several values.
    pub(crate) fn is_list(&self) -> bool {
        self.schema.kind == "array" && self.schema.custom != SPRINT
    }

    /// The kind of one of its values.
    pub(crate) fn kind(&self) -> &str {
        if self.schema.kind == "array" { &self.schema.items } else { &self.schema.kind }
    }

    /// Whether it is a long text, which Jira keeps as a document.
    pub(crate) fn is_document(&self) -> bool {
        self.schema.kind == "string"
            && (matches!(self.schema.system.as_str(), "description" | "environment")
                || self.schema.custom.ends_with(":textarea"))
    }

    /// Whether it can be changed in this way, where Jira says.
    pub(crate) fn allows(&self, operation: &str) -> bool {
        self.operations.is_empty() || self.operations.iter().any(|known| known == operation)
    }

    /// Names of the values that it takes, as an error lists them.
    pub(crate) fn choices(&self) -> Option<String> {
        let names: Vec<_> = self.allowed_values.as_ref()?.iter().filter_map(label).collect();
        Some(listed(names.iter().map(String::as_str)))
    }
}

/// The first of some names, each in backticks, and how many more there are.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names = names.into_iter();
    let first: Vec<_> = names.by_ref().take(LISTED).map(|name| format!("`{name}`")).collect();
    match names.count() {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// What a value is called: an option by its value, all else by its name.
pub(crate) fn label(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(members) => text_of(members, &["value", "name", "displayName", "key", "id"]),
        _ => None,
    }
}

/// The first of these members that is a text.
pub(super) fn text_of(members: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| members.get(*name)?.as_str()).map(str::to_owned)
}

/// Letters and digits in lower case: `Story Points`, `story-points` and `storyPoints` are one name.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(id: &str, name: &str, custom: &str) -> Field {
        let schema = Schema { custom: custom.to_owned(), ..Schema::default() };
        Field { id: id.to_owned(), name: name.to_owned(), schema, ..Field::default() }
    }

    #[test]
    fn a_field_answers_to_what_people_call_it() {
        let points = field("customfield_10016", "Story point estimate", STORY_POINTS);
        for typed in ["Story point estimate", "story-points", "Story Points", "customfield_10016", "storyPointEstimate"]
        {
            assert!(points.answers_to(typed), "{typed}");
        }
        assert!(field("customfield_1", "Iteration", SPRINT).answers_to("sprint"));
        assert!(field("customfield_2", "Epos", EPIC_LINK).answers_to("Epic Link"));
        assert!(field("fixVersions", "Fix versions", "").answers_to("fix-version"));
        assert!(!field("customfield_3", "Points of view", "").answers_to("points"));
    }

    #[test]
    fn a_long_list_is_cut_and_says_so() {
        let names: Vec<_> = (1..=32).map(|number| number.to_string()).collect();
        let text = listed(names.iter().map(String::as_str));
        assert!(text.starts_with("`1`, `2`") && text.ends_with("`30` and 2 more"), "{text}");
        assert_eq!(listed(["a"]), "`a`");
    }
}
