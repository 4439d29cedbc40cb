//! Pages: `--web` and the links of a terminal.

use std::fs;

use crate::support::{Home, on_terminal, probe, site};

/// What has the same key on another site is something else.
#[test]
fn an_address_is_one_of_this_site() {
    let site = site();
    let home = Home::at(&site);
    let get = |address: &str| home.run(&["jira", "issue", "get", address, "--format", "quiet"]);
    assert_eq!(get(&format!("{}/browse/dev-1", site.url())).ok(), "DEV-1\n");
    get("https://other.atlassian.net/browse/DEV-1")
        .fails(2, &["`https://other.atlassian.net` is another site", &site.url()]);
}

#[test]
fn web_opens_the_page_instead() {
    let site = site();
    let base = site.url();
    let folder = tempfile::tempdir().unwrap();
    let opened = folder.path().join("opened");
    // A program of the user's gets the address as its last argument, and nothing of ours.
    let script = format!("sh -c 'echo $0 $(env | grep -c ^ATLASSIAN_CLI_) > {}'", opened.display());
    let home = Home::at(&site)
        .with_env("ATLASSIAN_CLI_BROWSER", &script)
        .with_env("ATLASSIAN_CLI_TOKEN_OTHER", "EXAMPLE-token-of-another");
    for (args, page) in [
        (&["jira", "issue", "get", "DEV-1", "--web"][..], "/browse/DEV-1"),
        (&["jira", "search", "--jql", "project = DEV", "--web"], "/issues?jql=project%20%3D%20DEV"),
    ] {
        let ran = home.run(args);
        assert!(ran.code == 0 && ran.stdout.is_empty(), "{ran:?}");
        assert_eq!(ran.stderr, format!("opening {base}{page}\n"));
        assert_eq!(fs::read_to_string(&opened).unwrap(), format!("{base}{page} 0\n"));
        fs::remove_file(&opened).unwrap();
    }
    // A search is not even sent.
    assert!(!site.requests().iter().any(|request| format!("{request:?}").contains("/search/jql")));
    home.run(&["jira", "issue", "get", "DEV-99999", "--web"]).fails(5, &["does not exist"]);
    assert!(!opened.exists());
    home.run(&["confluence", "api", "/wiki/api/v2/spaces", "--web"]).fails(2, &["--web"]);
    let home = Home::at(&site).with_env("ATLASSIAN_CLI_BROWSER", "false");
    home.run(&["jira", "issue", "get", "DEV-1", "--web"]).fails(1, &["no browser", "/browse/DEV-1"]);
    let home = Home::at(&site).with_env("ATLASSIAN_CLI_BROWSER", "it's");
    home.run(&["jira", "issue", "get", "DEV-1", "--web"]).fails(2, &["quotes do not match"]);
}

#[test]
fn an_identifier_on_a_terminal_leads_to_its_page() {
    let site = site();
    let home = Home::at(&site);
    let link = format!("\u{1b}]8;;{}/browse/DEV-1\u{1b}\\DEV-1\u{1b}]8;;\u{1b}\\", site.url());
    let search = ["jira", "search", "--jql", "key = DEV-1", "--color", "never"];
    let get = ["jira", "issue", "get", "DEV-1", "--color", "never"];
    for args in [&search[..], &get] {
        let shown = on_terminal(&home, args, 80, &[("FORCE_HYPERLINK", "1")]);
        assert!(shown.contains(&link), "{shown:?}");
        let plain = on_terminal(&home, args, 80, &[("FORCE_HYPERLINK", "0")]);
        assert_eq!(plain, shown.replace(&link, "DEV-1"));
        // In a pipe, no wish of any variable counts.
        let forced = Home::at(&site).with_env("FORCE_HYPERLINK", "1");
        assert!(!forced.run(args).ok().contains('\u{1b}'));
    }
}

#[test]
fn a_page_that_is_not_declared_is_refused() {
    let home = Home::at(&site()).with_guests(&[("probe", probe())]).with_env("ATLASSIAN_CLI_BROWSER", "echo");
    home.run(&["probe", "behave", "browse"]).fails(1, &["probe: the command has no page `elsewhere`"]);
    home.run(&["probe", "behave", "browse", "--web"]).fails(2, &["--web"]);
}
