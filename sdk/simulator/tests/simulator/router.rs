//! The contract router, with a simulator in the place of the Prisms.

use atlassian_simulator::contract::{Document, Exceptions, Route, Router, Settings};
use atlassian_simulator::{EMAIL, SITE_TOKEN, Scripted};
use serde_json::{Value, json};

use crate::common::{Answer, Site, answer};

/// Enough of a document for `/wiki/rest/api/user/current`.
const DOCUMENT: &str = r#"{"paths": {"/wiki/rest/api/user/current": {"get": {"parameters": [
    {"name": "expand", "in": "query", "schema": {"type": "string", "enum": ["operations"]}}]}}}}"#;

struct Routed {
    site: Site,
    url: String,
}

impl Routed {
    async fn start() -> Self {
        let site = Site::with_issues(0);
        let file = std::env::temp_dir().join(format!("contract-{}-{}.json", std::process::id(), site.simulator.port()));
        std::fs::write(&file, DOCUMENT).unwrap();
        let document = Document::load(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        let routes =
            ["/rest/", "/2.0/"].map(|prefix| Route { prefix: prefix.to_owned(), target: site.simulator.url() });
        let settings = Settings {
            port: 0,
            routes: routes.to_vec(),
            otherwise: site.simulator.url(),
            checked: Some(("/wiki/rest/api/".to_owned(), document)),
            exceptions: Exceptions::built_in().unwrap(),
        };
        let router = Router::bind(settings).await.unwrap();
        let url = format!("http://{}", router.address().unwrap());
        tokio::spawn(router.serve(std::future::pending()));
        Self { site, url }
    }

    async fn get(&self, path: &str) -> Answer {
        answer(self.site.client.get(format!("{}{path}", self.url)).basic_auth(EMAIL, Some(SITE_TOKEN))).await
    }

    async fn report(&self) -> Value {
        self.get("/__contract/report").await.json()
    }
}

#[tokio::test]
async fn requests_take_their_ways_and_are_counted() {
    let routed = Routed::start().await;
    assert_eq!(routed.get("/rest/api/3/issue/DEV-1?fields=summary").await.json()["key"], "DEV-1");
    assert_eq!(routed.get("/_edge/tenant_info").await.status, 200);
    assert_eq!(routed.get("/wiki/rest/api/user/current?expand=operations").await.status, 200);
    let report = routed.report().await;
    assert_eq!(report["requests"], json!({"/rest/": 1, "checked here": 1, "exceptions": 1}));
    assert_eq!((report["exceptions_used"].as_u64(), &report["violations"]), (Some(1), &json!([])));
    assert_eq!(report["exceptions"], json!({"GET /_edge/tenant_info": 1}));
}

#[tokio::test]
async fn what_breaks_a_contract_is_kept() {
    let routed = Routed::start().await;
    let simulator = &routed.site.simulator;
    let problem =
        Scripted::new(500).header("content-type", "application/problem+json").body("{\"title\":\"VIOLATIONS\"}");
    simulator.script("/rest/api/3/myself", problem);
    let grave = r#"[{"severity":"Error","message":"must be object"}]"#;
    simulator.script("/rest/api/3/field", Scripted::json(200, "[]").header("sl-violations", grave));
    let slight = r#"[{"severity":"Warning","message":"Unable to match the returned status code"}]"#;
    simulator.script("/2.0/user", Scripted::json(403, "{}").header("sl-violations", slight));

    assert_eq!(routed.get("/rest/api/3/myself").await.text, "{\"title\":\"VIOLATIONS\"}");
    routed.get("/rest/api/3/field").await;
    routed.get("/2.0/user").await;
    assert_eq!(routed.get("/wiki/rest/api/user/current?expand=x").await.status, 422);
    assert_eq!(routed.get("/wiki/api/v2/spaces").await.status, 422, "no prefix and no exception");

    let report = routed.report().await;
    let paths: Vec<_> =
        report["violations"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect();
    let expected =
        ["/rest/api/3/myself", "/rest/api/3/field", "/wiki/rest/api/user/current?expand=x", "/wiki/api/v2/spaces"];
    assert_eq!(paths, expected);
    assert_eq!(report["undocumented_statuses"].as_array().unwrap().len(), 1);
}
