//! Jira: what hangs at issues, and what administrators do.

use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{Site, answer};

const ISSUE: &str = "/rest/api/3/issue/DEV-1";

fn document(text: &str) -> Value {
    let paragraph = json!({"type": "paragraph", "content": [{"type": "text", "text": text}]});
    json!({"type": "doc", "version": 1, "content": [paragraph]})
}

#[tokio::test]
async fn a_comment_that_is_sent_without_its_readers_is_for_everybody() {
    let site = Site::with_issues(0);
    let path = format!("{ISSUE}/comment/20001");
    assert_eq!(site.ok(&path).await["visibility"]["value"], "Administrators");
    site.send(Method::PUT, &path, &json!({"body": document("new")})).await;
    let comment = site.ok(&path).await;
    assert_eq!((comment.get("visibility"), &comment["body"]), (None, &document("new")));
    assert_eq!(answer(site.request(Method::DELETE, &path)).await.status, 204);
    assert_eq!(site.get(&path).await.status, 404);
    let next = site.send(Method::POST, &format!("{ISSUE}/comment"), &json!({"body": document("x")})).await.json();
    assert_eq!(next["id"], "20002", "an id is not given out again");
}

#[tokio::test]
async fn a_link_is_seen_from_both_ends_until_it_is_deleted() {
    let site = Site::with_issues(0);
    let ends = |from: &str, to: &str| json!({"type": {"name": "Blocks"}, "inwardIssue": {"key": from}, "outwardIssue": {"key": to}});
    assert_eq!(site.send(Method::POST, "/rest/api/3/issueLink", &ends("DEV-2", "DEV-3")).await.status, 201);
    assert_eq!(site.send(Method::POST, "/rest/api/3/issueLink", &ends("DEV-2", "DEV-2")).await.status, 400);
    let links = |key: &'static str| {
        let site = &site;
        async move { site.ok(&format!("/rest/api/3/issue/{key}?fields=issuelinks")).await["fields"]["issuelinks"].clone() }
    };
    let (from, to) = (links("DEV-2").await, links("DEV-3").await);
    assert_eq!((&from[0]["outwardIssue"]["key"], &to[0]["inwardIssue"]["key"]), (&json!("DEV-3"), &json!("DEV-2")));
    let path = format!("/rest/api/3/issueLink/{}", from[0]["id"].as_str().unwrap());
    assert_eq!(answer(site.request(Method::DELETE, &path)).await.status, 204);
    assert_eq!(links("DEV-3").await, json!([]));
}

#[tokio::test]
async fn a_deleted_project_takes_its_issues_along() {
    let site = Site::with_issues(3);
    assert_eq!(answer(site.request(Method::DELETE, "/rest/api/3/project/DEMO")).await.status, 204);
    for path in ["/rest/api/3/project/DEMO", "/rest/api/3/issue/DEMO-1", "/rest/api/3/project/10003"] {
        assert_eq!(site.get(path).await.status, 404, "{path}");
    }
    let project = json!({"key": "NEW", "name": "New", "projectTypeKey": "software", "leadAccountId": "nobody"});
    let refused = site.send(Method::POST, "/rest/api/3/project", &project).await;
    assert_eq!((refused.status, refused.json()["errors"].get("projectLead").is_some()), (400, true));
}

#[tokio::test]
async fn automation_lies_behind_the_gateway_alone() {
    let site = Site::with_issues(0);
    let cloud_id = site.ok("/_edge/tenant_info").await["cloudId"].as_str().unwrap().to_owned();
    let base = format!("/gateway/api/automation/public/jira/{cloud_id}/rest/v1/rule");
    let first = site.ok(&format!("{base}/summary?limit=1")).await;
    assert_eq!(first["links"]["next"], "?cursor=1&limit=1");
    let uuid = first["data"][0]["uuid"].as_str().unwrap();
    let rule = format!("{base}/{uuid}");
    assert_eq!(
        answer(site.request(Method::DELETE, &rule)).await.status,
        415,
        "a type is wanted of a body that is none"
    );
    let typed = || site.request(Method::DELETE, &rule).header("content-type", "application/json");
    assert_eq!(answer(typed()).await.status, 400, "it runs");
    assert_eq!(site.send(Method::PUT, &format!("{rule}/state"), &json!({"state": "DISABLED"})).await.status, 400);
    assert_eq!(site.send(Method::PUT, &format!("{rule}/state"), &json!({"value": "DISABLED"})).await.status, 204);
    assert_eq!(answer(typed()).await.status, 204);
    assert_eq!(site.get("/rest/v1/rule/summary").await.status, 404);
    assert_eq!(answer(site.bare(Method::GET, &format!("{base}/summary"))).await.status, 401);
}

#[tokio::test]
async fn a_guest_administers_nothing() {
    let site = Site::with_issues(0);
    for path in ["/rest/webhooks/1.0/webhook", "/rest/api/3/auditing/record", "/rest/api/3/workflows/search"] {
        let request = site.bare(Method::GET, path);
        let request = request.basic_auth(atlassian_simulator::GUEST_EMAIL, Some(atlassian_simulator::GUEST_TOKEN));
        assert_eq!(answer(request).await.status, 403, "{path}");
    }
}
