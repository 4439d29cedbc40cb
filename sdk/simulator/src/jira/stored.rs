//! Values of fields beside the summary and its like: taken from what somebody sends, kept as ids, shown as Jira shows
//! them.

use serde_json::{Map, Value, json};

use super::field::{Choice, EPIC_LINK, Field, SPRINT};
use super::{render, workflow};
use crate::adf;
use crate::state::{Data, Issue, issue_id};
use crate::time;

/// A component of a project.
pub(crate) struct Component {
    pub(crate) id: &'static str,
    pub(crate) project: &'static str,
    pub(crate) name: &'static str,
}

/// The components of the site.
pub(crate) const COMPONENTS: [Component; 4] = [
    Component { id: "10200", project: "DEV", name: "Backend" },
    Component { id: "10201", project: "DEV", name: "Web, mobile" },
    Component { id: "10202", project: "DEMO", name: "Backend" },
    Component { id: "10203", project: "REL", name: "Tools" },
];

/// Checks a value that was sent for an issue, and makes it what is kept; null where there is none.
pub(crate) fn take(data: &Data, issue: &Issue, field: &Field, value: &Value) -> Result<Value, String> {
    // A parent is taken away as `{"none": true}`.
    if value.is_null() || field.id == "parent" && value.get("none") == Some(&json!(true)) {
        return Ok(Value::Null);
    }
    if field.id == SPRINT {
        let id = value.as_u64().ok_or("Number value expected as the Sprint id.")?;
        return match data.agile.sprint_by_id(id) {
            Some(_) => Ok(json!(id)),
            None => Err(format!("Sprint with id {id} does not exist.")),
        };
    }
    if !field.is_list() {
        return one(data, issue, field, value);
    }
    let values = value.as_array().ok_or("data was not an array")?;
    let kept = values.iter().map(|value| one(data, issue, field, value)).collect::<Result<Vec<_>, _>>()?;
    Ok(if kept.is_empty() { Value::Null } else { Value::Array(kept) })
}

/// One value of a field, as it is kept.
pub(crate) fn one(data: &Data, issue: &Issue, field: &Field, value: &Value) -> Result<Value, String> {
    if field.is_document() {
        let refusal = "Operation value must be an Atlassian Document (see the Atlassian Document Format)";
        return adf::is_document(value).then(|| value.clone()).ok_or_else(|| refusal.to_owned());
    }
    let key = data.project(issue.project).key.as_str();
    match field.item() {
        "number" => value.as_f64().map(|_| value.clone()).ok_or_else(|| "Operation value must be a number".to_owned()),
        "string" => text(field, value),
        "date" => {
            dated(value, "yyyy-MM-dd", |text| text.len() == 10 && time::parse(&format!("{text}T00:00:00Z")).is_some())
        }
        "datetime" => dated(value, "yyyy-MM-dd'T'HH:mm:ss.SSSZ", |text| moment(text).is_some()),
        "option" => chosen(field.options, value).map(|found| json!([found.id])).ok_or_else(|| bad_option(value)),
        "option-with-child" => cascade(field, value),
        "user" => {
            let account = member(value, &["accountId", "id"]);
            let found = account.and_then(|account| data.user_by_account(account));
            found.map(|_| json!(account)).ok_or_else(|| format!("User '{}' does not exist.", account.unwrap_or("")))
        }
        "group" => member(value, &["name", "groupId"])
            .map(|name| json!(name))
            .ok_or_else(|| "data was not an object".to_owned()),
        "component" => {
            let found = COMPONENTS.iter().filter(|component| component.project == key).find(|component| {
                member(value, &["id"]) == Some(component.id) || member(value, &["name"]) == Some(component.name)
            });
            found.map(|found| json!(found.id)).ok_or_else(|| format!("Component name '{}' is not valid", shown(value)))
        }
        "version" => {
            let found = data.seed.version.iter().filter(|version| version.project == key).find(|version| {
                member(value, &["id"]) == Some(&version.id) || member(value, &["name"]) == Some(&version.name)
            });
            found.map(|found| json!(found.id)).ok_or_else(|| format!("Version name '{}' is not valid", shown(value)))
        }
        "issuelink" => parent(data, issue, value),
        "resolution" => {
            let found = workflow::RESOLUTIONS
                .iter()
                .find(|(id, name)| member(value, &["id"]) == Some(id) || member(value, &["name"]) == Some(name));
            found.map(|(id, _)| json!(id)).ok_or_else(|| "The resolution selected is invalid.".to_owned())
        }
        "timetracking" => {
            let known = |name: &String| matches!(name.as_str(), "originalEstimate" | "remainingEstimate");
            let object =
                value.as_object().filter(|object| object.keys().all(known) && object.values().all(Value::is_string));
            object.map(|_| value.clone()).ok_or_else(|| "Time Tracking value is not valid".to_owned())
        }
        "any" if field.id == EPIC_LINK => {
            let key = value.as_str().unwrap_or("");
            let found = data.find(key).and_then(|place| data.issue(place)).filter(|found| is_epic(data, found));
            found.map(|_| json!(data.find(key))).ok_or_else(|| format!("Issue '{key}' must be of type 'Epic'."))
        }
        _ => Err(format!("Field '{}' cannot be set. It is not on the appropriate screen, or unknown.", field.id)),
    }
}

