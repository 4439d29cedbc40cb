//! Jira: all pages of a search, and issues that change.

use std::collections::HashSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{Site, answer};

const SEARCH: &str = "/rest/api/3/search/jql";

fn keys(page: &Value) -> Vec<String> {
    page["issues"].as_array().unwrap().iter().map(|issue| issue["key"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn every_page_of_2500_issues_comes_once() {
    let site = Site::with_issues(2500);
    let (mut seen, mut pages, mut token) = (HashSet::new(), 0, String::new());
    loop {
        let path = format!("{SEARCH}?jql=project%20=%20DEMO&fields=summary&maxResults=1000&nextPageToken={token}");
        let page = site.ok(&path).await;
        pages += 1;
        let keys = keys(&page);
        assert!(keys.len() <= 100, "a page with fields has at most 100 issues");
        assert!(keys.into_iter().all(|key| seen.insert(key)), "an issue came twice");
        assert_eq!(page["isLast"], json!(page.get("nextPageToken").is_none()));
        match page["nextPageToken"].as_str() {
            Some(next) => next.clone_into(&mut token),
            None => break,
        }
    }
    assert_eq!((seen.len(), pages), (2500, 25));
}

#[tokio::test]
async fn pages_of_ids_are_longer_and_hold_nothing_else() {
    let site = Site::with_issues(2500);
    let page = site.ok(&format!("{SEARCH}?jql=project=DEMO&maxResults=5000")).await;
    let issues = page["issues"].as_array().unwrap();
    assert_eq!((issues.len(), page["isLast"].as_bool()), (2500, Some(true)));
    assert!(issues.iter().all(|issue| issue.as_object().unwrap().keys().eq(["id"])));
    assert_eq!(site.ok(&format!("{SEARCH}?jql=project=DEMO")).await["issues"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn pages_stay_stable_while_issues_come_and_go() {
    let site = Site::with_issues(10);
    let page = |token: String| {
        let site = &site;
        async move {
            let body = json!({"jql": "project = DEMO ORDER BY key", "fields": ["key"], "maxResults": 4, "nextPageToken": token});
            site.send(Method::POST, SEARCH, &body).await.json()
        }
    };
    let first = page(String::new()).await;
    assert_eq!(keys(&first), ["DEMO-1", "DEMO-2", "DEMO-3", "DEMO-4"]);
    for key in ["DEMO-1", "DEMO-6"] {
        site.send(Method::DELETE, &format!("/rest/api/3/issue/{key}"), &json!({})).await;
    }
    let second = page(first["nextPageToken"].as_str().unwrap().to_owned()).await;
    assert_eq!(keys(&second), ["DEMO-5", "DEMO-7", "DEMO-8"]);
    let token = second["nextPageToken"].as_str().unwrap();
    let other = site.get(&format!("{SEARCH}?jql=project=DEV&nextPageToken={token}")).await;
    assert_eq!(other.status, 400, "a token belongs to its query");
}

#[tokio::test]
async fn fields_are_those_that_were_asked_for() {
    let site = Site::with_issues(0);
    let fields = |query: &'static str| {
        let site = &site;
        async move {
            let issue = site.ok(&format!("/rest/api/3/issue/dev-1{query}")).await;
            issue["fields"].as_object().unwrap().keys().cloned().collect::<Vec<_>>()
        }
    };
    assert_eq!(fields("?fields=summary,status").await, ["summary", "status"]);
    assert_eq!(fields("?fields=summary&fields=labels").await, ["summary", "labels"]);
    let without = fields("?fields=*all,-description").await;
    assert!(without.contains(&"created".to_owned()) && !without.contains(&"description".to_owned()));
    assert!(fields("").await.len() > 10);
}

#[tokio::test]
async fn an_issue_looks_like_jiras() {
    let site = Site::with_issues(0);
    let issue = site.ok("/rest/api/3/issue/DEV-1").await;
    let fields = &issue["fields"];
    assert_eq!(issue["self"], json!(format!("{}/rest/api/3/issue/10000", site.simulator.url())));
    assert_eq!(fields["created"], "2026-01-02T03:04:05.000+0000");
    assert_eq!(fields["status"]["statusCategory"]["key"], "indeterminate");
    assert_eq!(fields["description"]["type"], "doc");
    assert_eq!(site.ok("/rest/api/3/issue/DEV-2").await["fields"]["assignee"], Value::Null);
    assert_eq!(site.ok("/rest/api/3/issue/10000").await["key"], "DEV-1");
}

#[tokio::test]
async fn an_issue_is_made_read_changed_found_and_deleted() {
    let site = Site::with_issues(3);
    let count = || async {
        let body = json!({"jql": "project = DEMO"});
        site.send(Method::POST, "/rest/api/3/search/approximate-count", &body).await.json()["count"].clone()
    };
    let fields =
        json!({"project": {"key": "DEMO"}, "issuetype": {"name": "Bug"}, "summary": "新しい", "labels": ["x"]});
    let made = site.send(Method::POST, "/rest/api/3/issue", &json!({"fields": fields})).await;
    assert_eq!((made.status, made.json()["key"].as_str()), (201, Some("DEMO-4")));
    assert_eq!(count().await, 4);
    assert_eq!(site.ok("/rest/api/3/issue/DEMO-4").await["fields"]["summary"], "新しい");

    let change = json!({"fields": {"summary": "newer"}, "update": {"labels": [{"add": "y"}, {"remove": "x"}]}});
    let changed = site.send(Method::PUT, "/rest/api/3/issue/DEMO-4", &change).await;
    assert_eq!((changed.status, changed.text.as_str()), (204, ""));
    let issue = site.ok("/rest/api/3/issue/DEMO-4?fields=summary,labels").await;
    assert_eq!(issue["fields"], json!({"summary": "newer", "labels": ["y"]}));
    let found = site.ok(&format!("{SEARCH}?jql=labels=y&fields=key")).await;
    assert_eq!(keys(&found), ["DEMO-4"]);

    assert_eq!(site.send(Method::DELETE, "/rest/api/3/issue/DEMO-4", &json!({})).await.status, 204);
    assert_eq!(count().await, 3);
    let gone = site.get("/rest/api/3/issue/DEMO-4").await;
    let sentence = "Issue does not exist or you do not have permission to see it.";
    assert_eq!((gone.status, gone.json()), (404, json!({"errorMessages": [sentence], "errors": {}})));
}

#[tokio::test]
async fn comments_are_written_and_listed() {
    let site = Site::with_issues(1);
    let body = |text: &str| {
        let paragraph = json!({"type": "paragraph", "content": [{"type": "text", "text": text}]});
        json!({"body": {"type": "doc", "version": 1, "content": [paragraph]}})
    };
    let path = "/rest/api/3/issue/DEMO-1/comment";
    let first = site.send(Method::POST, path, &body("one")).await;
    assert_eq!((first.status, site.send(Method::POST, path, &body("two")).await.status), (201, 201));
    let listed = site.ok(path).await;
    assert_eq!((listed["total"].as_u64(), &listed["comments"][0]), (Some(2), &first.json()));
    assert_eq!(site.ok(&format!("{path}?startAt=1")).await["comments"][0]["body"], body("two")["body"]);
    assert_eq!(site.send(Method::POST, path, &json!({"body": "text"})).await.status, 400);
    let nowhere = site.send(Method::POST, "/rest/api/3/issue/DEMO-9/comment", &body("x")).await;
    assert_eq!(nowhere.status, 404);
}

#[tokio::test]
async fn fix_versions_are_shown_with_the_issue() {
    let site = Site::with_issues(0);
    let versions = &site.ok("/rest/api/3/issue/DEV-1?fields=fixVersions").await["fields"]["fixVersions"];
    assert_eq!((versions[0]["name"].as_str(), versions[0]["released"].as_bool()), (Some("1.4.0"), Some(true)));
}

#[tokio::test]
async fn wrong_requests_are_refused_in_jiras_words() {
    let site = Site::with_issues(0);
    let unbounded = site.get(&format!("{SEARCH}?jql=order%20by%20created")).await;
    let sentence = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.";
    assert_eq!((unbounded.status, unbounded.json()["errorMessages"][0].as_str()), (400, Some(sentence)));
    let unknown = site.get(&format!("{SEARCH}?jql=project=NOPE")).await;
    assert_eq!(unknown.json()["errorMessages"][0], "The value 'NOPE' does not exist for the field 'project'.");
    let misspelt = site.send(Method::POST, SEARCH, &json!({"jql": "project = DEV", "maxResult": 1})).await;
    assert_eq!(misspelt.status, 400);
    let empty = site.send(Method::POST, "/rest/api/3/issue", &json!({"fields": {}})).await;
    assert_eq!((empty.status, empty.json()["errors"].as_object().unwrap().len()), (400, 3));
    assert_eq!(site.get("/rest/api/3/search?jql=project=DEV").await.status, 410);
    let nowhere = site.get("/rest/api/3/nothing").await;
    assert_eq!((nowhere.status, nowhere.json()["status-code"].as_u64()), (404, Some(404)));
}

#[tokio::test]
async fn projects_are_paged_by_number() {
    let site = Site::with_issues(0);
    let page = site.ok("/rest/api/3/project/search?maxResults=2&startAt=2").await;
    let keys: Vec<_> =
        page["values"].as_array().unwrap().iter().map(|project| project["key"].as_str().unwrap()).collect();
    assert_eq!((keys, page["total"].as_u64(), page["isLast"].as_bool()), (vec!["HELP", "PERS"], Some(6), Some(false)));
    let next = page["nextPage"].as_str().unwrap();
    assert!(next.starts_with(&site.simulator.url()) && next.contains("startAt=4"), "{next}");
    assert_eq!(site.ok("/rest/api/3/project/DEV").await["name"], "Development");
    assert_eq!(site.get("/rest/api/3/project/NOPE").await.status, 404);
}

#[tokio::test]
async fn an_attachment_lies_in_storage_that_wants_no_credential() {
    let site = Site::with_issues(0);
    let path = "/rest/api/3/issue/DEV-1/attachments";
    let form = || {
        let part = reqwest::multipart::Part::bytes(b"content".to_vec()).file_name("a.txt");
        reqwest::multipart::Form::new().part("file", part)
    };
    let refused = answer(site.request(Method::POST, path).multipart(form())).await;
    assert_eq!((refused.status, refused.text.contains("XSRF")), (403, true));
    let request = site.request(Method::POST, path).header("X-Atlassian-Token", "no-check").multipart(form());
    let attached = answer(request).await.json();
    assert_eq!((&attached[0]["filename"], &attached[0]["size"]), (&json!("a.txt"), &json!(7)));
    let id = attached[0]["id"].as_str().unwrap();
    assert_eq!(site.ok(&format!("/rest/api/3/attachment/{id}")).await["filename"], "a.txt");
    // The client leaves the credential behind when it goes to another origin.
    let content = site.get(&format!("/rest/api/3/attachment/content/{id}")).await;
    assert_eq!((content.status, content.text.as_str()), (200, "content"));
    let there = site.simulator.requests().pop().unwrap().path;
    assert!(there.starts_with("/_storage/"), "{there}");
    assert_eq!(site.get(&there).await.status, 400);
    assert_eq!(answer(site.bare(Method::GET, &there)).await.text, "content");
    assert_eq!(answer(site.bare(Method::GET, "/_storage/10000?signature=other")).await.status, 403);
    assert_eq!(site.get("/rest/api/3/attachment/content/1").await.status, 404);
}
