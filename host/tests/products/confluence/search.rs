//! `confluence search`

use super::sent;
use crate::support::{Home, site};

#[test]
fn all_pages_of_results_come_and_a_limit_is_said() {
    let site = site();
    let home = Home::at(&site);
    let all = home.run(&["confluence", "search", "--label", "runbook", "--limit", "0", "--format", "quiet"]).ok();
    assert_eq!(all.lines().count(), 60);
    assert_eq!(sent(&site, "GET", "/wiki/rest/api/content/search").len(), 2);
    let few = home.run(&["confluence", "search", "--label", "runbook", "--limit", "3", "--format", "quiet"]);
    assert!(few.stdout.lines().count() == 3 && few.stderr.contains("60"), "{few:?}");
}

#[test]
fn what_was_typed_is_a_value_and_stays_one() {
    let site = site();
    let home = Home::at(&site);
    let query = |args: &[&str]| {
        let ran = home.run(&[&["confluence", "search", "--show-query", "--jq", ".[].cql"], args].concat());
        assert!(!ran.stderr.contains("no results"), "{ran:?}");
        ran.ok().trim().to_owned()
    };
    let shown =
        query(&["--title", "a\" or space = X", "--space", "dev", "--space", "OPS", "--label", "x", "--label", "y"]);
    let expected = r#"space in ("DEV", "OPS") AND label = "x" AND label = "y" AND title ~ "a\" or space = X""#;
    assert_eq!(shown, expected);
    let shown = query(&["--cql", "type = page or type = blogpost order by created", "--creator", "@me", "--text", "x"]);
    let expected = r#"(type = page or type = blogpost) AND creator = currentUser() AND text ~ "x" order by created"#;
    assert_eq!(shown, expected);
    assert!(sent(&site, "GET", "/wiki/rest/api/content/search").is_empty());
    home.run(&["confluence", "search"]).fails(2, &["nothing to search for"]);
    home.run(&["confluence", "search", "--cql", "colour = red"]).fails(1, &["No field exists with name: colour"]);
}
