//! Journals: cut off at any moment, taken up, and nothing done twice.

use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use atlassian_simulator::{Fault, Options, RateLimit, Simulator};
use serde_json::Value;

use crate::support::{Home, Ran, probe, ran, site};

fn home(site: &Simulator) -> Home {
    Home::at(site).with_guests(&[("probe", probe())])
}

fn bulk<'a>(count: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["probe", "bulk", "comment", "DEV-1", "--count", count, "--yes"], more].concat()
}

/// Files of journals, and what is left of some.
fn journals(home: &Home) -> Vec<PathBuf> {
    let dir = home.path().join(".local/state/atlassian-cli/journals");
    let entries = std::fs::read_dir(dir).into_iter().flatten().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = entries.collect();
    found.sort();
    found
}

/// The newest journal's name.
fn id(home: &Home) -> String {
    home.run(&["bulk", "list", "--format", "quiet"]).ok().lines().next().unwrap().to_owned()
}

fn resume(home: &Home, id: &str) -> Ran {
    home.run(&["probe", "bulk", "comment", "--resume", id, "--yes", "--format", "json"])
}

/// How often each comment was written, as the site has it.
fn written(site: &Simulator, home: &Home) -> Vec<String> {
    let listed = home.run(&["probe", "write", "any", "get", "3/issue/DEV-1/comment"]);
    assert_eq!(listed.code, 0, "{listed:?}");
    let taken = site.requests().into_iter().filter(|request| request.method == "POST" && request.status == Some(201));
    let mut texts: Vec<_> = taken
        .map(|request| {
            let body = String::from_utf8(request.body).unwrap();
            body.split('[')
                .find_map(|part| part.strip_prefix("comment-")?.split(']').next().map(str::to_owned))
                .unwrap()
        })
        .collect();
    texts.sort_by_key(|number| number.parse::<u32>().unwrap());
    texts
}

fn numbers(count: u32) -> Vec<String> {
    (1..=count).map(|number| number.to_string()).collect()
}

fn statuses(shown: &str) -> Vec<(String, String)> {
    let records: Vec<Value> = serde_json::from_str(shown).unwrap_or_else(|error| panic!("{error}: {shown}"));
    let text = |record: &Value, key: &str| record[key].as_str().unwrap().to_owned();
    records.iter().map(|record| (text(record, "key"), text(record, "status"))).collect()
}

/// Waits until the site has taken so many comments.
fn after(site: &Simulator, count: usize, child: &mut Child) {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let taken = site.requests().iter().filter(|request| request.status == Some(201)).count();
        if taken >= count || child.try_wait().unwrap().is_some() {
            return;
        }
        assert!(Instant::now() < deadline, "only {taken} of {count} came");
        std::thread::yield_now();
    }
}

#[test]
fn each_item_is_done_and_its_journal_tells() {
    let site = site();
    let home = home(&site);
    let shown = home.run(&bulk("5", &["--wrong", "3", "--format", "json"]));
    assert_eq!(shown.code, 7, "{shown:?}");
    let expected = ["done", "done", "failed", "done", "done"];
    let expected: Vec<_> = (1..).zip(expected).map(|(n, status)| (format!("comment-{n}"), status.to_owned())).collect();
    assert_eq!(statuses(&shown.stdout), expected);
    let words = ["5 items: 4 done, 1 failed", "comment-3: Issue does not exist", "--resume", "journal 20"];
    assert!(words.iter().all(|word| shown.stderr.contains(word)), "{shown:?}");

    let [file] = &journals(&home)[..] else { panic!("{:?}", journals(&home)) };
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(file.parent().unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o700);

    let id = id(&home);
    let listed = home.run(&["bulk", "list", "--format", "csv", "--columns", "id,command,what,state,items,done,failed"]);
    assert_eq!(listed.ok().lines().last().unwrap(), format!("{id},probe bulk comment,write 5 comments,failed,5,4,1"));
    let failed =
        home.run(&["bulk", "show", &id, "--state", "failed", "--format", "csv", "--columns", "#,item,outcome"]);
    assert!(failed.stdout.contains("3,comment-3,Issue does not exist"), "{failed:?}");

    // What failed is tried again, and nothing else.
    let again = resume(&home, &id);
    assert!(again.code == 7 && statuses(&again.stdout) == expected, "{again:?}");
    assert_eq!(written(&site, &home), ["1", "2", "4", "5"]);
    home.run(&["bulk", "delete", &id]).ok();
    assert!(journals(&home).is_empty());
    home.run(&["bulk", "show", &id]).fails(5, &["there is no journal"]);
}

