//! The scripts in `configs/stories`, as a user runs them: with the program in the `PATH`.

use std::path::Path;
use std::process::{Command, Stdio};

use atlassian_simulator::{BITBUCKET_TOKEN, EMAIL, SITE_TOKEN, Simulator};

use crate::support::{Home, Ran, ran, site};

/// Runs a story with these words and variables, in a folder of the home.
fn story(home: &Home, name: &str, words: &[&str], variables: &[(&str, &str)]) -> Ran {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../configs/stories").join(name);
    let program = home.command::<&str>(&[]);
    let bin = Path::new(program.get_program()).parent().unwrap().to_owned();
    let mut command = Command::new("sh");
    command.arg(script).args(words).current_dir(home.path()).env_clear().stdin(Stdio::null());
    command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("PATH", format!("{}:{}", bin.display(), std::env::var("PATH").unwrap()));
    ran(&command.envs(variables.iter().copied()).output().unwrap())
}

fn signed_in(site: &Simulator) -> Home {
    let home = Home::at(site);
    home.set("bitbucket_url", &site.url());
    home.run(&["auth", "login", "--profile", "work", "--bitbucket", "--email", EMAIL, "--token", BITBUCKET_TOKEN]).ok();
    home
}

#[track_caller]
fn shows(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "`{word}` is missing in:\n{text}");
    }
}

#[test]
fn jira_issues_are_moved_in_bulk_by_a_job() {
    let site = site();
    let home = Home::empty();
    let variables =
        [("JIRA_URL", site.url()), ("JIRA_EMAIL", EMAIL.to_owned()), ("ATLASSIAN_API_TOKEN", SITE_TOKEN.to_owned())];
    let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let words = ["project = DEV AND status = 'To Do'", "In Progress", "report.csv"];
    story(&home, "jira-bulk-transition.sh", &words, &variables).ok();
    let report = std::fs::read_to_string(home.path().join("report.csv")).unwrap();
    shows(&report, &["DEV-2", "done"]);
    let home = home.with_env("ATLASSIAN_API_TOKEN", SITE_TOKEN);
    let status = home.run(&["jira", "issue", "get", "DEV-2", "--format", "json", "--jq", ".fields.status.name"]).ok();
    assert_eq!(status, "In Progress\n");
}

#[test]
fn confluence_pages_are_kept_as_files() {
    let site = site();
    let home = signed_in(&site);
    let told = story(&home, "confluence-docs.sh", &[], &[("PAGE", "131073"), ("FROM", "button"), ("TO", "lever")]).ok();
    shows(
        &told,
        &["-Cut the branch, write the notes, press the button.", "+Cut the branch, write the notes, press the lever."],
    );
}

#[test]
fn a_bitbucket_pull_request_comes_to_its_end() {
    let site = site();
    let home = signed_in(&site);
    let variables = [("REPOSITORY", "example/backend"), ("BRANCH", "feature/story"), ("FROM", "feature/login")];
    let ran = story(&home, "bitbucket-pull-request.sh", &[], &variables);
    shows(&ran.stderr, &["successful"]);
    shows(&ran.ok(), &["MERGED"]);
}

#[test]
fn a_service_request_is_approved_and_resolved() {
    let site = site();
    let home = signed_in(&site);
    let fields = "Impact=High\nNeeded by=2026-12-31";
    let told =
        story(&home, "jsm-request.sh", &[], &[("DESK", "HELP"), ("TYPE", "Request a laptop"), ("FIELDS", fields)]).ok();
    shows(&told, &["Time to resolution", "approved", "Done         DONE"]);
}
