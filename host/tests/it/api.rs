//! `api`: any path of a product, under the same rules as every other command.

use atlassian_simulator::{BITBUCKET_TOKEN, EMAIL};

use crate::support::{Home, site};

#[test]
fn each_product_lists_all_its_pages() {
    let site = site();
    let home = Home::at(&site);
    home.set("bitbucket_url", &site.url());
    home.run(&["auth", "login", "--profile", "work", "--bitbucket", "--email", EMAIL, "--token", BITBUCKET_TOKEN]).ok();
    for (product, path, filter, least) in [
        ("jira", "/rest/api/3/project/search?maxResults=1", ".values[].key", 3),
        ("jira", "rest/api/3/search/jql?jql=project%20%3D%20DEV&maxResults=2", ".issues[].id", 3),
        ("confluence", "/wiki/api/v2/spaces?limit=1", ".results[].key", 3),
        ("bitbucket", "/2.0/repositories/example?pagelen=1", ".values[].slug", 2),
    ] {
        let whole = home.run(&[product, "api", path, "--paginate", "--jq", filter]).ok();
        let first = home.run(&[product, "api", path, "--jq", filter]).ok();
        let mut distinct: Vec<_> = whole.lines().collect();
        distinct.sort_unstable();
        distinct.dedup();
        assert!(distinct.len() >= least && distinct.len() == whole.lines().count(), "{product}: {whole}");
        assert!(first.lines().count() < whole.lines().count() && whole.starts_with(&first), "{product}: {first}");
    }
    let desks = home.run(&["jsm", "api", "/rest/servicedeskapi/servicedesk"]).ok();
    assert!(desks.contains("\"projectKey\":\"HELP\""), "{desks}");
}

#[test]
fn fields_and_input_become_the_body() {
    let site = site();
    let home = Home::at(&site);
    let path = "/rest/api/3/issue/DEV-1";
    home.run(&["jira", "api", "PUT", path, "-f", "fields[summary]=12", "-F", "fields[labels][]=a"]).ok();
    let put = site.requests().into_iter().find(|request| request.method == "PUT").unwrap();
    assert_eq!(String::from_utf8_lossy(&put.body), r#"{"fields":{"summary":"12","labels":["a"]}}"#);
    home.run_with_input(&["jira", "api", path, "-X", "put", "--input", "-"], r#"{"fields":{"summary":"Typed"}}"#).ok();
    assert_eq!(home.run(&["jira", "issue", "get", "DEV-1", "--jq", ".fields.summary"]).ok(), "Typed\n");
    // In a GET they are the query; without a method they make a POST.
    home.run(&["jira", "api", "GET", "/rest/api/3/search/jql", "-f", "jql=key = DEV-1"]).ok();
    assert!(site.requests().iter().any(|request| request.path.contains("jql=key")));
    let planned = home.run(&["jira", "api", "/rest/api/3/issue", "-f", "fields[summary]=New", "--dry-run"]).ok();
    assert!(planned.starts_with("POST ") && planned.contains("\"summary\": \"New\""), "{planned}");
    let shown = home.run(&["jira", "api", path, "--include"]).ok();
    assert!(shown.starts_with("HTTP 200\n") && shown.contains("\ncontent-type: application/json"), "{shown}");
    // What is filtered is the answer alone; without columns, CSV has no titles.
    let filtered = home.run(&["jira", "api", path, "--include", "--jq", ".key", "--format", "csv"]);
    assert!(filtered.stdout == "DEV-1\n" && filtered.stderr.contains("HTTP 200\n"), "{filtered:?}");
    let csv = home.run(&["jira", "api", path, "--format", "csv"]).ok();
    assert!(csv.ends_with("}\n"), "{csv}");
    // An error is an answer, too.
    let missing = home.run(&["jira", "api", "/rest/api/3/issue/DEV-999", "--include"]);
    assert!(missing.code == 5 && missing.stdout.starts_with("HTTP 404\n"), "{missing:?}");
    assert!(missing.stdout.contains("\"errorMessages\"") && missing.stderr.starts_with("error: jira: "), "{missing:?}");
}

#[test]
fn nothing_gets_around_the_rules() {
    let site = site();
    let home = Home::at(&site);
    let delete = ["jira", "api", "DELETE", "/rest/api/3/issue/DEV-1"];
    let before = site.requests().len();
    home.run(&delete).fails(3, &["`jira api` wants to delete", "--yes"]);
    for (flag, words) in [("--read-only", "this run is read only"), ("--dry-run", "")] {
        let ran = home.run(&[&delete[..], &[flag]].concat());
        if words.is_empty() { assert!(ran.ok().starts_with("DELETE ")) } else { drop(ran.fails(3, &[words])) }
    }
    home.run(&["jira", "api", "/wiki/api/v2/pages"]).fails(2, &["the path begins with `/rest/api/`"]);
    home.run(&["jira", "api", "/rest/api/3/../../wiki"]).fails(3, &["means another path"]);
    home.run(&["jira", "api", "https://evil.example/rest/api/3/myself"]).fails(2, &["the path begins with"]);
    assert_eq!(site.requests().len(), before, "something was sent");
    home.run(&[&delete[..], &["--yes"]].concat()).ok();
    let inspected = home.run(&["plugin", "inspect", "jira"]).ok();
    assert!(inspected.contains("jira * /rest/api/{+path}") && inspected.contains("WILDCARD"), "{inspected}");
}
