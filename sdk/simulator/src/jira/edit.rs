//! Fields that somebody sends become an issue, or Jira's words for what is wrong with them.

use serde_json::{Map, Value, json};

use super::field::STORY_POINTS;
use crate::adf;
use crate::reply::Refusal;
use crate::state::{DEV, Data, Issue, Written, position};
use crate::time::Millis;

/// Longest summary.
const LONGEST: usize = 255;

/// Field and sentence, as in `errors`.
type Errors = Map<String, Value>;

/// A new issue from the body of `POST /issue`.
pub(crate) fn create(data: &Data, body: &Map<String, Value>, now: Millis) -> Result<Issue, Refusal> {
    let fields = object(body, "fields");
    let mut errors = Errors::new();
    let project = named(fields.get("project"), &["key", "id"], |value| {
        position(&data.seed.project, |project| project.key == value || project.id == value)
    });
    if project.is_none() {
        errors.insert("project".to_owned(), json!("Specify a valid project ID or key"));
    }
    if !fields.contains_key("issuetype") {
        errors.insert("issuetype".to_owned(), json!("Specify an issue type"));
    }
    if !fields.contains_key("summary") {
        errors.insert("summary".to_owned(), json!("You must specify a summary of the issue."));
    }
    let new = Issue {
        project: project.unwrap_or(0),
        number: 0,
        status: 0,
        kind: 0,
        // Medium
        priority: 2,
        assignee: None,
        reporter: DEV,
        created: now,
        updated: now,
        written: Some(Box::default()),
    };
    let issue = change(data, new, &fields, &mut errors);
    finish(issue, &errors)
}

/// An issue after `PUT /issue/{key}`.
pub(crate) fn update(data: &Data, old: &Issue, body: &Map<String, Value>, now: Millis) -> Result<Issue, Refusal> {
    let mut fields = object(body, "fields");
    let mut errors = Errors::new();
    let mut issue = old.clone();
    let mut written = data.written(old);
    for (name, operations) in object(body, "update") {
        for operation in operations.as_array().into_iter().flatten() {
            operate(&name, operation, &mut written, &mut fields, &mut errors);
        }
    }
    fields.remove("project");
    issue.written = Some(Box::new(written));
    issue.updated = now;
    let issue = change(data, issue, &fields, &mut errors);
    finish(issue, &errors)
}

fn finish(issue: Issue, errors: &Errors) -> Result<Issue, Refusal> {
    if errors.is_empty() {
        return Ok(issue);
    }
    Err(Refusal { status: 400, body: json!({"errorMessages": [], "errors": errors}) })
}

/// One entry of `update`, such as `{"add": "label"}`.
fn operate(name: &str, operation: &Value, written: &mut Written, fields: &mut Errors, errors: &mut Errors) {
    let text = |verb: &str| operation.get(verb).and_then(Value::as_str).map(str::to_owned);
    if let Some(value) = operation.get("set") {
        fields.insert(name.to_owned(), value.clone());
    } else if name == "labels" {
        if let Some(label) = text("add").filter(|label| !written.labels.contains(label)) {
            written.labels.push(label);
        }
        if let Some(label) = text("remove") {
            written.labels.retain(|own| *own != label);
        }
    } else {
        errors.insert(name.to_owned(), json!(unknown(name)));
    }
}

fn change(data: &Data, mut issue: Issue, fields: &Map<String, Value>, errors: &mut Errors) -> Issue {
    let mut written = issue.written.take().unwrap_or_default();
    for (name, value) in fields {
        if let Err(sentence) = set(data, &mut issue, &mut written, name, value) {
            errors.insert(name.clone(), json!(sentence));
        }
    }
    issue.written = Some(written);
    issue
}

fn set(data: &Data, issue: &mut Issue, written: &mut Written, name: &str, value: &Value) -> Result<(), String> {
    let seed = &data.seed;
    match name {
        "project" => {}
        "summary" => written.summary = summary(value)?,
        "description" => written.description = description(value)?,
        "labels" => written.labels = labels(value)?,
        "issuetype" => {
            let found = named(Some(value), &["id", "name"], |wanted| {
                position(&seed.issue_type, |kind| kind.id == wanted || kind.name == wanted)
            });
            issue.kind = found.ok_or("Specify a valid issue type")?;
        }
        "priority" => {
            let found = named(Some(value), &["id", "name"], |wanted| {
                position(&seed.priority, |priority| priority.id == wanted || priority.name == wanted)
            });
            issue.priority = found.ok_or("The priority selected is invalid.")?;
        }
        "assignee" => issue.assignee = person(data, value)?,
        "reporter" => issue.reporter = person(data, value)?.ok_or("Reporter is required.")?,
        "duedate" | STORY_POINTS => _ = written.other.insert(name.to_owned(), value.clone()),
        _ => return Err(unknown(name)),
    }
    Ok(())
}