/// The heart of it: killed at any moment, the site has each comment once.
#[test]
fn kills_at_any_moment_lose_and_repeat_nothing() {
    const COUNT: u32 = 40;
    for round in 0..12_usize {
        let site = Simulator::start(Options { latency: Duration::from_millis(5), ..Options::default() }).unwrap();
        let home = home(&site);
        let mut child = start(&home, &bulk(&COUNT.to_string(), &["--concurrency", "4"]));
        after(&site, round * 3, &mut child);
        child.kill().unwrap();
        child.wait().unwrap();
        let found = home.run(&["bulk", "list", "--format", "quiet"]).ok();
        if found.is_empty() {
            // Before the first was begun: there is nothing to take up, and nothing was written.
            assert!(written(&site, &home).is_empty());
            continue;
        }
        let id = id(&home);
        // Killed once more while it is taken up.
        let args = ["probe", "bulk", "comment", "--resume", &id, "--yes"];
        let mut child = start(&home, &args);
        after(&site, round * 3 + 9, &mut child);
        child.kill().unwrap();
        child.wait().unwrap();
        let done = resume(&home, &id);
        let expected: Vec<_> = (1..=COUNT).map(|n| (format!("comment-{n}"), "done".to_owned())).collect();
        assert_eq!(statuses(&done.ok()), expected);
        assert_eq!(written(&site, &home), numbers(COUNT), "round {round}");
        let listed = home.run(&["bulk", "list", "--unfinished", "--format", "quiet"]).ok();
        assert_eq!(listed, "");
    }
}

