//! Who gets in where, and what is kept of it.

use atlassian_simulator::{
    BITBUCKET_ACCESS_TOKEN, CLOUD_ID, EMAIL, GUEST_EMAIL, GUEST_TOKEN, SCOPED_TOKEN, SITE_BEARER, SITE_TOKEN,
};
use reqwest::Method;
use serde_json::json;

use crate::common::{Site, answer, header, read};

#[tokio::test]
async fn wrong_and_missing_credentials_are_401() {
    let site = Site::with_issues(0);
    for path in ["/rest/api/3/myself", "/wiki/api/v2/spaces", "/wiki/rest/api/user/current", "/2.0/user"] {
        assert_eq!(answer(site.bare(Method::GET, path)).await.status, 401, "{path}");
        let wrong = site.bare(Method::GET, path).basic_auth(EMAIL, Some("wrong"));
        assert_eq!(answer(wrong).await.status, 401, "{path}");
    }
    let response = site.bare(Method::GET, "/rest/api/3/myself").send().await.unwrap();
    assert_eq!(header(&response, "x-seraph-loginreason"), "AUTHENTICATED_FAILED");
    assert!(header(&response, "content-type").starts_with("text/plain"));
    assert_eq!(read(response).await.text, "Client must be authenticated to access this resource.");
}

#[tokio::test]
async fn anybody_may_ask_for_the_cloud_id_and_nobody_sees_an_issue() {
    let site = Site::with_issues(0);
    let tenant = answer(site.bare(Method::GET, "/_edge/tenant_info")).await;
    assert_eq!((tenant.status, tenant.json()), (200, json!({"cloudId": CLOUD_ID})));
    assert_eq!(answer(site.bare(Method::GET, "/rest/api/3/issue/DEV-1")).await.status, 404);
}

#[tokio::test]
async fn a_scoped_token_works_at_the_gateway_alone_and_as_far_as_its_scopes_go() {
    let site = Site::with_issues(0);
    let scoped = |method: Method, path: &str| answer(site.bare(method, path).basic_auth(EMAIL, Some(SCOPED_TOKEN)));
    let (jira, confluence) = (format!("/ex/jira/{CLOUD_ID}"), format!("/ex/confluence/{CLOUD_ID}"));
    assert_eq!(scoped(Method::GET, "/rest/api/3/myself").await.status, 401);
    assert_eq!(scoped(Method::GET, &format!("{jira}/rest/api/3/myself")).await.status, 200);
    assert_eq!(scoped(Method::GET, &format!("{confluence}/wiki/api/v2/spaces")).await.status, 200);
    let search = scoped(Method::GET, &format!("{jira}/rest/api/3/search/jql?jql=project=DEV&fields=key")).await;
    assert_eq!(search.json()["issues"].as_array().unwrap().len(), 5);
    let write = scoped(Method::DELETE, &format!("{jira}/rest/api/3/issue/DEV-1")).await;
    assert_eq!(write.text, r#"{"code":401,"message":"Unauthorized; scope does not match"}"#);
    assert_eq!(
        scoped(Method::GET, "/ex/jira/00000000-0000-0000-0000-000000000000/rest/api/3/myself").await.status,
        404
    );
    let site_token = site.bare(Method::GET, &format!("{jira}/rest/api/3/myself")).basic_auth(EMAIL, Some(SITE_TOKEN));
    assert_eq!(answer(site_token).await.text, r#"{"code":401,"message":"Unauthorized"}"#);
}

#[tokio::test]
async fn the_guest_may_log_in_and_see_almost_nothing() {
    let site = Site::with_issues(0);
    let guest = |path: &str| answer(site.bare(Method::GET, path).basic_auth(GUEST_EMAIL, Some(GUEST_TOKEN)));
    assert_eq!(guest("/rest/api/3/myself").await.json()["displayName"], "Guest Example");
    assert_eq!(guest("/rest/api/3/issue/DEV-1").await.status, 404);
    assert_eq!(guest("/rest/api/3/project/search").await.json()["total"], 0);
    assert_eq!(guest("/rest/api/3/search/jql?jql=project=DEV").await.status, 400);
    assert_eq!(guest("/wiki/rest/api/user/current").await.status, 403);
    assert_eq!(guest("/wiki/api/v2/pages/131073").await.status, 404);
}

#[tokio::test]
async fn an_access_token_reads_repositories_and_has_no_account() {
    let site = Site::with_issues(0);
    let token = |path: &str| answer(site.bare(Method::GET, path).bearer_auth(BITBUCKET_ACCESS_TOKEN));
    assert_eq!(token("/2.0/repositories/example").await.status, 200);
    let user = token("/2.0/user").await;
    assert_eq!((user.status, &user.json()["error"]["detail"]["required"]), (403, &json!(["account"])));
}

#[tokio::test]
async fn records_name_the_credential_and_never_hold_it() {
    let site = Site::with_issues(0);
    site.get("/rest/api/3/myself?expand=groups").await;
    answer(site.bare(Method::GET, "/rest/api/3/myself").bearer_auth(SITE_BEARER)).await;
    answer(site.bare(Method::GET, "/rest/api/3/myself").bearer_auth("nonsense")).await;
    let records = site.simulator.requests();
    let seen: Vec<_> = records
        .iter()
        .map(|record| (record.scheme.as_deref(), record.credential, record.accepted, record.status))
        .collect();
    let expected = [
        (Some("Basic"), Some("site-basic"), true, Some(200)),
        (Some("Bearer"), Some("site-bearer"), true, Some(200)),
        (Some("Bearer"), None, false, Some(401)),
    ];
    assert_eq!(seen, expected);
    assert_eq!(records.first().unwrap().path, "/rest/api/3/myself?expand=groups");
    let printed = format!("{records:?}{:?}", records.iter().map(|record| &record.headers).collect::<Vec<_>>());
    assert!(!printed.contains("EXAMPLE") && !printed.contains("nonsense") && !printed.contains("Basic "), "{printed}");
    site.simulator.reset_requests();
    assert!(site.simulator.requests().is_empty());
}
