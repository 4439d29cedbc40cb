//! Scoped tokens: what the site does not accept, the gateway may.

use atlassian_simulator::{CLOUD_ID, EMAIL, SCOPED_TOKEN, SITE_TOKEN, Scripted, Simulator};
use serde_json::Value;

use crate::support::{Home, site};

/// A profile whose gateway is the simulator, too.
pub(crate) fn home_with(site: &Simulator, token: &str) -> Home {
    let home = Home::empty();
    std::fs::create_dir(home.path().join(".atlassian-cli")).unwrap();
    let config = format!("profiles:\n  work:\n    gateway_url: {}\n", site.url());
    std::fs::write(home.path().join(".atlassian-cli/config.yaml"), config).unwrap();
    home.sign_in(site, token);
    home
}

fn config(home: &Home) -> String {
    std::fs::read_to_string(home.path().join(".atlassian-cli/config.yaml")).unwrap()
}

#[test]
fn a_scoped_token_finds_its_way_and_remembers_it() {
    let site = site();
    let home = home_with(&site, SCOPED_TOKEN);
    let first = home.run(&["jira", "issue", "get", "DEV-1", "--format", "quiet"]);
    assert!(first.stderr.contains("gateway"), "{first:?}");
    assert_eq!(first.ok(), "DEV-1\n");
    let paths: Vec<_> = site.requests().iter().map(|request| request.path.clone()).collect();
    assert_eq!(paths.len(), 3, "{paths:?}");
    assert!(paths[1] == "/_edge/tenant_info" && paths[2].starts_with(&format!("/ex/jira/{CLOUD_ID}/")), "{paths:?}");
    assert!(site.requests()[1].scheme.is_none(), "a credential was sent with the question for the cloud id");
    assert!(config(&home).contains(CLOUD_ID) && config(&home).contains("gateway: true"));

    site.reset_requests();
    let second = home.run(&["jira", "issue", "get", "DEV-1", "--format", "quiet"]);
    assert_eq!((second.stdout.as_str(), second.stderr.as_str()), ("DEV-1\n", ""));
    assert_eq!(site.requests().len(), 1);
    let rows: Value = serde_json::from_str(&home.run(&["auth", "test", "--format", "json"]).ok()).unwrap();
    assert!(rows.as_array().unwrap().iter().all(|row| row["route"] == "gateway"), "{rows}");
}

#[test]
fn auth_test_finds_it_too() {
    let site = site();
    let home = home_with(&site, SCOPED_TOKEN);
    home.run(&["auth", "test"]).ok();
    assert!(config(&home).contains("gateway: true"));
}

#[test]
fn a_token_that_is_wrong_everywhere_gets_the_sites_answer() {
    let site = site();
    let home = home_with(&site, "wrong-token-EXAMPLE");
    home.run(&["jira", "issue", "get", "DEV-1"]).fails(4, &["authenticated"]);
    assert!(!config(&home).contains("gateway: true"));
}

#[test]
fn an_ordinary_token_never_goes_to_the_gateway() {
    let site = site();
    let home = home_with(&site, SITE_TOKEN);
    home.run(&["jira", "issue", "get", "DEV-1"]).ok();
    assert_eq!(site.requests().len(), 1);
}

#[test]
fn a_gateway_that_was_edited_in_by_hand_gets_no_token() {
    let (site, other) = (site(), site());
    let home = home_with(&site, SCOPED_TOKEN);
    let edited =
        config(&home).replace(&format!("gateway_url: {}", site.url()), &format!("gateway_url: {}", other.url()));
    std::fs::write(home.path().join(".atlassian-cli/config.yaml"), &edited).unwrap();
    home.run(&["jira", "issue", "get", "DEV-1"]).fails(4, &["error:"]);
    let remembered =
        edited.replace("    gateway_url", &format!("    cloud_id: {CLOUD_ID}\n    gateway: true\n    gateway_url"));
    std::fs::write(home.path().join(".atlassian-cli/config.yaml"), remembered).unwrap();
    home.run(&["jira", "issue", "get", "DEV-1"]).fails(4, &["was given for", "auth login"]);
    assert!(other.requests().is_empty());
}

#[test]
fn a_cloud_id_that_is_no_uuid_is_not_used() {
    let site = site();
    let home = home_with(&site, SCOPED_TOKEN);
    site.script("/_edge/tenant_info", Scripted::json(200, r#"{"cloudId":"../../evil"}"#).always());
    home.run(&["jira", "issue", "get", "DEV-1"]).fails(4, &["error:"]);
    assert!(site.requests().iter().all(|request| !request.path.contains("evil") && !request.path.starts_with("/ex/")));
}

#[test]
fn a_missing_scope_names_those_that_the_command_needs() {
    let site = site();
    let home = home_with(&site, SCOPED_TOKEN);
    home.run(&["jira", "issue", "get", "DEV-1"]).ok();
    let answer = r#"{"code":401,"message":"Unauthorized; scope does not match"}"#;
    site.script("/ex/jira", Scripted::json(401, answer).always());
    home.run(&["jira", "issue", "get", "DEV-1"])
        .fails(4, &["scope does not match", "read:jira-work", "read:issue-meta:jira"]);
}

#[test]
fn another_token_may_not_need_it() {
    let site = site();
    let home = home_with(&site, SCOPED_TOKEN);
    home.run(&["jira", "issue", "get", "DEV-1"]).ok();
    home.run(&["auth", "login", "--profile", "work", "--email", EMAIL, "--token", SITE_TOKEN]).ok();
    assert!(!config(&home).contains("gateway: true"));
    home.run(&["jira", "issue", "get", "DEV-1"]).ok();
}
