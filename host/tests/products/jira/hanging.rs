//! What hangs at issues: comments, links, watchers, work and files.

use atlassian_simulator::{Scripted, Simulator};
use serde_json::{Value, json};

use crate::support::{Home, ran, site};

/// Bodies of the writes that were sent to a path.
fn sent(site: &Simulator, method: &str, path: &str) -> Vec<Value> {
    let requests = site.requests();
    let wanted = requests.iter().filter(|request| request.method == method && request.path.starts_with(path));
    wanted.map(|request| serde_json::from_slice(&request.body).unwrap_or(Value::Null)).collect()
}

/// Methods of everything that was sent and is no read.
fn writes(site: &Simulator) -> Vec<String> {
    site.requests().into_iter().filter(|request| request.method != "GET").map(|request| request.method).collect()
}

#[test]
fn a_comment_keeps_who_may_see_it_unless_told() {
    let site = site();
    let home = Home::at(&site);
    let update = ["jira", "issue", "comment", "update", "DEV-1", "20001"];
    home.run(&[&update[..], &["--body", "It was **the cache**."]].concat()).ok();
    home.run(&[&update[..], &["--visibility-group", "site-admins"]].concat()).ok();
    home.run(&[&update[..], &["--visibility-public"]].concat()).ok();
    let sent = sent(&site, "PUT", "/rest/api/3/issue/DEV-1/comment/20001");
    let seen: Vec<_> = sent.iter().map(|body| body["visibility"]["value"].as_str()).collect();
    assert_eq!(seen, [Some("Administrators"), Some("site-admins"), None]);
    assert_eq!(sent[0]["body"], sent[2]["body"], "the text stays when only the readers change");
    home.run(&update).fails(2, &["there is nothing to change", "--visibility-public"]);
    let role = ["jira", "issue", "comment", "add", "DEV-1", "--body", "x", "--visibility-role", "Nobody"];
    home.run(&role).fails(1, &["Role does not exist: Nobody"]);
}

