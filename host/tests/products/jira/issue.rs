//! `jira issue create`, `update`, `clone` and the like: fields by name, and what is refused before it is sent.

use super::{sent, writes};
use crate::support::{Home, site};
use atlassian_simulator::Scripted;
use serde_json::json;

const CREATE: [&str; 5] = ["jira", "issue", "create", "--project", "DEV"];

#[test]
fn an_issue_is_created_with_fields_by_name() {
    let site = site();
    let home = Home::at(&site);
    let fields = [
        "--type",
        "story",
        "--summary",
        "Sort what is found",
        "--description",
        "# Why\n\nOrder.",
        "--assignee",
        "@me",
        "--priority",
        "high",
        "--label",
        "a",
        "--label",
        "b",
        "--component",
        "web, mobile",
        "--fix-version",
        "1.4.0",
        "--epic",
        "dev-5",
        "--due",
        "2026-12-24",
        "--sprint",
        "DEV Sprint 3",
        "--field",
        "story-points=5",
        "--field",
        "Platforms=Web,Windows, 32 bit",
        "--field",
        "Region=Europe > vienna",
        "--field",
        "Approver=ana@example.com",
        "--field",
        "Go live=2026-12-01T10:00Z",
        "--field",
        "customfield_10023=x,y",
    ];
    let key = home.run(&[&CREATE[..], &fields, &["--format", "quiet"]].concat()).ok();
    assert_eq!(key, "DEV-6\n");
    let body = &sent(&site, "POST", "/rest/api/3/issue")[0]["fields"];
    assert_eq!(body["issuetype"], json!({"id": "10003"}));
    assert_eq!(body["project"], json!({"key": "DEV"}));
    assert_eq!(body["description"]["content"][0]["type"], "heading");
    assert_eq!((&body["customfield_10016"], &body["customfield_10020"]), (&json!(5), &json!(3)));
    assert_eq!(body["customfield_10011"], json!([{"id": "10110"}, {"id": "10113"}]));
    assert_eq!(body["customfield_10012"], json!({"id": "10120", "child": {"id": "10121"}}));
    assert_eq!(body["customfield_10018"], "2026-12-01T10:00:00.000+0000");
    assert_eq!((&body["components"], &body["fixVersions"]), (&json!([{"id": "10201"}]), &json!([{"id": "10100"}])));
    assert_eq!((&body["parent"], &body["priority"]), (&json!({"key": "DEV-5"}), &json!({"id": "2"})));
    assert_eq!((&body["labels"], &body["customfield_10023"]), (&json!(["a", "b"]), &json!(["x", "y"])));
    let shown = home.run(&["jira", "issue", "get", "DEV-6", "--fields", "Region,Sprint,Approver"]).ok();
    for words in ["Europe", "DEV Sprint 3", "Ana García-Müller"] {
        assert!(shown.contains(words), "{shown}");
    }
}

#[test]
fn a_wrong_value_is_refused_before_anything_is_sent() {
    let site = site();
    let home = Home::at(&site);
    for (flags, words) in [
        (&["--type", "Stori"][..], &["DEV has no issue type `Stori`", "`Story`"][..]),
        (&["--type", "Story", "--field", "Story Points=five"], &["`Story Points` is a number, not `five`"]),
        (&["--type", "Story", "--priority", "huge"], &["`Priority` has no value `huge`", "`Highest`, `High`"]),
        (&["--type", "Story", "--component", "Attic"], &["`Components` has no value `Attic`", "`Backend`"]),
        (
            &["--type", "Story", "--field", "Region=Europe > Rome"],
            &["`Region > Europe` has no value `Rome`", "`Vienna`"],
        ),
        (
            &["--type", "Story", "--field", "Severity=Major"],
            &["no field `Severity` can be set where a Story", "`Region`"],
        ),
        (&["--type", "Story", "--due", "soon"], &["`Due date` is a date, not `soon`", "+7d"]),
        (&["--type", "Story", "--sprint", "DEV Sprint 1"], &["no sprint `DEV Sprint 1`", "`DEV Sprint 2`"]),
        (&["--type", "Story", "--assignee", "a"], &["`a` may be Ana", "or Olu"]),
        (&["--type", "Sub-task"], &["a value is required", "`Parent`"]),
    ] {
        let ran = home.run(&[&CREATE[..], &["--summary", "x"], flags].concat());
        let code = ran.code;
        assert!(code == 1 || code == 5, "{ran:?}");
        ran.fails(code, words);
    }
    let rel = ["jira", "issue", "create", "--project", "REL", "--type", "Bug", "--summary", "x"];
    home.run(&rel).fails(1, &["a value is required where a Bug is created in REL: `Severity`", "`Minor`, `Major`"]);
    assert_eq!(writes(&site), 0);
}

