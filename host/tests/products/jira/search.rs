//! `jira search`, with flags instead of JQL.

use super::writes;
use crate::support::{Home, site};

#[test]
fn flags_narrow_a_query_down() {
    let site = site();
    let home = Home::at(&site);
    let keys = |args: &[&str]| {
        let ran = home.run(&[&["jira", "search", "--order-by", "key", "--format", "quiet"], args].concat()).ok();
        ran.lines().map(str::to_owned).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(keys(&["--project", "DEV", "--type", "Bug"]), "DEV-1 DEV-4");
    assert_eq!(keys(&["--project", "DEV,REL", "--assignee", "none"]), "DEV-2 DEV-5 REL-2");
    assert_eq!(keys(&["--project", "DEV", "--assignee", "olu adeyemi", "--assignee", "@me"]), "DEV-1 DEV-4");
    assert_eq!(keys(&["--project", "DEV", "--label", "!search"]), "DEV-2 DEV-3 DEV-4 DEV-5");
    assert_eq!(keys(&["--sprint", "active", "--status", "In Review"]), "DEV-4");
    assert_eq!(keys(&["--parent", "dev-5", "--text", "second page"]), "DEV-1");
    // A query of one's own keeps its OR together.
    assert_eq!(keys(&["--jql", "key = DEV-1 OR key = DEV-2", "--type", "Story"]), "DEV-2");
    let by_points = ["--project", "DEV", "--jql", "cf[10016] > 0", "--order-by", "Story Points desc"];
    let ran = home.run(&[&["jira", "search", "--format", "quiet"], &by_points[..]].concat()).ok();
    assert_eq!(ran, "DEV-4\nDEV-1\nDEV-2\n");
}

#[test]
fn a_value_cannot_become_a_query() {
    let site = site();
    let home = Home::at(&site);
    let query = |args: &[&str]| {
        home.run(&[&["jira", "search", "--show-query", "--jq", ".[0].jql"], args].concat()).ok().trim().to_owned()
    };
    let before = site.requests().len();
    assert_eq!(query(&["--label", "x\" OR project = \"DEV"]), r#"labels = "x\" OR project = \"DEV""#);
    assert_eq!(
        query(&["--jql", "a = 1 ORDER BY rank", "--status", "Done", "--status", "none"]),
        r#"a = 1 AND (status = "Done" OR status is EMPTY) ORDER BY rank"#
    );
    assert_eq!(site.requests().len(), before, "showing a query asks nobody");
}

#[test]
fn fields_are_asked_for_and_shown_by_name() {
    let site = site();
    let home = Home::at(&site);
    let table = home.run(&["jira", "search", "--project", "DEV", "--type", "Epic", "--fields", "status"]).ok();
    assert!(table.starts_with("KEY    STATUS"), "{table}");
    assert!(!site.requests().iter().any(|request| request.path.ends_with("/field")), "Jira's own need no look-up");
    let csv = ["--fields", "story-points,Region", "--format", "csv", "--order-by", "key"];
    let csv = home.run(&[&["jira", "search", "--project", "DEV", "--type", "Bug"], &csv[..]].concat()).ok();
    assert_eq!(csv.lines().next(), Some("Key,Story Points,Region"), "{csv}");
    assert!(csv.contains("DEV-1,5"), "{csv}");
    let json = ["jira", "search", "--jql", "key = DEV-1", "--fields", "Story Points", "--jq", ".[0].fields | keys[0]"];
    assert_eq!(home.run(&json).ok(), "customfield_10016\n");
    home.run(&["jira", "search", "--project", "DEV", "--fields", "Nonsense"]).fails(1, &["no field `Nonsense`"]);
}

#[test]
fn what_makes_no_sense_is_said_in_jiras_words_or_before() {
    let site = site();
    let home = Home::at(&site);
    home.run(&["jira", "search", "--project", "NOPE"])
        .fails(1, &["The value 'NOPE' does not exist for the field 'project'."]);
    home.run(&["jira", "search", "--jql", "status = = x"]).fails(1, &["Error in JQL Query", "but got '='"]);
    let before = site.requests().len();
    home.run(&["jira", "search", "--order-by", "key"]).fails(2, &["nothing says which issues", "--jql"]);
    assert_eq!((site.requests().len(), writes(&site)), (before, 0));
    home.run(&["jira", "search", "--assignee", "a"]).fails(1, &["`a` may be Ana", "or Olu"]);
}
