//! Jira: what issues are made of, moved on, put away and written down about them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::common::Site;

#[tokio::test]
async fn meta_says_what_can_be_set_and_it_can() {
    let site = Site::with_issues(0);
    let types = site.ok("/rest/api/3/issue/createmeta/REL/issuetypes").await;
    let bug = types["issueTypes"].as_array().unwrap().iter().find(|kind| kind["name"] == "Bug").unwrap()["id"].clone();
    let path = format!("/rest/api/3/issue/createmeta/REL/issuetypes/{}", bug.as_str().unwrap());
    let fields = site.ok(&path).await;
    let severity =
        fields["fields"].as_array().unwrap().iter().find(|field| field["name"] == "Severity").unwrap().clone();
    assert_eq!((severity["required"].as_bool(), severity["schema"]["type"].as_str()), (Some(true), Some("option")));
    assert_eq!(severity["allowedValues"][1]["value"], "Major");
    let page = site.ok(&format!("{path}?startAt=2&maxResults=3")).await;
    assert_eq!(page["fields"].as_array().unwrap()[..], fields["fields"].as_array().unwrap()[2..5]);

    let edit = site.ok("/rest/api/3/issue/PERS-1/editmeta").await;
    assert!(edit["fields"].get("customfield_10020").is_none(), "a business project has no sprints");
    let kind = json!({"name": "Task"});
    let fields = json!({"project": {"key": "PERS"}, "issuetype": kind, "summary": "x", "customfield_10020": 2});
    let refused = site.send(Method::POST, "/rest/api/3/issue", &json!({"fields": fields})).await;
    assert_eq!(
        (refused.status, refused.json()["errors"]["customfield_10020"].as_str()),
        (400, Some("Field 'customfield_10020' cannot be set. It is not on the appropriate screen, or unknown."))
    );
    let unset = site.send(Method::PUT, "/rest/api/3/issue/PERS-1", &json!({"fields": {"created": "x"}})).await;
    assert_eq!(unset.status, 400);

    let fields = json!({
        "customfield_10012": {"id": "10120", "child": {"id": "10121"}}, "customfield_10020": 3, "parent": {"key": "DEV-5"},
        "components": [{"name": "Backend"}],
    });
    let changed = site.send(Method::PUT, "/rest/api/3/issue/DEV-3", &json!({"fields": fields})).await;
    assert_eq!((changed.status, changed.text.as_str()), (204, ""));
    let shown = &site.ok("/rest/api/3/issue/DEV-3").await["fields"];
    assert_eq!(
        (&shown["customfield_10012"]["child"]["value"], &shown["parent"]["key"]),
        (&json!("Vienna"), &json!("DEV-5"))
    );
    assert_eq!(
        (&shown["customfield_10020"][1]["state"], &shown["components"][0]["name"]),
        (&json!("future"), &json!("Backend"))
    );
    let changes = site.ok("/rest/api/3/issue/DEV-3/changelog").await;
    let items = changes["values"][0]["items"].as_array().unwrap();
    assert_eq!((changes["total"].as_u64(), items.len()), (Some(1), 4));
    assert!(items.iter().any(|item| item["field"] == "Sprint" && item["toString"] == "DEV Sprint 1, DEV Sprint 3"));
}

#[tokio::test]
async fn transitions_follow_the_workflow_and_ask_for_a_resolution() {
    let site = Site::with_issues(0);
    let names = |key: &'static str| {
        let site = &site;
        async move {
            let answer = site.ok(&format!("/rest/api/3/issue/{key}/transitions?expand=transitions.fields")).await;
            answer["transitions"].as_array().unwrap().clone()
        }
    };
    let go = |id: &'static str, body: Value| {
        let site = &site;
        async move {
            let mut body = body;
            body["transition"] = json!({"id": id});
            site.send(Method::POST, "/rest/api/3/issue/DEV-2/transitions", &body).await
        }
    };
    let possible = names("DEV-2").await;
    assert_eq!((possible.len(), &possible[0]["to"]["name"]), (1, &json!("In Progress")));
    assert_eq!(go("51", json!({})).await.status, 400, "not from here");
    assert_eq!(go("11", json!({})).await.status, 204);
    assert_eq!(go("31", json!({"fields": {"resolution": {"name": "Done"}}})).await.status, 400, "not on its screen");
    assert_eq!(go("31", json!({})).await.status, 204);
    let close = names("DEV-2").await.into_iter().find(|found| found["id"] == "51").unwrap();
    assert_eq!(close["fields"]["resolution"]["required"], true);
    let refused = go("51", json!({})).await;
    assert_eq!((refused.status, &refused.json()["errors"]), (400, &json!({"resolution": "Resolution is required."})));
    let comment = json!({"type": "doc", "version": 1, "content": []});
    let closed =
        json!({"fields": {"resolution": {"name": "Duplicate"}}, "update": {"comment": [{"add": {"body": comment}}]}});
    assert_eq!(go("51", closed).await.status, 204);
    let fields = &site.ok("/rest/api/3/issue/DEV-2").await["fields"];
    assert_eq!((&fields["resolution"]["name"], &fields["status"]["name"]), (&json!("Duplicate"), &json!("Done")));
    assert_eq!(site.ok("/rest/api/3/issue/DEV-2/comment").await["total"], 1);
    assert_eq!(go("61", json!({})).await.status, 204);
    assert_eq!(site.ok("/rest/api/3/issue/DEV-2").await["fields"]["resolution"], Value::Null);
}

