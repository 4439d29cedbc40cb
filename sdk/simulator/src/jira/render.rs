//! Issues, people and projects as Jira's JSON.

use serde_json::{Map, Value, json};

use super::field::{self, FIELDS, STORY_POINTS};
use super::select::Selection;
use super::{attachment, link, stored, workflow};
use crate::reply::put;
use crate::seed::{Category, Named, Project, Status, Version};
use crate::state::{Comment, Data, Issue, issue_id};
use crate::time;

/// The name of the type that has a parent.
pub(crate) const SUBTASK: &str = "Sub-task";

/// A person.
pub(crate) fn user(data: &Data, origin: &str, place: u8) -> Value {
    let user = data.user(place);
    json!({
        "self": format!("{origin}/rest/api/3/user?accountId={}", user.account_id),
        "accountId": user.account_id,
        "accountType": "atlassian",
        "emailAddress": user.email,
        "avatarUrls": avatars(&format!("{origin}/secure/useravatar?ownerId={}", user.account_id)),
        "displayName": user.name,
        "active": true,
        "timeZone": user.time_zone,
    })
}

/// Somebody who has an account for portals alone.
pub(crate) fn customer(origin: &str, account: &str, name: &str, email: &str) -> Value {
    json!({
        "self": format!("{origin}/rest/api/3/user?accountId={account}"),
        "accountId": account,
        "accountType": "customer",
        "emailAddress": email,
        "avatarUrls": avatars(&format!("{origin}/secure/useravatar?ownerId={account}")),
        "displayName": name,
        "active": true,
        "timeZone": "UTC",
    })
}

fn avatars(url: &str) -> Value {
    json!({
        "48x48": url,
        "24x24": format!("{url}&size=small"),
        "16x16": format!("{url}&size=xsmall"),
        "32x32": format!("{url}&size=medium"),
    })
}

/// A project, as it stands in issues and lists.
pub(crate) fn project(project: &Project, origin: &str) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    put("self", json!(format!("{origin}/rest/api/3/project/{}", project.id)));
    put("id", json!(project.id));
    put("key", json!(project.key));
    put("name", json!(project.name));
    put("projectTypeKey", json!(project.kind));
    put("simplified", json!(false));
    put("avatarUrls", avatars(&format!("{origin}/secure/projectavatar?pid={}", project.id)));
    fields
}

pub(crate) fn issue_type(kind: &Named, origin: &str) -> Value {
    json!({
        "self": format!("{origin}/rest/api/3/issuetype/{}", kind.id),
        "id": kind.id,
        "description": "",
        "iconUrl": format!("{origin}/secure/viewavatar?avatarType=issuetype&avatarId={}", kind.id),
        "name": kind.name,
        "subtask": kind.name == SUBTASK,
        "hierarchyLevel": i32::from(kind.name == "Epic") - i32::from(kind.name == SUBTASK),
    })
}

/// A status.
pub(crate) fn status(status: &Status, origin: &str) -> Value {
    let (id, key, color, name) = match status.category {
        Category::New => (2, "new", "blue-gray", "To Do"),
        Category::Indeterminate => (4, "indeterminate", "yellow", "In Progress"),
        Category::Done => (3, "done", "green", "Done"),
    };
    json!({
        "self": format!("{origin}/rest/api/3/status/{}", status.id),
        "description": "",
        "iconUrl": format!("{origin}/images/icons/statuses/generic.png"),
        "name": status.name,
        "id": status.id,
        "statusCategory": {
            "self": format!("{origin}/rest/api/3/statuscategory/{id}"),
            "id": id,
            "key": key,
            "colorName": color,
            "name": name,
        },
    })
}

/// A priority.
pub(crate) fn priority(priority: &Named, origin: &str) -> Value {
    json!({
        "self": format!("{origin}/rest/api/3/priority/{}", priority.id),
        "iconUrl": format!("{origin}/images/icons/priorities/{}.svg", priority.name.to_lowercase()),
        "name": priority.name,
        "id": priority.id,
    })
}

/// An issue with the fields that were asked for.
pub(crate) fn issue(data: &Data, origin: &str, place: usize, issue: &Issue, selection: &Selection) -> Value {
    let id = issue_id(place);
    if selection.only_id() {
        return json!({"id": id});
    }
    let mut value = json!({
        "expand": "operations,versionedRepresentations,editmeta,changelog,renderedFields",
        "id": id,
        "self": format!("{origin}/rest/api/3/issue/{id}"),
        "key": data.key(issue),
    });
    if !selection.only_id_and_key() {
        let mut shown = fields(data, origin, place, issue, selection);
        shown.extend(hanging(data, origin, place, selection));
        put(&mut value, "fields", Value::Object(shown));
    }
    value
}

