//! Hand-made answers and holds.

use atlassian_simulator::{SITE_TOKEN, Scripted};
use reqwest::Method;
use serde_json::json;

use crate::common::Site;

const MYSELF: &str = "/rest/api/3/myself";

#[tokio::test]
async fn hand_made_answers_come_in_order_and_then_the_real_one() {
    let site = Site::with_issues(0);
    site.simulator.script(MYSELF, Scripted::html(200, "<html>log in</html>"));
    site.simulator.script(MYSELF, Scripted::json(200, "{\"accountId\": ").header("x-test", "1"));
    site.simulator.script("/2.0/", Scripted::new(500).always());
    assert_eq!(site.get(MYSELF).await.text, "<html>log in</html>");
    assert_eq!(site.get(MYSELF).await.text, "{\"accountId\": ");
    assert_eq!(site.ok(MYSELF).await["displayName"], "Devi Example");
    assert_eq!([site.get("/2.0/user").await.status, site.get("/2.0/user").await.status], [500, 500]);
    site.simulator.clear_scripts();
    assert_eq!(site.get("/2.0/user").await.status, 200);
}

#[tokio::test]
async fn an_answer_can_echo_the_credential() {
    let site = Site::with_issues(0);
    site.simulator.script(MYSELF, Scripted::json(200, r#"{"token":"{{token}}","all":"{{authorization}}"}"#).echo());
    let echoed = site.ok(MYSELF).await;
    assert_eq!(echoed["token"], SITE_TOKEN);
    assert!(echoed["all"].as_str().unwrap().starts_with("Basic "));
}

#[tokio::test]
async fn a_connection_can_be_cut_before_or_after_the_work() {
    let site = Site::with_issues(1);
    let path = "/rest/api/3/issue/DEMO-1";
    site.simulator.script(path, Scripted::hang_up().method("DELETE"));
    assert!(site.request(Method::DELETE, path).send().await.is_err());
    assert_eq!(site.get(path).await.status, 200, "the request was not carried out");
    site.simulator.script(path, Scripted::lose_answer().method("DELETE"));
    assert!(site.request(Method::DELETE, path).send().await.is_err());
    assert_eq!(site.get(path).await.status, 404, "the request was carried out");
    let statuses: Vec<_> = site.simulator.requests().iter().map(|request| request.status).collect();
    assert_eq!(statuses, [None, Some(200), None, Some(404)]);
}

#[tokio::test]
async fn a_hold_lets_go_when_enough_requests_are_in_flight() {
    let site = Site::with_issues(20);
    let hold = site.simulator.hold("/rest/api/3/issue/", 20);
    let paths: Vec<String> = (1..=20).map(|number| format!("/rest/api/3/issue/DEMO-{number}")).collect();
    let answers = futures_util::future::join_all(paths.iter().map(|path| site.get(path))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!((hold.arrived(), site.simulator.peak_concurrency()), (20, 20));
}

#[tokio::test]
async fn a_hold_can_be_released_by_hand() {
    let site = Site::with_issues(0);
    let hold = site.simulator.hold(MYSELF, usize::MAX);
    let release = async {
        while hold.arrived() == 0 {
            tokio::task::yield_now().await;
        }
        hold.release();
    };
    let (answer, ()) = tokio::join!(site.get(MYSELF), release);
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn bodies_and_headers_are_recorded() {
    let site = Site::with_issues(0);
    let body = json!({"jql": "project = DEV"});
    site.send(Method::POST, "/rest/api/3/search/approximate-count", &body).await;
    let record = site.simulator.requests().pop().unwrap();
    assert_eq!((record.method.as_str(), record.header("content-type")), ("POST", Some("application/json")));
    assert_eq!(record.body, body.to_string().into_bytes());
    assert_eq!(record.header("authorization"), None);
}
