//! Requests: listed, read, made.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use super::data::{Choice, Field, Request, Type, written};
use super::{desk, file, found, page, refusal, request_type, show, visible};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, put};
use crate::state::{DEV, Data, Issue, issue_id, position};
use crate::time;

/// Status of requests that wait for somebody's consent.
pub(super) const WAITING: &str = "In Review";

/// `GET /rest/servicedeskapi/request`
pub(super) async fn list(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, params: Params) -> Answer {
    let data = app.read();
    let own = show::own_account(&data);
    let mut roles = params.list("requestOwnership");
    if roles.is_empty() {
        roles = ["OWNED_REQUESTS", "PARTICIPATED_REQUESTS", "ALL_ORGANIZATIONS"].map(str::to_owned).to_vec();
    }
    let fits = |place: usize, request: &Request| {
        let Some(issue) = data.issue(place) else { return false };
        let among = |name: &str, value: &str| params.first(name).is_none_or(|wanted| wanted == value);
        let status = match params.first("requestStatus") {
            Some("OPEN_REQUESTS") => !data.is_done(issue),
            Some("CLOSED_REQUESTS") => data.is_done(issue),
            _ => true,
        };
        let words = params.first("searchTerm").unwrap_or("").replace('*', "").to_lowercase();
        status
            && among("serviceDeskId", &request.desk)
            && among("requestTypeId", &request.kind)
            && data.summary(issue).to_lowercase().contains(&words)
            && roles.iter().any(|role| has_role(&data, request, &own, role, &params))
    };
    let mut places: Vec<usize> =
        data.desks.requests.iter().filter(|(place, request)| fits(**place, request)).map(|(place, _)| *place).collect();
    places.retain(|_| caller == Caller::Dev);
    // The latest first.
    places.sort_by_key(|place| std::cmp::Reverse(data.issue(*place).map(|issue| issue.created)));
    let expand = params.list("expand");
    let all: Vec<Value> =
        places.into_iter().map(|place| render(&data, place, &app.origin, &expand)).collect::<Result<_, _>>()?;
    reply::ok(&page(&params, &app.origin, "request", &all))
}

fn has_role(data: &Data, request: &Request, own: &str, role: &str, params: &Params) -> bool {
    let organizations = || data.desks.organizations.iter().filter(|one| one.members.iter().any(|member| member == own));
    match role {
        "OWNED_REQUESTS" => request.reporter == own,
        "PARTICIPATED_REQUESTS" => request.participants.iter().any(|person| person == own),
        "ALL_ORGANIZATIONS" => organizations().any(|one| one.members.contains(&request.reporter)),
        "ORGANIZATION" => {
            let id = params.first("organizationId").and_then(|id| id.parse().ok());
            organizations().any(|one| Some(one.id) == id && one.members.contains(&request.reporter))
        }
        "APPROVER" => request.approvals.iter().any(|approval| {
            let pending = approval.decision == "pending";
            let wanted = match params.first("approvalStatus") {
                Some("MY_PENDING_APPROVAL") => pending,
                Some("MY_HISTORY_APPROVAL") => !pending,
                _ => true,
            };
            approval.approver == own && wanted
        }),
        _ => false,
    }
}

/// `GET /rest/servicedeskapi/request/{issueIdOrKey}`
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    reply::ok(&render(&data, place, &app.origin, &params.list("expand"))?)
}

/// `POST /rest/servicedeskapi/request`
pub(super) async fn create(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer {
    let body = super::body(&bytes)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or("");
    let mut data = app.write();
    let desk = desk::visible(&data, caller, text("serviceDeskId"))?.clone();
    let kind = request_type::visible(&data, caller, &desk.id, text("requestTypeId"))?.clone();
    let values = body.get("requestFieldValues").and_then(Value::as_object).cloned().unwrap_or_default();
    let fields = checked(&data, &kind, &values)?;
    let reporter = match body.get("raiseOnBehalfOf").and_then(Value::as_str) {
        Some(account) if show::is_known(&data, account) => account.to_owned(),
        Some(account) => return Err(refusal(400, &format!("The user '{account}' does not exist."))),
        None => show::own_account(&data),
    };
    let participants: Vec<String> = body
        .get("requestParticipants")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    let files = values.get("attachment").and_then(Value::as_array).cloned().unwrap_or_default();
    let now = time::now();
    let status = if kind.approver.is_some() { WAITING } else { "To Do" };
    let status = position(&data.seed.status, |found| found.name == status).unwrap_or(0);
    let field = |name: &str| values.get(name).and_then(Value::as_str);
    let issue = Issue {
        project: data.project_by_key(&desk.project).unwrap_or(0),
        number: 0,
        status,
        kind: 0,
        priority: priority(&data, &values).unwrap_or(2),
        assignee: None,
        reporter: data.user_by_account(&reporter).unwrap_or(DEV),
        created: now,
        updated: now,
        written: Some(Box::new(written(field("summary").unwrap_or(""), field("description")))),
    };
    let place = data.add(issue);
    let request = Request {
        desk: desk.id,
        kind: kind.id,
        reporter,
        fields,
        participants,
        statuses: vec![(status, now)],
        ..Request::default()
    };
    let approver = kind.approver.and_then(|email| super::data::account(&data, &email));
    data.desks.open(place, request, approver);
    file::keep(&mut data, place, &files)?;
    Ok(reply::json(201, &render(&data, place, &app.origin, &[])?))
}

fn priority(data: &Data, values: &Map<String, Value>) -> Option<u8> {
    let priority = values.get("priority")?;
    let named = |name: &str| priority.get(name).and_then(Value::as_str);
    position(&data.seed.priority, |found| {
        Some(found.id.as_str()) == named("id") || Some(found.name.as_str()) == named("name")
    })
}

/// The fields as they are shown later, where each of them is as its type has it.
fn checked(data: &Data, kind: &Type, values: &Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
    let wrong = |what: &str| {
        let message =
            format!("Your request could not be created. Please check the fields have been filled in correctly. {what}");
        Err(refusal(400, &message))
    };
    if let Some(stranger) = values.keys().find(|name| !kind.fields.iter().any(|field| field.id == **name)) {
        return wrong(&format!("Field '{stranger}' is not on this request type."));
    }
    let mut shown = Map::new();
    for field in &kind.fields {
        let value = values.get(&field.id).unwrap_or(&Value::Null);
        let is_empty = value.is_null() || value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty);
        if field.required && is_empty {
            return wrong(&format!("{} is required.", field.name));
        }
        if is_empty || matches!(field.id.as_str(), "summary" | "description" | "attachment") {
            continue;
        }
        match taken(data, field, value) {
            Some(value) => _ = shown.insert(field.id.clone(), value),
            None => return wrong(&format!("{} has a value that is not valid.", field.name)),
        }
    }
    Ok(shown)
}

