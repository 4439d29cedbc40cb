//! How results are shown: columns, order, the envelope, and filters.

use atlassian_simulator::{Options, Simulator};
use serde_json::{Value, json};

use crate::support::{Home, probe};

fn site() -> Simulator {
    Simulator::start(Options { issues: 40, ..Options::default() }).unwrap()
}

const SEARCH: [&str; 7] = ["jira", "search", "--jql", "project = DEMO ORDER BY key", "--limit", "12", "--format"];

fn search(home: &Home, format: &str, more: &[&str]) -> String {
    home.run(&[&SEARCH[..], &[format], more].concat()).ok()
}

#[test]
fn columns_are_chosen_by_title_or_field() {
    let site = site();
    let home = Home::at(&site);
    let csv = search(&home, "csv", &["--columns", "status,KEY", "--columns", "fields.issuetype.name"]);
    assert!(csv.starts_with("Status,Key,fields.issuetype.name\r\n") && csv.contains(",DEMO-1,Task\r\n"), "{csv}");
    let table = search(&home, "table", &["--columns", "/id,key"]);
    assert!(table.starts_with("/ID") && table.lines().count() == 13, "{table}");
    assert!(search(&home, "markdown", &["--columns", "key"]).starts_with("| Key |\n| --- |\n| DEMO-1 |"));
    // What a format shows of itself stays whole.
    assert!(search(&home, "json", &["--columns", "key"]).contains("\"summary\""));
    // Columns that the command chooses at run time can be named as well.
    let csv = search(&home, "csv", &["--fields", "summary,labels", "--columns", "summary,key"]);
    assert!(csv.starts_with("Summary,Key\r\n"), "{csv}");
    site.reset_requests();
    home.run(&[&SEARCH[..], &["csv", "--columns", "nothing"]].concat())
        .fails(2, &["no column `nothing`", "`Assignee`"]);
    home.run(&[&SEARCH[..], &["csv", "--sort", "-nothing"]].concat()).fails(2, &["no column `nothing`"]);
    assert!(site.requests().is_empty());
    assert!(home.run(&["auth", "list", "--columns", "profile", "--format", "csv"]).ok().starts_with("Profile\r\nwork"));
}

#[test]
fn sorting_is_by_value_as_people_count() {
    let site = site();
    let home = Home::at(&site);
    let keys = |more: &[&str]| -> Vec<u32> {
        let shown = search(&home, "quiet", more);
        shown.lines().map(|key| key.strip_prefix("DEMO-").unwrap().parse().unwrap()).collect()
    };
    let up: Vec<u32> = (1..=12).collect();
    let down: Vec<u32> = (1..=12).rev().collect();
    assert_eq!(keys(&["--sort", "key"]), up);
    assert_eq!(keys(&["--sort", "-key"]), down);
    assert_eq!(keys(&["--sort=-updated"]), down);
    let sorted: Value = serde_json::from_str(&search(&home, "json", &["--sort", "-fields.summary"])).unwrap();
    let texts: Vec<_> =
        sorted.as_array().unwrap().iter().map(|one| one["fields"]["summary"].to_string().to_lowercase()).collect();
    assert!(texts.len() == 12 && texts[0] > texts[11], "{texts:?}");
}

#[test]
fn an_envelope_says_whether_that_is_all() {
    let site = site();
    let home = Home::at(&site);
    let wrapped = |args: &[&str]| -> Value {
        serde_json::from_str(&home.run(&[args, &["--format", "json", "--envelope"]].concat()).ok()).unwrap()
    };
    let some = wrapped(&["jira", "search", "--jql", "project = DEMO", "--limit", "3"]);
    assert_eq!(
        (some["data"].as_array().unwrap().len(), &some["count"], &some["incomplete"]),
        (3, &json!(3), &json!(true))
    );
    let one = wrapped(&["jira", "search", "--jql", "key = DEV-1"]);
    assert_eq!((&one["count"], &one["incomplete"]), (&json!(1), &json!(false)));
    let none = wrapped(&["jira", "search", "--jql", "project = DEMO AND summary ~ nothingofthekind"]);
    assert_eq!(none, json!({"data": [], "count": 0, "incomplete": false}));
    // A filter sees what would be shown.
    let filter =
        ["jira", "search", "--jql", "project = DEMO", "--limit", "3", "--format", "json", "--envelope", "--jq"];
    assert_eq!(home.run(&[&filter[..], &[".count, .incomplete, (.data | length)"]].concat()).ok(), "3\ntrue\n3\n");
    let issue = wrapped(&["jira", "issue", "get", "DEV-1"]);
    assert_eq!((&issue["data"]["key"], &issue["count"]), (&json!("DEV-1"), &json!(1)));
    home.run(&["jira", "issue", "get", "DEV-1", "--envelope"]).fails(2, &["`--envelope` goes with `--format json`"]);
}

#[test]
fn a_filter_sees_the_whole_json() {
    let site = site();
    let home = Home::at(&site).with_env("SECRET_OF_THE_USER", "hidden-EXAMPLE");
    let keys = search(&home, "table", &["--jq", ".[].key"]);
    assert_eq!(keys.lines().count(), 12);
    assert!(keys.starts_with("DEMO-1\nDEMO-2\n"), "{keys}");
    assert_eq!(search(&home, "json", &["--jq", "map(.fields.status.name) | unique | length > 1"]), "true\n");
    assert_eq!(search(&home, "json", &["--sort", "-key", "--jq", ".[0].key"]), "DEMO-12\n");
    assert_eq!(home.run(&["jira", "issue", "get", "DEV-1", "--jq", ".key"]).ok(), "DEV-1\n");
    assert_eq!(home.run(&["auth", "list", "--jq", ".[].profile"]).ok(), "work\n");
    site.reset_requests();
    for (filter, words) in [(".[", "ends too early"), ("env", "`env`"), ("$ENV.HOME", "`$ENV`"), ("input", "`input`")] {
        home.run(&[&SEARCH[..], &["json", "--jq", filter]].concat()).fails(2, &["`--jq`", words]);
    }
    assert!(site.requests().is_empty());
    let failed = home.run(&[&SEARCH[..], &["json", "--jq", ".[] | .key, error(\"no more\")"]].concat());
    assert!(failed.code == 1 && failed.stdout == "DEMO-1\n" && failed.stderr.contains("no more"), "{failed:?}");
    // Of a listing that failed, nothing is filtered as if it were the whole.
    let guests = Home::at(&site).with_guests(&[("probe", probe())]);
    let failed = guests.run(&["probe", "behave", "two", "--jq", "."]);
    assert!(failed.code != 0 && failed.stdout.is_empty(), "{failed:?}");
    // Writes of a dry run, too.
    let planned = guests.run(&["probe", "ask", "create", "--dry-run", "--jq", ".[].method"]);
    assert_eq!(planned.stdout, "POST\n");
}
