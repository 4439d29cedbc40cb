//! A field's value as an issue shows it becomes one that can be sent for another issue.

use crate::fields::{EPIC_LINK, Field, SPRINT};
use atlassian_plugin_sdk::serde_json::{Map, Value, json};

/// What has a value that is no value, or belongs to one issue alone.
const NOT_COPIED: [&str; 2] = ["com.pyxis.greenhopper.jira:gh-lexo-rank", "com.atlassian.jira.ext.charting:"];

/// What became of a value.
#[derive(Debug, PartialEq)]
pub(super) enum Copied {
    /// There was none.
    Nothing,
    Value(Value),
    /// Some of a list.
    Some(Value),
    /// The other issue's project does not take it.
    Lost,
}

/// Copies a value to a field of a new issue.
pub(super) fn copy(field: &Field, value: &Value) -> Copied {
    let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    let stays = NOT_COPIED.iter().any(|kind| field.schema.custom.starts_with(kind));
    if is_empty || stays || matches!(field.kind(), "attachment" | "issuelinks" | "comments-page") {
        return Copied::Nothing;
    }
    if field.schema.custom == SPRINT {
        // A closed sprint takes no issue.
        let open = value.as_array().into_iter().flatten().find(|sprint| text(sprint, "state") != Some("closed"));
        return open.and_then(|sprint| sprint.get("id")).map_or(Copied::Nothing, |id| Copied::Value(id.clone()));
    }
    let Some(values) = value.as_array().filter(|_| field.is_list()) else {
        return one(field, value).map_or(Copied::Lost, Copied::Value);
    };
    let copied: Vec<Value> = values.iter().filter_map(|value| one(field, value)).collect();
    match copied.len() {
        0 => Copied::Lost,
        count if count < values.len() => Copied::Some(Value::Array(copied)),
        _ => Copied::Value(Value::Array(copied)),
    }
}

fn one(field: &Field, value: &Value) -> Option<Value> {
    if let Some(allowed) = &field.allowed_values {
        return chosen(allowed, value);
    }
    match value {
        _ if field.is_document() || field.schema.custom == EPIC_LINK => Some(value.clone()),
        Value::Object(members) => reference(field, members),
        _ => Some(value.clone()),
    }
}

/// The value that the field lists, by id or by name.
fn chosen(allowed: &[Value], value: &Value) -> Option<Value> {
    let same = |name: &'static str| {
        move |known: &&Value| text(known, name).is_some() && text(known, name) == text(value, name)
    };
    let names = ["id", "value", "name"];
    let found = names.into_iter().find_map(|name| allowed.iter().find(same(name)))?;
    let mut copied = json!({"id": found.get("id")?});
    if let Some(child) = value.get("child") {
        let children = found.get("children").and_then(Value::as_array)?;
        let child =
            names.into_iter().find_map(|name| children.iter().find(|known| text(known, name) == text(child, name)));
        copied.as_object_mut()?.insert("child".to_owned(), json!({"id": child?.get("id")?}));
    }
    Some(copied)
}

/// An object that names something by one of its members.
fn reference(field: &Field, members: &Map<String, Value>) -> Option<Value> {
    let by = |names: &[&str]| names.iter().find_map(|name| Some(json!({*name: members.get(*name)?})));
    match field.kind() {
        "user" => by(&["accountId"]),
        "group" => by(&["groupId", "name"]),
        "issuelink" => by(&["key", "id"]),
        "timetracking" => {
            let kept =
                |(name, _): &(&String, &Value)| matches!(name.as_str(), "originalEstimate" | "remainingEstimate");
            let kept: Map<String, Value> =
                members.iter().filter(kept).map(|(name, value)| (name.clone(), value.clone())).collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        _ => by(&["id", "key", "value", "name"]),
    }
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlassian_plugin_sdk::serde_json::from_value;

    fn copied(field: Value, value: &Value) -> Option<Copied> {
        from_value::<Field>(field).ok().map(|field| copy(&field, value))
    }

    #[test]
    fn what_is_shown_becomes_what_is_sent() {
        let versions = json!([{"id": "7", "name": "1.0"}, {"id": "8", "name": "2.0"}]);
        let list = json!({"schema": {"type": "array", "items": "version"}, "allowedValues": versions});
        let user = json!({"schema": {"type": "user"}});
        let sprint = json!({"schema": {"type": "array", "items": "json", "custom": SPRINT}});
        let regions = json!({
            "schema": {"type": "option-with-child"},
            "allowedValues": [{"id": "1", "value": "Europe", "children": [{"id": "11", "value": "Vienna"}]}],
        });
        for (field, value, expected) in [
            (&list, json!([{"id": "7", "name": "1.0", "self": "x"}]), Copied::Value(json!([{"id": "7"}]))),
            (&list, json!([{"id": "1", "name": "2.0"}]), Copied::Value(json!([{"id": "8"}]))),
            (
                &list,
                json!([{"id": "1", "name": "2.0"}, {"id": "2", "name": "3.0"}]),
                Copied::Some(json!([{"id": "8"}])),
            ),
            (&list, json!([{"id": "2", "name": "3.0"}]), Copied::Lost),
            (&list, json!([]), Copied::Nothing),
            (&user, json!({"accountId": "a", "displayName": "A"}), Copied::Value(json!({"accountId": "a"}))),
            (&user, Value::Null, Copied::Nothing),
            (&sprint, json!([{"id": 1, "state": "closed"}, {"id": 2, "state": "active"}]), Copied::Value(json!(2))),
            (&sprint, json!([{"id": 1, "state": "closed"}]), Copied::Nothing),
            (
                &regions,
                json!({"id": "1", "value": "Europe", "child": {"id": "11", "value": "Vienna"}}),
                Copied::Value(json!({"id": "1", "child": {"id": "11"}})),
            ),
            (&json!({"schema": {"type": "number"}}), json!(5.0), Copied::Value(json!(5.0))),
            (
                &json!({"schema": {"type": "timetracking"}}),
                json!({"originalEstimate": "3d", "timeSpent": "1d"}),
                Copied::Value(json!({"originalEstimate": "3d"})),
            ),
        ] {
            assert_eq!(copied(field.clone(), &value), Some(expected), "{value}");
        }
    }
}
