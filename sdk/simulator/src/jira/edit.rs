//! Fields that somebody sends become an issue, or Jira's words for what is wrong with them.

use serde_json::{Map, Value, json};

use super::field::{self, Field};
use super::meta::{self, Screen};
use super::stored;
use crate::adf;
use crate::reply::Refusal;
use crate::state::{Data, Issue, Written, position};
use crate::time::Millis;

/// Longest summary.
const LONGEST: usize = 255;

/// Field and sentence, as in `errors`.
pub(crate) type Errors = Map<String, Value>;

/// An issue as somebody wants it, and the comments that came with it.
#[derive(Debug)]
pub(crate) struct Edited {
    pub(crate) issue: Issue,
    pub(crate) comments: Vec<Value>,
}

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
    let mut new =
        Issue { created: now, updated: now, written: Some(Box::default()), ..Issue::of(project.unwrap_or(0), 0) };
    // What other fields take depends on the type.
    if let Some(value) = fields.get("issuetype")
        && let Err(sentence) = set_kind(data, &mut new, value)
    {
        errors.insert("issuetype".to_owned(), json!(sentence));
    }
    for field in &field::FIELDS {
        let given = fields.get(field.id).is_some_and(|value| !value.is_null());
        let waits = project.is_some() && !matches!(field.id, "summary" | "issuetype" | "project" | "reporter");
        if waits && !given && meta::required(data, &new, field) {
            errors.insert(field.id.to_owned(), json!(format!("{} is required.", field.name)));
        }
    }
    let mut edited = Edited { issue: new, comments: Vec::new() };
    edited.change(data, &fields, &object(body, "update"), Screen::Create, &mut errors);
    edited.finish(&errors).map(|edited| edited.issue)
}

/// An issue after `PUT /issue/{key}`.
pub(crate) fn update(data: &Data, old: &Issue, body: &Map<String, Value>, now: Millis) -> Result<Edited, Refusal> {
    let mut errors = Errors::new();
    let mut edited = Edited::of(data, old, now);
    let mut fields = object(body, "fields");
    fields.remove("project");
    edited.change(data, &fields, &object(body, "update"), Screen::None, &mut errors);
    edited.finish(&errors)
}

impl Edited {
    /// An issue, ready to be changed.
    pub(crate) fn of(data: &Data, old: &Issue, now: Millis) -> Self {
        let mut issue = old.clone();
        issue.written = Some(Box::new(data.written(old)));
        issue.updated = now;
        Self { issue, comments: Vec::new() }
    }

    pub(crate) fn finish(self, errors: &Errors) -> Result<Self, Refusal> {
        if errors.is_empty() {
            return Ok(self);
        }
        Err(Refusal { status: 400, body: json!({"errorMessages": [], "errors": errors}) })
    }

    fn change(
        &mut self,
        data: &Data,
        fields: &Map<String, Value>,
        update: &Map<String, Value>,
        screen: Screen,
        errors: &mut Errors,
    ) {
        let on_screen =
            |issue: &Issue, name: &str| field::by_id(name).filter(|field| meta::stands(data, issue, field, screen));
        for (name, operations) in update {
            let result = match on_screen(&self.issue, name) {
                _ if name == "comment" => self.comment(operations),
                Some(field) => self.operate(data, field, operations),
                None => Err(unknown(name)),
            };
            if let Err(sentence) = result {
                errors.insert(name.clone(), json!(sentence));
            }
        }
        for (name, value) in fields {
            let result = match on_screen(&self.issue, name) {
                Some(field) => self.set(data, field, value),
                None => Err(unknown(name)),
            };
            if let Err(sentence) = result {
                errors.insert(name.clone(), json!(sentence));
            }
        }
    }

    /// The operations of one field in `update`, such as `[{"add": "label"}]`.
    pub(crate) fn operate(&mut self, data: &Data, field: &Field, operations: &Value) -> Result<(), String> {
        for operation in operations.as_array().into_iter().flatten() {
            for (verb, value) in operation.as_object().into_iter().flatten() {
                self.apply(data, field, verb, value)?;
            }
        }
        Ok(())
    }

