//! Issues as they go from one project to another: the fields that mean the same elsewhere, in values that one could type.
//!
//! What cannot go along is what a site keeps for itself: keys, history, who made it when, comments, files, links, ranks,
//! sprints and the status, which the other project's workflow decides.

use super::rows::text;
use crate::fields::{Catalogue, Edits, Field, SPRINT, label};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::richtext;
use atlassian_plugin_sdk::serde_json::Value;

/// Jira's own fields, in the order in which they are written.
pub(super) const OWN: &[&str] = &[
    "summary",
    "issuetype",
    "status",
    "priority",
    "assignee",
    "reporter",
    "labels",
    "components",
    "fixVersions",
    "versions",
    "duedate",
    "parent",
    "description",
    "environment",
    "created",
    "updated",
];

/// Columns that say something and are never set.
const TOLD: [&str; 7] = ["key", "id", "status", "created", "updated", "project", "issuetype"];

/// Columns that are set where the project has them on its screen, and left out elsewhere.
const OPTIONAL: [&str; 6] = ["reporter", "parent", "environment", "fixversions", "versions", "components"];

/// Fields whose values each project makes for itself.
const OF_PROJECT: [&str; 3] = ["fixVersions", "versions", "components"];

/// Whether a custom field means the same elsewhere: plain values, people, options.
pub(super) fn goes_along(field: &Field) -> bool {
    let kinds = ["string", "number", "date", "datetime", "option", "option-with-child", "user", "version", "group"];
    let apps =
        ["com.pyxis.greenhopper", "com.atlassian.jira.plugins", "com.atlassian.jpo", "com.atlassian.servicedesk"];
    field.id.starts_with("customfield_")
        && kinds.contains(&field.kind())
        && !apps.iter().any(|app| field.schema.custom.starts_with(app))
        || field.schema.custom == "com.pyxis.greenhopper.jira:jsw-story-points"
}

/// A value as one could type it; a document stays one.
pub(super) fn value(value: &Value) -> Value {
    match value {
        Value::Array(values) => values.iter().map(self::value).collect(),
        Value::Object(members) if members.get("type").is_some_and(|kind| kind == "doc") => value.clone(),
        Value::Object(members) => {
            let child = members.get("child").and_then(label);
            match (members.get("accountId"), label(value), child) {
                (Some(account), ..) => account.clone(),
                (None, Some(parent), Some(child)) => Value::String(format!("{parent} > {child}")),
                (None, Some(name), None) => Value::String(name),
                (None, None, _) => value.clone(),
            }
        }
        _ => value.clone(),
    }
}

/// The same as a cell: documents as Markdown, lists with commas.
pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Array(values) => values.iter().map(cell).collect::<Vec<_>>().join(", "),
        Value::Object(members) if members.get("type").is_some_and(|kind| kind == "doc") => {
            richtext::to_markdown(value).trim_end().to_owned()
        }
        other => text(other),
    }
}

/// A field's value as a cell that gives the field the same value again.
pub(super) fn typed(field: &Field, value: &Value) -> String {
    let text_at = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
    match (field.kind(), field.schema.custom.as_str()) {
        ("timetracking", _) => {
            let times = format!("{}/{}", text_at("originalEstimate"), text_at("remainingEstimate"));
            times.trim_end_matches('/').to_owned()
        }
        // A sprint that is over takes no issue.
        (_, SPRINT) => {
            let open = |sprint: &&Value| sprint.get("state").is_none_or(|state| state != "closed");
            let open = value.as_array().and_then(|all| all.iter().rev().find(open));
            open.and_then(|sprint| sprint.get("id")).map(text).unwrap_or_default()
        }
        _ => cell(&self::value(value)),
    }
}

/// What is to become of a column.
pub(super) enum Column {
    /// It is set.
    Set,
    /// It is left out, and somebody may want to know.
    LeftOut,
    /// It only tells something.
    Told,
}