fn start(home: &Home, args: &[&str]) -> Child {
    home.command(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

fn interrupt(child: &Child) {
    signal(child, rustix::process::Signal::INT);
}

fn signal(child: &Child, signal: rustix::process::Signal) {
    rustix::process::kill_process(rustix::process::Pid::from_child(child), signal).unwrap();
}

/// As `nohup` starts it: a hangup that is ignored then stays so, and nothing else does.
#[test]
fn a_hangup_under_nohup_ends_nothing() {
    let site = Simulator::start(Options { latency: Duration::from_millis(20), ..Options::default() }).unwrap();
    let home = home(&site);
    let start = || {
        let bulk = home.command(&bulk("60", &["--concurrency", "3"]));
        let mut command = Command::new("/bin/sh");
        command.env_clear().envs(bulk.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.arg("-c").arg("trap '' HUP; exec \"$0\" \"$@\"").arg(bulk.get_program());
        let command = command.args(bulk.get_args()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().unwrap()
    };
    let mut child = start();
    after(&site, 6, &mut child);
    signal(&child, rustix::process::Signal::HUP);
    assert_eq!(ran(&child.wait_with_output().unwrap()).code, 0);
    assert_eq!(written(&site, &home), numbers(60));

    let mut child = start();
    after(&site, 70, &mut child);
    interrupt(&child);
    let stopped = ran(&child.wait_with_output().unwrap());
    assert!(stopped.code == 130 && stopped.stderr.contains("interrupted; 60 items"), "{stopped:?}");
}

#[test]
fn an_interrupt_ends_what_is_under_way_and_a_second_everything() {
    let site = Simulator::start(Options { latency: Duration::from_millis(20), ..Options::default() }).unwrap();
    let home = home(&site);
    let mut child = start(&home, &bulk("60", &["--concurrency", "3"]));
    after(&site, 6, &mut child);
    interrupt(&child);
    let stopped = ran(&child.wait_with_output().unwrap());
    let id = id(&home);
    let again = format!("`atlassian-cli probe bulk comment --resume {id} --yes` goes on");
    assert!(
        stopped.code == 130 && stopped.stderr.contains("interrupted; 60 items") && stopped.stderr.contains(&again),
        "{stopped:?}"
    );
    // Nothing is in doubt.
    let counts =
        home.run(&["bulk", "list", "--format", "json", "--jq", ".[0] | \"\\(.begun) \\(.done + .left)\""]).ok();
    assert_eq!(counts.trim(), "0 60");
    resume(&home, &id).ok();
    assert_eq!(written(&site, &home), numbers(60));

    // A second one does not wait for a site that says nothing.
    let site = Simulator::start(Options::default()).unwrap();
    let home = self::home(&site);
    let held = site.hold("/rest/api/3/issue/DEV-1/comment", 100);
    let mut child = start(&home, &bulk("5", &[]));
    while held.arrived() == 0 {
        assert!(child.try_wait().unwrap().is_none());
        std::thread::yield_now();
    }
    interrupt(&child);
    let mut said = [0; 1];
    let mut stderr = child.stderr.take().unwrap();
    let mut all = Vec::new();
    while !String::from_utf8_lossy(&all).contains("once more") {
        assert!(stderr.read(&mut said).unwrap() > 0, "{}", String::from_utf8_lossy(&all));
        all.extend(said);
    }
    interrupt(&child);
    stderr.read_to_end(&mut all).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(String::from_utf8_lossy(&all).contains("goes on"), "{}", String::from_utf8_lossy(&all));
    held.release();
}

#[test]
fn a_site_that_is_lost_and_busy_loses_nothing() {
    let fail = vec![Fault { status: 429, probability: 0.1 }, Fault { status: 503, probability: 0.05 }];
    let site = Simulator::start(Options { fail, retry_after: 0, seed: 7, ..Options::default() }).unwrap();
    let home = Home::empty().with_env("ATLASSIAN_API_TOKEN", atlassian_simulator::SITE_TOKEN);
    let config = home.path().join(".atlassian-cli/config.yaml");
    std::fs::create_dir_all(config.parent().unwrap()).unwrap();
    let profile = format!("base_url: {}\n    email: {}", site.url(), atlassian_simulator::EMAIL);
    std::fs::write(&config, format!("default_profile: work\nprofiles:\n  work:\n    {profile}\n")).unwrap();
    let home = home.with_guests(&[("probe", probe())]);
    home.run(&bulk("60", &[])).ok();
    assert_eq!(written(&site, &home), numbers(60));
}

/// 429 slows everyone: with ten a second, most requests are sent once.
#[test]
fn a_busy_site_is_not_asked_in_vain() {
    let rate_limit = Some(RateLimit { requests: 20, per: Duration::from_secs(1) });
    let site = Simulator::start(Options { rate_limit, ..Options::default() }).unwrap();
    let home = home(&site);
    home.run(&bulk("60", &["--concurrency", "16"])).ok();
    let refused = site.requests().iter().filter(|request| request.status == Some(429)).count();
    assert_eq!(written(&site, &home), numbers(60));
    assert!(refused < 45, "{refused} requests were sent in vain");
}

#[test]
fn it_is_taken_up_by_nobody_else() {
    let site = site();
    let home = home(&site);
    home.run(&bulk("3", &["--wrong", "1"]));
    let id = id(&home);
    let take = |more: &[&str]| home.run(&[&["probe", "bulk", "comment", "--resume", &id, "--yes"], more].concat());
    // Its arguments are its own.
    take(&["--count", "5"]).fails(2, &["--count"]);
    take(&["DEV-2"]).fails(2, &["cannot be used with"]);
    for odd in ["../../config", "20260101-000000-aaaa", "", "."] {
        home.run(&["probe", "bulk", "comment", "--resume", odd]).fails(5, &["there is no journal"]);
    }
    let before = std::fs::read(&journals(&home)[0]).unwrap();
    site.reset_requests();
    // Another address, profile, plugin or command.
    let config = home.path().join(".atlassian-cli/config.yaml");
    let text = std::fs::read_to_string(&config).unwrap();
    home.set("workspace", "other");
    take(&[]).fails(2, &["is not of this run", "Bitbucket workspace: `none` then, `other` now"]);
    let second = format!("profiles:\n  second:\n    base_url: {}\n    email: a@example.com\n", site.url());
    std::fs::write(&config, text.replacen("profiles:\n", &second, 1)).unwrap();
    take(&["--profile", "second"]).fails(2, &["profile: `work` then, `second` now", "--profile work"]);
    std::fs::write(&config, &text).unwrap();
    let journal = String::from_utf8(before.clone()).unwrap();
    for (from, to, words) in [
        ("\"plugin\":\"sha256:", "\"plugin\":\"sha256:0", "plugin: `sha256:0"),
        ("\"command\":\"probe bulk comment\"", "\"command\":\"probe bulk other\"", "command: `probe bulk other` then"),
        ("\"site\":\"http", "\"site\":\"https", "site: `https"),
    ] {
        std::fs::write(&journals(&home)[0], journal.replacen(from, to, 1)).unwrap();
        take(&[]).fails(2, &["is not of this run", words]);
    }
    assert!(site.requests().is_empty());
    std::fs::write(&journals(&home)[0], &before).unwrap();

    // One process at a time.
    let held = site.hold("/rest/api/3/issue/NONE-1/comment", 100);
    let mut child = start(&home, &["probe", "bulk", "comment", "--resume", &id, "--yes"]);
    while held.arrived() == 0 {
        assert!(child.try_wait().unwrap().is_none());
        std::thread::yield_now();
    }
    take(&[]).fails(3, &["another process works on the journal"]);
    home.run(&["bulk", "delete", &id, "--yes"]).fails(3, &["another process works on the journal"]);
    assert!(home.run(&["bulk", "list", "--format", "json"]).ok().contains("\"running\""));
    held.release();
    child.wait().unwrap();
}

#[test]
fn a_cut_line_is_forgotten_and_a_damaged_file_is_refused() {
    let site = site();
    let home = home(&site);
    home.run(&bulk("3", &["--wrong", "2"]));
    let (id, file) = (id(&home), journals(&home).remove(0));
    let whole = std::fs::read_to_string(&file).unwrap();
    for cut in ["{\"row\":1,\"sta", "\0\0\0\0", "{\"row\":1,\"sta\n"] {
        std::fs::write(&file, format!("{whole}{cut}")).unwrap();
        assert!(home.run(&["bulk", "show", &id]).ok().contains("comment-3"));
        assert_eq!(resume(&home, &id).code, 7, "{cut:?}");
        let left = std::fs::read_to_string(&file).unwrap();
        assert!(left.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()), "{left}");
    }
    let middle = whole.replacen("\"state\":\"begun\"", "\"state\":\"?\"", 1);
    for (broken, words) in [
        (middle.as_str(), "is damaged"),
        ("", "its plan is not whole"),
        ("no journal\n", "it is no journal"),
        (whole.lines().next().unwrap(), "its plan is not whole"),
    ] {
        std::fs::write(&file, broken).unwrap();
        home.run(&["probe", "bulk", "comment", "--resume", &id]).fails(1, &["cannot be used", words, "bulk delete"]);
        let listed = home.run(&["bulk", "list"]);
        assert!(listed.code == 0 && listed.stderr.contains(words), "{listed:?}");
    }
    home.run(&["bulk", "delete", &id]).ok();
    assert!(journals(&home).is_empty());
}

#[test]
fn without_consent_or_in_a_dry_run_nothing_is_kept() {
    let site = site();
    let home = home(&site);
    let args = bulk("3", &[]);
    let without_yes: Vec<_> = args.iter().copied().filter(|arg| *arg != "--yes").collect();
    home.run(&without_yes).fails(3, &["asks before it goes on with 3 things", "write 3 comments"]);
    home.run(&[&args[..], &["--read-only"]].concat()).fails(3, &["read only"]);
    let planned = home.run(&[&args[..], &["--dry-run", "--format", "json", "--jq", ".[].method"]].concat()).ok();
    assert_eq!(planned, "POST\nPOST\nPOST\n");
    assert!(journals(&home).is_empty(), "{:?}", journals(&home));
    assert!(site.requests().is_empty());

    // A dry run of what is left says what that is, and leaves it.
    home.run(&bulk("3", &["--wrong", "2"]));
    let before = std::fs::read(&journals(&home)[0]).unwrap();
    let shown = home.run(&["probe", "bulk", "comment", "--resume", &id(&home), "--dry-run"]);
    assert!(shown.code == 0 || shown.stderr.contains("Issue does not exist"), "{shown:?}");
    assert_eq!(std::fs::read(&journals(&home)[0]).unwrap(), before);
}

/// A full disk ends it before anything is sent of which no trace would be left.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_it_before_it_is_sent() {
    let (site, other) = (site(), site());
    let args = bulk("200", &["--concurrency", "1", "--pad", "20000"]);
    let whole = home(&other);
    whole.run(&args).ok();
    // No file may be larger: all but the last marks fit, in the blocks of 512 bytes that a shell counts in.
    let blocks = journals(&whole)[0].metadata().unwrap().len() / 512 - 10;
    let home = home(&site);
    let program = home.command(&args);
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -f {blocks}; trap '' XFSZ; exec \"$@\""), "sh"]);
    command.arg(program.get_program()).args(program.get_args());
    command.env_clear().envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ended = ran(&command.stdin(Stdio::null()).output().unwrap());
    assert!(ended.code == 1 && ended.stderr.contains("the journal cannot be written"), "{ended:?}");
    let sent = site.requests().iter().filter(|request| request.method == "POST").count();
    assert!(sent > 100 && sent < 200, "{sent} were sent");
    let id = id(&home);
    resume(&home, &id).ok();
    assert_eq!(written(&site, &home), numbers(200));
}
