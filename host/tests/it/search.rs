//! `jira search`, `jira issue get`, `bitbucket whoami`.

use std::io::Read;
use std::process::Stdio;

use atlassian_simulator::{BITBUCKET_TOKEN, EMAIL, Options, Simulator};
use serde_json::Value;

use crate::support::{Home, site};

#[test]
fn a_table_of_issues() {
    let site = site();
    let shown = Home::at(&site).run(&["jira", "search", "--jql", "project = DEV ORDER BY key", "--limit", "2"]);
    assert!(shown.stderr.contains("showing 2 of about 5; `--limit 0` for all"), "{shown:?}");
    let shown = shown.ok();
    let lines: Vec<_> = shown.lines().collect();
    assert_eq!(lines.len(), 3, "{shown}");
    assert!(lines[0].starts_with("KEY") && lines[0].contains("SUMMARY"), "{shown}");
    assert!(lines[1].starts_with("DEV-1 "), "{shown}");
}

#[test]
fn every_page_and_no_more_than_the_limit() {
    let site = Simulator::start(Options { issues: 2500, ..Options::default() }).unwrap();
    let home = Home::at(&site);
    let search = |limit: &str| {
        site.reset_requests();
        let ran = home.run(&["jira", "search", "--jql", "project = DEMO", "--limit", limit, "--format", "quiet"]);
        let incomplete = ran.stderr.contains("for all");
        let mut keys: Vec<_> = ran.ok().lines().map(str::to_owned).collect();
        let count = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), count, "an issue came twice");
        (count, incomplete, site.requests().len())
    };
    assert_eq!(search("0"), (2500, false, 25));
    assert_eq!(search("2500"), (2500, false, 25));
    assert_eq!(search("1"), (1, true, 2));
    assert_eq!(search("150"), (150, true, 3));
    assert_eq!(search("3000"), (2500, false, 25));
}

#[test]
fn every_format_shows_the_same_issues() {
    let site = site();
    let home = Home::at(&site);
    let show = |format: &str| {
        home.run(&["jira", "search", "--jql", "project = DEV ORDER BY key", "--limit", "0", "--format", format]).ok()
    };
    let json: Vec<Value> = serde_json::from_str(&show("json")).unwrap();
    let keys: Vec<_> = json.iter().map(|issue| issue["key"].as_str().unwrap().to_owned()).collect();
    assert!(keys.len() >= 3 && json[0]["fields"]["summary"].is_string());
    let yaml: Vec<Value> = serde_yaml::from_str(&show("yaml")).unwrap();
    assert_eq!(json, yaml);
    let lines: Vec<Value> = show("jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(json, lines);
    let first = |line: &str, end: char| line.split(end).next().unwrap().to_owned();
    let csv: Vec<_> = show("csv").lines().skip(1).map(|line| first(line, ',')).collect();
    let table: Vec<_> = show("table").lines().skip(1).map(|line| first(line, ' ')).collect();
    let quiet: Vec<_> = show("quiet").lines().map(str::to_owned).collect();
    assert_eq!((&csv, &table, &quiet), (&keys, &keys, &keys));
    let markdown = show("markdown");
    let markdown: Vec<_> = markdown.lines().map(|line| line.split(" | ").next().unwrap()).collect();
    assert_eq!(markdown[..2], ["| Key", "| ---"]);
    let cells: Vec<_> = keys.iter().map(|key| format!("| {key}")).collect();
    assert_eq!(markdown[2..], cells);
}

#[test]
fn fields_are_projected() {
    let site = site();
    let home = Home::at(&site);
    let json = home.run(&["jira", "search", "--jql", "key = DEV-1", "--fields", "summary", "--format", "json"]).ok();
    let json: Value = serde_json::from_str(&json).unwrap();
    let fields: Vec<_> = json[0]["fields"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(fields, ["summary"]);
    let table = home.run(&["jira", "issue", "get", "DEV-1", "--fields", "summary,status"]).ok();
    assert!(table.contains("Summary:") || table.contains("summary:"), "{table}");
}

#[test]
fn aliases_are_the_same_command() {
    let site = site();
    let home = Home::at(&site);
    let args = ["--jql", "project = DEV", "--limit", "0"];
    let short = home.run(&[&["jira", "search"], args.as_slice()].concat()).ok();
    let long = home.run(&[&["jira", "issue", "search"], args.as_slice()].concat()).ok();
    assert_eq!(short, long);
}

#[test]
fn flags_of_every_command_stand_before_or_after() {
    let site = site();
    let home = Home::at(&site);
    let before = home.run(&["--format", "quiet", "--profile", "work", "jira", "issue", "get", "dev-1"]).ok();
    let after = home.run(&["jira", "issue", "get", "dev-1", "--profile", "work", "--format", "quiet"]).ok();
    let between = home.run(&["jira", "--profile", "work", "issue", "--format", "quiet", "get", "dev-1"]).ok();
    assert_eq!((before.as_str(), after.as_str(), between.as_str()), ("DEV-1\n", "DEV-1\n", "DEV-1\n"));
    // A profile's name is no command.
    home.run(&["--profile", "auth", "jira", "issue", "get", "DEV-1"]).fails(2, &["no profile `auth`"]);
}

#[test]
fn nothing_found_is_said_on_standard_error() {
    let site = site();
    let home = Home::at(&site);
    let ran = home.run(&["jira", "search", "--jql", "project = DEV AND summary ~ nosuchword"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", "no results\n"));
    let json = home.run(&["jira", "search", "--jql", "project = DEV AND summary ~ nosuchword", "--format", "json"]);
    assert_eq!((json.code, json.stdout.as_str(), json.stderr.as_str()), (0, "[]\n", ""));
}

#[test]
fn a_reader_that_goes_ends_it_quietly() {
    let site = Simulator::start(Options { issues: 2500, ..Options::default() }).unwrap();
    let home = Home::at(&site);
    let mut child = home
        .command(&["jira", "search", "--jql", "project = DEMO", "--limit", "0", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 2];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn bitbucket_has_its_own_token() {
    let site = site();
    let home = Home::at(&site);
    home.run(&["bitbucket", "whoami"]).fails(4, &["no Bitbucket token", "auth login --profile work --bitbucket"]);
    assert!(site.requests().is_empty(), "the site token went to Bitbucket");
    home.set("bitbucket_url", &site.url());
    home.run(&["auth", "login", "--profile", "work", "--bitbucket", "--email", EMAIL, "--token", BITBUCKET_TOKEN]).ok();
    let shown = home.run(&["bitbucket", "whoami"]).ok();
    assert!(shown.contains("Devi Example"), "{shown}");
    let used: Vec<_> = site.requests().iter().map(|request| request.credential.map(str::to_owned)).collect();
    assert_eq!(used.len(), 1);
    assert!(used[0].as_deref().is_some_and(|name| name.contains("bitbucket")), "{used:?}");
}
