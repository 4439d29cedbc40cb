//! `jira bulk …`: many issues, cut off and taken up, each changed once.

use std::collections::BTreeMap;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use atlassian_simulator::{EMAIL, Fault, Options, SITE_TOKEN, Scripted, Simulator};
use serde_json::{Value, json};

use crate::support::{Home, Ran, site};

/// A home whose login was not asked for: a site that fails now and then would refuse one.
fn home(site: &Simulator) -> Home {
    let home = Home::empty().with_env("ATLASSIAN_API_TOKEN", SITE_TOKEN);
    let dir = home.path().join(".atlassian-cli");
    std::fs::create_dir_all(&dir).unwrap();
    let profile = format!("base_url: {}\n    email: {EMAIL}", site.url());
    std::fs::write(dir.join("config.yaml"), format!("default_profile: work\nprofiles:\n  work:\n    {profile}\n"))
        .unwrap();
    home
}

/// How often each path was asked for with a method, and the site took it.
fn taken(site: &Simulator, method: &str, part: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let is_taken = |status: Option<u16>| status.is_some_and(|status| status < 300);
    for request in site.requests() {
        if request.method == method && request.path.contains(part) && is_taken(request.status) {
            *counts.entry(request.path).or_default() += 1;
        }
    }
    counts
}

fn all_once(counts: &BTreeMap<String, usize>, expected: usize) {
    let often: Vec<_> = counts.iter().filter(|(_, count)| **count != 1).collect();
    assert!(often.is_empty() && counts.len() == expected, "{} of {expected}, more than once: {often:?}", counts.len());
}

fn records(ran: Ran) -> Vec<Value> {
    serde_json::from_str(&ran.ok()).unwrap()
}

fn id(home: &Home) -> String {
    home.run(&["bulk", "list", "--unfinished", "--format", "quiet"]).ok().lines().next().unwrap().to_owned()
}

