//! `--debug`: everything that goes over the wire, and no credential in any of it.

use atlassian_simulator::{EMAIL, SITE_TOKEN, Scripted};

use crate::secrets::assert_clean;
use crate::support::{Home, Ran, probe, site};

const ISSUE: &str = "/rest/api/3/issue/";

fn debug(home: &Home, args: &[&str]) -> Ran {
    let ran = home.run(&[args, &["--debug"]].concat());
    assert_clean(&format!("{args:?}"), format!("{}{}", ran.stdout, ran.stderr).as_bytes());
    // Nothing that a site says stands at the beginning of a line.
    for line in ran.stderr.lines() {
        let ours = [
            "{\"kind\":",
            "> ",
            "< ",
            "* request ",
            "error: ",
            "caused by: ",
            "request: ",
            "hint: ",
            "warning: ",
            "showing ",
        ];
        assert!(ours.iter().any(|begin| line.starts_with(begin)) || line == "<" || line == ">", "{line:?}");
    }
    ran
}

#[track_caller]
fn has(ran: &Ran, words: &[&str]) {
    for word in words {
        assert!(ran.stderr.contains(word), "`{word}` is missing in:\n{}", ran.stderr);
    }
}

#[test]
fn a_request_and_its_answer_are_shown_in_full() {
    let site = site();
    let home = Home::at(&site);
    let url = site.url();
    let get = debug(&home, &["jira", "issue", "get", "DEV-1"]);
    has(
        &get,
        &[
            &format!("`jira issue get` asks Jira at {url}/ (site), without a proxy; profile `work`, token stored\n"),
            &format!("> GET {url}/rest/api/3/issue/DEV-1"),
            "> authorization: Basic [redacted]\n",
            "> accept: application/json\n",
            "> user-agent: atlassian-cli/",
            "* request 1: answer after ",
            "< HTTP/1.1 200 OK\n",
            "< content-type: application/json",
            "\"key\":\"DEV-1\"",
        ],
    );
    assert!(!get.stdout.is_empty());
    // The same on standard output as without it.
    assert_eq!(home.run(&["jira", "issue", "get", "DEV-1"]).ok(), get.stdout);
    let search = debug(&home, &["jira", "search", "--jql", "project = DEV", "--limit", "1"]);
    has(&search, &["?jql=project+%3D+DEV&", "* request 1: attempt 1\n"]);
    let test = debug(&home, &["auth", "test"]);
    has(&test, &["`auth test` asks Jira", "`auth test` asks Confluence", "* request 2: "]);
    // Before and after the command alike.
    let before = home.run(&["--debug", "jira", "issue", "get", "DEV-1"]);
    has(&before, &["> GET "]);
    assert!(!home.run(&["jira", "issue", "get", "DEV-1"]).stderr.contains("> GET "));
}

#[test]
fn a_body_that_is_sent_is_shown() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("probe", probe())]);
    let create = debug(&home, &["probe", "ask", "create"]);
    has(
        &create,
        &["> POST ", "> content-type: application/json", "> {\"fields\":", "Made by a test", "< HTTP/1.1 201 Created"],
    );
}

#[test]
fn retries_redirects_and_losses_are_told() {
    let site = site();
    let home = Home::at(&site);
    let get = |path: &str| debug(&home, &["jira", "issue", "get", path]);
    site.script(ISSUE, Scripted::json(503, "{\"sorry\":1}").header("retry-after", "0").times(2));
    has(
        &get("DEV-1"),
        &[
            "< HTTP/1.1 503 Service Unavailable",
            "< {\"sorry\":1}",
            "* request 1: the site answered 503: sent again after 0 ms\n",
            "* request 1: attempt 3\n",
            "< HTTP/1.1 200 OK",
        ],
    );
    site.script(ISSUE, Scripted::lose_answer());
    has(
        &get("DEV-1"),
        &["* request 1: no answer after ", "* request 1: lost: ", "the connection was lost: sent again"],
    );
    site.script(ISSUE, Scripted::json(429, "{}").header("retry-after", "315360000"));
    has(&get("DEV-1"), &["asks for a pause of more than 60 s, which is not waited for", "error:"]);
    site.script("/rest/api/3/issue/DEV-1", Scripted::new(302).header("location", "/rest/api/3/issue/DEV-2"));
    has(
        &get("DEV-1"),
        &["< location: /rest/api/3/issue/DEV-2", "redirect 1 of at most 5 to http://127.0.0.1:", "\"key\":\"DEV-2\""],
    );
    site.script(ISSUE, Scripted::json(401, "{\"message\":\"Client must be authenticated\"}"));
    has(&get("DEV-1"), &["< HTTP/1.1 401 Unauthorized", "authorization: Basic [redacted]"]);
}

