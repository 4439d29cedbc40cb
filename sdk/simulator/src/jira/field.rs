//! The fields that issues have.

use std::sync::Arc;

use axum::extract::State;
use serde_json::{Value, json};

use crate::app::App;
use crate::reply::{self, Answer, put};

/// One field.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    /// Type in Jira's schema; an array's items stand after the colon.
    pub(crate) kind: &'static str,
    /// Name of a custom field's type.
    pub(crate) custom: Option<&'static str>,
    /// Whether `*navigable` includes it.
    pub(crate) navigable: bool,
    /// Names in JQL beside `cf[…]`; none where it cannot be searched.
    pub(crate) clauses: &'static [&'static str],
    /// What a choice takes.
    pub(crate) options: &'static [Choice],
}

/// A value that can be chosen, with those below it.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) id: &'static str,
    pub(crate) value: &'static str,
    pub(crate) children: &'static [Choice],
}

pub(crate) const STORY_POINTS: &str = "customfield_10016";
pub(crate) const SEVERITY: &str = "customfield_10010";
pub(crate) const EPIC_LINK: &str = "customfield_10014";
pub(crate) const SPRINT: &str = "customfield_10020";
pub(crate) const RANK: &str = "customfield_10019";
pub(crate) const REVIEWERS: &str = "customfield_10015";

/// In the order in which issues show them.
pub(crate) const FIELDS: [Field; 36] = [
    field("summary", "Summary", "string", &["summary"]),
    field("status", "Status", "status", &["status"]),
    field("issuetype", "Issue Type", "issuetype", &["issuetype", "type"]),
    field("priority", "Priority", "priority", &["priority"]),
    field("assignee", "Assignee", "user", &["assignee"]),
    field("reporter", "Reporter", "user", &["reporter"]),
    field("creator", "Creator", "user", &["creator"]),
    field("project", "Project", "project", &["project"]),
    field("labels", "Labels", "array:string", &["labels"]),
    field("components", "Components", "array:component", &["component"]),
    field("versions", "Affects versions", "array:version", &["affectedVersion"]),
    field("fixVersions", "Fix versions", "array:version", &["fixVersion"]),
    field("parent", "Parent", "issuelink", &["parent"]),
    field("subtasks", "Sub-tasks", "array:issuelinks", &[]),
    field("created", "Created", "datetime", &["created", "createdDate"]),
    field("updated", "Updated", "datetime", &["updated", "updatedDate"]),
    field("resolution", "Resolution", "resolution", &["resolution"]),
    field("resolutiondate", "Resolved", "datetime", &["resolved", "resolutiondate"]),
    field("duedate", "Due date", "date", &["due", "duedate"]),
    field("environment", "Environment", "string", &["environment"]),
    field("timetracking", "Time tracking", "timetracking", &[]),
    field("description", "Description", "string", &["description"]),
    custom(SEVERITY, "Severity", "option", "select", &["Severity"]).with(SEVERITIES),
    custom("customfield_10011", "Platforms", "array:option", "multiselect", &["Platforms"]).with(PLATFORMS),
    custom("customfield_10012", "Region", "option-with-child", "cascadingselect", &["Region"]).with(REGIONS),
    custom("customfield_10013", "Approver", "user", "userpicker", &["Approver"]),
    greenhopper(EPIC_LINK, "Epic Link", "any", "com.pyxis.greenhopper.jira:gh-epic-link", &["Epic Link"]),
    custom(REVIEWERS, "Reviewers", "array:user", "multiuserpicker", &["Reviewers"]),
    greenhopper(
        STORY_POINTS,
        "Story Points",
        "number",
        "com.pyxis.greenhopper.jira:jsw-story-points",
        &["Story Points"],
    ),
    custom("customfield_10017", "Acceptance criteria", "string", "textarea", &["Acceptance criteria"]),
    custom("customfield_10018", "Go live", "datetime", "datetime", &["Go live"]),
    greenhopper(RANK, "Rank", "any", "com.pyxis.greenhopper.jira:gh-lexo-rank", &["Rank"]),
    greenhopper(SPRINT, "Sprint", "array:json", "com.pyxis.greenhopper.jira:gh-sprint", &["Sprint"]),
    custom("customfield_10021", "Support page", "string", "url", &["Support page"]),
    custom("customfield_10022", "Owning group", "group", "grouppicker", &["Owning group"]),
    custom("customfield_10023", "Tags", "array:string", "labels", &["Tags"]),
];