fn taken(data: &Data, field: &Field, value: &Value) -> Option<Value> {
    match field.kind.as_str() {
        "array" => {
            let items = field.items.as_deref().unwrap_or("string");
            value
                .as_array()?
                .iter()
                .map(|value| one(data, items, &field.values, value))
                .collect::<Option<Vec<_>>>()
                .map(Value::from)
        }
        kind => one(data, kind, &field.values, value),
    }
}

fn one(data: &Data, kind: &str, choices: &[Choice], value: &Value) -> Option<Value> {
    match kind {
        "number" => value.is_number().then(|| value.clone()),
        "date" => value.as_str().filter(|text| text.len() == 10).map(Value::from),
        "user" => {
            let account = value.get("accountId")?.as_str().filter(|account| show::is_known(data, account))?;
            Some(show::person(data, "", account))
        }
        "option" | "option-with-child" | "priority" => {
            let choice = chosen(choices, value)?;
            let mut shown = json!({"id": choice.value, "value": choice.label});
            if let Some(child) = value.get("child") {
                let child = chosen(&choice.children, child)?;
                put(&mut shown, "child", json!({"id": child.value, "value": child.label}));
            }
            Some(shown)
        }
        _ => value.as_str().map(Value::from),
    }
}

fn chosen<'a>(choices: &'a [Choice], value: &Value) -> Option<&'a Choice> {
    let named = |name: &str| value.get(name).and_then(Value::as_str);
    choices.iter().find(|choice| {
        Some(choice.value.as_str()) == named("id")
            || Some(choice.label.as_str()) == named("value")
            || Some(choice.label.as_str()) == named("name")
    })
}

/// A request with what it was asked to be shown with.
pub(super) fn render(data: &Data, place: usize, origin: &str, expand: &[String]) -> Result<Value, Refusal> {
    let request = found(data, place)?;
    let issue = data.issue(place).ok_or_else(|| refusal(404, "The request does not exist."))?;
    let (id, key) = (issue_id(place), data.key(issue));
    let link = format!("{origin}/rest/servicedeskapi/request/{id}");
    let since = request.statuses.last().map_or(issue.created, |(_, since)| *since);
    let mut shown = json!({
        "_expands": ["participant", "status", "sla", "requestType", "serviceDesk", "attachment", "action", "comment"],
        "issueId": id,
        "issueKey": key,
        "summary": data.summary(issue),
        "requestTypeId": request.kind,
        "serviceDeskId": request.desk,
        "createdDate": show::date(issue.created),
        "reporter": show::person(data, origin, &request.reporter),
        "requestFieldValues": values(data, request, issue),
        "currentStatus": show::status(data, issue.status, since),
        "_links": {
            "self": link,
            "jiraRest": format!("{origin}/rest/api/2/issue/{id}"),
            "web": format!("{origin}/servicedesk/customer/portal/{}/{key}", request.desk),
            "agent": format!("{origin}/browse/{key}"),
        },
    });
    let params = Params::default();
    for name in expand {
        match name.as_str() {
            "requestType" => {
                let kind = data.desks.kind(&request.kind).map(|kind| request_type::show(kind, origin));
                put(&mut shown, "requestType", kind.unwrap_or(Value::Null));
            }
            "serviceDesk" => {
                let desk = data.seed.service_desk.iter().find(|desk| desk.id == request.desk);
                let desk = desk.and_then(|desk| desk::render(data, desk, origin));
                put(&mut shown, "serviceDesk", desk.unwrap_or(Value::Null));
            }
            "participant" => {
                let people: Vec<Value> =
                    request.participants.iter().map(|account| show::person(data, origin, account)).collect();
                put(&mut shown, "participants", page(&params, origin, &format!("request/{id}/participant"), &people));
            }
            _ => {}
        }
    }
    Ok(shown)
}

fn values(data: &Data, request: &Request, issue: &Issue) -> Vec<Value> {
    let fields = data.desks.kind(&request.kind).map(|kind| kind.fields.as_slice()).unwrap_or_default();
    let value = |field: &Field| {
        let value = match field.id.as_str() {
            "summary" => json!(data.summary(issue)),
            "description" => json!(crate::adf::to_text(&data.description(issue)).trim()),
            id => request.fields.get(id)?.clone(),
        };
        Some(json!({"fieldId": field.id, "label": field.name, "value": value}))
    };
    fields.iter().filter_map(value).collect()
}