/// Starts a command and kills it once the site has taken so many of its writes.
fn killed_after(site: &Simulator, home: &Home, args: &[&str], part: &str, count: usize) {
    let mut child: Child =
        home.command(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    while ["POST", "PUT"].iter().map(|method| taken(site, method, part).values().sum::<usize>()).sum::<usize>() < count
    {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it was killed");
        assert!(Instant::now() < deadline);
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn transitions_killed_in_the_middle_change_each_issue_once() {
    let fail = vec![Fault { status: 429, probability: 0.02 }, Fault { status: 503, probability: 0.01 }];
    let latency = Duration::from_millis(5);
    let site = Simulator::start(Options { issues: 800, fail, latency, retry_after: 0, seed: 3, ..Options::default() })
        .unwrap();
    let home = home(&site);
    let jql = "project = DEMO AND status = \"To Do\"";
    let count = home.run(&["jira", "search", "--jql", jql, "--limit", "0", "--format", "quiet"]).ok().lines().count();
    assert!(count > 100, "{count}");
    let args = ["jira", "bulk", "transition", "--jql", jql, "--to", "In Progress", "--yes"];
    killed_after(&site, &home, &args, "/transitions", count / 2);
    let resume = ["jira", "bulk", "transition", "--resume", &id(&home), "--yes", "--format", "json"];
    let shown = records(home.run(&resume));
    assert!(shown.len() == count && shown.iter().all(|record| record["status"] == "done"), "{shown:?}");
    all_once(&taken(&site, "POST", "/transitions"), count);
    assert_eq!(home.run(&["jira", "search", "--jql", jql, "--format", "quiet"]).stdout, "");
}

#[test]
fn a_way_of_several_steps_is_found_once_and_kept() {
    let site = site();
    let home = home(&site);
    // Each shows the way to those after it, and is moved away before them.
    let args = ["jira", "bulk", "transition", "--keys", "DEV-4,DEV-1,DEV-2,DEV-3", "--to", "10003", "--max-hops", "3"];
    let more = ["--resolution", "Done", "--concurrency", "1", "--yes"];
    let asked = home.run(&[&args[..], &["--resolution", "Done"]].concat());
    assert!(asked.stderr.contains("move 4 issues to `Done`"), "{asked:?}");
    let done = records(home.run(&[&args[..], &more, &["--format", "json"]].concat()));
    let messages: Vec<_> = done.iter().map(|record| record["message"].as_str().unwrap()).collect();
    let expected = [
        "In Review → Done",
        "In Progress → In Review → Done",
        "To Do → In Progress → In Review → Done",
        "Done already",
    ];
    assert_eq!(messages, expected);
    // One that somebody moved meanwhile goes on from where it is.
    let args = ["jira", "bulk", "transition", "--keys", "DEV-6,DEV-7", "--to", "In Review", "--max-hops", "2"];
    for summary in ["one", "two", "three"] {
        home.run(&["jira", "issue", "create", "--project", "DEV", "--type", "Task", "--summary", summary]).ok();
    }
    home.run(&["jira", "issue", "transition", "DEV-8", "In Progress"]).ok();
    site.script("/rest/api/3/issue/DEV-6/transitions", Scripted::new(401).method("POST"));
    let cut = home.run(&[&args[..], &["--yes", "--concurrency", "1"]].concat());
    assert_ne!(cut.code, 0, "{cut:?}");
    home.run(&["jira", "issue", "transition", "DEV-6", "In Progress"]).ok();
    for to in [&["In Progress"][..], &["In Review"], &["Done", "--resolution", "Done"]] {
        home.run(&[&["jira", "issue", "transition", "DEV-7"], to].concat()).ok();
    }
    let ran = home.run(&["jira", "bulk", "transition", "--resume", &id(&home), "--yes", "--format", "json"]);
    assert_eq!(ran.code, 7, "{ran:?}");
    let done: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(done[0]["message"], "In Progress → In Review");
    assert_eq!(done[1]["message"], "it is in `Done` by now, from where no way to `In Review` is planned");
}

#[test]
fn what_was_above_is_above_again() {
    let site = site();
    let home = home(&site);
    let file = home.path().join("rows.csv");
    let rows =
        "key,type,summary,parent\nX-3,Sub-task,leaf,X-2\nX-2,Story,middle,X-1\nX-1,Epic,top,\nX-4,Task,else,DEV-5\n";
    std::fs::write(&file, rows).unwrap();
    let args = ["jira", "bulk", "import", "--from-file", file.to_str().unwrap(), "--project", "DEV", "--yes"];
    let dry = home.run(&[&args[..], &["--dry-run"]].concat()).ok();
    assert!(dry.contains("the issue of row 3") && dry.contains("the issue of row 2"), "{dry}");
    // The epic's answer is lost, and the middle one is refused: what is below waits and says why.
    let refused = r#"{"errorMessages":[],"errors":{"summary":"Not today."}}"#;
    site.script("/rest/api/3/issue", Scripted::json(400, refused).method("POST"));
    let ran = home.run(&[&args[..], &["--format", "json"]].concat());
    assert_eq!(ran.code, 7, "{ran:?}");
    let done: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
    let said = |row: &str| done.iter().find(|record| record["key"] == row).unwrap()["message"].to_string();
    assert!(said("row 3").contains("Not today."), "{ran:?}");
    assert!(said("row 2").contains("row 3, its parent, was not created: summary: Not today."), "{ran:?}");
    assert!(said("row 1").contains("row 2, its parent, was not created: row 3"), "{ran:?}");
    // Taken up again, each is made below the new one.
    let made = records(home.run(&["jira", "bulk", "import", "--resume", &id(&home), "--yes", "--format", "json"]));
    let key =
        |row: &str| made.iter().find(|record| record["key"] == row).unwrap()["issue"].as_str().unwrap().to_owned();
    let parent = |row: &str| home.run(&["jira", "issue", "get", &key(row), "--jq", ".fields.parent.key"]).ok();
    assert_eq!(parent("row 2").trim(), key("row 3"));
    assert_eq!(parent("row 1").trim(), key("row 2"));
    assert_eq!(parent("row 4").trim(), "DEV-5");
    std::fs::write(&file, "key,type,summary,parent\nX-1,Story,a,X-2\nX-2,Story,b,X-1\n").unwrap();
    home.run(&args).fails(1, &["row 1: its parent, or the parent of that, is the row itself"]);
}

#[test]
fn a_template_has_what_the_fields_have_now() {
    let site = site();
    let home = home(&site);
    let file = home.path().join("rows.csv");
    let path = file.to_str().unwrap();
    let wrote = home.run(&["jira", "bulk", "edit", "--keys", "DEV-1,DEV-2", "--generate-template", path]);
    assert!(wrote.stdout.contains("rows.csv") && !wrote.stderr.contains("no results"), "{wrote:?}");
    let text = std::fs::read_to_string(&file).unwrap();
    for words in ["Summary", "DEV-1", "Search forgets the second page", "High", "regression, search"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // As it is, it changes nothing.
    let before = home.run(&["jira", "bulk", "export", "--keys", "DEV-1,DEV-2"]).ok();
    home.run(&["jira", "bulk", "edit", "--from-file", path, "--yes"]).ok();
    let after = home.run(&["jira", "bulk", "export", "--keys", "DEV-1,DEV-2"]).ok();
    let same = |text: &str| {
        let issues = text.lines().map(|line| {
            let mut issue: Value = serde_json::from_str(line).unwrap();
            issue.as_object_mut().unwrap().remove("updated");
            issue
        });
        issues.collect::<Vec<_>>()
    };
    assert_eq!(same(&before), same(&after));
    // The newest journal comes first, within one second too, and a file's name says its form.
    let label = |change: &str| home.run(&["jira", "bulk", "label", "--keys", "DEV-1", change, "z", "--yes"]).ok();
    for change in ["--add", "--remove", "--add", "--remove"] {
        label(change);
    }
    home.run(&["jira", "bulk", "comment", "--keys", "DEV-1", "--body", "z", "--yes"]).ok();
    let commands = home.run(&["bulk", "list", "--jq", ".[].command"]).ok();
    let (label, edit) = ("jira bulk label", "jira bulk edit");
    assert_eq!(commands.lines().collect::<Vec<_>>(), ["jira bulk comment", label, label, label, label, edit]);
    let csv = home.path().join("issues.csv");
    home.run(&["jira", "bulk", "export", "--keys", "DEV-1", "--output", csv.to_str().unwrap()]).ok();
    assert!(std::fs::read_to_string(&csv).unwrap().starts_with("key,summary,"));
}

#[test]
fn a_filters_own_query_chooses_in_its_order() {
    let site = site();
    let home = home(&site);
    let ids = |text: String| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let run = ids(home.run(&["jira", "filter", "run", "Open bugs", "--format", "quiet"]).ok());
    assert!(run.len() > 1, "{run:?}");
    let args = ["jira", "bulk", "label", "--add", "x", "--filter", "open bugs", "--yes", "--format", "quiet"];
    assert_eq!(ids(home.run(&args).ok()), run);
    let fields = ["--fields", "Key,id,summary", "--as", "csv"];
    let csv = home.run(&[&["jira", "bulk", "export", "--filter", "Open bugs"], &fields[..]].concat()).ok();
    assert!(csv.starts_with("key,id,summary\r\nDEV-") || csv.starts_with("key,id,summary\nDEV-"), "{csv}");
    assert!(!csv.contains(",,"), "{csv}");
}

#[test]
fn comments_and_new_issues_are_made_once() {
    let latency = Duration::from_millis(20);
    let site = Simulator::start(Options { issues: 60, latency, ..Options::default() }).unwrap();
    let home = home(&site);
    let args = ["jira", "bulk", "comment", "--jql", "project = DEMO", "--body", "Moved **away**.", "--yes"];
    killed_after(&site, &home, &args, "/comment", 20);
    home.run(&["jira", "bulk", "comment", "--resume", &id(&home), "--yes"]).ok();
    all_once(&taken(&site, "POST", "/comment"), 60);

    let rows: String = (1..=40).map(|row| format!("Task,new {row}\n")).collect();
    let file = home.path().join("rows.csv");
    std::fs::write(&file, format!("type,summary\n{rows}")).unwrap();
    let args = ["jira", "bulk", "import", "--from-file", file.to_str().unwrap(), "--project", "REL", "--yes"];
    killed_after(&site, &home, &args, "/rest/api/3/issue", 60 + 15);
    std::fs::remove_file(&file).unwrap();
    let done = records(home.run(&["jira", "bulk", "import", "--resume", &id(&home), "--yes", "--format", "json"]));
    assert!(done.iter().all(|record| record["issue"].as_str().is_some_and(|key| key.starts_with("REL-"))), "{done:?}");
    let found =
        home.run(&["jira", "search", "--jql", "project = REL AND summary ~ new", "--limit", "0", "--format", "json"]);
    let mut summaries: Vec<_> = records(found).iter().map(|issue| issue["fields"]["summary"].to_string()).collect();
    summaries.sort();
    summaries.dedup();
    assert_eq!(summaries.len(), 40);
    let made = taken(&site, "POST", "/rest/api/3/issue").into_iter().find(|(path, _)| path == "/rest/api/3/issue");
    assert_eq!(made.map(|(_, count)| count), Some(40));
}

#[test]
fn what_is_exported_can_be_imported() {
    let site = site();
    let home = home(&site);
    let export = |project: &str, form: &str| {
        let jql = format!("project = {project} ORDER BY created, key");
        home.run(&["jira", "bulk", "export", "--jql", &jql, "--as", form]).ok()
    };
    for (form, ending) in [("jsonl", "jsonl"), ("json", "json"), ("csv", "csv")] {
        let before: Vec<Value> =
            export("REL", "jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let file = home.path().join(format!("issues.{ending}"));
        std::fs::write(&file, export("DEV", form)).unwrap();
        let args = ["jira", "bulk", "import", "--from-file", file.to_str().unwrap(), "--project", "REL", "--yes"];
        // What the other project requires besides.
        let ran = home.run(&[&args[..], &["--field", "Severity=Major"]].concat());
        assert!(ran.code == 0 && ran.stderr.contains("left out"), "{ran:?}");
        let after: Vec<Value> =
            export("REL", "jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let mut made: Vec<_> = after.into_iter().filter(|issue| !before.contains(issue)).collect();
        let mut source: Vec<Value> =
            export("DEV", "jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(made.len(), source.len());
        let by_summary = |issue: &Value| issue["summary"].to_string();
        made.sort_by_key(by_summary);
        source.sort_by_key(by_summary);
        for (copy, original) in made.iter().zip(&source) {
            let fields = ["summary", "issuetype", "priority", "assignee", "labels", "duedate", "description"];
            for field in fields {
                assert_eq!(copy[field], original[field], "{form}: {field} of {}", original["key"]);
            }
            if form != "csv" {
                assert_eq!(copy["Story Points"], original["Story Points"], "{form}: of {}", original["key"]);
            }
        }
    }
}

#[test]
fn every_row_is_checked_before_anything_is_sent() {
    let site = site();
    let home = home(&site);
    let file = home.path().join("rows.csv");
    let run = |command: &str, text: &str, more: &[&str]| {
        std::fs::write(&file, text).unwrap();
        let args = ["jira", "bulk", command, "--from-file", file.to_str().unwrap(), "--yes"];
        home.run(&[&args[..], more].concat())
    };
    let text = "type,Title,Priority\nBug,good,High\nBug,bad,Urgent\nOpera,x,Low\nBug,,Low\n";
    let map = ["--project", "DEV", "--map", "Title=summary"];
    let said = run("import", text, &map).fails(1, &["3 of 4 rows cannot be used; nothing was sent"]);
    for words in ["row 2: `Priority` has no value `Urgent`", "row 3:", "`Opera`", "row 4:", "`Summary`"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    run("import", "type,summary,Colour\nBug,x,red\n", &["--project", "DEV"])
        .fails(1, &["row 1: no field `Colour`", "--skip-unknown"]);
    run("edit", "key,priority\nDEV-1,High\nDEV-2,Urgent\n", &[]).fails(1, &["row 2: `Priority` has no value `Urgent`"]);
    run("edit", "key,priority\nDEV-1,High\nNONE-1,Low\n", &[]);
    run("edit", "key\nDEV-1\n", &[]).fails(2, &["there is nothing to change"]);
    let wrote = site.requests().into_iter().find(|request| request.method != "GET");
    assert!(wrote.is_none(), "{wrote:?}");
    // What is right is sent: each row its own, and what is said of all besides.
    run("edit", "key,priority,Story Points\nDEV-1,High,8\ndev-2,,3\n", &["--field", "labels+=seen"]).ok();
    let sent: Vec<Value> = site
        .requests()
        .iter()
        .filter(|request| request.method == "PUT")
        .map(|request| serde_json::from_slice(&request.body).unwrap())
        .collect();
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|body| body["update"]["labels"] == json!([{"add": "seen"}])), "{sent:?}");
    assert_eq!(sent.iter().filter(|body| !body["fields"]["priority"].is_null()).count(), 1, "{sent:?}");
}

#[test]
fn an_order_of_the_sites_own_is_sent_once_and_followed() {
    let site = site();
    let home = home(&site);
    let args = ["jira", "bulk", "delete", "--keys", "DEV-1,DEV-2"];
    home.run(&args).fails(3, &["asks before it goes on with 2 things", "delete 2 issues for good"]);
    assert!(taken(&site, "POST", "/bulk/").is_empty());
    // Killed while it asks how far the task is.
    let held = site.hold("/rest/api/3/bulk/queue", 100);
    let mut child = home.command(&[&args[..], &["--yes"]].concat());
    let mut child = child.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while held.arrived() == 0 {
        assert!(child.try_wait().unwrap().is_none());
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    held.release();
    let done = records(home.run(&["jira", "bulk", "delete", "--resume", &id(&home), "--yes", "--format", "json"]));
    assert_eq!(done.iter().map(|record| &record["status"]).collect::<Vec<_>>(), ["done", "done"]);
    assert_eq!(taken(&site, "POST", "/bulk/issues/delete").values().sum::<usize>(), 1);

    let moved =
        home.run(&["jira", "bulk", "move", "--keys", "DEV-4,DEV-5", "--project", "REL", "--yes", "--format", "json"]);
    assert!(moved.stderr.contains("by Jira's own bulk operation"), "{moved:?}");
    assert!(records(moved).iter().all(|record| record["message"].as_str().unwrap().starts_with("now REL-")));
    home.run(&["jira", "bulk", "move", "--keys", "REL-1", "--type", "Opera", "--yes"])
        .fails(1, &["REL has no issue type `Opera`", "`Bug`"]);
}

#[test]
fn issues_are_chosen_in_one_way_and_all_of_them() {
    let site = Simulator::start(Options { issues: 250, ..Options::default() }).unwrap();
    let home = home(&site);
    let label = |more: &[&str]| home.run(&[&["jira", "bulk", "label", "--add", "x", "--yes"], more].concat());
    label(&[]).fails(2, &["`--jql`, `--keys`, `--filter` or `--from-file`"]);
    label(&["--jql", "project = DEV", "--keys", "DEV-1"]).fails(2, &["in one way"]);
    label(&["--jql", "ORDER BY created"]).fails(2, &["would choose every issue"]);
    assert_ne!(label(&["--keys", "DEV-1,NONE-7"]).code, 0);
    assert!(taken(&site, "PUT", "/issue/").is_empty());
    let nothing = label(&["--jql", "project = DEV AND labels = nonsense"]);
    assert!(nothing.code == 0 && nothing.stderr.contains("there is nothing to do"), "{nothing:?}");
    label(&["--jql", "project = DEMO"]).ok();
    all_once(&taken(&site, "PUT", "/issue/DEMO-"), 250);
    // What is so already is left alone.
    let again = label(&["--jql", "project = DEMO"]);
    assert!(again.code == 0 && again.stderr.contains("250 items: 250 skipped"), "{again:?}");
    let input =
        home.run_with_input(&["jira", "bulk", "label", "--remove", "x", "--from-file", "-", "--yes"], "demo-1\n");
    input.ok();
    assert_eq!(taken(&site, "PUT", "/issue/DEMO-1").get("/rest/api/3/issue/DEMO-1"), Some(&2));
}

/// The script beside the example of config.yaml: profile and token from the environment, plan, transition, report.
#[cfg(unix)]
#[test]
fn the_runbook_goes_on_by_itself_and_reports() {
    let fail = vec![Fault { status: 503, probability: 0.05 }];
    let site = Simulator::start(Options { issues: 60, fail, retry_after: 0, seed: 11, ..Options::default() }).unwrap();
    let home = home(&site).with_env("ATLASSIAN_CLI_PROFILE", "work").with_env("RUNBOOK_PAUSE", "0");
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../configs/stories/jira-bulk-transition.sh");
    let jql = "project = DEMO AND status = 'To Do'";
    let count = home.run(&["jira", "search", "--jql", jql, "--limit", "0", "--format", "quiet"]).ok().lines().count();
    let program = home.command::<&str>(&[]);
    let folder = std::path::Path::new(program.get_program()).parent().unwrap().to_owned();
    let report = home.path().join("report.csv");
    let mut command = std::process::Command::new("sh");
    command.arg(script).args([jql, "In Progress"]).arg(&report).env_clear();
    command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("PATH", format!("{}:{}", folder.display(), std::env::var("PATH").unwrap()));
    let ran = crate::support::ran(&command.stdin(Stdio::null()).output().unwrap());
    assert_eq!(ran.code, 0, "{ran:?}");
    all_once(&taken(&site, "POST", "/transitions"), count);
    let report = std::fs::read_to_string(report).unwrap();
    assert_eq!(report.lines().filter(|line| line.contains(",done,")).count(), count, "{report}");
}