#[test]
fn comments_of_all_pages_are_listed_and_markdown_stands_beside_what_was_sent() {
    let site = site();
    let home = Home::at(&site);
    let comment = |id: u32| {
        let text = json!({"type": "text", "text": format!("number {id}")});
        let body = json!({"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [text]}]});
        json!({"id": id.to_string(), "author": {"displayName": "Ana"}, "body": body})
    };
    let page = |start: usize, ids: &[u32]| {
        let comments: Vec<Value> = ids.iter().map(|id| comment(*id)).collect();
        json!({"startAt": start, "maxResults": 100, "total": 3, "comments": comments}).to_string()
    };
    for _ in 0..2 {
        site.script("/rest/api/3/issue/DEV-1/comment", Scripted::json(200, &page(0, &[1, 2])));
        site.script("/rest/api/3/issue/DEV-1/comment", Scripted::json(200, &page(2, &[3])));
    }
    let list = ["jira", "issue", "comments", "list", "DEV-1", "--limit", "0"];
    assert_eq!(home.run(&[&list[..], &["--format", "quiet"]].concat()).ok(), "1\n2\n3\n");
    assert!(site.requests()[1].path.contains("startAt=2"));
    let shown = home.run(&[&list[..], &["--format", "jsonl"]].concat()).ok();
    let last: Value = serde_json::from_str(shown.lines().last().unwrap()).unwrap();
    assert_eq!((&last["body"], last["bodyMarkdown"].as_str()), (&comment(3)["body"], Some("number 3")));
}

#[test]
fn a_link_reads_as_a_sentence() {
    let site = site();
    let home = Home::at(&site);
    let create = ["jira", "issue", "link", "create", "DEV-2", "REL-1", "--type"];
    let blocks = home.run(&[&create[..], &["blocks", "--format", "json"]].concat()).ok();
    let link: Value = serde_json::from_str(&blocks).unwrap();
    assert_eq!((link["relation"].as_str(), link["issue"]["key"].as_str()), (Some("blocks"), Some("REL-1")));
    home.run(&[&create[..], &["Is Blocked By"]].concat()).ok();
    let sent = sent(&site, "POST", "/rest/api/3/issueLink");
    let ends: Vec<_> = sent.iter().map(|body| [&body["inwardIssue"]["key"], &body["outwardIssue"]["key"]]).collect();
    assert_eq!(ends, [["DEV-2", "REL-1"], ["REL-1", "DEV-2"]]);
    site.reset_requests();
    home.run(&[&create[..], &["loves"]].concat()).fails(1, &["there is no type of link `loves`", "`blocks`"]);
    assert_eq!(writes(&site), Vec::<String>::new());
    let listed = home.run(&["jira", "issue", "link", "list", "rel-1"]).ok();
    assert!(listed.contains("is blocked by") && listed.contains("blocks "), "{listed}");
}

#[test]
fn an_ambiguous_watcher_is_nobody() {
    let site = site();
    let home = Home::at(&site);
    let add = ["jira", "issue", "watcher", "add", "DEV-2"];
    home.run(&[&add[..], &["ana@example.com", "example"]].concat()).fails(1, &["`example` may be", "dev@example.com"]);
    home.run(&[&add[..], &["ana@example.com", "Nobody Atall"]].concat()).fails(5, &["nobody is called"]);
    assert_eq!(writes(&site), Vec::<String>::new(), "not even the first one is added");
    home.run(&[&add[..], &["Ana García-Müller"]].concat()).ok();
    let account = home.run(&["jira", "issue", "watcher", "list", "DEV-2", "--format", "quiet"]).ok();
    assert_eq!(sent(&site, "POST", "/rest/api/3/issue/DEV-2/watchers"), [json!(account.trim())]);
}

#[test]
fn work_is_logged_in_jiras_own_days() {
    let site = site();
    let home = Home::at(&site);
    let add = ["jira", "worklog", "add", "DEV-2"];
    let more = ["1d", "2H30m", "--started", "2026-01-31T09:00", "--comment", "Read *logs*", "--new-estimate", "2h"];
    let logged = home.run(&[&add[..], &more, &["--format", "json"]].concat()).ok();
    let logged: Value = serde_json::from_str(&logged).unwrap();
    assert_eq!((logged["timeSpent"].as_str(), logged["timeSpentSeconds"].as_u64()), (Some("1d 2h 30m"), Some(37_800)));
    let body = &sent(&site, "POST", "/rest/api/3/issue/DEV-2/worklog?adjustEstimate=new&newEstimate=2h")[0];
    assert_eq!((&body["timeSpent"], &body["started"]), (&json!("1d 2h 30m"), &json!("2026-01-31T09:00:00.000+0000")));
    site.reset_requests();
    for (wrong, code, words) in [
        (&["30"][..], 1, "`30` is no time"),
        (&["1h", "--adjust-estimate", "new"], 2, "needs `--new-estimate`"),
        (&["1h", "--adjust-estimate", "leave", "--reduce-by", "1h"], 2, "does not go with"),
    ] {
        home.run(&[&add[..], wrong].concat()).fails(code, &[words]);
    }
    assert_eq!(writes(&site), Vec::<String>::new());
}

#[test]
fn all_files_of_an_issue_come_into_a_folder_and_nowhere_else() {
    let site = site();
    let home = Home::at(&site);
    let folder = home.path().join("files");
    let folder = folder.to_str().unwrap();
    let download = ["jira", "attachment", "download", "--issue", "DEV-1", "--dir", folder];
    std::fs::create_dir(folder).unwrap();
    std::fs::write(format!("{folder}/trace.log"), "mine").unwrap();
    let refused = home.run(&download);
    assert!(refused.code == 7 && refused.stderr.contains("`trace.log` was not downloaded"), "{refused:?}");
    assert!(refused.stderr.contains("1 of 3 files were not downloaded"), "{refused:?}");
    let content = |name: &str| std::fs::read_to_string(format!("{folder}/{name}")).unwrap();
    assert_eq!(content("trace.log"), "mine");
    assert_eq!(content("trace (10001).log"), "page 1: 50 issues\npage 2: 1 issue\n");
    assert_eq!(content("_._.._日本 notes.md"), "# Notes\n");
    home.run(&[&download[..], &["--force"]].concat()).ok();
    assert!(content("trace.log").starts_with("page 1"));
    // The file is all there is, whatever the format of results.
    for format in ["table", "json", "csv"] {
        let piped = home.run(&["jira", "attachment", "download", "10002", "--output", "-", "--format", format]);
        assert_eq!((piped.stdout.as_str(), piped.stderr.as_str()), ("# Notes\n", ""));
    }
    home.run(&["jira", "attachment", "download", "10002"]).fails(2, &["`--output FILE`"]);
}

#[test]
fn where_one_file_is_refused_the_others_are_uploaded() {
    let site = site();
    let home = Home::at(&site);
    for name in ["a.txt", "b.txt", "c.txt"] {
        std::fs::write(home.path().join(name), name).unwrap();
    }
    let attachments = "/rest/api/3/issue/DEV-2/attachments";
    let error = r#"{"errorMessages":["The file is too large."],"errors":{}}"#;
    site.script(attachments, Scripted::json(413, error));
    let mut upload =
        home.command(&["jira", "attachment", "upload", "DEV-2", "-f", "a.txt", "-f", "b.txt", "-f", "c.txt"]);
    let uploaded = ran(&upload.current_dir(home.path()).output().unwrap());
    assert!(
        uploaded.code == 7 && uploaded.stdout.contains("c.txt") && !uploaded.stdout.contains("a.txt"),
        "{uploaded:?}"
    );
    assert!(uploaded.stderr.contains("`a.txt` was not uploaded: The file is too large."), "{uploaded:?}");
    let posts: Vec<_> = site.requests().into_iter().filter(|request| request.method == "POST").collect();
    assert_eq!(posts.len(), 3, "each is sent once");
    assert!(posts.iter().all(|request| request.header("x-atlassian-token") == Some("no-check")));
    // A name that is not there stops everything before the first is sent.
    site.reset_requests();
    let mut upload = home.command(&["jira", "attachment", "upload", "DEV-2", "-f", "a.txt", "-f", "absent.txt"]);
    assert_ne!(upload.current_dir(home.path()).output().unwrap().status.code(), Some(0));
    assert!(site.requests().is_empty());
}

#[test]
fn nothing_is_deleted_without_consent() {
    let site = site();
    let home = Home::at(&site);
    for args in [
        &["jira", "issue", "comment", "delete", "DEV-1", "20000"][..],
        &["jira", "issue", "link", "delete", "10200"],
        &["jira", "issue", "remote-link", "delete", "DEV-1", "10300"],
        &["jira", "issue", "property", "delete", "DEV-1", "build"],
        &["jira", "worklog", "delete", "DEV-1", "30000"],
        &["jira", "attachment", "delete", "10000"],
    ] {
        home.run(args).fails(3, &["--yes"]);
        home.run(&[args, &["--dry-run"]].concat()).ok();
        assert_eq!(writes(&site), Vec::<String>::new(), "{args:?}");
    }
    // What takes back a small act of one's own is not asked for.
    home.run(&["jira", "issue", "watcher", "remove", "DEV-1"]).ok();
    home.run(&["jira", "issue", "vote", "remove", "DEV-1"]).ok();
}