#[test]
fn what_jira_refuses_is_said_with_the_names_of_fields() {
    let site = site();
    let home = Home::at(&site);
    let raw = ["--type", "Story", "--summary", "x", "--field", "Story Points:=\"five\""];
    home.run(&[&CREATE[..], &raw].concat()).fails(1, &["Story Points: Operation value must be a number"]);
    let body = r#"{"errorMessages":[],"errors":{"customfield_10020":"No sprint for you."}}"#;
    site.script("/rest/api/3/issue/DEV-1", Scripted::json(400, body).method("PUT"));
    home.run(&["jira", "issue", "update", "DEV-1", "--summary", "x"]).fails(1, &["Sprint: No sprint for you."]);
}

#[test]
fn an_update_sends_what_changed_and_nothing_else() {
    let site = site();
    let home = Home::at(&site);
    let update = |flags: &[&str]| {
        site.reset_requests();
        home.run(&[&["jira", "issue", "update", "DEV-1"], flags].concat()).ok();
        let request = site.requests().into_iter().find(|request| request.method == "PUT").unwrap();
        (request.path.clone(), serde_json::from_slice::<serde_json::Value>(&request.body).unwrap())
    };
    let (path, body) = update(&["--add-label", "new", "--remove-label", "search", "--notify=false"]);
    assert!(path.ends_with("/issue/DEV-1?notifyUsers=false"), "{path}");
    assert_eq!(body, json!({"update": {"labels": [{"add": "new"}, {"remove": "search"}]}}));
    let (path, body) = update(&["--field", "Platforms+=iOS", "--assignee", "none", "--field", "story points="]);
    assert!(path.ends_with("/issue/DEV-1"), "{path}");
    let fields = json!({"assignee": null, "customfield_10016": null});
    assert_eq!(body, json!({"fields": fields, "update": {"customfield_10011": [{"add": {"id": "10111"}}]}}));
    let (_, body) = update(&["--label", "none"]);
    assert_eq!(body, json!({"fields": {"labels": []}}));
    let (_, body) = update(&["--summary", "none", "--environment", ""]);
    assert_eq!(body, json!({"fields": {"summary": "none", "environment": null}}));
    // A list that is named again has all the values.
    let (_, body) = update(&["--label", "a", "--field", "labels=b,a", "--field", "labels=c"]);
    assert_eq!(body, json!({"fields": {"labels": ["a", "b", "c"]}}));
    let (_, body) = update(&["--sprint", "none", "--parent", "none", "--comment", "Done."]);
    assert_eq!(body["fields"], json!({"customfield_10020": null}));
    assert_eq!(body["update"]["parent"], json!([{"set": {"none": true}}]));
    assert_eq!(body["update"]["comment"][0]["add"]["body"]["type"], "doc");
    site.reset_requests();
    home.run(&["jira", "issue", "update", "DEV-1"]).fails(2, &["nothing says what to change"]);
    home.run(&["jira", "issue", "update", "DEV-1", "--label", "a", "--add-label", "b"])
        .fails(2, &["`Labels` cannot be replaced and added to at one time"]);
    for again in ["Story Points=8", "Story Points:=8"] {
        home.run(&["jira", "issue", "update", "DEV-1", "--field", "story points=3", "--field", again])
            .fails(2, &["`Story Points` holds one value and was given two"]);
    }
    assert_eq!(writes(&site), 0);
}