/// The token comes back in the body, in headers, in `Location` and in the host of an address, plain and encoded.
#[test]
fn what_a_site_sends_back_is_redacted_everywhere() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("probe", probe())]);
    let echo = r#"{"key":"{{token}}","header":"{{authorization}}","errorMessages":["{{token}}"]}"#;
    let encoded = SITE_TOKEN.replace('-', "%2D");
    for status in [200, 302, 400, 401, 403, 404, 429, 500, 503] {
        for location in [
            format!("/rest/api/3/issue/{SITE_TOKEN}?token={encoded}"),
            format!("https://{SITE_TOKEN}.example/"),
            format!("https://media.example/{encoded}?X-Signature=signed-EXAMPLE"),
        ] {
            site.clear_scripts();
            let answer = Scripted::json(status, echo).echo().always();
            let answer = answer.header("location", &location).header("x-echo", SITE_TOKEN).header("retry-after", "0");
            site.script(ISSUE, answer.header("set-cookie", "session=cookie-EXAMPLE"));
            let ran = debug(&home, &["probe", "ask", "declared", "DEV-1", "--format", "json"]);
            has(&ran, &["< x-echo: [redacted]\n", "< set-cookie: [redacted]\n", "\"key\":\"[redacted]\""]);
            assert!(!ran.stderr.contains("signed-EXAMPLE") && !ran.stderr.contains("cookie-EXAMPLE"), "{}", ran.stderr);
        }
    }
}

#[test]
fn no_kind_of_run_shows_the_token() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("probe", probe())]).with_env("HOME_OF_TESTS", "x");
    for args in [
        &["probe", "ask", "declared", "DEV-1"][..],
        &["probe", "ask", "declared", "NOPE-1"],
        &["probe", "ask", "undeclared"],
        &["auth", "list"],
        &["auth", "test"],
        &["auth", "login", "--profile", "x", "--base-url", &site.url(), "--email", EMAIL, "--token", SITE_TOKEN],
    ] {
        let ran = home.run(&[args, &["--debug"]].concat());
        assert_clean(&format!("{args:?}"), format!("{}{}", ran.stdout, ran.stderr).as_bytes());
    }
}

#[test]
fn nothing_that_a_terminal_acts_on_is_shown() {
    let site = site();
    let home = Home::at(&site);
    let body = "{\"a\":\"\u{1b}[2J\u{9b}31m\u{202e}\r\n* request 1: forged\r\nerror: forged\"}";
    site.script(ISSUE, Scripted::json(400, body).header("x-odd", "a\u{9b}b"));
    let ran = debug(&home, &["jira", "issue", "get", "DEV-1"]);
    assert!(!ran.stderr.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')), "{:?}", ran.stderr);
    has(&ran, &["< * request 1: forged\n", "< error: forged"]);
}

#[test]
fn blocks_of_many_requests_do_not_mix() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("probe", probe())]);
    let ran = debug(&home, &["probe", "flood", "--requests", "32", "--at-once", "16"]);
    let lines: Vec<_> = ran.stderr.lines().collect();
    let sent: Vec<_> = (0..lines.len()).filter(|index| lines[*index].starts_with("> GET ")).collect();
    assert_eq!(sent.len(), 32);
    for index in sent {
        assert!(lines[index - 1].starts_with("* request ") && lines[index - 1].ends_with(": attempt 1"));
        let block: Vec<_> = lines[index + 1..].iter().take_while(|line| line.starts_with('>')).collect();
        assert!(
            block.len() == 4 && block.iter().any(|line| **line == "> authorization: Basic [redacted]"),
            "{block:?}"
        );
    }
    for (index, line) in lines.iter().enumerate() {
        if line.starts_with("< HTTP/") {
            assert!(lines[index - 1].contains(": answer after "), "{}", lines[index - 1]);
        }
    }
}