fn text(field: &Field, value: &Value) -> Result<Value, String> {
    let text = value.as_str().ok_or("Operation value must be a string")?;
    if field.is_list() && text.contains(char::is_whitespace) {
        return Err(format!("The label '{text}' contains spaces which is invalid."));
    }
    if field.custom == Some("url") && !text.contains("://") {
        return Err("Please enter a valid URL, including the protocol (e.g. https://).".to_owned());
    }
    Ok(json!(text))
}

fn dated(value: &Value, format: &str, is_good: impl Fn(&str) -> bool) -> Result<Value, String> {
    let text = value.as_str().filter(|text| is_good(text));
    text.map(|text| json!(text)).ok_or_else(|| format!("Operation value must be a string in the format: {format}"))
}

/// `2026-01-31T10:00:00.000+0100`: what Jira takes; jiff wants a colon in the offset.
pub(crate) fn moment(text: &str) -> Option<time::Millis> {
    let (rest, minutes) = text.split_at_checked(text.len().checked_sub(2)?)?;
    time::parse(&format!("{rest}:{minutes}"))
}

fn member<'a>(value: &'a Value, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| value.get(*name)?.as_str())
}

fn shown(value: &Value) -> String {
    member(value, &["name", "id", "value"]).map_or_else(|| value.to_string(), str::to_owned)
}

fn chosen<'a>(options: &'a [Choice], value: &Value) -> Option<&'a Choice> {
    options
        .iter()
        .find(|option| member(value, &["id"]) == Some(option.id) || member(value, &["value"]) == Some(option.value))
}

fn bad_option(value: &Value) -> String {
    match member(value, &["id"]) {
        Some(id) => format!("Option id '{id}' is not valid"),
        None => format!("Specify a valid 'id' or 'name' for the option, not '{}'", shown(value)),
    }
}

/// The ids of an option and, perhaps, of one below it.
fn cascade(field: &Field, value: &Value) -> Result<Value, String> {
    let above = chosen(field.options, value).ok_or_else(|| bad_option(value))?;
    match value.get("child").filter(|child| !child.is_null()) {
        None => Ok(json!([above.id])),
        Some(child) => {
            chosen(above.children, child).map(|child| json!([above.id, child.id])).ok_or_else(|| bad_option(child))
        }
    }
}

/// The place of the parent.
fn parent(data: &Data, issue: &Issue, value: &Value) -> Result<Value, String> {
    let place = member(value, &["key", "id"]).and_then(|key| data.find(key));
    let Some(above) = place.and_then(|place| data.issue(place)) else {
        return Err("Could not find issue by id or key.".to_owned());
    };
    let is_below = if is_subtask(data, issue) { !is_subtask(data, above) } else { is_epic(data, above) };
    if !is_below || is_epic(data, issue) {
        let sentence = "Given parent work item does not belong to appropriate hierarchy.";
        return Err(sentence.to_owned());
    }
    Ok(json!(place))
}

pub(crate) fn is_epic(data: &Data, issue: &Issue) -> bool {
    data.seed.issue_type.get(usize::from(issue.kind)).is_some_and(|kind| kind.name == "Epic")
}

pub(crate) fn is_subtask(data: &Data, issue: &Issue) -> bool {
    data.seed.issue_type.get(usize::from(issue.kind)).is_some_and(|kind| kind.name == render::SUBTASK)
}

/// A kept value as issues show it.
pub(crate) fn show(data: &Data, origin: &str, field: &Field, kept: &Value) -> Value {
    if kept.is_null() {
        // What a list of the system's own shows where there is nothing.
        let is_empty_list = matches!(field.id, "components" | "versions");
        return if is_empty_list { json!([]) } else { Value::Null };
    }
    match kept {
        Value::Array(list) if field.is_list() => list.iter().map(|kept| show_one(data, origin, field, kept)).collect(),
        _ => show_one(data, origin, field, kept),
    }
}

