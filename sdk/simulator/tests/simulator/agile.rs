//! Boards and sprints: what they refuse, and that pages by token belong to their listing.

use reqwest::Method;
use serde_json::json;

use crate::common::Site;

#[tokio::test]
async fn a_sprint_goes_from_future_to_active_to_closed_and_no_other_way() {
    let site = Site::with_issues(0);
    let turn = |body: serde_json::Value| {
        let site = &site;
        async move { site.send(Method::POST, "/rest/agile/1.0/sprint/3", &body).await.status }
    };
    assert_eq!(turn(json!({"state": "closed"})).await, 400);
    assert_eq!(turn(json!({"state": "active"})).await, 400, "it has no dates");
    let dates = json!({"startDate": "2026-04-01T00:00:00Z", "endDate": "2026-03-01T00:00:00Z"});
    assert_eq!(turn(dates).await, 400, "it ends before it begins");
    let started = json!({"state": "active", "startDate": "2026-04-01T00:00:00Z", "endDate": "2026-04-15T00:00:00Z"});
    assert_eq!(turn(started).await, 200);
    assert_eq!(turn(json!({"state": "closed"})).await, 200);
    assert_eq!(turn(json!({"name": "again"})).await, 400, "what is closed stays as it is");
    let into = site.send(Method::POST, "/rest/agile/1.0/sprint/3/issue", &json!({"issues": ["DEV-2"]})).await;
    assert_eq!(into.status, 400);
    assert_eq!(site.get("/rest/agile/1.0/board/2/sprint").await.status, 400, "a kanban board has none");
}

#[tokio::test]
async fn a_token_belongs_to_its_listing() {
    let site = Site::with_issues(150);
    let first = site.ok("/rest/software/1.0/board/3/issue?maxResults=10&fields=summary").await;
    let token = first["nextPageToken"].as_str().unwrap();
    let second = site.ok(&format!("/rest/software/1.0/board/3/issue?maxResults=10&nextPageToken={token}")).await;
    assert_ne!(first["issues"][0]["key"], second["issues"][0]["key"]);
    let other = site.get(&format!("/rest/software/1.0/board/3/backlog?nextPageToken={token}")).await;
    assert_eq!(other.status, 400);
}

#[tokio::test]
async fn at_most_fifty_issues_are_moved_and_all_of_them_or_none() {
    let site = Site::with_issues(60);
    let keys: Vec<String> = (1..=51).map(|number| format!("DEMO-{number}")).collect();
    let path = "/rest/agile/1.0/sprint/3/issue";
    assert_eq!(site.send(Method::POST, path, &json!({"issues": keys})).await.status, 400);
    assert_eq!(site.send(Method::POST, path, &json!({"issues": ["DEMO-1", "NOPE-1"]})).await.status, 404);
    let listed = site.ok("/rest/software/1.0/sprint/3/issue?fields=summary").await;
    assert_eq!(listed["issues"].as_array().unwrap().len(), 1);
}
