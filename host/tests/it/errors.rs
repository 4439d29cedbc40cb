//! Bad input and bad answers: a clear sentence, a hint where there is a cure, the documented exit code, and nothing on
//! standard output.

use atlassian_simulator::{GUEST_EMAIL, GUEST_TOKEN, Scripted, Simulator};
use serde_json::json;

use crate::support::{Home, Ran, probe, site};

const ISSUE: &str = "/rest/api/3/issue/";

fn get(site: &Simulator, answer: Scripted) -> Ran {
    site.script(ISSUE, answer.always());
    Home::at(site).run(&["jira", "issue", "get", "DEV-1"])
}

/// Under `--format json` the error that ends a command is one JSON object on one line of standard error.
#[test]
fn an_error_is_json_where_results_are() {
    let site = site();
    let home = Home::at(&site);
    let of = |args: &[&str]| -> (i32, serde_json::Value) {
        let ran = home.run(args);
        assert!(ran.stdout.is_empty() && ran.stderr.lines().count() == 1, "{ran:?}");
        (ran.code, serde_json::from_str(&ran.stderr).unwrap())
    };
    let gone = Scripted::json(404, "{\"errorMessages\":[\"Issue does not exist\"]}").header("x-arequestid", "id-42");
    site.script("/rest/api/3/issue/NOPE-1", gone);
    let (code, error) = of(&["jira", "issue", "get", "NOPE-1", "--format", "json"]);
    assert_eq!(
        (code, &error["kind"], &error["status"], &error["exitCode"]),
        (5, &json!("not-found"), &json!(404), &json!(5))
    );
    assert_eq!((&error["message"], &error["requestId"]), (&json!("jira: Issue does not exist"), &json!("id-42")));
    assert!(error["hints"].is_array() && error["causes"].is_array(), "{error}");
    for (args, words) in [
        (&["--format=json", "jira", "issue", "get", "DEV-1", "--nothing"][..], "unexpected argument '--nothing'"),
        (&["--format=jsonl", "jira"], "the line ends before a command"),
        (&["jira", "issue", "get", "--format", "json"], "required arguments"),
        (&["auth", "use", "nobody", "--format", "json"], "nobody"),
        (&["jira", "issue", "get", "DEV-1", "--profile", "nobody", "--format", "json"], "nobody"),
    ] {
        let (code, error) = of(args);
        assert_eq!((code, &error["kind"]), (2, &json!("usage")), "{args:?}");
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
    }
    // After `--`, the words are somebody else's.
    home.run(&["policy", "explain", "--", "jira", "nothing", "--format", "json"]).fails(2, &["error: "]);
}

#[test]
fn answers_of_every_bad_kind() {
    let site = site();
    let html = "<!DOCTYPE html><html><title>Log in</title></html>";
    for (answer, code, words) in [
        (Scripted::html(200, html), 1, vec!["HTML", "hint:"]),
        (Scripted::html(404, html), 5, vec!["HTML", "hint:"]),
        (Scripted::json(200, "{\"key\": \"DEV-1\""), 1, vec!["JSON"]),
        (Scripted::json(200, "[1,2,3]"), 1, vec!["not of the expected form"]),
        (
            Scripted::json(401, "{\"message\":\"Client must be authenticated\"}"),
            4,
            vec!["authenticated", "hint:", "auth test"],
        ),
        (
            Scripted::json(403, "{\"errorMessages\":[\"You do not have permission\"]}"),
            1,
            vec!["permission", "hint:", "scope"],
        ),
        (Scripted::json(404, "{\"errorMessages\":[\"Issue does not exist\"]}"), 5, vec!["Issue does not exist"]),
        (
            Scripted::json(400, "{\"errorMessages\":[],\"errors\":{\"fields\":\"no such field\"}}"),
            1,
            vec!["fields", "no such field"],
        ),
        (Scripted::json(500, "{}"), 6, vec!["error:"]),
        (Scripted::json(429, "{}").header("retry-after", "86400"), 6, vec!["error:", "hint:"]),
    ] {
        site.clear_scripts();
        let shown = format!("{answer:?}");
        let error = get(&site, answer).fails(code, &words);
        assert!(error.starts_with("error: ") && error.ends_with('\n'), "{shown}: {error}");
    }
}

