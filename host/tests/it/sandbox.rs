//! What a plugin may not do.

use serde_json::Value;

use crate::support::{Home, on_terminal, probe, site};

#[test]
fn an_undeclared_endpoint_is_refused_before_a_socket_opens() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("probe", probe())]);
    home.run(&["probe", "ask", "undeclared"])
        .fails(3, &["probe ask undeclared", "POST /rest/api/3/issue", "nothing was sent"]);
    assert!(site.requests().is_empty());
    // The same guest may do what its command declares.
    assert_eq!(home.run(&["probe", "ask", "declared", "DEV-1"]).ok(), "Key:  DEV-1\n");
    assert_eq!(site.requests().len(), 1);
}

#[test]
fn a_refusal_that_the_guest_swallows_is_shown() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("probe", probe())]);
    let ran = home.run(&["probe", "ask", "swallow"]);
    assert!(ran.stderr.contains("refused:") && ran.stderr.contains("/2.0/user"), "{ran:?}");
    assert_eq!(ran.ok(), "Key:  DEV-1\n");
    assert_eq!(site.requests().len(), 1);
}

#[test]
fn values_queries_and_headers_gain_nothing() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("probe", probe())]);
    for value in ["../myself", "..", "%2e%2e", "DEV-1/../../myself", "a\\b", "", "..;"] {
        home.run(&["probe", "ask", "declared", value]).fails(3, &["probe ask declared", "not allowed"]);
    }
    for (flag, name) in [
        ("--query", "access_token"),
        ("--query", "os_username"),
        ("--header", "authorization"),
        ("--header", "cookie"),
        ("--header", "host"),
        ("--header", "x-forwarded-for"),
        ("--header", "x-http-method-override"),
    ] {
        home.run(&["probe", "ask", "odd", flag, name]).fails(3, &["not allowed"]);
    }
    assert!(site.requests().is_empty());
}

#[test]
fn a_guest_learns_only_what_is_listed() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("probe", probe())]).with_env("MARKED", "variable");
    let keys =
        ["name", "workspace", "web-origin.jira", "email", "base_url", "token", "web-origin.bitbucket", "default"];
    let args: Vec<_> =
        ["probe", "facts", "--format", "json"].into_iter().chain(keys.iter().flat_map(|key| ["--key", key])).collect();
    let shown: Value = serde_json::from_str(&home.run(&args).ok()).unwrap();
    assert_eq!(shown["surroundings"], 0, "the guest saw variables or arguments of the process");
    let known: Vec<_> = keys.iter().filter(|key| !shown["facts"][**key].is_null()).collect();
    assert_eq!(known, [&"name", &"web-origin.jira", &"web-origin.bitbucket"]);
    assert!(shown["now"].as_u64().unwrap() > 1_700_000_000_000);
}

#[test]
fn a_guest_that_breaks_down_is_named() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("probe", probe())]);
    for (way, words) in [
        ("panic", vec!["broke down", "probe behave"]),
        ("recurse", vec!["broke down", "stack"]),
        ("memory", vec!["limit of 256 MiB of memory"]),
        ("array", vec!["a JSON object"]),
        ("text", vec!["not text"]),
        ("fail", vec!["somebody else was faster", "error: probe: ", "hint: probe: try again"]),
    ] {
        home.run(&["probe", "behave", way]).fails(1, &words);
    }
    let two = home.run(&["probe", "behave", "two"]);
    assert!(two.code == 1 && two.stderr.contains("more records"), "{two:?}");
}

#[test]
fn a_guest_cannot_forge_what_the_host_says() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("probe", probe())]);
    for way in ["forge", "fail"] {
        let ran = home.run(&["probe", "behave", way]);
        let shown = format!("{}{}", ran.stdout, ran.stderr);
        assert!(!shown.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\r']), "{shown:?}");
        assert!(!ran.stderr.lines().any(|line| line.starts_with("error: forged")), "{shown}");
    }
}

#[test]
fn a_view_is_of_one_record() {
    let home = Home::at(&site()).with_guests(&[("probe", probe())]);
    let view = |args: &[&str]| home.run(&[&["probe", "behave", "view"], args].concat()).ok();
    assert_eq!(view(&[]), "Text:  one\n\n# Read\u{1b}[2J\n\nme\n");
    assert_eq!(view(&["--format", "markdown"]), "- **Text:** one\n\n# Read\u{1b}[2J\n\nme\n");
    assert_eq!(view(&["--format", "jsonl"]), "{\"text\":\"one\"}\n");
    for other in [&["--columns", "text"][..], &["--jq", ".text"], &["--format", "csv"]] {
        assert!(!view(other).contains("Read"), "{other:?}");
    }
    let shown = on_terminal(&home, &["probe", "behave", "view", "--color", "never"], 80, &[]);
    assert_eq!(shown, "Text:  one\n\n# Read\u{fffd}[2J\n\nme\n");
    // As Markdown where that is asked for, wherever it goes.
    let args = ["probe", "behave", "view", "--color", "never", "--format", "markdown"];
    assert_eq!(on_terminal(&home, &args, 80, &[]), "- **Text:** one\n\n# Read\u{fffd}[2J\n\nme\n");
    let many = home.run(&["probe", "view"]);
    assert!(many.code == 1 && many.stderr.contains("below one of several"), "{many:?}");
}