#[tokio::test]
async fn an_archived_issue_is_not_found_and_not_changed() {
    let site = Site::with_issues(0);
    let found = || async {
        let body = json!({"jql": "project = REL"});
        site.send(Method::POST, "/rest/api/3/search/approximate-count", &body).await.json()["count"].as_u64().unwrap()
    };
    let before = found().await;
    let body = json!({"issueIdsOrKeys": ["REL-1", "REL-99"]});
    let answer = site.send(Method::PUT, "/rest/api/3/issue/archive", &body).await;
    assert_eq!((answer.status, answer.json()["numberOfIssuesUpdated"].as_u64()), (200, Some(1)));
    assert_eq!(answer.json()["errors"]["issuesNotFound"]["issueIdsOrKeys"], json!(["REL-99"]));
    assert_eq!(found().await, before - 1);
    let change = json!({"fields": {"summary": "x"}});
    assert_eq!(site.send(Method::PUT, "/rest/api/3/issue/REL-1", &change).await.status, 400);
    assert_eq!(site.send(Method::PUT, "/rest/api/3/issue/unarchive", &body).await.status, 200);
    assert_eq!((found().await, site.send(Method::PUT, "/rest/api/3/issue/REL-1", &change).await.status), (before, 204));
}

#[tokio::test]
async fn issues_are_ranked_before_and_after_others() {
    let site = Site::with_issues(0);
    let order = || async {
        let page = site.ok("/rest/api/3/search/jql?jql=project=DEV%20order%20by%20rank&fields=key").await;
        let keys = page["issues"].as_array().unwrap().iter().map(|issue| issue["key"].as_str().unwrap().to_owned());
        keys.collect::<Vec<_>>().join(" ")
    };
    let rank = |body: Value| {
        let site = &site;
        async move { site.send(Method::PUT, "/rest/agile/1.0/issue/rank", &body).await }
    };
    assert_eq!(order().await, "DEV-1 DEV-2 DEV-3 DEV-4 DEV-5");
    assert_eq!(rank(json!({"issues": ["DEV-4", "DEV-1"], "rankBeforeIssue": "DEV-3"})).await.status, 204);
    assert_eq!(order().await, "DEV-2 DEV-4 DEV-1 DEV-3 DEV-5");
    assert_eq!(rank(json!({"issues": ["DEV-2"], "rankAfterIssue": "DEV-4"})).await.status, 204);
    assert_eq!(order().await, "DEV-4 DEV-2 DEV-1 DEV-3 DEV-5");
    let some = rank(json!({"issues": ["DEV-5", "DEV-99"], "rankBeforeIssue": "DEV-4"})).await;
    assert_eq!((some.status, &some.json()["entries"][0]["issueKey"]), (207, &json!("DEV-99")));
    assert_eq!(order().await, "DEV-5 DEV-4 DEV-2 DEV-1 DEV-3");
    assert_eq!(rank(json!({"issues": ["DEV-2"]})).await.status, 400);
}

#[tokio::test]
async fn a_parent_with_sub_tasks_is_not_deleted_by_accident() {
    let site = Site::with_issues(0);
    let fields = json!({"project": {"key": "DEV"}, "issuetype": {"name": "Sub-task"}, "summary": "x"});
    let made = site.send(Method::POST, "/rest/api/3/issue", &json!({"fields": fields})).await;
    assert_eq!((made.status, &made.json()["errors"]), (400, &json!({"parent": "Parent is required."})));
    let mut fields = fields;
    fields["parent"] = json!({"key": "DEV-2"});
    assert_eq!(site.send(Method::POST, "/rest/api/3/issue", &json!({"fields": fields})).await.status, 201);
    assert_eq!(site.ok("/rest/api/3/issue/DEV-2").await["fields"]["subtasks"][0]["key"], "DEV-6");
    assert_eq!(site.send(Method::DELETE, "/rest/api/3/issue/DEV-2", &json!({})).await.status, 400);
    assert_eq!(site.send(Method::DELETE, "/rest/api/3/issue/DEV-2?deleteSubtasks=true", &json!({})).await.status, 204);
    assert_eq!(site.get("/rest/api/3/issue/DEV-6").await.status, 404);
}

#[tokio::test]
async fn an_issue_is_given_to_somebody_and_to_nobody() {
    let site = Site::with_issues(0);
    let found = site.ok("/rest/api/3/user/search?query=olu").await;
    let account = found[0]["accountId"].clone();
    for (body, status) in [(json!({"accountId": account}), 204), (json!({"accountId": "x"}), 400), (json!({}), 400)] {
        assert_eq!(site.send(Method::PUT, "/rest/api/3/issue/DEV-2/assignee", &body).await.status, status);
    }
    assert_eq!(site.ok("/rest/api/3/issue/DEV-2").await["fields"]["assignee"]["accountId"], account);
    site.send(Method::PUT, "/rest/api/3/issue/DEV-2/assignee", &json!({"accountId": null})).await;
    assert_eq!(site.ok("/rest/api/3/issue/DEV-2").await["fields"]["assignee"], Value::Null);
}