const SEVERITIES: &[Choice] = &[choice("10100", "Minor"), choice("10101", "Major"), choice("10102", "Critical")];
const PLATFORMS: &[Choice] = &[
    choice("10110", "Web"),
    choice("10111", "iOS"),
    choice("10112", "Android"),
    // A comma, because lists are typed with commas.
    choice("10113", "Windows, 32 bit"),
];
const REGIONS: &[Choice] = &[
    Choice { id: "10120", value: "Europe", children: &[choice("10121", "Vienna"), choice("10122", "Madrid")] },
    Choice { id: "10123", value: "Asia", children: &[choice("10124", "Tokyo")] },
];

const fn field(id: &'static str, name: &'static str, kind: &'static str, clauses: &'static [&'static str]) -> Field {
    Field { id, name, kind, custom: None, navigable: true, clauses, options: &[] }
}

/// A field of one of the types that Jira brings along.
const fn custom(
    id: &'static str,
    name: &'static str,
    kind: &'static str,
    custom: &'static str,
    clauses: &'static [&'static str],
) -> Field {
    Field { id, name, kind, custom: Some(custom), navigable: true, clauses, options: &[] }
}

/// A field of boards; its type's name is whole.
const fn greenhopper(
    id: &'static str,
    name: &'static str,
    kind: &'static str,
    custom: &'static str,
    clauses: &'static [&'static str],
) -> Field {
    self::custom(id, name, kind, custom, clauses)
}

const fn choice(id: &'static str, value: &'static str) -> Choice {
    Choice { id, value, children: &[] }
}

impl Field {
    const fn with(mut self, options: &'static [Choice]) -> Self {
        self.options = options;
        self
    }

    /// Whether it is a document.
    pub(crate) fn is_document(&self) -> bool {
        matches!(self.id, "description" | "environment") || self.custom == Some("textarea")
    }

    /// What one of its values is.
    pub(crate) fn item(&self) -> &'static str {
        self.kind.split_once(':').map_or(self.kind, |(_, item)| item)
    }

    pub(crate) fn is_list(&self) -> bool {
        self.kind.starts_with("array:")
    }

    /// Its number, of a custom field.
    pub(crate) fn number(&self) -> Option<u64> {
        self.id.strip_prefix("customfield_")?.parse().ok()
    }

    /// Jira's description of what it holds.
    pub(crate) fn schema(&self) -> Value {
        let (kind, items) = self.kind.split_once(':').unwrap_or((self.kind, ""));
        let mut schema = json!({"type": kind});
        if !items.is_empty() {
            put(&mut schema, "items", json!(items));
        }
        match self.custom {
            Some(custom) if custom.contains(':') => put(&mut schema, "custom", json!(custom)),
            Some(custom) => {
                put(
                    &mut schema,
                    "custom",
                    json!(format!("com.atlassian.jira.plugin.system.customfieldtypes:{custom}")),
                );
            }
            None => put(&mut schema, "system", json!(self.id)),
        }
        if let Some(number) = self.number() {
            put(&mut schema, "customId", json!(number));
        }
        schema
    }

    fn json(&self) -> Value {
        let mut clauses: Vec<String> = self.clauses.iter().map(|name| (*name).to_owned()).collect();
        clauses.extend(self.number().map(|number| format!("cf[{number}]")));
        json!({
            "id": self.id,
            "key": self.id,
            "name": self.name,
            "custom": self.custom.is_some(),
            "orderable": !matches!(self.id, "status" | "creator" | "created" | "updated" | "project"),
            "navigable": self.navigable,
            "searchable": !self.clauses.is_empty(),
            "clauseNames": clauses,
            "schema": self.schema(),
        })
    }
}

/// The field with this id.
pub(crate) fn by_id(id: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.id == id)
}

/// The field that JQL means by this name.
pub(crate) fn by_clause(name: &str) -> Option<&'static Field> {
    let number = name.strip_prefix("cf[").and_then(|rest| rest.strip_suffix(']')).and_then(|rest| rest.parse().ok());
    let called = |field: &&Field| field.clauses.iter().any(|clause| clause.eq_ignore_ascii_case(name));
    match number {
        Some(number) => FIELDS.iter().find(|field| field.number() == Some(number)),
        None => FIELDS.iter().find(called),
    }
}

/// `GET /rest/api/3/field`
pub(crate) async fn list(State(app): State<Arc<App>>) -> Answer {
    let mut fields: Vec<Value> = FIELDS.iter().map(Field::json).collect();
    fields.extend(app.read().admin.fields().cloned());
    reply::ok(&Value::Array(fields))
}