    fn apply(&mut self, data: &Data, field: &Field, verb: &str, value: &Value) -> Result<(), String> {
        let adds = match verb {
            "set" => return self.set(data, field, value),
            "add" if field.is_list() => true,
            "remove" if field.is_list() => false,
            _ => return Err(format!("Field does not support the operation '{verb}'")),
        };
        let one = match field.id {
            "fixVersions" => fix_version(data, &self.issue, value)?,
            _ => stored::one(data, &self.issue, field, value)?,
        };
        let mut list: Vec<Value> = self.kept(field);
        list.retain(|own| *own != one);
        if adds {
            list.push(one);
        }
        self.keep(field, list)
    }

    /// A list's values as they are kept.
    fn kept(&mut self, field: &Field) -> Vec<Value> {
        let written = self.written();
        match field.id {
            "labels" => written.labels.iter().map(|label| json!(label)).collect(),
            "fixVersions" => written.fix_versions.iter().map(|place| json!(place)).collect(),
            _ => written.other.get(field.id).and_then(Value::as_array).cloned().unwrap_or_default(),
        }
    }

    fn keep(&mut self, field: &Field, list: Vec<Value>) -> Result<(), String> {
        let written = self.written();
        match field.id {
            "labels" => written.labels = list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            "fixVersions" => {
                let places = list.iter().filter_map(Value::as_u64).filter_map(|place| u8::try_from(place).ok());
                written.fix_versions = places.collect();
            }
            _ if list.is_empty() => _ = written.other.remove(field.id),
            _ => _ = written.other.insert(field.id.to_owned(), Value::Array(list)),
        }
        Ok(())
    }

    pub(crate) fn comment(&mut self, operations: &Value) -> Result<(), String> {
        for operation in operations.as_array().into_iter().flatten() {
            let body = operation.pointer("/add/body").cloned().unwrap_or(Value::Null);
            if !adf::is_document(&body) {
                return Err("Comment body is not valid!".to_owned());
            }
            self.comments.push(body);
        }
        Ok(())
    }

    fn written(&mut self) -> &mut Written {
        self.issue.written.get_or_insert_default()
    }

    /// Gives a field a value.
    pub(crate) fn set(&mut self, data: &Data, field: &Field, value: &Value) -> Result<(), String> {
        let seed = &data.seed;
        match field.id {
            "project" => {}
            "summary" => self.written().summary = summary(value)?,
            "description" => self.written().description = description(value)?,
            "labels" => self.written().labels = labels(value)?,
            "fixVersions" => {
                let list = value.as_array().ok_or("data was not an array")?;
                let issue = self.issue.clone();
                let places =
                    list.iter().map(|value| fix_version(data, &issue, value)).collect::<Result<Vec<_>, _>>()?;
                self.keep(field, places)?;
            }
            "issuetype" => set_kind(data, &mut self.issue, value)?,
            "priority" => {
                let found = named(Some(value), &["id", "name"], |wanted| {
                    position(&seed.priority, |priority| priority.id == wanted || priority.name == wanted)
                });
                self.issue.priority = found.ok_or("The priority selected is invalid.")?;
            }
            "assignee" => self.issue.assignee = person(data, value)?,
            "reporter" => self.issue.reporter = person(data, value)?.ok_or("Reporter is required.")?,
            id => match stored::take(data, &self.issue, field, value)? {
                Value::Null if !matches!(id, "parent" | field::EPIC_LINK | field::SPRINT) => {
                    _ = self.written().other.remove(id);
                }
                kept => _ = self.written().other.insert(id.to_owned(), kept),
            },
        }
        Ok(())
    }
}

fn set_kind(data: &Data, issue: &mut Issue, value: &Value) -> Result<(), String> {
    let found = named(Some(value), &["id", "name"], |wanted| {
        position(&data.seed.issue_type, |kind| kind.id == wanted || kind.name == wanted)
    });
    issue.kind = found.ok_or("Specify a valid issue type")?;
    Ok(())
}

