//! The audit log: what stands in it, what does not, and that whoever changes it is found out.

use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use atlassian_simulator::{SITE_TOKEN, Scripted, Simulator};
use serde_json::Value;

use crate::support::{Home, Ran, probe, site};

const GET: &[&str] = &["jira", "issue", "get", "DEV-1", "--format", "quiet"];
const TEMPLATE: &str = "/rest/api/3/issue/{issueIdOrKey}";

fn state(home: &Home) -> PathBuf {
    home.path().join(".local/state/atlassian-cli")
}

fn log(home: &Home) -> PathBuf {
    state(home).join("audit.jsonl")
}

fn keys(home: &Home) -> PathBuf {
    home.path().join(".config/atlassian-cli")
}

fn head(home: &Home) -> PathBuf {
    let entries = std::fs::read_dir(keys(home)).unwrap().map(|entry| entry.unwrap().path());
    let [head] =
        entries.filter(|path| path.to_string_lossy().contains("audit-head-")).collect::<Vec<_>>().try_into().unwrap();
    head
}

fn text(home: &Home) -> String {
    std::fs::read_to_string(log(home)).unwrap_or_default()
}

fn lines(home: &Home) -> Vec<Value> {
    text(home).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn of_kind(home: &Home, kind: &str) -> Vec<Value> {
    lines(home).into_iter().filter(|line| line["kind"] == kind).collect()
}

fn last(home: &Home) -> Value {
    lines(home).pop().unwrap()
}

/// A home whose log has this many requests.
fn with_requests(site: &Simulator, many: usize) -> Home {
    let home = Home::at(site);
    for _ in 0..many {
        home.run(GET).ok();
    }
    assert_eq!(of_kind(&home, "request").len(), many);
    home
}

fn probing(site: &Simulator, wishes: &str) -> Home {
    Home::at(site).with_guests(&[("probe", probe())]).with_env("TEST_AUDIT", wishes)
}

fn verify(home: &Home) -> Ran {
    let ran = home.run(&["audit", "verify"]);
    assert!(ran.stderr.contains("it cannot bind you"), "{ran:?}");
    ran
}

#[track_caller]
fn is_whole(home: &Home) -> Ran {
    let ran = verify(home);
    assert!(ran.code == 0 && ran.stdout.contains("whole") && !ran.stderr.contains("caused by"), "{ran:?}");
    ran
}

#[track_caller]
fn is_not_whole(what: &str, home: &Home, words: &[&str]) {
    let ran = verify(home);
    assert!(ran.code == 1 && ran.stdout.contains("not whole"), "{what}: {ran:?}");
    for word in words {
        assert!(ran.stderr.contains(word), "{what}: `{word}` is missing in:\n{}", ran.stderr);
    }
}

/// Waits until it is so; a test that waits in vain fails.
#[track_caller]
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(60), "in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn spawn(home: &Home, args: &[&str]) -> Child {
    home.command(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn each_request_has_one_line_with_what_it_was() {
    let site = site();
    let home = Home::at(&site);
    let before = of_kind(&home, "request").len();
    let body = r#"{"key":"DEV-1","fields":{"summary":"in-the-body"}}"#;
    site.script("/rest/api/3/issue/", Scripted::json(200, body).header("x-arequestid", "r\u{9b}1").times(1));
    home.run(GET).ok();
    let line = last(&home);
    assert_eq!(of_kind(&home, "request").len(), before + 1);
    for (key, value) in [
        ("kind", "request"),
        ("profile", "work"),
        ("command", "jira issue get"),
        ("service", "jira"),
        ("method", "GET"),
        ("template", TEMPLATE),
    ] {
        assert_eq!(line[key], value, "{line}");
    }
    assert_eq!((line["status"].as_u64(), line["bytes"].as_u64()), (Some(200), Some(body.len() as u64)), "{line}");
    assert_eq!(line["attempts"], 1);
    assert!(line["ms"].is_u64() && line["path"].is_null() && line["announced"].is_null(), "{line}");
    // The template of a wildcard would say nothing.
    home.run(&["jira", "api", "/rest/api/3/myself?expand=x"]).ok();
    assert_eq!(
        (&last(&home)["template"], &last(&home)["path"]),
        (&"/rest/api/{+path}".into(), &"/rest/api/3/myself".into())
    );
    assert_eq!(line["plugin"]["name"], "jira");
    let digest = line["plugin"]["digest"].as_str().unwrap();
    assert!(digest.len() == 7 + 64 && digest.starts_with("sha256:"), "{digest}");
    let now = jiff::Timestamp::now();
    let time: jiff::Timestamp = line["time"].as_str().unwrap().parse().unwrap();
    assert!(time <= now && now.duration_since(time) < jiff::SignedDuration::from_hours(1), "{line}");
    // A host's own command is no plugin's.
    home.run(&["auth", "test"]).ok();
    let own: Vec<_> = lines(&home).into_iter().filter(|line| line["command"] == "auth test").collect();
    assert!(own.len() == 2 && own.iter().all(|line| line["plugin"].is_null() && line["status"] == 200), "{own:?}");
    // Attempts, and what the site did not find.
    site.script("/rest/api/3/issue/", Scripted::hang_up());
    home.run(GET).ok();
    assert_eq!((&last(&home)["attempts"], &last(&home)["status"]), (&2.into(), &200.into()));
    home.run(&["jira", "issue", "get", "NOPE-1"]).fails(5, &[]);
    assert_eq!(last(&home)["status"], 404);
    is_whole(&home);
}

#[test]
fn no_body_value_query_or_token_stands_in_it() {
    let site = site();
    let home = Home::at(&site);
    let echo = r#"{"key":"{{token}}","fields":{"summary":"in-the-body"}}"#;
    site.script("/rest/api/3/issue/", Scripted::json(200, echo).header("x-request-id", SITE_TOKEN).echo());
    home.run(GET).ok();
    home.run(&["jira", "search", "--jql", "project = DEV", "--limit", "3"]).ok();
    home.run(&["jira", "issue", "get", "NOPE-77"]).fails(5, &[]);
    let text = text(&home);
    for word in ["DEV", "NOPE", "in-the-body", "jql=", "?", "127.0.0.1", SITE_TOKEN, "EXAMPLE", "@"] {
        assert!(!text.contains(word), "`{word}` stands in:\n{text}");
    }
    assert!(text.contains("/rest/api/3/search/jql") && text.contains(r#""request_id":"[redacted]""#), "{text}");
    home.assert_no_plaintext();
    // Unless policy wants paths; even then no query.
    let home = probing(&site, "full_paths");
    home.run(&["probe", "ask", "odd", "--query", "marked-query"]).ok();
    assert_eq!(last(&home)["path"], "/rest/api/3/issue/DEV-1");
    assert!(!self::text(&home).contains("marked-query"));
}

#[cfg(unix)]
#[test]
fn files_and_folders_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let site = site();
    let home = with_requests(&site, 1);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&state(&home)), mode(&log(&home))), (0o700, 0o600));
    assert_eq!((mode(&head(&home)), mode(&keys(&home).join("audit-key"))), (0o600, 0o600));
}

