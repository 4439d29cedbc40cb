//! Confluence, Bitbucket and Jira Service Management.

use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{Site, header};

#[tokio::test]
async fn spaces_are_paged_by_a_cursor_in_body_and_header() {
    let site = Site::with_issues(0);
    let (mut path, mut keys) = ("/wiki/api/v2/spaces?limit=2".to_owned(), Vec::new());
    loop {
        let response = site.request(Method::GET, &path).send().await.unwrap();
        let link = header(&response, "link");
        let page: Value = response.json().await.unwrap();
        keys.extend(page["results"].as_array().unwrap().iter().map(|space| space["key"].as_str().unwrap().to_owned()));
        let Some(next) = page["_links"]["next"].as_str() else { break };
        assert_eq!(link, format!("<{next}>; rel=\"next\""));
        next.clone_into(&mut path);
    }
    assert_eq!(keys, ["DEV", "OPS", "KB", "~dev", "OLD"]);
    assert_eq!(site.ok("/wiki/api/v2/spaces?keys=KB,OPS").await["results"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_page_has_its_body_in_the_format_that_was_asked_for() {
    let site = Site::with_issues(0);
    let page = site.ok("/wiki/api/v2/pages/131076?body-format=storage").await;
    assert_eq!(page["body"]["storage"]["value"], "<p>Answers to frequent questions &amp; more &lt;here&gt;.</p>");
    assert_eq!(site.ok("/wiki/api/v2/pages/131076").await["body"], json!({}));
    let missing = site.get("/wiki/api/v2/pages/1").await;
    assert_eq!((missing.status, missing.json()["errors"][0]["code"].as_str()), (404, Some("NOT_FOUND")));
    assert_eq!(site.get("/wiki/api/v2/pages/x").await.status, 400);
}

#[tokio::test]
async fn a_page_is_made_found_by_its_title_and_changed() {
    let site = Site::with_issues(0);
    let body = |text: &str| json!({"representation": "storage", "value": format!("<p>{text}</p>")});
    let new = json!({"spaceId": "98305", "status": "current", "title": "1, 2 & 3", "body": body("one")});
    let made = site.send(Method::POST, "/wiki/api/v2/pages", &new).await.json();
    let id = made["id"].as_str().unwrap();
    assert_eq!((made["version"]["number"].as_u64(), made["parentId"].as_str()), (Some(1), Some("131073")));

    let again = site.send(Method::POST, "/wiki/api/v2/pages", &new).await;
    assert!(again.status == 400 && again.text.contains("same TITLE"), "{}", again.text);
    let found = site.ok("/wiki/api/v2/pages?space-id=98305&title=1,%202%20%26%203&body-format=storage").await;
    assert_eq!((found["results"][0]["id"].as_str(), found["results"].as_array().unwrap().len()), (Some(id), 1));
    assert_eq!(found["results"][0]["body"]["storage"]["value"], "<p>one</p>");
    assert_eq!(site.ok("/wiki/api/v2/pages?space-id=98306&title=1,%202%20%26%203").await["results"], json!([]));

    let path = format!("/wiki/api/v2/pages/{id}");
    let change = |number: u32, text: &str| {
        let version = json!({"number": number, "message": "again"});
        json!({"id": id, "status": "current", "title": "1, 2 & 3", "body": body(text), "version": version})
    };
    for stale in [1, 3] {
        let refused = site.send(Method::PUT, &path, &change(stale, "two")).await;
        assert_eq!((refused.status, refused.json()["errors"][0]["code"].as_str()), (409, Some("CONFLICT")));
    }
    let broken = site.send(Method::PUT, &path, &change(2, "a < b")).await;
    assert!(broken.status == 400 && broken.text.contains("xhtml"), "{}", broken.text);
    assert_eq!(site.send(Method::PUT, &path, &change(2, "two")).await.status, 200);
    let page = site.ok(&format!("{path}?body-format=storage")).await;
    assert_eq!(
        (page["version"]["number"].as_u64(), page["body"]["storage"]["value"].as_str()),
        (Some(2), Some("<p>two</p>"))
    );
}

#[tokio::test]
async fn a_page_needs_a_space_and_a_parent_that_exist() {
    let site = Site::with_issues(0);
    for (space, parent) in [("1", "131073"), ("98305", "1"), ("98305", "131075")] {
        let new = json!({"spaceId": space, "title": "x", "parentId": parent});
        assert_eq!(site.send(Method::POST, "/wiki/api/v2/pages", &new).await.status, 404, "{space} {parent}");
    }
}

#[tokio::test]
async fn pages_are_paged_with_their_filters() {
    let site = Site::with_issues(0);
    let page = site.ok("/wiki/api/v2/pages?space-id=98305&limit=1").await;
    let next = page["_links"]["next"].as_str().unwrap();
    assert!(next.contains("space-id=98305"), "{next}");
    let second = site.ok(next).await;
    assert_eq!(second["results"][0]["id"], "131074");
    assert!(second["_links"].get("next").is_none());
    assert_eq!(site.get("/wiki/api/v2/pages?space-id=x").await.status, 400);
}

#[tokio::test]
async fn the_confluence_user_comes_from_v1() {
    let site = Site::with_issues(0);
    assert_eq!(site.ok("/wiki/rest/api/user/current").await["displayName"], "Devi Example");
}

#[tokio::test]
async fn repositories_are_paged_by_absolute_links() {
    let site = Site::with_issues(0);
    let first = site.ok("/2.0/repositories/example?pagelen=2").await;
    assert_eq!((first["size"].as_u64(), first["values"].as_array().unwrap().len()), (Some(3), 2));
    let next = first["next"].as_str().unwrap().strip_prefix(&site.simulator.url()).unwrap().to_owned();
    let second = site.ok(&next).await;
    assert_eq!(second["values"][0]["full_name"], "example/infra");
    assert!(second.get("next").is_none() && second.get("previous").is_some());
    assert_eq!(site.ok("/2.0/repositories/example/backend").await["is_private"], true);
    for path in ["/2.0/repositories/nobody", "/2.0/repositories/example/nothing", "/2.0/nothing"] {
        let missing = site.get(path).await;
        assert_eq!((missing.status, missing.json()["type"].as_str()), (404, Some("error")), "{path}");
    }
}

#[tokio::test]
async fn the_bitbucket_user_and_workspaces_are_shown_and_the_old_route_is_gone() {
    let site = Site::with_issues(0);
    assert_eq!(site.ok("/2.0/user").await["type"], "user");
    let workspaces = site.ok("/2.0/user/workspaces").await;
    assert_eq!(workspaces["values"][0]["workspace"]["slug"], "example");
    assert_eq!(site.get("/2.0/workspaces").await.status, 410);
}

#[tokio::test]
async fn service_desks_are_listed() {
    let site = Site::with_issues(0);
    let page = site.ok("/rest/servicedeskapi/servicedesk").await;
    assert_eq!((page["isLastPage"].as_bool(), page["values"][0]["projectKey"].as_str()), (Some(true), Some("HELP")));
    assert!(site.ok("/rest/servicedeskapi/info").await["version"].is_string());
}
