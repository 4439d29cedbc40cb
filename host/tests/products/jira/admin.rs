//! Projects and administration.

use atlassian_simulator::{Scripted, Simulator};
use serde_json::{Value, json};

use crate::support::{Home, site};

const RULE: &str = "0192e5ac-0e25-71de-ba7b-d972e6a20001";

/// Bodies of the requests with a method to a path.
fn sent(site: &Simulator, method: &str, path: &str) -> Vec<Value> {
    let requests = site.requests();
    let wanted = requests.iter().filter(|request| request.method == method && request.path.contains(path));
    wanted.map(|request| serde_json::from_slice(&request.body).unwrap_or(Value::Null)).collect()
}

#[test]
fn automation_finds_its_address_by_itself_and_every_page() {
    let site = site();
    let home = Home::at(&site);
    let page = |next: Option<&str>, names: &[&str]| {
        let rules: Vec<Value> =
            names.iter().map(|name| json!({"uuid": name, "name": name, "state": "ENABLED"})).collect();
        json!({"links": {"self": "?limit=100", "next": next, "prev": null}, "data": rules}).to_string()
    };
    site.script("/gateway/api/automation/", Scripted::json(200, &page(Some("?cursor=x%2Fy&limit=100"), &["a", "b"])));
    site.script("/gateway/api/automation/", Scripted::json(200, &page(None, &["c"])));
    assert_eq!(home.run(&["jira", "automation", "list", "--format", "quiet"]).ok(), "a\nb\nc\n");
    let requests = site.requests();
    let [tenant, first, second] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!((tenant.path.as_str(), tenant.scheme.as_deref()), ("/_edge/tenant_info", None));
    assert!(first.path.ends_with("/rest/v1/rule/summary?limit=100"), "{}", first.path);
    assert!(second.path.contains("cursor=x%2Fy"), "{}", second.path);
    // Where the site does not tell, it says what is missing.
    site.script("/_edge/tenant_info", Scripted::new(404));
    home.run(&["jira", "automation", "list"]).fails(4, &["has no `cloud_id`"]);
}

#[test]
fn a_rule_is_exported_copied_and_deleted_only_when_it_rests() {
    let site = site();
    let home = Home::at(&site);
    let exported = home.run(&["jira", "automation", "export", RULE]).ok();
    let create = ["jira", "automation", "create", "--definition", "-", "--name", "Copy", "--format", "quiet"];
    let copy = home.run_with_input(&create, &exported).ok();
    let (exported, body): (Value, _) = (serde_json::from_str(&exported).unwrap(), sent(&site, "POST", "/rest/v1/rule"));
    let body = &body[0];
    assert_eq!((&body["rule"]["name"], &body["rule"]["trigger"]), (&json!("Copy"), &exported["rule"]["trigger"]));
    assert!(
        exported["rule"]["uuid"].is_string() && body["rule"].get("uuid").is_none(),
        "the copy has an id of its own"
    );
    let delete = ["jira", "automation", "delete", copy.trim(), "--yes"];
    home.run(&delete).fails(1, &["cannot be deleted while it is enabled", "jira automation disable"]);
    home.run(&["jira", "automation", "disable", copy.trim()]).ok();
    home.run(&delete).ok();
    home.run(&["jira", "automation", "get", copy.trim()]).fails(5, &["There is no rule"]);
    home.run_with_input(&["jira", "automation", "create", "--definition", "-"], "{\"name\": \"x\"}")
        .fails(1, &["no automation rule"]);
}

#[test]
fn a_webhook_is_sent_back_whole() {
    let site = site();
    let home = Home::at(&site);
    home.run(&["jira", "webhook", "update", "71", "--name", "CI"]).ok();
    home.run(&["jira", "webhooks", "disable", "71"]).ok();
    let sent = sent(&site, "PUT", "/rest/webhooks/1.0/webhook/71");
    let expected = json!({
        "name": "CI",
        "url": "https://ci.example.com/jira",
        "events": ["jira:issue_created", "jira:issue_updated"],
        "filters": {"issue-related-events-section": "project = DEV"},
        "excludeBody": false,
        "enabled": true,
    });
    assert_eq!(sent[0], expected);
    assert_eq!(sent[1]["enabled"], json!(false));
    assert_eq!(home.run(&["jira", "webhook", "list", "--format", "quiet"]).ok(), "71\n72\n");
    home.run(&["jira", "webhook", "update", "71"]).fails(2, &["there is nothing to change"]);
}

#[test]
fn a_release_moves_what_is_not_done() {
    let site = site();
    let home = Home::at(&site);
    let release = ["jira", "version", "release", "10101", "--date", "2026-03-01"];
    let stays = home.run(&release);
    assert!(stays.code == 0 && stays.stderr.contains("2 of its issues are not done and stay in it"), "{stays:?}");
    home.run(&[&release[..], &["--move-unfixed-issues-to", "10100"]].concat()).ok();
    let body = &sent(&site, "PUT", "/rest/api/3/version/10101")[1];
    assert_eq!(body["moveUnfixedIssuesTo"], json!(format!("{}/rest/api/3/version/10100", site.url())));
    assert_eq!((&body["released"], &body["releaseDate"]), (&json!(true), &json!("2026-03-01")));
    let of = |version: &str| {
        let jql = format!("fixVersion = {version} ORDER BY key");
        home.run(&["jira", "search", "--jql", &jql, "--format", "quiet", "--limit", "0"]).ok()
    };
    assert_eq!(of("10100"), "DEV-1\nDEV-2\nDEV-3\nDEV-4\n");
    home.run(&["jira", "version", "merge", "10100", "10101"]).fails(3, &["--yes"]);
    home.run(&["jira", "version", "merge", "10100", "10101", "--yes"]).ok();
    assert_eq!(of("10101"), "DEV-1\nDEV-2\nDEV-3\nDEV-4\n");
    home.run(&["jira", "version", "get", "10100"]).fails(5, &["Could not find version"]);
}