fn show_one(data: &Data, origin: &str, field: &Field, kept: &Value) -> Value {
    let id = kept.as_str().unwrap_or("");
    match field.item() {
        "option" | "option-with-child" => option(field, origin, kept),
        "user" => data.user_by_account(id).map_or(Value::Null, |place| render::user(data, origin, place)),
        "group" => json!({"name": id, "groupId": id, "self": format!("{origin}/rest/api/3/group?groupId={id}")}),
        "component" => {
            COMPONENTS.iter().find(|component| component.id == id).map_or(Value::Null, |found| component(found, origin))
        }
        "version" => {
            let found = data.seed.version.iter().find(|version| version.id == id);
            found.map_or(Value::Null, |version| render::version(data, origin, version))
        }
        "resolution" => workflow::resolution(id, origin),
        _ => kept.clone(),
    }
}

/// A component as lists and issues show it.
pub(crate) fn component(found: &Component, origin: &str) -> Value {
    let link = format!("{origin}/rest/api/3/component/{}", found.id);
    json!({"self": link, "id": found.id, "name": found.name})
}

fn option(field: &Field, origin: &str, kept: &Value) -> Value {
    let ids: Vec<&str> = kept.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let found = ids.first().and_then(|id| field.options.iter().find(|option| option.id == *id));
    let Some(above) = found else { return Value::Null };
    let mut value = choice(above, origin);
    let below = ids.get(1).and_then(|id| above.children.iter().find(|option| option.id == *id));
    if let (Some(below), Value::Object(members)) = (below, &mut value) {
        members.insert("child".to_owned(), choice(below, origin));
    }
    value
}

/// A choice as issues show it.
pub(crate) fn choice(option: &Choice, origin: &str) -> Value {
    let link = format!("{origin}/rest/api/3/customFieldOption/{}", option.id);
    json!({"self": link, "value": option.value, "id": option.id})
}

/// Sprint and parent are kept with the boards: what was sent of them goes there once the issue has its place.
pub(crate) fn settle(data: &mut Data, place: usize) {
    let Some(written) = data.issue_mut(place).and_then(|issue| issue.written.as_mut()) else { return };
    let sent = ["parent", EPIC_LINK, SPRINT].map(|id| written.other.remove(id));
    let [parent, epic, sprint] = sent;
    for above in [parent, epic].into_iter().flatten() {
        data.agile.set_parent(place, above.as_u64().and_then(|above| usize::try_from(above).ok()));
    }
    if let Some(sprint) = sprint {
        data.agile.assign(place, sprint.as_u64());
    }
}

/// What an issue shows of what is kept with the boards; nothing where the field is kept elsewhere.
pub(crate) fn elsewhere(data: &Data, origin: &str, place: usize, field: &str) -> Option<Value> {
    Some(match field {
        SPRINT => {
            let sprints = data.agile.sprints_of(place).iter();
            let shown: Vec<Value> =
                sprints.filter_map(|id| data.agile.sprint_by_id(*id)).map(|sprint| sprint.shown()).collect();
            if shown.is_empty() { Value::Null } else { Value::Array(shown) }
        }
        "parent" => data.agile.parent(place).map_or(Value::Null, |above| related(data, origin, above)),
        EPIC_LINK => {
            let above = data.agile.parent(place).and_then(|above| data.issue(above));
            above.filter(|above| is_epic(data, above)).map_or(Value::Null, |above| json!(data.key(above)))
        }
        _ => return None,
    })
}

/// Another issue, as far as a parent or a sub-task is shown.
pub(crate) fn related(data: &Data, origin: &str, place: usize) -> Value {
    let Some(issue) = data.issue(place) else { return Value::Null };
    let id = issue_id(place);
    let mut fields = Map::new();
    for name in ["summary", "status", "priority", "issuetype"] {
        fields.insert(name.to_owned(), render::value(data, origin, place, issue, name));
    }
    json!({"id": id, "key": data.key(issue), "self": format!("{origin}/rest/api/3/issue/{id}"), "fields": fields})
}

/// Names and ids of what an issue shows of a field, for searching.
pub(crate) fn names(shown: &Value) -> Vec<String> {
    let mut found = Vec::new();
    name(shown, &mut found);
    found
}

fn name(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Array(list) => list.iter().for_each(|value| name(value, into)),
        Value::String(text) => into.push(text.clone()),
        Value::Number(number) => into.push(number.to_string()),
        Value::Object(members) => {
            for member in ["key", "name", "value", "displayName", "emailAddress", "accountId"] {
                into.extend(members.get(member).and_then(Value::as_str).map(str::to_owned));
            }
            into.extend(members.get("id").map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned)));
            if let Some(child) = members.get("child") {
                name(child, into);
            }
        }
        _ => {}
    }
}
