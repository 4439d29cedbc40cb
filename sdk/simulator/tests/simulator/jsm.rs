//! Service desks: what they refuse, and what follows from what.

use reqwest::Method;
use serde_json::json;

use crate::common::{Site, answer};

const DESK: &str = "/rest/servicedeskapi";

#[tokio::test]
async fn experimental_routes_want_to_be_asked_for() {
    let site = Site::with_issues(0);
    let path = format!("{DESK}/servicedesk/1/customer");
    assert_eq!(site.get(&path).await.status, 412);
    let asked = answer(site.request(Method::GET, &path).header("X-ExperimentalApi", "opt-in")).await;
    assert_eq!((asked.status, asked.json()["size"].as_u64()), (200, Some(4)));
}

#[tokio::test]
async fn a_request_says_what_its_type_wants_and_becomes_an_issue() {
    let site = Site::with_issues(0);
    let create = |values: serde_json::Value| {
        let body = json!({"serviceDeskId": "1", "requestTypeId": "2", "requestFieldValues": values});
        let site = &site;
        async move { site.send(Method::POST, &format!("{DESK}/request"), &body).await }
    };
    let empty = create(json!({"summary": "x"})).await;
    assert_eq!((empty.status, empty.text.contains("Impact is required.")), (400, true));
    let values = json!({"summary": "x", "customfield_10050": {"id": "9"}, "customfield_10051": "2026-04-30"});
    assert_eq!(create(values).await.status, 400);
    let values = json!({"summary": "x", "customfield_10050": {"value": "Low"}, "customfield_10051": "2026-04-30"});
    let made = create(values).await;
    assert_eq!((made.status, made.json()["issueKey"].as_str()), (201, Some("HELP-5")));
    assert_eq!(site.ok("/rest/api/3/issue/HELP-5").await["fields"]["summary"], "x");
    assert_eq!(site.ok(&format!("{DESK}/request/HELP-5/approval")).await["values"][0]["finalDecision"], "pending");
    assert_eq!(site.get(&format!("{DESK}/request/DEV-1")).await.status, 404, "no desk knows it");
}