/// The place of a version of the issue's project.
fn fix_version(data: &Data, issue: &Issue, value: &Value) -> Result<Value, String> {
    let key = &data.project(issue.project).key;
    let wanted = |name: &str| value.get(name).and_then(Value::as_str);
    let found = position(&data.seed.version, |version| {
        version.project == *key && (wanted("id") == Some(&version.id) || wanted("name") == Some(&version.name))
    });
    found
        .map(|place| json!(place))
        .ok_or_else(|| format!("Version name '{}' is not valid", wanted("name").or_else(|| wanted("id")).unwrap_or("")))
}

pub(crate) fn unknown(name: &str) -> String {
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
pub(crate) fn person(data: &Data, value: &Value) -> Result<Option<u8>, String> {
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
        let issue = update(&data, old, &body(&sent), 5).unwrap().issue;
        let written = issue.written.unwrap();
        assert_eq!((written.summary.as_str(), issue.assignee, issue.updated), (&*data.summary(old), None, 5));
        assert!(written.labels.contains(&"new".to_owned()));
    }

    #[test]
    fn custom_fields_take_what_their_type_takes() {
        let data = data();
        let old = data.issue(data.find("DEV-1").unwrap()).unwrap();
        for (field, good, bad) in [
            ("customfield_10016", json!(5), json!("5")),
            ("customfield_10010", json!({"id": "10101"}), json!({"id": "9"})),
            ("customfield_10011", json!([{"value": "Web"}, {"id": "10113"}]), json!([{"value": "Amiga"}])),
            (
                "customfield_10012",
                json!({"id": "10120", "child": {"id": "10121"}}),
                json!({"id": "10120", "child": {"id": "10124"}}),
            ),
            ("customfield_10013", json!({"accountId": data.user(2).account_id}), json!({"accountId": "x"})),
            ("customfield_10014", json!("DEV-5"), json!("DEV-2")),
            ("customfield_10017", adf::from_text("x"), json!("x")),
            ("customfield_10018", json!("2026-01-31T10:00:00.000+0100"), json!("2026-01-31")),
            ("customfield_10020", json!(2), json!("2")),
            ("customfield_10021", json!("https://example.com"), json!("example")),
            ("customfield_10023", json!(["a"]), json!(["a b"])),
            ("duedate", json!("2026-01-31"), json!("31.1.2026")),
            ("components", json!([{"id": "10200"}]), json!([{"name": "Tools"}])),
            ("parent", json!({"key": "DEV-5"}), json!({"key": "DEV-2"})),
            ("timetracking", json!({"originalEstimate": "3d"}), json!({"estimate": "3d"})),
            ("customfield_10019", Value::Null, json!("0|i00")),
        ] {
            let sent = |value: &Value| body(&json!({"fields": {field: value}}));
            assert_eq!(update(&data, old, &sent(&good), 0).is_ok(), field != "customfield_10019", "{field}");
            let refusal = update(&data, old, &sent(&bad), 0).unwrap_err();
            assert!(refusal.body["errors"][field].is_string(), "{field}");
        }
    }

    #[test]
    fn lists_are_added_to_and_taken_from() {
        let data = data();
        let old = data.issue(data.find("DEV-1").unwrap()).unwrap();
        let sent = json!({"update": {
            "components": [{"set": [{"id": "10200"}]}, {"add": {"id": "10201"}}, {"remove": {"id": "10200"}}],
            "fixVersions": [{"remove": {"name": "1.4.0"}}],
        }});
        let written = update(&data, old, &body(&sent), 5).unwrap().issue.written.unwrap();
        assert_eq!((&written.other["components"], written.fix_versions.len()), (&json!(["10201"]), 0));
    }

    #[test]
    fn a_required_field_is_missed() {
        let sent = json!({"fields": {"project": {"key": "REL"}, "issuetype": {"name": "Bug"}, "summary": "x"}});
        let refusal = create(&data(), &body(&sent), 0).unwrap_err();
        assert_eq!(refusal.body["errors"], json!({"customfield_10010": "Severity is required."}));
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