#[test]
fn a_field_that_is_on_no_screen_is_left_to_jira() {
    let site = site();
    let home = Home::at(&site);
    home.run(&["jira", "issue", "update", "PERS-1", "--field", "Story Points=3"]).ok();
    assert_eq!(sent(&site, "PUT", "/issue/PERS-1"), [json!({"fields": {"customfield_10016": 3}})]);
    home.run(&["jira", "issue", "update", "PERS-1", "--field", "created=x"]).fails(1, &["Created"]);
    home.run(&["jira", "issue", "update", "PERS-1", "--field", "Nonsense=3"])
        .fails(1, &["no field `Nonsense` can be set on PERS-1", "`Summary`"]);
}

#[test]
fn a_description_comes_out_and_goes_back_unchanged() {
    let site = site();
    let home = Home::at(&site);
    let markdown =
        "# Steps\n\n1. Click\n2. **Wait**\n\n| a | b |\n| --- | --- |\n| 1 | `x` |\n\n> [!NOTE]\n> Seen twice.\n";
    home.run_with_input(&["jira", "issue", "update", "DEV-1", "--description", "-"], markdown).ok();
    let document = || home.run(&["jira", "issue", "get", "DEV-1", "--jq", ".fields.description"]).ok();
    let before = document();
    let printed = home.run(&["jira", "issue", "get", "DEV-1", "--body-only"]).ok();
    assert!(printed.starts_with("# Steps\n"), "{printed}");
    home.run_with_input(&["jira", "issue", "update", "DEV-1", "--description", "-"], &printed).ok();
    assert_eq!(document(), before);
    // In JSON it is the document as sent.
    let json = home.run(&["jira", "issue", "get", "DEV-1", "--body-only", "--jq", ".description"]).ok();
    assert_eq!(json, before);
    assert_eq!(home.run(&["jira", "issue", "get", "DEV-2", "--body-only"]).ok(), "");
}

#[test]
fn a_sprint_that_is_on_no_screen_is_entered_by_itself() {
    let site = site();
    let home = Home::at(&site);
    let task = ["jira", "issue", "create", "--project", "PERS", "--type", "Task", "--summary", "x", "--sprint", "3"];
    assert!(home.run(&task).ok().contains("PERS-3"));
    assert_eq!(sent(&site, "POST", "/rest/agile/1.0/sprint/3/issue"), [json!({"issues": ["PERS-3"]})]);
    let body = r#"{"errorMessages":["Sprint is closed."],"errors":{}}"#;
    site.script("/rest/agile/1.0/sprint/3/issue", Scripted::json(400, body));
    let failed = home.run(&task);
    assert_eq!(failed.code, 1);
    assert!(failed.stderr.contains("PERS-4 was created, but not put into the sprint: Sprint is closed."), "{failed:?}");
}

#[test]
fn a_clone_has_what_its_project_takes_and_is_linked() {
    let site = site();
    let home = Home::at(&site);
    let clone = home.run(&["jira", "issue", "clone", "DEV-1", "--project", "DEMO", "--type", "Task"]);
    assert!(clone.stderr.contains("not copied, because DEMO does not take it") && clone.stderr.contains("`Severity`"));
    assert!(clone.stderr.contains("`Fix versions`"), "{clone:?}");
    let key = "DEMO-1";
    assert!(clone.ok().contains(key));
    let body = &sent(&site, "POST", "/rest/api/3/issue")[0]["fields"];
    assert_eq!(body["summary"], "CLONE - Search forgets the second page");
    assert_eq!((&body["components"], &body["customfield_10020"]), (&json!([{"id": "10202"}]), &json!(2)));
    let link = json!({"type": {"id": "10001"}, "inwardIssue": {"key": key}, "outwardIssue": {"key": "DEV-1"}});
    assert_eq!(sent(&site, "POST", "/rest/api/3/issueLink"), [link]);
    let links = home.run(&["jira", "issue", "link", "list", key]).ok();
    assert!(links.contains("clones") && links.contains("DEV-1"), "{links}");
}

