//! The fields that issues have.

use std::sync::Arc;

use axum::extract::State;
use serde_json::{Value, json};

use crate::app::App;
use crate::reply::{self, Answer, put};

/// One field.
pub(crate) struct Field {
    pub(crate) id: &'static str,
    name: &'static str,
    /// Type in Jira's schema; an array's items stand after the colon.
    kind: &'static str,
    /// Name of a custom field's type.
    custom: Option<&'static str>,
    /// Whether `*navigable` includes it.
    pub(crate) navigable: bool,
    /// Names in JQL; none where it cannot be searched.
    clauses: &'static [&'static str],
}

/// In the order in which issues show them.
pub(crate) const FIELDS: [Field; 16] = [
    field("summary", "Summary", "string", &["summary"]),
    field("status", "Status", "status", &["status"]),
    field("issuetype", "Issue Type", "issuetype", &["issuetype", "type"]),
    field("priority", "Priority", "priority", &["priority"]),
    field("assignee", "Assignee", "user", &["assignee"]),
    field("reporter", "Reporter", "user", &["reporter"]),
    field("creator", "Creator", "user", &["creator"]),
    field("project", "Project", "project", &["project"]),
    field("labels", "Labels", "array:string", &["labels"]),
    field("fixVersions", "Fix versions", "array:version", &["fixVersion"]),
    field("created", "Created", "datetime", &["created", "createdDate"]),
    field("updated", "Updated", "datetime", &["updated", "updatedDate"]),
    field("resolution", "Resolution", "resolution", &["resolution"]),
    field("duedate", "Due date", "date", &[]),
    field("description", "Description", "string", &["description"]),
    Field {
        id: STORY_POINTS,
        name: "Story point estimate",
        kind: "number",
        custom: Some("com.pyxis.greenhopper.jira:jsw-story-points"),
        navigable: true,
        clauses: &[],
    },
];

/// The one custom field of the site.
pub(crate) const STORY_POINTS: &str = "customfield_10016";

const fn field(id: &'static str, name: &'static str, kind: &'static str, clauses: &'static [&'static str]) -> Field {
    Field { id, name, kind, custom: None, navigable: true, clauses }
}

impl Field {
    fn json(&self) -> Value {
        let (kind, items) = self.kind.split_once(':').unwrap_or((self.kind, ""));
        let mut schema = json!({"type": kind});
        if !items.is_empty() {
            put(&mut schema, "items", json!(items));
        }
        match self.custom {
            Some(custom) => {
                put(&mut schema, "custom", json!(custom));
                put(&mut schema, "customId", json!(10_016));
            }
            None => put(&mut schema, "system", json!(self.id)),
        }
        json!({
            "id": self.id,
            "key": self.id,
            "name": self.name,
            "custom": self.custom.is_some(),
            "orderable": !matches!(self.id, "status" | "creator" | "created" | "updated" | "project"),
            "navigable": self.navigable,
            "searchable": !self.clauses.is_empty(),
            "clauseNames": self.clauses,
            "schema": schema,
        })
    }
}

/// `GET /rest/api/3/field`
pub(crate) async fn list(State(app): State<Arc<App>>) -> Answer {
    let mut fields: Vec<Value> = FIELDS.iter().map(Field::json).collect();
    fields.extend(app.read().admin.fields().cloned());
    reply::ok(&Value::Array(fields))
}
