//! Approvals: who has to consent, and what follows.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::data::Approval;
use super::{found, found_mut, page, refusal, show, transition, visible};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, Refusal, put};
use crate::state::{Data, issue_id};
use crate::time;

/// `GET /rest/servicedeskapi/request/{issueIdOrKey}/approval`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    let approvals = found(&data, place)?.approvals.iter();
    let all: Vec<Value> = approvals.map(|approval| render(&data, place, approval, &app.origin)).collect();
    reply::ok(&page(&params, &app.origin, &format!("request/{}/approval", issue_id(place)), &all))
}

/// `GET /rest/servicedeskapi/request/{issueIdOrKey}/approval/{approvalId}`
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((key, id)): Path<(String, String)>,
) -> Answer {
    let data = app.read();
    let place = visible(&data, caller, &key)?;
    reply::ok(&render(&data, place, find(&data, place, &id)?, &app.origin))
}

/// `POST /rest/servicedeskapi/request/{issueIdOrKey}/approval/{approvalId}`
pub(super) async fn answer(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((key, id)): Path<(String, String)>,
    bytes: Bytes,
) -> Answer {
    let body = super::body(&bytes)?;
    let mut data = app.write();
    let place = visible(&data, caller, &key)?;
    let mut approval = find(&data, place, &id)?.clone();
    if !may_answer(&data, &approval) {
        return Err(refusal(403, "You are not allowed to answer this approval."));
    }
    let (decision, status) = match body.get("decision").and_then(Value::as_str) {
        Some("approve") => ("approved", "In Progress"),
        Some("decline") => ("declined", "Done"),
        _ => return Err(refusal(400, "The decision must be 'approve' or 'decline'.")),
    };
    approval.decision = decision;
    approval.completed = Some(time::now());
    if let Some(own) = found_mut(&mut data, place)?.approvals.iter_mut().find(|own| own.id == approval.id) {
        *own = approval.clone();
    }
    transition::turn(&mut data, place, status)?;
    reply::ok(&render(&data, place, &approval, &app.origin))
}

fn may_answer(data: &Data, approval: &Approval) -> bool {
    approval.decision == "pending" && approval.approver == show::own_account(data)
}

fn find<'a>(data: &'a Data, place: usize, id: &str) -> Result<&'a Approval, Refusal> {
    let found = found(data, place)?.approvals.iter().find(|approval| approval.id.to_string() == id);
    found.ok_or_else(|| refusal(404, "The approval does not exist."))
}

fn render(data: &Data, place: usize, approval: &Approval, origin: &str) -> Value {
    let link = format!("{origin}/rest/servicedeskapi/request/{}/approval/{}", issue_id(place), approval.id);
    let approver = show::person(data, origin, &approval.approver);
    let mut shown = json!({
        "id": approval.id.to_string(),
        "name": "Waiting for approval",
        "finalDecision": approval.decision,
        "canAnswerApproval": may_answer(data, approval),
        "approvers": [{"approver": approver, "approverDecision": approval.decision}],
        "createdDate": show::date(approval.created),
        "_links": {"self": link},
    });
    if let Some(completed) = approval.completed {
        put(&mut shown, "completedDate", show::date(completed));
    }
    shown
}