#[test]
fn an_issue_is_moved_by_jiras_own_bulk_operation() {
    let site = site();
    let home = Home::at(&site);
    home.run(&["jira", "issue", "move", "DEV-2"]).fails(2, &["nothing says where to move it"]);
    home.run(&["jira", "issue", "move", "DEV-2", "--project", "REL", "--type", "Stori"])
        .fails(1, &["REL has no issue type `Stori`", "`Story`"]);
    assert_eq!(writes(&site), 0);
    let args = ["jira", "issue", "move", "DEV-2", "--project", "rel", "--type", "task", "--notify=false"];
    assert_eq!(home.run(&[&args[..], &["--format", "quiet"]].concat()).ok(), "REL-4\n");
    let order = &sent(&site, "POST", "/bulk/issues/move")[0];
    assert_eq!(order["sendBulkNotification"], false);
    assert_eq!(order["targetToSourcesMapping"]["REL,10001"]["issueIdsOrKeys"], json!(["10001"]));
    let polls = site.requests().iter().filter(|request| request.path.contains("/bulk/queue/")).count();
    assert!(polls > 1, "it waits until the task is done");
    assert_eq!(home.run(&["jira", "issue", "get", "DEV-2", "--format", "quiet"]).ok(), "REL-4\n");
    let failed =
        r#"{"taskId":"1","status":"COMPLETE","failedAccessibleIssues":{"10001":["No permission to move it."]}}"#;
    site.script("/rest/api/3/bulk/queue/", Scripted::json(200, failed));
    home.run(&["jira", "issue", "move", "REL-4", "--project", "DEV"])
        .fails(1, &["it was not moved: No permission to move it."]);
}

#[test]
fn deletes_are_confirmed_and_each_failure_is_named() {
    let site = site();
    let home = Home::at(&site);
    home.run(&["jira", "issue", "delete", "DEV-3", "REL-1"]).fails(3, &["delete 2 issues", "--yes"]);
    home.run(&["jira", "issue", "delete", "DEV-3"]).fails(3, &["--yes"]);
    home.run(&["jira", "issue", "archive", "DEV-3"]).fails(3, &["--yes"]);
    assert_eq!(writes(&site), 0);
    let some = home.run(&["jira", "issue", "delete", "DEV-3", "DEV-99", "--yes"]);
    some.fails(7, &["1 of 2 issues failed", "DEV-99: Issue does not exist", "deleted DEV-3"]);
    home.run(&["jira", "issue", "delete", "DEV-3", "--yes"]).fails(5, &["Issue does not exist"]);
    let archived = home.run(&["jira", "issue", "archive", "REL-1", "REL-99", "--yes"]);
    archived.fails(7, &["archived 1 of 2 issues", "`REL-99`: Issue does not exist"]);
    home.run(&["jira", "issue", "update", "REL-1", "--summary", "x"]).fails(1, &["archived"]);
    home.run(&["jira", "issue", "unarchive", "REL-1"]).ok();
    home.run(&["jira", "issue", "update", "REL-1", "--summary", "x"]).ok();
}

#[test]
fn people_are_found_or_the_candidates_named() {
    let site = site();
    let home = Home::at(&site);
    home.run(&["jira", "issue", "assign", "DEV-2", "a"]).fails(1, &["`a` may be Ana", "or Olu"]);
    home.run(&["jira", "issue", "assign", "DEV-2", "nobody at all"]).fails(5, &["nobody is called"]);
    assert_eq!(writes(&site), 0);
    home.run(&["jira", "issue", "assign", "DEV-2", "olu@example.com"]).ok();
    home.run(&["jira", "issue", "assign", "DEV-2", "--assignee", "default"]).ok();
    home.run(&["jira", "issue", "unassign", "DEV-2"]).ok();
    let olu = "712020:5b10a284-4c20-4165-9000-de21a0000005";
    let expected = [json!({"accountId": olu}), json!({"accountId": "-1"}), json!({"accountId": null})];
    assert_eq!(sent(&site, "PUT", "/assignee"), expected);
}