#[test]
fn a_write_is_announced_before_it_is_sent() {
    let site = site();
    let home = probing(&site, "");
    let hold = site.hold("/rest/api/3/issue", 2);
    let mut child = spawn(&home, &["probe", "ask", "create"]);
    until("the write arrives", || hold.arrived() == 1);
    let sending = last(&home);
    assert_eq!((&sending["kind"], &sending["method"]), (&"sending".into(), &"POST".into()), "{sending}");
    hold.release();
    assert!(child.wait().unwrap().success());
    let request = last(&home);
    assert_eq!((&request["kind"], &request["announced"]), (&"request".into(), &sending["n"]), "{request}");
    assert_eq!(request["status"], 201);
    // Killed in between, it stays announced and without an end.
    let hold = site.hold("/rest/api/3/issue", 2);
    let mut child = spawn(&home, &["probe", "ask", "create"]);
    until("the write arrives", || hold.arrived() == 1);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(last(&home)["kind"], "sending");
    is_whole(&home);
}

#[test]
fn what_nobody_waits_for_is_logged_too() {
    let site = site();
    let home = probing(&site, "");
    site.script("/rest/api/3/issue/", Scripted::new(404));
    site.script("/rest/api/3/issue/", Scripted::new(200).delay(Duration::from_secs(20)).always());
    home.run(&["probe", "flood", "--requests", "2", "--at-once", "2"]).fails(5, &[]);
    let ends = of_kind(&home, "request");
    assert_eq!(ends.len(), 2, "{ends:?}");
    assert!(ends.iter().any(|line| line["status"] == 404), "{ends:?}");
    let abandoned = ends.iter().find(|line| line["failure"] == "abandoned").unwrap();
    assert!(abandoned["status"].is_null() && abandoned["delivery"].is_string(), "{abandoned}");
    // An address where nobody is.
    let dead = format!("http://127.0.0.1:{}", crate::servers::dead_port());
    let home = Home::at_url(&dead);
    home.run(GET).fails(6, &[]);
    let line = last(&home);
    assert_eq!((&line["failure"], &line["delivery"]), (&"network".into(), &"not_sent".into()), "{line}");
}

