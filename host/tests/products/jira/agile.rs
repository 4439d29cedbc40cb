//! Boards, sprints and epics.

use atlassian_simulator::{Options, Simulator};
use serde_json::json;

use super::sent;
use crate::support::{Home, site};

/// Keys that a listing shows.
fn keys(home: &Home, args: &[&str]) -> Vec<String> {
    let shown = home.run(&[args, &["--limit", "0", "--format", "quiet"]].concat()).ok();
    shown.lines().map(str::to_owned).collect()
}

#[test]
fn a_board_is_found_by_name_and_its_issues_come_by_token() {
    let site = Simulator::start(Options { issues: 250, ..Options::default() }).unwrap();
    let home = Home::at(&site);
    assert_eq!(keys(&home, &["jira", "board", "issues", "demo BOARD"]).len(), 188);
    let requests = site.requests();
    let listings: Vec<_> =
        requests.iter().filter(|request| request.path.starts_with("/rest/software/1.0/board/3/issue?")).collect();
    assert_eq!(listings.len(), 2, "{requests:?}");
    assert!(listings[1].path.contains("nextPageToken="), "{}", listings[1].path);
    let cut = home.run(&["jira", "board", "issues", "3", "--limit", "3", "--jql", "type = Bug"]);
    assert!(cut.stderr.contains("showing 3 of about "), "{cut:?}");
    home.run(&["jira", "board", "get", "Nothing"]).fails(5, &["no board is called `Nothing`", "jira board list"]);
    home.run(&["jira", "board", "get", "99"]).fails(5, &["does not exist"]);
}

#[test]
fn a_sprint_is_planned_started_and_closed_only_when_it_is_said_where_the_rest_goes() {
    let site = site();
    let home = Home::at(&site);
    let create = ["jira", "sprint", "create", "--board", "DEV board", "--name", "DEV Sprint 4", "--format", "quiet"];
    assert_eq!(home.run(&create).ok(), "4\n");
    home.run(&["jira", "sprint", "start", "4"]).fails(1, &["has no end yet", "--end +14d"]);
    let start =
        ["jira", "sprint", "start", "DEV Sprint 4", "--board", "1", "--start", "2026-04-01", "--end", "2026-04-15"];
    home.run(&start).ok();
    let body = json!({"state": "active", "startDate": "2026-04-01T00:00:00.000+00:00", "endDate": "2026-04-15T00:00:00.000+00:00"});
    assert_eq!(sent(&site, "POST", "/sprint/4"), [body]);
    home.run(&["jira", "sprint", "start", "4"]).fails(1, &["is active and cannot be started"]);

    site.reset_requests();
    let undecided = home.run(&["jira", "sprint", "close", "2"]);
    undecided
        .fails(1, &["2 issues of sprint `DEV Sprint 2` are not done", "DEV-1 (Search forgets", "--open-to backlog"]);
    assert!(sent(&site, "POST", "/rest/").is_empty(), "nothing was written");
    home.run(&["jira", "sprint", "close", "2", "--open-to", "DEV Sprint 3", "--board", "1"]).ok();
    assert_eq!(sent(&site, "POST", "/sprint/3/issue"), [json!({"issues": ["DEV-1", "DEV-4"]})]);
    assert_eq!(keys(&home, &["jira", "sprint", "issues", "3"]), ["DEV-1", "DEV-2", "DEV-4"]);
    assert_eq!(keys(&home, &["jira", "sprint", "issues", "2"]), ["DEV-3"]);
    home.run(&["jira", "sprint", "delete", "4"]).fails(3, &["--yes"]);
}