#[test]
fn every_page_of_a_changelog_is_shown() {
    let site = site();
    let home = Home::at(&site);
    for number in 0..3 {
        home.run(&["jira", "issue", "update", "DEV-1", "--field", &format!("Story Points={number}")]).ok();
    }
    let shown = home.run(&["jira", "issue", "changelog", "DEV-1"]).ok();
    assert!(shown.contains("Story Points: 5 → 0") && shown.contains("Story Points: 1 → 2"), "{shown}");
    let page = |start: u64, values: &str| {
        let last = start == 2;
        Scripted::json(
            200,
            &format!(r#"{{"startAt":{start},"maxResults":2,"total":3,"isLast":{last},"values":[{values}]}}"#),
        )
    };
    let change = |id: u64| format!(r#"{{"id":"{id}","items":[{{"field":"status","fromString":"a","toString":"b"}}]}}"#);
    site.script("/rest/api/3/issue/DEV-1/changelog", page(0, &[change(1), change(2)].join(",")));
    site.script("/rest/api/3/issue/DEV-1/changelog", page(2, &change(3)));
    let all = home.run(&["jira", "issue", "changelog", "DEV-1", "--limit", "0", "--jq", ".[].changes"]).ok();
    assert_eq!(all.lines().count(), 3, "{all}");
}

#[test]
fn issues_are_ranked_in_their_order() {
    let site = site();
    let home = Home::at(&site);
    home.run(&["jira", "issue", "rank", "DEV-4", "dev-2", "--before", "DEV-1"]).ok();
    assert_eq!(sent(&site, "PUT", "/rank"), [json!({"issues": ["DEV-4", "DEV-2"], "rankBeforeIssue": "DEV-1"})]);
    let order = home.run(&["jira", "search", "--project", "DEV", "--order-by", "rank", "--format", "quiet"]).ok();
    assert_eq!(order, "DEV-4\nDEV-2\nDEV-1\nDEV-3\nDEV-5\n");
    home.run(&["jira", "issue", "rank", "DEV-2", "DEV-99", "--after", "DEV-1"])
        .fails(7, &["1 of 2 issues failed", "DEV-99"]);
    home.run(&["jira", "issue", "rank", "DEV-2"]).fails(2, &["--before KEY"]);
}

#[test]
fn an_issue_shows_what_people_look_for() {
    let site = site();
    let home = Home::at(&site);
    let get = |more: &[&str]| home.run(&[&["jira", "issue", "get", "DEV-1"], more].concat()).ok();
    home.run(&["jira", "issue", "update", "DEV-1", "--sprint", "none"]).ok();
    let shown = get(&[]);
    for title in ["Resolution:", "Reporter:", "Labels:", "Parent:", "Created:"] {
        assert!(shown.lines().any(|line| line.starts_with(title)), "{title} {shown}");
    }
    assert!(!shown.contains("Sprint:"), "{shown}");
    home.run(&["jira", "issue", "update", "DEV-1", "--sprint", "active"]).ok();
    assert!(get(&[]).contains("Sprint:"));
    // A moment is one under any title, declared or not.
    let line = |text: &str| text.lines().find_map(|line| line.strip_prefix("Updated:")).unwrap().trim().to_owned();
    assert_eq!(line(&get(&["--fields", "summary,updated"])), line(&get(&[])));
    let listed = home.run(&["jira", "search", "--jql", "key = DEV-1", "--fields", "created"]).ok();
    assert!(listed.contains("2026-01-02 ") && !listed.contains("2026-01-02T"), "{listed}");
    let all = get(&["--fields", "*all"]);
    for title in ["Key:", "Summary:", "Status:", "Labels:", "Project:"] {
        assert!(all.lines().any(|line| line.starts_with(title)), "{title} {all}");
    }
    let listed = home.run(&["jira", "search", "--project", "DEV", "--fields", "*all"]).ok();
    assert!(listed.contains("SUMMARY") && listed.contains("UPDATED"), "{listed}");
}

#[test]
fn who_and_where_is_said() {
    let site = site();
    let home = Home::at(&site);
    let said = |args: &[&str]| home.run(&[&["jira", "issue"], args].concat()).stderr;
    let found = said(&["assign", "DEV-2", "ana@example.com"]);
    assert!(found.contains("assigned DEV-2 to Ana"), "{found}");
    assert!(said(&["assign", "DEV-2", "none"]).contains("assigned DEV-2 to nobody"));
    let made = said(&["create", "--project", "DEV", "--type", "Task", "--summary", "x"]);
    assert!(made.contains("created DEV-6: http") && made.contains("/browse/DEV-6"), "{made}");
    home.run(&["jira", "issue", "update", "DEV-1", "--field", "Region=Vienna"])
        .fails(1, &["`Region` has no value `Vienna`", "or is it `Europe > Vienna`?"]);
}