#[test]
fn refusals_are_logged_without_values() {
    let site = site();
    let home = probing(&site, "");
    home.run(&["probe", "ask", "undeclared"]).fails(3, &[]);
    let line = last(&home);
    for (key, value) in [
        ("kind", "denied"),
        ("profile", "work"),
        ("command", "probe ask undeclared"),
        ("method", "POST"),
        ("template", "/rest/api/3/issue"),
    ] {
        assert_eq!(line[key], value, "{line}");
    }
    assert!(line["rule"].as_str().unwrap().contains("endpoints that it declares"), "{line}");
    assert_eq!(line["plugin"]["name"], "probe");
    for value in ["../marked-value", "marked-value/..", "marked-value\n", "marked-value\\"] {
        home.run(&["probe", "ask", "declared", value]).fails(3, &[]);
        assert!(last(&home)["rule"].as_str().unwrap().contains("value of `issueIdOrKey`"), "{}", last(&home));
    }
    home.run(&["probe", "ask", "odd", "--header", "authorization"]).fails(3, &[]);
    assert!(last(&home)["rule"].as_str().unwrap().contains("header"), "{}", last(&home));
    // One that the guest swallows is there as well, before what it was allowed.
    home.run(&["probe", "ask", "swallow"]).ok();
    let [.., denied, request] = &lines(&home)[..] else { panic!("too few lines") };
    assert_eq!((&denied["kind"], &request["kind"]), (&"denied".into(), &"request".into()));
    assert!(!text(&home).contains("marked-value"), "{}", text(&home));
    assert_eq!(site.requests().len(), 1);
    is_whole(&home);
}