#[test]
fn a_field_is_gone_when_the_command_ends() {
    let site = site();
    let home = Home::at(&site);
    let running = json!({"id": "1", "status": "RUNNING", "progress": 40, "self": "", "elapsedRuntime": 1, "lastUpdate": 1,
        "submitted": 1, "submittedBy": 1});
    site.script("/rest/api/3/task/", Scripted::json(200, &running.to_string()));
    home.run(&["jira", "field", "delete", "Customer number", "--yes"]).ok();
    let looks = site.requests().into_iter().filter(|request| request.path.starts_with("/rest/api/3/task/")).count();
    assert_eq!(looks, 2);
    home.run(&["jira", "field", "get", "customfield_10090"]).fails(5, &["there is no field"]);
    site.reset_requests();
    home.run(&["jira", "field", "delete", "Summary", "--yes"]).fails(1, &["Jira's own field"]);
    assert_eq!(site.requests().len(), 1);
    let failed = running.to_string().replace("RUNNING", "FAILED");
    home.run(&["jira", "field", "create", "--name", "Other", "--field-type", "text"]).ok();
    site.script("/rest/api/3/task/", Scripted::json(200, &failed));
    home.run(&["jira", "field", "delete", "Other", "--yes"]).fails(1, &["is failed"]);
}

#[test]
fn the_audit_log_is_exported_page_by_page() {
    let site = site();
    let home = Home::at(&site);
    let page = |offset: u32, ids: &[u32]| {
        let records: Vec<Value> = ids.iter().map(|id| json!({"id": id, "summary": format!("=record, {id}")})).collect();
        json!({"offset": offset, "limit": 1000, "total": 3, "records": records}).to_string()
    };
    let export = |form: &str| {
        site.script("/rest/api/3/auditing/record", Scripted::json(200, &page(0, &[3, 2])));
        site.script("/rest/api/3/auditing/record", Scripted::json(200, &page(2, &[1])));
        let file = home.path().join(format!("audit.{form}"));
        let args = ["jira", "audit", "export", "--since", "2026-01-01", "--output"];
        home.run(&[&args[..], &[file.to_str().unwrap()]].concat()).ok();
        std::fs::read_to_string(file).unwrap()
    };
    let array: Vec<Value> = serde_json::from_str(&export("json")).unwrap();
    assert_eq!(array.iter().map(|record| record["id"].as_u64().unwrap()).collect::<Vec<_>>(), [3, 2, 1]);
    let second = &site.requests()[1].path;
    assert!(second.contains("offset=2") && second.contains("from=2026-01-01T00%3A00%3A00.000%2B0000"), "{second}");
    assert_eq!(export("jsonl").lines().count(), 3);
    let csv = export("csv");
    assert!(csv.contains("\r\n2,,,,,\"'=record, 2\","), "{csv}");
    let listed = home.run(&["jira", "audit", "list", "--limit", "1"]);
    assert!(listed.stderr.contains("showing 1 of about 3"), "{listed:?}");
}

#[test]
fn projects_roles_and_components_know_people_by_name() {
    let site = site();
    let home = Home::at(&site);
    let create = ["jira", "project", "create", "--key", "OPS", "--name", "Operations", "--lead"];
    home.run(&[&create[..], &["example"]].concat()).fails(1, &["`example` may be"]);
    home.run(&[&create[..], &["olu@example.com"]].concat()).ok();
    let ana = "712020:5b10a284-4c20-4165-9000-de21a0000003";
    home.run(&["jira", "component", "create", "--project", "OPS", "--name", "Pager", "--lead", "Ana García-Müller"])
        .ok();
    assert_eq!(sent(&site, "POST", "/rest/api/3/component")[0]["leadAccountId"], json!(ana));
    home.run(&["jira", "component", "update", "10500", "--lead", "none"]).ok();
    assert_eq!(sent(&site, "PUT", "/rest/api/3/component/10500"), [json!({"leadAccountId": ""})]);
    home.run(&["jira", "role", "add-actor", "OPS", "member", "--user", "ana@example.com"]).ok();
    assert_eq!(sent(&site, "POST", "/role/10003"), [json!({"user": [ana]})]);
    home.run(&["jira", "role", "remove-actor", "OPS", "Member", "--user", ana]).fails(3, &["--yes"]);
    home.run(&["jira", "role", "get", "OPS", "Boss"]).fails(5, &["no role `Boss`", "`Administrators`"]);
    home.run(&["jira", "component", "delete", "pager", "--yes"])
        .fails(2, &["`pager` is no id, and the name of a component belongs to a project", "--project KEY"]);
    home.run(&["jira", "component", "delete", "pager", "--project", "OPS", "--yes"]).ok();
    assert_eq!(sent(&site, "DELETE", "/rest/api/3/component/10500").len(), 1);
    home.run(&["jira", "version", "update", "1.4.0", "--project", "DEV", "--description", "out"]).ok();
    home.run(&["jira", "version", "get", "9.9", "--project", "DEV"])
        .fails(5, &["no version is called `9.9`", "`1.4.0`"]);
    home.run(&["jira", "project", "delete", "OPS", "--for-ever", "--yes"]).ok();
    assert!(site.requests().iter().any(|request| request.path == "/rest/api/3/project/OPS?enableUndo=false"));
    home.run(&["jira", "project", "get", "OPS"]).fails(5, &["No project could be found"]);
}
