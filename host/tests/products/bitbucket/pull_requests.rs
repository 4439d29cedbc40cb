//! Pull requests: people, diffs, merges that take long, and what is kept when something is changed.

use super::{clone, home, run, sent, writes};
use crate::support::{ran, site};
use atlassian_simulator::Scripted;
use serde_json::json;
use std::process::Stdio;

#[test]
fn people_are_found_by_name_and_the_ambiguous_are_listed() {
    let site = site();
    let home = home(&site);
    let create = ["bitbucket", "pr", "create", "--source", "develop", "--title", "T", "--repo", "backend"];
    let with = |person: &str| home.run(&[&create[..], &["--reviewer", person]].concat());
    with("Olu Adeyemi").fails(1, &["`Olu Adeyemi` may be", "@olu,", "@olu-ops", "nickname"]);
    with("nobody").fails(5, &["nobody in the workspace is called `nobody`"]);
    assert_eq!(writes(&site), 0);
    with("olu-ops,García").ok();
    let body = &sent(&site, "POST", "/pullrequests")[0];
    let uuid = |end: &str| json!({"type": "user", "uuid": format!("{{a288a0ab-e13b-43f0-a689-c4ef0a2498{end}}}")});
    assert_eq!(body["reviewers"], json!([uuid("77"), uuid("73")]));
    assert_eq!(run(&home, "pr list --author ana --state all --format quiet").ok(), "2\n1\n");
}

#[test]
fn a_change_keeps_what_is_not_named() {
    let site = site();
    let home = home(&site);
    run(&home, "pr update 2 --title Renamed --remove-reviewer sato").ok();
    let body = &sent(&site, "PUT", "/pullrequests/2")[0];
    assert_eq!((&body["title"], &body["close_source_branch"]), (&json!("Renamed"), &json!(false)));
    assert!(body["description"].as_str().unwrap().contains("**log in**"));
    assert_eq!(body["reviewers"].as_array().unwrap().len(), 1);
    run(&home, "pr update 2").fails(2, &["nothing to change"]);
    run(&home, "pr reviewers 2 --add olu").ok();
    assert!(run(&home, "pr reviewers 2").ok().contains("Olu Adeyemi"));
}

#[test]
fn a_diff_is_gits_text_from_where_bitbucket_leads() {
    let site = site();
    let home = home(&site);
    let diff = run(&home, "pr diff 2").ok();
    assert!(
        diff.starts_with("diff --git a/src/login.rs b/src/login.rs\nnew file mode 100644\n--- /dev/null\n"),
        "{diff}"
    );
    assert!(diff.ends_with("login::login(\"ana\"));\n }\n"), "{diff}");
    let led = &site.requests()[1].path;
    assert!(led.contains("/diff/example/backend:") && led.contains("%0D") && led.contains("topic=true"), "{led}");
    let stat = run(&home, "pr diffstat 2 --format csv").ok();
    assert!(stat.contains("added,,src/login.rs,3,0"), "{stat}");
    assert_eq!(run(&home, "commit diff feature/login --against main").ok(), diff);
}

#[test]
fn a_merge_that_takes_long_is_waited_for() {
    let site = site();
    let home = home(&site);
    let merge = "/2.0/repositories/example/backend/pullrequests/4/merge";
    let there = format!("{}{merge}/task-status/abc", site.url());
    site.script(merge, Scripted::new(202).method("POST").header("location", &there));
    let status = format!("{merge}/task-status/abc");
    site.script(&status, Scripted::json(200, r#"{"task_status":"PENDING"}"#));
    site.script(&status, Scripted::json(200, r#"{"task_status":"SUCCESS","merge_result":{"id":4,"state":"MERGED"}}"#));
    assert!(run(&home, "pr merge 4").ok().contains("MERGED"));
    assert_eq!(site.requests().len(), 3);
    let failed = r#"{"type":"error","error":{"message":"a ref has changed"}}"#;
    site.script(merge, Scripted::new(202).method("POST").header("location", &there));
    site.script(&status, Scripted::json(409, failed));
    run(&home, "pr merge 4").fails(1, &["a ref has changed"]);
}

#[test]
fn tasks_and_verdicts_are_given_and_taken_back() {
    let site = site();
    let home = home(&site);
    let task = run(&home, "pr task add 2 --body Words --comment 1 --format quiet").ok();
    run(&home, &format!("pr task resolve 2 {}", task.trim())).ok();
    assert_eq!(run(&home, "pr tasks 2 --open --format quiet").ok(), "5\n");
    run(&home, "pr request-changes 2").ok();
    assert!(run(&home, "pr reviewers 2").ok().contains("changes_requested"));
    run(&home, "pr request-changes 2 --withdraw").ok();
    run(&home, "pr unapprove 2").fails(5, &["haven't approved"]);
    run(&home, "pr resolve 2 4").fails(1, &["already resolved"]);
    run(&home, "pr comment 2 --body x --line 3").fails(2, &["--path"]);
    assert!(run(&home, "pr checks 2").ok().contains("Lint"));
}

#[test]
fn a_branch_is_checked_out_by_its_name_and_nothing_else() {
    let site = site();
    let home = home(&site);
    let folder = clone("example/backend");
    let checkout = |more: &[&str]| {
        let mut command = home.command(&[&["bitbucket", "pr", "checkout", "2"], more].concat());
        ran(&command.current_dir(folder.path()).stdin(Stdio::null()).output().unwrap())
    };
    let shown = checkout(&["--dry-run"]);
    assert_eq!(shown.code, 0, "{shown:?}");
    assert!(shown.stderr.contains("not run: git") && shown.stderr.contains("feature/login"), "{shown:?}");
    checkout(&[]).fails(3, &["--yes"]);
    let path = "/2.0/repositories/example/backend/pullrequests/2";
    let end = |branch: &str, place: &str| {
        let repository = json!({"full_name": place});
        json!({"branch": {"name": branch}, "commit": {"hash": "1"}, "repository": repository})
    };
    let pull = |branch: &str, place: &str| {
        let source = end(branch, place);
        json!({"title": "T", "source": source, "destination": end("main", "example/backend")}).to_string()
    };
    site.script(path, Scripted::json(200, &pull("--upload-pack=x", "example/backend")));
    checkout(&["--yes"]).fails(1, &["--upload-pack=x"]);
    site.script(path, Scripted::json(200, &pull("feature/login", "stranger/backend")));
    checkout(&["--yes"]).fails(2, &["no remote of this clone leads to `stranger/backend`"]);
}

#[test]
fn a_number_is_given_once_and_states_are_typed_in_any_case() {
    let site = site();
    let home = home(&site);
    let create = "pr create --source develop --title Again --format quiet";
    let first = run(&home, create).ok();
    let second = run(&home, create);
    assert!(second.stderr.is_empty() || second.stderr.contains("created pull request"), "{second:?}");
    let second = second.ok();
    // Each takes the place of the one before, and not its number.
    assert!(first != second && second != run(&home, create).ok(), "{first} {second}");
    let numbers = run(&home, "pr list --state ALL --limit 0 --format quiet").ok();
    let distinct: std::collections::BTreeSet<&str> = numbers.lines().collect();
    assert_eq!(distinct.len(), numbers.lines().count(), "{numbers}");
    assert_eq!(run(&home, "pr list --state OPEN").code, 0);
}