/// A guest made of bytes that no SDK would make: line feeds, escapes, quotes, and far too much of it.
#[test]
fn a_guest_cannot_write_lines_of_its_own() {
    let site = site();
    let marked = format!("/marked/{}", "A".repeat(1500));
    let wasm = std::fs::read(probe()).unwrap();
    let at = memchr::memmem::find(&wasm, marked.as_bytes()).unwrap();
    let hostile = "\"}\n{\"n\":3,\"kind\":\"forged\"}\n\u{1b}]0;x\u{7}\u{1b}[2J\u{202e}\u{9b}31m\\u001b\0\r";
    let mut changed = wasm.clone();
    changed[at + 8..at + 8 + hostile.len()].copy_from_slice(hostile.as_bytes());
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("hostile.wasm");
    std::fs::write(&path, changed).unwrap();
    let home = Home::at(&site).with_guests(&[("probe", &path)]);
    home.run(&["probe", "ask", "marked"]).fails(3, &["does not declare"]);
    let text = text(&home);
    assert!(!text.chars().any(|c| c.is_control() && c != '\n' || c == '\u{202e}'), "{text:?}");
    let line = last(&home);
    let template = line["template"].as_str().unwrap();
    assert!(template.contains(r#""}\u{a}{"n":3,"kind":"forged"}"#) && template.len() < 1200, "{template}");
    assert!(template.ends_with("(1508 bytes)"), "{template}");
    assert!(lines(&home).iter().all(|line| line["kind"] != "forged"));
    is_whole(&home);
    // And it has another digest than the one that was not changed.
    let untouched = probing(&site, "");
    untouched.run(&["probe", "ask", "marked"]).fails(3, &[]);
    assert_ne!(last(&untouched)["plugin"]["digest"], line["plugin"]["digest"]);
}

/// What the host asks by itself is a request, too.
#[test]
fn the_question_for_the_gateway_is_logged() {
    let site = site();
    let home = crate::gateway::home_with(&site, atlassian_simulator::SCOPED_TOKEN);
    home.run(GET).ok();
    let [question, request] = &of_kind(&home, "request")[..] else { panic!("{:?}", lines(&home)) };
    assert_eq!((&question["template"], &question["status"]), (&"/_edge/tenant_info".into(), &200.into()));
    assert!(question["plugin"].is_null() && question["command"] == "jira issue get", "{question}");
    assert_eq!((&request["attempts"], &request["status"]), (&2.into(), &200.into()), "{request}");
}

#[test]
fn compiled_code_that_was_thrown_away_is_logged() {
    let site = site();
    let home = with_requests(&site, 1);
    for code in home.files().into_iter().filter(|path| path.extension().is_some_and(|end| end == "code")) {
        std::fs::remove_file(&code).unwrap();
        std::fs::write(code, "changed").unwrap();
    }
    home.run(GET).ok();
    let [line] = &of_kind(&home, "cache")[..] else { panic!("{:?}", lines(&home)) };
    assert_eq!(line["plugin"], last(&home)["plugin"]);
}

/// What somebody does to the log, and what is said then.
type Case<'a> = (&'a str, &'a dyn Fn(&Home), &'a [&'a str]);

fn edit(home: &Home, change: impl Fn(&mut Vec<String>)) {
    let mut all: Vec<_> = text(home).lines().map(str::to_owned).collect();
    change(&mut all);
    std::fs::write(log(home), all.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
}

#[test]
fn whatever_others_do_to_it_is_found() {
    let site = site();
    let forged = |line: &str| line.replace("\"status\":200", "\"status\":404");
    let cases: &[Case<'_>] = &[
        ("a line in the middle goes", &|home| edit(home, |all| drop(all.remove(4))), &["removed: line 5 is missing"]),
        ("three lines go", &|home| edit(home, |all| drop(all.drain(2..5))), &["removed: lines 3 to 5 are missing"]),
        ("the first line goes", &|home| edit(home, |all| drop(all.remove(0))), &["line 1 is missing"]),
        (
            "a byte changes",
            &|home| edit(home, |all| all[4] = forged(&all[4])),
            &["`audit.jsonl`, line 5: changed: the MAC of line 5 is not right"],
        ),
        (
            "a MAC changes",
            &|home| {
                edit(home, |all| {
                    let digit = if all[4].ends_with("0\"}") { "1\"}" } else { "0\"}" };
                    let at = all[4].len() - 3;
                    all[4].replace_range(at.., digit);
                });
            },
            &["line 5: changed"],
        ),
        (
            "the last line changes",
            &|home| edit(home, |all| *all.last_mut().unwrap() = forged(all.last().unwrap())),
            &["changed: the MAC of line 8"],
        ),
        (
            "a line is no JSON any more",
            &|home| edit(home, |all| all[4].replace_range(0..1, "x")),
            &["line 5: changed: it is not a line"],
        ),
        ("two lines change places", &|home| edit(home, |all| all.swap(4, 5)), &["reordered: line 6"]),
        ("the last two change places", &|home| edit(home, |all| all.swap(6, 7)), &["reordered: line 8"]),
        (
            "the end is cut off",
            &|home| edit(home, |all| all.truncate(5)),
            &["cut off: lines 6 to 8 are missing at the end"],
        ),
        (
            "the end is cut off within a line",
            &|home| std::fs::write(log(home), &text(home)[..text(home).len() - 40]).unwrap(),
            &["cut off: line 8 is missing at the end"],
        ),
        ("it is emptied", &|home| std::fs::write(log(home), "").unwrap(), &["cut off: lines 1 to 8"]),
        ("it is removed", &|home| std::fs::remove_file(log(home)).unwrap(), &["the log is gone", "lines 1 to 8"]),
        (
            "a line is put in",
            &|home| edit(home, |all| all.insert(4, forged(&all[4]))),
            &["`audit.jsonl`, line 5: inserted"],
        ),
        (
            "a line is put in twice",
            &|home| edit(home, |all| all.insert(6, all[4].clone())),
            &["`audit.jsonl`, line 7: inserted: a second line 5"],
        ),
        ("text is put in", &|home| edit(home, |all| all.insert(4, "hello".to_owned())), &["line 5: inserted"]),
        (
            "a line is put at the end",
            &|home| edit(home, |all| all.push(forged(&all[7]).replace("\"n\":8", "\"n\":9"))),
            &["line 9: changed"],
        ),
        (
            "a line changes, with a MAC of its own",
            &|home| {
                edit(home, |all| {
                    let mac = blake3::hash(forged(&all[4]).as_bytes()).to_hex();
                    let at = all[4].find("\"mac\"").unwrap();
                    all[4] = format!("{}\"mac\":\"{mac}\"}}", forged(&all[4][..at]));
                });
            },
            &["line 5: changed"],
        ),
        (
            "all is written anew with another key",
            &|home| {
                let other = with_requests(&self::site(), 7);
                std::fs::copy(log(&other), log(home)).unwrap();
            },
            &["written with another key"],
        ),
        ("the head is removed", &|home| std::fs::remove_file(head(home)).unwrap(), &["the head", "is missing"]),
        ("the head is emptied", &|home| std::fs::write(head(home), "").unwrap(), &["the head", "is missing"]),
        (
            "the head is changed",
            &|home| {
                let changed = std::fs::read_to_string(head(home)).unwrap().replace("\"last\":8", "\"last\":3");
                std::fs::write(head(home), changed).unwrap();
            },
            &["the head", "was changed"],
        ),
        (
            "the head is another user's",
            &|home| {
                let other = with_requests(&self::site(), 7);
                std::fs::copy(head(&other), head(home)).unwrap();
            },
            &["the head", "written with another key"],
        ),
        (
            "the key is another",
            &|home| std::fs::write(keys(home).join("audit-key"), [7; 32]).unwrap(),
            &["line 1: from here on, lines were written with another key", "the head"],
        ),
        (
            "the key is gone",
            &|home| std::fs::remove_file(keys(home).join("audit-key")).unwrap(),
            &["audit-key` is missing"],
        ),
    ];
    let original = with_requests(&site, 7);
    is_whole(&original);
    let (before, key) = (text(&original), std::fs::read(keys(&original).join("audit-key")).unwrap());
    let (head_path, head_bytes) = (head(&original), std::fs::read(head(&original)).unwrap());
    for (what, tamper, words) in cases {
        tamper(&original);
        is_not_whole(what, &original, words);
        // The next run says so, goes on, and what was done stays to be seen.
        let gone_on = original.run(GET);
        assert_eq!(gone_on.code, 0, "{what}: {gone_on:?}");
        let after = verify(&original);
        assert!(after.code == 1, "{what}, and then a run: {after:?}");
        std::fs::write(log(&original), &before).unwrap();
        std::fs::write(keys(&original).join("audit-key"), &key).unwrap();
        std::fs::write(&head_path, &head_bytes).unwrap();
        is_whole(&original);
    }
}

#[test]
fn an_older_copy_of_the_log_does_not_pass() {
    let site = site();
    let home = with_requests(&site, 3);
    let older = text(&home);
    for _ in 0..3 {
        home.run(GET).ok();
    }
    std::fs::write(log(&home), older).unwrap();
    is_not_whole("an older copy", &home, &["cut off: lines 5 to 7 are missing"]);
    let next = home.run(GET);
    assert!(next.code == 0 && next.stderr.contains("the audit log is shorter than it was left"), "{next:?}");
    assert_eq!(of_kind(&home, "chain").last().unwrap()["event"], "cut");
    is_not_whole("and a run", &home, &["removed: lines 5 to 7 are missing"]);
    assert_eq!(home.run(GET).stderr, "", "it is said once");
}

#[test]
fn a_new_key_begins_a_new_chain_and_says_so() {
    let site = site();
    let home = with_requests(&site, 3);
    std::fs::remove_file(keys(&home).join("audit-key")).unwrap();
    let next = home.run(GET);
    assert!(next.code == 0 && next.stderr.contains("was written with another key"), "{next:?}");
    assert_eq!(home.run(GET).stderr, "");
    assert_eq!(of_kind(&home, "chain").last().unwrap()["event"], "new_key");
    is_not_whole("a new key", &home, &["line 1: from here on", "line 5: a new chain begins with a new key"]);
    // Moved away, all is well again.
    std::fs::rename(log(&home), state(&home).join("old")).unwrap();
    std::fs::remove_file(head(&home)).unwrap();
    assert!(home.run(&["audit", "verify"]).ok().contains("no log yet"));
    home.run(GET).ok();
    is_whole(&home);
    // A key that others may have read is not used.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let key = keys(&home).join("audit-key");
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
        let ran = home.run(GET);
        assert!(
            ran.code == 0 && ran.stderr.contains("not in the audit log") && ran.stderr.contains("chmod 600"),
            "{ran:?}"
        );
        home.run(&["audit", "verify"]).fails(3, &["can be read by other users"]);
    }
}

#[test]
fn a_torn_line_is_named_and_mended() {
    let site = site();
    let home = with_requests(&site, 2);
    let whole = text(&home);
    std::fs::write(log(&home), format!("{whole}{{\"n\":4,\"time\":\"2026-")).unwrap();
    assert!(is_whole(&home).stderr.contains("torn: the last line is incomplete (20 bytes)"));
    let next = home.run(GET);
    assert!(next.code == 0 && next.stderr.is_empty(), "{next:?}");
    assert!(text(&home).starts_with(&whole));
    assert_eq!(of_kind(&home, "chain").last().unwrap()["event"], "mended");
    assert!(is_whole(&home).stderr.contains("before line 4, a killed run had left an incomplete line"));
    // Lines without their head: written by one that was killed before the head was.
    let older = std::fs::read(head(&home)).unwrap();
    home.run(GET).ok();
    std::fs::write(head(&home), older).unwrap();
    assert!(is_whole(&home).stderr.contains("1 line at the end was written by a killed run"));
    home.run(GET).ok();
    let clean = is_whole(&home);
    assert!(!clean.stderr.contains("at the end"), "{clean:?}");
}

#[test]
fn sixteen_processes_at_once_leave_one_chain() {
    let site = site();
    let home = probing(&site, "");
    let flood = ["probe", "flood", "--requests", "25", "--at-once", "5"];
    let children: Vec<_> = (0..16).map(|_| spawn(&home, &flood)).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(of_kind(&home, "request").len(), 16 * 25);
    let numbers: Vec<_> = lines(&home).iter().map(|line| line["n"].as_u64().unwrap()).collect();
    assert!(numbers.iter().copied().eq(1..=numbers.len() as u64), "{numbers:?}");
    is_whole(&home);
}

#[cfg(unix)]
#[test]
fn kills_at_any_moment_leave_a_chain() {
    let site = site();
    let home = probing(&site, "file_bytes=6000");
    home.run(&["probe", "ask", "declared", "DEV-1"]).ok();
    for round in 0..80_u32 {
        let mut child = spawn(&home, &["probe", "flood", "--requests", "400", "--at-once", "8"]);
        let before = state(&home).join("audit.jsonl").metadata().map_or(0, |meta| meta.len());
        // At another point each time: so many bytes later, or when it is through.
        until("it writes", || {
            let now = state(&home).join("audit.jsonl").metadata().map_or(0, |meta| meta.len());
            now.abs_diff(before) > u64::from(round * 97 % 3000) || child.try_wait().unwrap().is_some()
        });
        child.kill().unwrap();
        child.wait().unwrap();
        let ran = verify(&home);
        assert!(ran.code == 0, "round {round}: {ran:?}");
    }
    home.run(&["probe", "ask", "declared", "DEV-1"]).ok();
    is_whole(&home);
}

#[test]
fn full_files_are_followed_by_others_and_the_oldest_go() {
    let site = site();
    let home = probing(&site, "file_bytes=3000");
    let flood = |many: &str| home.run(&["probe", "flood", "--requests", many, "--at-once", "1"]).ok();
    flood("20");
    let full = |age: u32| state(&home).join(format!("audit.{age}.jsonl"));
    assert!(full(1).is_file() && full(2).is_file() && !full(9).exists());
    is_whole(&home);
    let shown = home.run(&["audit", "show", "--limit", "0", "--command", "probe flood", "--format", "json"]).ok();
    assert_eq!(serde_json::from_str::<Vec<Value>>(&shown).unwrap().len(), 20);
    flood("100");
    assert!(full(10).is_file() && !full(11).exists());
    assert!((1..=10).all(|age| full(age).metadata().unwrap().len() <= 3000));
    let report: Value = serde_json::from_str(&home.run(&["audit", "verify", "--format", "json"]).ok()).unwrap();
    assert_eq!((&report["state"], &report["files"]), (&"whole".into(), &11.into()), "{report}");
    assert!(report["dropped"].as_u64().unwrap() > 10 && report["unchecked"] == 0, "{report}");
    // What rotation did not take is missed.
    for (age, word) in [(10, "removed: lines"), (4, "removed: lines")] {
        let bytes = std::fs::read(full(age)).unwrap();
        std::fs::remove_file(full(age)).unwrap();
        is_not_whole("a file is removed", &home, &[word]);
        std::fs::write(full(age), bytes).unwrap();
        is_whole(&home);
    }
    std::fs::rename(full(3), full(30)).unwrap();
    is_not_whole("a file is renamed", &home, &["reordered: line", "more: `--format json` lists all"]);
    std::fs::rename(full(30), full(3)).unwrap();
    // Interrupted between two files.
    std::fs::rename(log(&home), state(&home).join("later")).unwrap();
    std::fs::rename(state(&home).join("later"), full(0).with_file_name("audit.0.jsonl")).unwrap();
    is_not_whole("the file is moved away", &home, &["cut off"]);
    std::fs::rename(state(&home).join("audit.0.jsonl"), log(&home)).unwrap();
    for age in (1..=10).rev() {
        std::fs::rename(full(age), full(age + 1)).unwrap();
    }
    std::fs::rename(log(&home), full(1)).unwrap();
    is_whole(&home);
    let next = home.run(&["probe", "ask", "declared", "DEV-1"]);
    assert!(next.code == 0 && next.stderr.is_empty(), "{next:?}");
    is_whole(&home);
}

/// Something stands where the log, its folder or its head should be.
fn in_the_way(home: &Home, site: &Simulator, what: &str) {
    let requests = site.requests().len();
    let ran = home.run(&["probe", "flood", "--requests", "5", "--at-once", "2"]);
    assert_eq!(ran.code, 0, "{what}: {ran:?}");
    assert_eq!(ran.stderr.matches("not in the audit log").count(), 1, "{what}: {ran:?}");
    assert_eq!(site.requests().len(), requests + 5);
    let required = |args: &[&str]| {
        let output = home.command(args).env("TEST_AUDIT", "required").output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for args in [
        &["probe", "ask", "declared", "DEV-1"][..],
        &["probe", "ask", "create"],
        &["probe", "ask", "swallow"],
        &["probe", "flood", "--requests", "5", "--at-once", "2"],
        &["auth", "test"],
    ] {
        let (code, stderr) = required(args);
        assert_eq!(code, Some(3), "{what}: {args:?}: {stderr}");
        assert!(stderr.contains("the policy requires it") && stderr.contains("hint: "), "{what}: {stderr}");
    }
    assert_eq!(site.requests().len(), requests + 5, "{what}: something was sent");
}

#[cfg(unix)]
#[test]
fn a_log_that_cannot_be_written_is_said_or_stops_the_run() {
    let site = site();
    let home = probing(&site, "");
    home.run(&["probe", "ask", "declared", "DEV-1"]).ok();
    let aside = home.path().join("aside");
    let places: [(&str, PathBuf); 3] = [("log", log(&home)), ("head", head(&home)), ("folder", state(&home))];
    for (name, place) in places {
        std::fs::rename(&place, &aside).unwrap();
        std::fs::write(home.path().join("target"), "untouched").unwrap();
        if name == "folder" {
            std::fs::write(&place, "a file").unwrap();
            in_the_way(&home, &site, "a file in place of the folder");
            std::fs::remove_file(&place).unwrap();
        } else {
            std::os::unix::fs::symlink(home.path().join("target"), &place).unwrap();
            in_the_way(&home, &site, &format!("a link in place of the {name}"));
            std::fs::remove_file(&place).unwrap();
            std::os::unix::fs::symlink(home.path().join("nowhere"), &place).unwrap();
            in_the_way(&home, &site, &format!("a link to nowhere in place of the {name}"));
            assert!(!home.path().join("nowhere").exists());
            std::fs::remove_file(&place).unwrap();
            std::fs::create_dir(&place).unwrap();
            in_the_way(&home, &site, &format!("a folder in place of the {name}"));
            home.run(&["audit", "verify"]).fails(3, &["is not a file"]);
            std::fs::remove_dir(&place).unwrap();
            let made = std::process::Command::new("mkfifo").arg(&place).status().unwrap();
            assert!(made.success());
            in_the_way(&home, &site, &format!("a pipe in place of the {name}"));
            std::fs::remove_file(&place).unwrap();
        }
        assert_eq!(std::fs::read_to_string(home.path().join("target")).unwrap(), "untouched");
        std::fs::rename(&aside, &place).unwrap();
        is_whole(&home);
    }
    // With the log in place, what policy requires is no hindrance, and every request is announced.
    let required = home.command(&["probe", "ask", "declared", "DEV-1"]).env("TEST_AUDIT", "required").output().unwrap();
    assert!(required.status.success() && required.stderr.is_empty(), "{required:?}");
    let [.., sending, request] = &lines(&home)[..] else { panic!("too few lines") };
    assert_eq!((&sending["kind"], &request["announced"]), (&"sending".into(), &sending["n"]));
    is_whole(&home);
}

/// A small file system in memory, in a mount namespace that goes with the script.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_a_chain_that_goes_on() {
    const SCRIPT: &str = r#"
        set -u
        mkdir -p "$HOME/.local/state"
        mount -t tmpfs -o size=64k tmpfs "$HOME/.local/state" || exit 99
        ask() { "$PROGRAM" probe "$@"; }
        ask ask declared DEV-1 || exit 10
        dd if=/dev/zero of="$HOME/.local/state/fill" bs=1 count=10000000 conv=notrunc 2>/dev/null
        ask flood --requests 30 --at-once 3 || exit 11
        TEST_AUDIT=required ask ask create; [ $? = 3 ] || exit 12
        TEST_AUDIT=required ask ask declared DEV-1; [ $? = 3 ] || exit 13
        "$PROGRAM" audit verify || exit 14
        rm "$HOME/.local/state/fill"
        TEST_AUDIT=required ask ask create || exit 15
        "$PROGRAM" audit verify || exit 16
    "#;
    let site = site();
    let home = probing(&site, "");
    let root = rustix::process::geteuid().is_root();
    let program = home.command::<&str>(&[]).get_program().to_owned();
    let output = std::process::Command::new("unshare")
        .args([if root { "-m" } else { "-rm" }, "sh", "-c", SCRIPT])
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("HOME", home.path())
        .env("PROGRAM", program)
        .env("TEST_PLUGINS", format!("probe={}", probe().display()))
        .output();
    let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    match output {
        Ok(output) if output.status.success() => {
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert!(
                stderr.contains("No space left on device") && stderr.contains("the policy requires it"),
                "{stderr}"
            );
            let writes = site.requests().iter().filter(|request| request.method == "POST").count();
            assert_eq!(writes, 1, "what could not be logged was sent");
        }
        Ok(output) if in_ci || matches!(output.status.code(), Some(10..=16)) => panic!("{output:?}"),
        Err(error) if in_ci => panic!("{error}"),
        other => println!("skipped: no file system can be mounted here: {other:?}"),
    }
}

#[test]
fn variables_move_the_log_as_documented() {
    let site = site();
    let home = with_requests(&site, 1);
    // Our own variable moves neither log nor key: who sets it is logged all the same.
    let moved = home.path().join("moved");
    let login =
        ["auth", "login", "--profile", "work", "--base-url", &site.url(), "--email", "a@b.example", "--default"];
    let login =
        home.command(&login).env("ATLASSIAN_CLI_CONFIG_DIR", &moved).env("ATLASSIAN_API_TOKEN", SITE_TOKEN).output();
    assert!(login.unwrap().status.success());
    let before = lines(&home).len();
    let run = home.command(GET).env("ATLASSIAN_CLI_CONFIG_DIR", &moved).env("ATLASSIAN_API_TOKEN", SITE_TOKEN).output();
    assert!(run.is_ok());
    assert_eq!(lines(&home).len(), before + 1);
    assert!(
        std::fs::read_dir(&moved).unwrap().all(|entry| !entry.unwrap().file_name().to_string_lossy().contains("audit"))
    );
    is_whole(&home);
    if cfg!(target_os = "linux") {
        let elsewhere = home.path().join("elsewhere");
        let run = home.command(GET).env("XDG_STATE_HOME", &elsewhere).output().unwrap();
        assert!(run.status.success() && run.stderr.is_empty(), "{run:?}");
        assert!(elsewhere.join("atlassian-cli/audit.jsonl").is_file());
        assert_eq!(lines(&home).len(), before + 1);
        // Each of the two logs has a head of its own.
        let entries = std::fs::read_dir(keys(&home)).unwrap();
        let heads =
            entries.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("audit-head-"));
        assert_eq!(heads.count(), 2);
        is_whole(&home);
        let verified = home.command(&["audit", "verify"]).env("XDG_STATE_HOME", &elsewhere).output().unwrap();
        assert!(verified.status.success(), "{verified:?}");
    }
}

#[test]
fn the_log_is_shown_in_every_format_and_filtered() {
    let site = site();
    let home = probing(&site, "");
    let nothing = home.run(&["audit", "show"]);
    assert!(nothing.code == 0 && nothing.stderr.contains("no audit log yet"), "{nothing:?}");
    assert!(home.run(&["audit", "verify"]).ok().contains("no log yet"));
    home.run(&["probe", "ask", "declared", "DEV-1"]).ok();
    home.run(&["probe", "ask", "undeclared"]).fails(3, &[]);
    home.run(&["probe", "ask", "create"]).ok();
    home.run(&["auth", "test"]).ok();
    let show = |args: &[&str]| home.run(&[&["audit", "show", "--format", "json"], args].concat());
    let found = |args: &[&str]| -> Vec<Value> { serde_json::from_str(&show(args).ok()).unwrap() };
    let all = found(&[]);
    let kinds: Vec<_> = all.iter().map(|line| line["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["chain", "request", "denied", "sending", "request", "request", "request"]);
    assert_eq!(all[1]["result"], "200");
    assert_eq!(all[1]["mac"].as_str().unwrap().len(), 64);
    for (args, many) in [
        (&["--denied"][..], 1),
        (&["--writes"], 2),
        (&["--plugin", "probe"], 4),
        (&["--plugin", "none"], 2),
        (&["--command", "probe ask"], 4),
        (&["--command", "probe ask create"], 2),
        (&["--command", "probe as"], 0),
        (&["--service", "confluence"], 1),
        (&["--method", "post"], 3),
        (&["--profile", "work"], 6),
        (&["--profile", "other"], 0),
        (&["--since", "1h"], 7),
        (&["--until", "1h"], 0),
        (&["--since", "2020-01-01", "--until", "2020-12-31"], 0),
        (&["--since", "2020-01-01T00:00:00Z", "--method", "GET"], 3),
        (&["--limit", "2"], 2),
    ] {
        assert_eq!(found(args).len(), many, "{args:?}");
    }
    let newest = show(&["--limit", "2"]);
    assert!(newest.stderr.contains("showing 2 of about 7") && newest.stderr.contains("--limit 0"), "{newest:?}");
    home.run(&["audit", "show", "--since", "soon"]).fails(2, &["`--since`", "2026-11-01"]);
    let table = home.run(&["audit", "show"]).ok();
    assert!(table.starts_with("TIME") && table.contains(TEMPLATE) && table.contains("probe ask create"), "{table}");
    assert_eq!(home.run(&["audit", "show", "--format", "quiet"]).ok(), "1\n2\n3\n4\n5\n6\n7\n");
    assert!(home.run(&["audit", "show", "--format", "csv"]).ok().starts_with("Time,Kind,"));
    assert!(home.run(&["audit", "show", "--format", "yaml"]).ok().contains("kind: denied"));
    // A line that is none is not passed over in silence.
    edit(&home, |all| all.push("hello".to_owned()));
    assert!(show(&[]).stderr.contains("1 line of the log cannot be read"));
    for (args, words) in [(["audit", "show"], ["Examples:", "--denied"]), (["audit", "verify"], ["Examples:", "key"])] {
        let help = home.run(&[&args[..], &["--help"]].concat()).ok();
        assert!(words.iter().all(|word| help.contains(word)), "{help}");
    }
}