/// What is to become of a column where issues are made.
pub(super) fn column(catalogue: &Catalogue, name: &str, skips_unknown: bool) -> Result<Column> {
    let plain = name.trim().to_lowercase();
    if TOLD.contains(&plain.as_str()) || super::rows::is_key(name) || is_type(name) {
        return Ok(Column::Told);
    }
    match catalogue.find(name) {
        Ok(_) => Ok(Column::Set),
        Err(_) if skips_unknown || OPTIONAL.contains(&plain.as_str()) => Ok(Column::LeftOut),
        Err(error) => Err(error.hint("`--skip-unknown` leaves such columns out; `--map \"Column=field\"` renames one")),
    }
}

/// Whether a column names the issue above.
pub(super) fn is_parent(name: &str) -> bool {
    ["parent", "epic link", "epiclink", "epic"].contains(&name.trim().to_lowercase().as_str())
}

/// Whether a column is that of the type.
pub(super) fn is_type(name: &str) -> bool {
    ["issuetype", "issue type", "type"].contains(&name.trim().to_lowercase().as_str())
}

/// What of a value the project has, and what of it is not there: another project's versions and components.
pub(super) fn there(catalogue: &Catalogue, name: &str, value: &Value) -> (Value, Vec<String>) {
    let field = catalogue.find(name).ok().filter(|field| OF_PROJECT.contains(&field.id.as_str()));
    let Some(allowed) = field.and_then(|field| field.allowed_values.as_ref()) else {
        return (value.clone(), Vec::new());
    };
    let names: Vec<_> = allowed.iter().filter_map(label).map(|name| name.to_lowercase()).collect();
    let has = |name: &String| names.contains(&name.trim().to_lowercase());
    let given: Vec<String> = match value {
        Value::Array(values) => values.iter().map(text).collect(),
        // A name may have a comma in it.
        other if has(&text(other)) => vec![text(other)],
        other => text(other).split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect(),
    };
    let (there, missing): (Vec<_>, Vec<_>) = given.into_iter().partition(has);
    (there.into(), missing)
}

/// Sets a field to what stands in a row; an empty cell leaves it as it is.
pub(super) async fn set(edits: &mut Edits<'_>, catalogue: &Catalogue, name: &str, value: &Value) -> Result<()> {
    match value {
        Value::Null => Ok(()),
        Value::String(text) if text.trim().is_empty() => Ok(()),
        Value::Array(values) if values.iter().all(|value| !value.is_object()) => {
            let texts: Vec<_> = values.iter().map(text).collect();
            if texts.is_empty() { Ok(()) } else { edits.set_all(name, &texts).await }
        }
        Value::Object(_) | Value::Array(_) => {
            // JSON as the site wants it, such as a document.
            let field = catalogue.find(name)?;
            edits.put(field.id.clone(), value.clone());
            Ok(())
        }
        other => edits.set(name, &text(other)).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlassian_plugin_sdk::serde_json::json;

    #[test]
    fn values_become_what_one_could_type() {
        let document = json!({"type": "doc", "version": 1, "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": "a", "marks": [{"type": "strong"}]}]},
        ]});
        for (sent, portable, shown) in [
            (json!(null), json!(null), ""),
            (json!({"id": "1", "name": "High"}), json!("High"), "High"),
            (json!({"accountId": "5b", "displayName": "Ana"}), json!("5b"), "5b"),
            (json!({"value": "EU", "child": {"value": "Ulm"}}), json!("EU > Ulm"), "EU > Ulm"),
            (json!([{"name": "api"}, {"name": "ui"}]), json!(["api", "ui"]), "api, ui"),
            (json!({"id": "7", "key": "DEV-7", "fields": {}}), json!("DEV-7"), "DEV-7"),
            (json!(2.5), json!(2.5), "2.5"),
            (document.clone(), document, "**a**"),
        ] {
            assert_eq!(value(&sent), portable);
            assert_eq!(cell(&portable), shown);
        }
    }
}