#[test]
fn a_busy_site_is_asked_again_and_a_write_is_not() {
    let site = site();
    let home = Home::at(&site);
    site.script(ISSUE, Scripted::json(503, "{}").times(2));
    home.run(&["jira", "issue", "get", "DEV-1"]).ok();
    assert_eq!(site.requests().len(), 3);

    let home = home.with_guests(&[("probe", probe())]);
    let sent = |answer: Scripted| {
        site.clear_scripts();
        site.reset_requests();
        site.script("/rest/api/3/issue", answer.always());
        let ran = home.run(&["probe", "ask", "create"]);
        (ran.code, site.requests().len())
    };
    // What may have been taken is never sent again, whether an answer came or not.
    assert_eq!(sent(Scripted::json(503, "{}")), (6, 1));
    assert_eq!(sent(Scripted::json(500, "{}")), (6, 1));
    assert_eq!(sent(Scripted::lose_answer()), (6, 1));
    // A 429 says that it was not taken.
    assert!(sent(Scripted::json(429, "{}").header("retry-after", "0")).1 > 1);
}

#[test]
fn a_lost_connection_is_tried_again_for_reads() {
    let site = site();
    let home = Home::at(&site);
    site.script(ISSUE, Scripted::lose_answer());
    home.run(&["jira", "issue", "get", "DEV-1"]).ok();
}

#[test]
fn the_site_is_down() {
    let site = site();
    let home = Home::at(&site);
    drop(site);
    home.run(&["jira", "issue", "get", "DEV-1"]).fails(6, &["cannot connect to Jira", "refused", "hint:"]);
}

#[test]
fn an_account_without_rights_is_told_what_jira_says() {
    let site = site();
    let home = Home::empty();
    home.run(&[
        "auth",
        "login",
        "--profile",
        "guest",
        "--base-url",
        &site.url(),
        "--email",
        GUEST_EMAIL,
        "--token",
        GUEST_TOKEN,
        "--default",
    ])
    .ok();
    home.run(&["jira", "issue", "get", "DEV-1"]).fails(5, &["do not have permission"]);
}

#[test]
fn a_wrong_token_says_sign_in() {
    let site = site();
    let home = Home::empty();
    home.sign_in(&site, "a-wrong-token-EXAMPLE");
    home.run(&["jira", "search", "--jql", "project = DEV"]).fails(4, &["authenticated", "hint:"]);
    home.run(&["auth", "test"]).stderr.contains("does not accept the token").then_some(()).unwrap();
}

#[test]
fn profiles_that_are_not_there() {
    let home = Home::empty();
    home.run(&["jira", "issue", "get", "DEV-1"]).fails(2, &["No default profile configured", "hint:", "auth login"]);
    let site = site();
    let home = Home::at(&site);
    home.run(&["jira", "issue", "get", "DEV-1", "--profile", "nope"]).fails(2, &["no profile `nope`", "`work`"]);
}

#[test]
fn a_broken_query_gets_jiras_own_words() {
    let site = site();
    let home = Home::at(&site);
    home.run(&["jira", "search", "--jql", "project = NOPE"]).fails(1, &["NOPE", "project"]);
    home.run(&["jira", "search", "--jql", "project ="]).fails(1, &["error:"]);
}

#[test]
fn redirects_stay_where_the_command_may_go() {
    let site = site();
    let home = Home::at(&site);
    let redirect = |location: &str| {
        site.clear_scripts();
        site.reset_requests();
        site.script("/rest/api/3/issue/DEV-1", Scripted::new(302).header("location", location).always());
        home.run(&["jira", "issue", "get", "DEV-1", "--format", "quiet"])
    };
    assert_eq!(redirect("/rest/api/3/issue/DEV-2").ok(), "DEV-2\n");
    let other = self::site();
    for (location, word) in [
        (format!("{}/rest/api/3/issue/DEV-2", other.url()), "redirects to"),
        ("https://evil.example/rest/api/3/issue/DEV-2".to_owned(), "evil.example"),
        ("//evil.example/x".to_owned(), "evil.example"),
        ("file:///etc/passwd".to_owned(), "redirects to"),
        ("/rest/api/3/myself".to_owned(), "does not declare"),
        ("/rest/api/3/issue/DEV-1".to_owned(), "again and again"),
        ("/rest/api/3/issue/%2e%2e".to_owned(), "does not declare"),
    ] {
        redirect(&location).fails(1, &[word]);
    }
    assert!(other.requests().is_empty());
}