fn fields(data: &Data, origin: &str, place: usize, issue: &Issue, selection: &Selection) -> Map<String, Value> {
    let shown = FIELDS.iter().filter(|field| selection.shows(field.id));
    let with_value = |field: &field::Field| {
        let value = value(data, origin, place, issue, field.id);
        // Jira leaves out a parent that is not there.
        (field.id != "parent" || !value.is_null()).then(|| (field.id.to_owned(), value))
    };
    shown.filter_map(with_value).collect()
}

/// What hangs at an issue and is shown as a field.
fn hanging(data: &Data, origin: &str, place: usize, selection: &Selection) -> Map<String, Value> {
    let mut shown = Map::new();
    if selection.shows("issuelinks") {
        shown.insert("issuelinks".to_owned(), link::of_issue(data, origin, place));
    }
    if selection.shows("attachment") {
        shown.insert("attachment".to_owned(), attachment::of_issue(data, origin, place));
    }
    shown
}

/// What an issue shows of a field.
pub(crate) fn value(data: &Data, origin: &str, place: usize, issue: &Issue, field: &str) -> Value {
    let person = |place: Option<u8>| place.map_or(Value::Null, |place| user(data, origin, place));
    let seed = &data.seed;
    match field {
        "summary" => json!(data.summary(issue)),
        "status" => status(data.status(issue.status), origin),
        "issuetype" => at(&seed.issue_type, issue.kind, |kind| issue_type(kind, origin)),
        "priority" => at(&seed.priority, issue.priority, |found| priority(found, origin)),
        "assignee" => person(issue.assignee),
        "reporter" | "creator" => person(Some(issue.reporter)),
        "project" => Value::Object(project(data.project(issue.project), origin)),
        "labels" => json!(data.labels(issue)),
        "fixVersions" => data.versions(issue).map(|version| self::version(data, origin, version)).collect(),
        "created" => json!(time::jira(issue.created)),
        "updated" => json!(time::jira(issue.updated)),
        "description" => data.description(issue),
        "resolution" if data.is_done(issue) => workflow::resolution(data.resolution(issue), origin),
        "resolution" => Value::Null,
        "resolutiondate" if data.is_done(issue) => json!(time::jira(issue.updated)),
        "subtasks" => {
            let below = data.below(place).filter(|(_, issue)| stored::is_subtask(data, issue));
            below.map(|(place, _)| stored::related(data, origin, place)).collect()
        }
        STORY_POINTS if issue.written.is_none() => json!(f64::from(issue.number % 8)),
        id => match (stored::elsewhere(data, origin, place, id), field::by_id(id)) {
            (Some(shown), _) => shown,
            (None, Some(field)) => stored::show(data, origin, field, data.kept(issue, id)),
            (None, None) => Value::Null,
        },
    }
}

/// A version.
pub(crate) fn version(data: &Data, origin: &str, version: &Version) -> Value {
    let mut shown = json!({
        "self": format!("{origin}/rest/api/3/version/{}", version.id),
        "id": version.id,
        "name": version.name,
        "archived": version.archived,
        "released": version.released.is_some(),
    });
    let release = version.released.as_ref().or(version.planned.as_ref());
    let texts =
        [("releaseDate", release), ("startDate", version.start.as_ref()), ("description", Some(&version.description))];
    for (name, text) in texts {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            put(&mut shown, name, json!(text));
        }
    }
    if let Some(project) = data.seed.project.iter().find(|project| project.key == version.project) {
        put(&mut shown, "projectId", json!(project.id.parse::<i64>().unwrap_or(0)));
    }
    shown
}

/// A comment.
pub(crate) fn comment(data: &Data, origin: &str, issue: &str, comment: &Comment) -> Value {
    let author = user(data, origin, comment.author);
    let mut shown = json!({
        "self": format!("{origin}/rest/api/3/issue/{issue}/comment/{}", comment.id),
        "id": comment.id.to_string(),
        "author": author,
        "body": comment.body,
        "updateAuthor": author,
        "created": time::jira(comment.created),
        "updated": time::jira(comment.updated),
        "jsdPublic": true,
    });
    if !comment.visibility.is_null() {
        put(&mut shown, "visibility", comment.visibility.clone());
    }
    shown
}

fn at<T>(list: &[T], place: u8, show: impl Fn(&T) -> Value) -> Value {
    list.get(usize::from(place)).map_or(Value::Null, show)
}