fn unknown(name: &str) -> String {
    format!("Field '{name}' cannot be set. It is not on the appropriate screen, or unknown.")
}

fn summary(value: &Value) -> Result<String, String> {
    let text = value.as_str().ok_or("Operation value must be a string")?;
    if text.trim().is_empty() {
        return Err("You must specify a summary of the issue.".to_owned());
    }
    if text.contains(['\n', '\r']) {
        return Err("The summary is invalid because it contains newline characters.".to_owned());
    }
    if text.chars().count() > LONGEST {
        return Err(format!("Summary can't exceed {LONGEST} characters."));
    }
    Ok(text.to_owned())
}

fn description(value: &Value) -> Result<Value, String> {
    if value.is_null() || adf::is_document(value) {
        return Ok(value.clone());
    }
    Err("Operation value must be an Atlassian Document (see the Atlassian Document Format)".to_owned())
}

fn labels(value: &Value) -> Result<Vec<String>, String> {
    let list = value.as_array().ok_or("data was not an array")?;
    let label = |value: &Value| {
        let label = value.as_str().ok_or("string expected at index 0")?;
        if label.contains(char::is_whitespace) {
            return Err(format!("The label '{label}' contains spaces which is invalid."));
        }
        Ok(label.to_owned())
    };
    list.iter().map(label).collect()
}

/// `{"accountId": …}` (or `id`), or null for nobody.
fn person(data: &Data, value: &Value) -> Result<Option<u8>, String> {
    if value.is_null() || value.get("accountId").is_some_and(Value::is_null) {
        return Ok(None);
    }
    let account = value.get("accountId").or_else(|| value.get("id")).and_then(Value::as_str).unwrap_or("");
    match data.user_by_account(account) {
        Some(user) => Ok(Some(user)),
        None => Err(format!("User '{account}' does not exist.")),
    }
}

/// The place named by one of the keys of an object such as `{"key": "DEV"}`.
fn named(value: Option<&Value>, keys: &[&str], find: impl Fn(&str) -> Option<u8>) -> Option<u8> {
    let value = value?;
    keys.iter().filter_map(|key| value.get(key)?.as_str()).find_map(find)
}

fn object(body: &Map<String, Value>, name: &str) -> Map<String, Value> {
    body.get(name).and_then(Value::as_object).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data() -> Data {
        Data::new(crate::seed::load().unwrap(), 1).unwrap()
    }

    fn body(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn every_error_is_told_at_once() {
        let sent =
            json!({"fields": {"priority": {"name": "Huge"}, "nonsense": 1, "labels": ["a b"], "description": "x"}});
        let refusal = create(&data(), &body(&sent), 0).unwrap_err();
        assert_eq!(refusal.status, 400);
        let errors = refusal.body["errors"].as_object().unwrap();
        let mut names: Vec<_> = errors.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["description", "issuetype", "labels", "nonsense", "priority", "project", "summary"]);
    }

    #[test]
    fn a_generated_issue_keeps_its_words_when_something_else_changes() {
        let data = data();
        let old = data.issue(data.find("DEMO-1").unwrap()).unwrap();
        let sent = json!({"fields": {"assignee": null}, "update": {"labels": [{"add": "new"}]}});
        let issue = update(&data, old, &body(&sent), 5).unwrap();
        let written = issue.written.unwrap();
        assert_eq!((written.summary.as_str(), issue.assignee, issue.updated), (&*data.summary(old), None, 5));
        assert!(written.labels.contains(&"new".to_owned()));
    }

    #[test]
    fn a_summary_has_one_line_and_255_characters() {
        for (text, good) in
            [("x", true), (" ", false), ("a\nb", false), (&*"ü".repeat(255), true), (&*"ü".repeat(256), false)]
        {
            assert_eq!(summary(&json!(text)).is_ok(), good);
        }
    }
}
