//! `auth login`, `auth list`, `auth test` in their plain form.

use atlassian_simulator::{EMAIL, SITE_BEARER, SITE_TOKEN};
use serde_json::Value;

use crate::support::{Home, site};

#[test]
fn login_list_test() {
    let site = site();
    let home = Home::empty();
    let login = home.run(&[
        "auth",
        "login",
        "--profile",
        "work",
        "--base-url",
        &format!(" {}/ ", site.url()),
        "--email",
        EMAIL,
        "--token",
        SITE_TOKEN,
        "--default",
    ]);
    assert_eq!(login.stdout, "", "{login:?}");
    assert!(login.stderr.contains("encrypted") && login.stderr.contains("default profile"), "{login:?}");
    let list: Value = serde_json::from_str(&home.run(&["auth", "list", "--format", "json"]).ok()).unwrap();
    assert_eq!(list[0]["profile"], "work");
    assert_eq!(list[0]["base_url"], site.url());
    assert_eq!((&list[0]["default"], &list[0]["site_token"]), (&Value::Bool(true), &Value::from("stored")));
    let test = home.run(&["auth", "test"]).ok();
    assert!(test.contains("jira") && test.contains("Devi Example") && test.contains("works"), "{test}");
}

#[test]
fn a_token_from_standard_input_and_bearer() {
    let site = site();
    let home = Home::empty();
    let args =
        ["auth", "login", "--profile", "bot", "--base-url", &site.url(), "--bearer", "--token", "-", "--default"];
    let login = home.run_with_input(&args, &format!("{SITE_BEARER}\n"));
    assert_eq!(login.code, 0, "{login:?}");
    home.run(&["auth", "test"]).ok();
}

#[test]
fn without_a_terminal_what_is_missing_is_named() {
    let home = Home::empty();
    home.run(&["auth", "login"]).fails(2, &["--profile"]);
    home.run(&["auth", "login", "--profile", "x"]).fails(2, &["--base-url"]);
    home.run(&["auth", "login", "--profile", "x", "--base-url", "acme.atlassian.net"])
        .fails(2, &["--email", "--bearer"]);
    let args = ["auth", "login", "--profile", "x", "--base-url", "acme.atlassian.net", "--email", "a@b.c"];
    home.run(&args).fails(2, &["--token"]);
    home.run(&[args.as_slice(), &["--token", ""]].concat()).fails(2, &["token is empty"]);
    assert!(!home.path().join(".atlassian-cli/config.yaml").exists());
}

#[test]
fn a_token_in_the_environment_is_used_and_not_stored() {
    let site = site();
    let home = Home::empty().with_env("ATLASSIAN_API_TOKEN", SITE_TOKEN);
    let args = ["auth", "login", "--profile", "ci", "--base-url", &site.url(), "--email", EMAIL, "--default"];
    let login = home.run(&args);
    assert!(login.stderr.contains("nothing secret was stored"), "{login:?}");
    assert!(!home.path().join(".config/atlassian-cli/credentials").exists());
    home.run(&["jira", "issue", "get", "DEV-1"]).ok();
}

#[test]
fn a_token_does_not_follow_an_edited_address() {
    let (site, other) = (site(), site());
    let home = Home::at(&site);
    let config = home.path().join(".atlassian-cli/config.yaml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, text.replace(&site.url(), &other.url())).unwrap();
    home.run(&["jira", "issue", "get", "DEV-1"]).fails(4, &["was given for", "auth login"]);
    assert!(other.requests().is_empty());
}
