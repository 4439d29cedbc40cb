//! Long output on a terminal, through the user's pager.

use crate::support::{Home, on_terminal, site};

const SEARCH: &[&str] = &["jira", "search", "--jql", "project = DEV ORDER BY key", "--limit", "3", "--color", "never"];

#[test]
fn a_pager_shows_what_goes_to_a_terminal() {
    let site = site();
    let home = Home::at(&site);
    let plain = on_terminal(&home, &[SEARCH, &["--no-pager"]].concat(), 80, &[]);
    let (table, note) = plain.split_at(plain.find("showing 3").unwrap());
    assert!(table.lines().count() == 4, "{plain}");
    let paged: String = table.lines().map(|line| format!("|{line}\n")).collect();
    // What it gets are the results; what is said besides comes after it has ended.
    let mark = "sh -c 'sed \"s/^/|/\"; env | grep ^ATLASSIAN_CLI_'";
    for env in [&[("ATLASSIAN_CLI_PAGER", mark), ("PAGER", "false")][..], &[("PAGER", mark)]] {
        assert_eq!(on_terminal(&home, SEARCH, 80, env), format!("{paged}{note}"), "{env:?}");
    }
    home.run(&["config", "set", "defaults.pager", mark]).ok();
    assert_eq!(on_terminal(&home, SEARCH, 80, &[("PAGER", "false")]), format!("{paged}{note}"));
    home.run(&["config", "set", "defaults.pager", "never"]).ok();
    for env in [&[("PAGER", mark)][..], &[("ATLASSIAN_CLI_PAGER", "no-such-program-EXAMPLE")]] {
        assert_eq!(on_terminal(&home, SEARCH, 80, env), plain, "{env:?}");
    }
    // Nobody reads in a pipe.
    let home = Home::at(&site).with_env("ATLASSIAN_CLI_PAGER", mark);
    assert!(home.run(SEARCH).ok().starts_with("KEY"));
}

/// Whoever leaves a pager has seen enough: that is no error.
#[test]
fn leaving_the_pager_is_no_error() {
    let site = site();
    let home = Home::at(&site);
    let all = [&SEARCH[..5], &["0", "--color", "never"]].concat();
    let shown = on_terminal(&home, &all, 80, &[("ATLASSIAN_CLI_PAGER", "head -n 1")]);
    assert!(shown.starts_with("KEY") && !shown.contains("error") && !shown.contains("DEV-1"), "{shown}");
}