#[test]
fn many_issues_go_fifty_at_a_time_and_keep_their_order() {
    let site = Simulator::start(Options { issues: 130, ..Options::default() }).unwrap();
    let home = Home::at(&site);
    let names: Vec<String> = (1..=120).rev().map(|number| format!("DEMO-{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let add = ["jira", "sprint", "add", "3", "--after", "DEV-1", "DEMO-120"];
    let added = home.run(&[&add[..], &names].concat());
    assert!(added.stderr.contains("120 issues added to sprint 3"), "the one that was named twice is one: {added:?}");
    let bodies = sent(&site, "POST", "/sprint/3/issue");
    let lengths: Vec<_> = bodies.iter().map(|body| body["issues"].as_array().unwrap().len()).collect();
    assert_eq!(lengths, [50, 50, 20]);
    assert_eq!((&bodies[0]["rankAfterIssue"], &bodies[1]["rankAfterIssue"]), (&json!("DEV-1"), &json!("DEMO-71")));
    let listed = keys(&home, &["jira", "sprint", "issues", "3"]);
    let expected: Vec<String> = names.iter().map(|name| (*name).to_owned()).chain(["DEV-2".to_owned()]).collect();
    assert_eq!(listed, expected);

    // What went before a failure is said.
    let wrong = [&names[..60], &["DEMO-999"]].concat();
    home.run(&[&["jira", "sprint", "remove"][..], &wrong].concat()).fails(7, &["50 of 61 issues were moved"]);
}

#[test]
fn epics_take_issues_and_let_them_go() {
    let site = site();
    let home = Home::at(&site);
    assert_eq!(keys(&home, &["jira", "epic", "issues", "dev-5"]), ["DEV-1", "DEV-2"]);
    assert!(keys(&home, &["jira", "epic", "list", "--project", "dev"]).contains(&"DEV-5".to_owned()));
    home.run(&["jira", "epic", "list"]).fails(2, &["nothing says whose epics", "--project KEY"]);
    home.run(&["jira", "epic", "add", "DEV-5", "DEV-3"]).ok();
    home.run(&["jira", "epic", "remove", "DEV-1"]).ok();
    assert_eq!(keys(&home, &["jira", "epic", "issues", "DEV-5"]), ["DEV-2", "DEV-3"]);
    assert!(keys(&home, &["jira", "epic", "issues", "none", "--jql", "project = DEV"]).contains(&"DEV-1".to_owned()));
    home.run(&["jira", "epic", "add", "DEV-1", "DEV-3"]).fails(5, &["not an epic", "team-managed"]);
    home.run(&["jira", "epic", "create", "--project", "dev", "--summary", "New"]).ok();
    let created = sent(&site, "POST", "/rest/api/3/issue");
    assert_eq!(created[0]["fields"]["issuetype"], json!({"id": "10004"}));
}

#[test]
fn filters_are_saved_found_by_name_and_run_in_their_own_order() {
    let site = site();
    let home = Home::at(&site);
    let create = ["jira", "filter", "create", "--name", "Mine", "--jql", "project = DEV ORDER BY key DESC"];
    home.run(&create).ok();
    home.run(&create).fails(1, &["Filter with same name already exists"]);
    assert_eq!(keys(&home, &["jira", "filter", "run", "mine"])[..2], ["DEV-5", "DEV-4"].map(str::to_owned)[..]);
    home.run(&["jira", "filter", "update", "Mine", "--description", "x"]).ok();
    let body = json!({"name": "Mine", "jql": "project = DEV ORDER BY key DESC", "description": "x"});
    assert_eq!(sent(&site, "PUT", "/filter/"), [body]);
    home.run(&["jira", "filter", "update", "Mine"]).fails(2, &["nothing to change"]);
    let broken = ["jira", "filter", "create", "--name", "Broken", "--jql", "project == DEV"];
    home.run(&broken).fails(1, &["jira"]);
    home.run(&["jira", "filter", "delete", "Mine"]).fails(3, &["--yes"]);
}

#[test]
fn a_missing_permission_is_an_error_only_where_it_is_required() {
    let site = site();
    let home = Home::at(&site);
    let check = ["jira", "permissions", "check", "edit_issues", "administer_projects", "--project", "dev"];
    assert!(home.run(&check).ok().contains("ADMINISTER_PROJECTS"));
    let required = home.run(&[&check[..], &["--require"]].concat());
    assert_ne!(required.code, 0);
    assert!(required.stderr.contains("you lack ADMINISTER_PROJECTS"), "{required:?}");
    home.run(&["jira", "permission", "check", "NOPE"]).fails(1, &["Unrecognized permission"]);
}
