//! Read-only, dry runs, confirmations, and the organisation's policy.

use std::process::{Command, Stdio};

use atlassian_simulator::{Scripted, Simulator};
use expectrl::{Eof, Session};
use serde_json::Value;

use crate::plugins::small_probe;
use crate::support::{Home, Ran, probe, ran, site};

fn writes(site: &Simulator) -> Vec<String> {
    let requests = site.requests();
    let writes = requests.iter().filter(|request| request.method != "GET");
    writes.map(|request| format!("{} {}", request.method, request.path)).collect()
}

fn with_probe(site: &Simulator) -> Home {
    Home::at(site).with_guests(&[("probe", probe())])
}

#[test]
fn any_of_three_makes_a_run_read_only() {
    let site = site();
    let refused = |home: &Home, args: &[&str], source: &str| {
        home.run(args).fails(3, &["probe ask create", "read only", source]);
    };
    let home = with_probe(&site);
    refused(&home, &["probe", "ask", "create", "--read-only"], "`--read-only`");
    refused(&home, &["probe", "ask", "create", "--read-only", "--yes"], "`--read-only`");
    refused(&home, &["--read-only", "probe", "ask", "create", "--dry-run"], "`--read-only`");
    // What only reads goes through, a search with POST included.
    home.run(&["probe", "ask", "declared", "DEV-1", "--read-only"]).ok();
    home.run(&["probe", "write", "search", "--read-only"]).ok();
    assert_eq!(writes(&site), ["POST /rest/api/3/search/jql"]);
    site.reset_requests();
    for (value, read_only) in
        [("1", true), ("yes", true), ("anything", true), ("0", false), ("off", false), ("", false)]
    {
        let home = with_probe(&site).with_env("ATLASSIAN_CLI_READ_ONLY", value);
        if read_only {
            refused(&home, &["probe", "ask", "create"], "`ATLASSIAN_CLI_READ_ONLY`");
            assert!(site.requests().is_empty(), "{value}");
        } else {
            home.run(&["probe", "ask", "create"]).ok();
            site.reset_requests();
            refused(&home, &["probe", "ask", "create", "--read-only"], "`--read-only`");
        }
    }
    let home = with_probe(&site).with_env("ATLASSIAN_CLI_READ_ONLY", "false");
    home.set("read_only", "true");
    refused(&home, &["probe", "ask", "create"], "`read_only: true` of the profile");
    assert!(site.requests().is_empty());
}

#[test]
fn neither_a_false_claim_nor_another_spelling_gets_past_read_only() {
    let site = site();
    let home = with_probe(&site);
    for args in [
        ["write", "delete", "DEV-1"].as_slice(),
        &["write", "archive", "issue", "archive"],
        &["write", "any", "delete", "3/issue/DEV-1"],
        &["write", "any", "post", "2/issue/archive"],
        &["write", "any", "post", "latest/bulk/issues/delete"],
    ] {
        let args: Vec<_> = ["probe"].iter().chain(args).chain(&["--read-only"]).collect();
        home.run(&args).fails(3, &["read only"]);
    }
    assert!(site.requests().is_empty());
    // A guest that takes no notice is shown up.
    let swallowed = home.run(&["probe", "write", "swallow", "--read-only"]);
    assert!(swallowed.stderr.contains("refused: ") && swallowed.stderr.contains("read only"), "{swallowed:?}");
    assert!(writes(&site).is_empty());
}

#[test]
fn a_dry_run_shows_every_write_and_sends_none() {
    let site = site();
    let home = with_probe(&site);
    let shown = home.run(&["probe", "ask", "create", "--dry-run"]);
    assert!(shown.stderr.contains("dry run"), "{shown:?}");
    let shown = shown.ok();
    assert!(shown.starts_with(&format!("POST {}/rest/api/3/issue\n{{\n", site.url())), "{shown}");
    assert!(shown.contains("\"summary\": \"Made by a test\"") && !shown.contains("uthorization"), "{shown}");
    // A deletion is neither asked about nor sent, and nothing claims that it was done.
    let deleted = home.run(&["probe", "write", "delete", "DEV-1", "--dry-run"]);
    assert!(!deleted.stderr.contains("is gone"), "{deleted:?}");
    assert_eq!(deleted.ok(), format!("DELETE {}/rest/api/3/issue/DEV-1\n", site.url()));
    assert!(site.requests().is_empty());
    // Reads are sent; of a command that may write, only the writes are shown.
    let json = home.run(&["probe", "write", "swallow", "--dry-run", "--format", "json"]);
    assert!(!json.stderr.contains("made an issue"), "{json:?}");
    let json: Value = serde_json::from_str(&json.ok()).unwrap();
    let summaries: Vec<_> = json.as_array().unwrap().iter().map(|write| &write["body"]["fields"]["summary"]).collect();
    assert_eq!(summaries, ["first", "second"]);
    assert_eq!(json[0]["method"], "POST");
    assert!(writes(&site).is_empty());
    assert_eq!(site.requests().len(), 1);
    // A command that cannot write is as ever.
    assert_eq!(home.run(&["probe", "ask", "declared", "DEV-1", "--dry-run"]).ok(), "Key:  DEV-1\n");
    home.run(&["auth", "logout", "--dry-run"]).fails(2, &["--dry-run"]);
    home.run(&["auth", "test"]).ok();
}

#[test]
fn what_deletes_is_confirmed() {
    let site = site();
    let home = with_probe(&site);
    home.run(&["probe", "write", "delete", "DEV-1"])
        .fails(3, &["probe write delete", "profile `work`", "nobody is there to ask", "--yes", "--dry-run"]);
    home.run(&["probe", "write", "archive", "issue", "Archive"]).fails(3, &["wants to delete"]);
    assert!(site.requests().is_empty());
    home.run(&["probe", "write", "delete", "DEV-1", "--yes"]).ok();
    assert_eq!(writes(&site), ["DELETE /rest/api/3/issue/DEV-1"]);
    site.reset_requests();

    let answer = |keys: &[&str], answers: &[&str]| -> String {
        let args: Vec<_> = ["probe", "write", "delete"].iter().chain(keys).collect();
        let mut terminal = Session::spawn(home.command(&args)).unwrap();
        terminal.set_expect_timeout(Some(std::time::Duration::from_secs(60)));
        let mut shown = String::new();
        for answer in answers {
            let found = terminal.expect("[y/N] ").unwrap();
            shown.push_str(&String::from_utf8_lossy(found.before()));
            terminal.send_line(answer).unwrap();
        }
        let rest = terminal.expect(Eof).unwrap();
        shown.push_str(&String::from_utf8_lossy(rest.as_bytes()));
        shown
    };
    for no in ["n", "", "nein"] {
        let shown = answer(&["DEV-2"], &[no]);
        assert!(
            shown.contains("`probe write delete` wants to delete: DELETE ") && shown.contains("profile `work`"),
            "{shown}"
        );
        assert!(shown.contains("not confirmed"), "{shown}");
    }
    assert!(site.requests().is_empty());
    // One answer is for one deletion.
    let shown = answer(&["DEV-2", "DEV-3"], &["y", "n"]);
    assert!(shown.contains("DEV-2 is gone") && !shown.contains("DEV-3 is gone"), "{shown}");
    assert_eq!(writes(&site), ["DELETE /rest/api/3/issue/DEV-2"]);
}

#[test]
fn one_answer_covers_what_it_named() {
    let site = site();
    let home = with_probe(&site);
    let purge = |more: &[&'static str]| [&["probe", "write", "purge", "DEV-1", "DEV-2", "DEV-3"], more].concat();
    home.run(&purge(&[])).fails(
        3,
        &["`probe write purge` asks before it goes on with 3 things", "profile `work`", "probe: delete 3", "--yes"],
    );
    home.run(&purge(&["--read-only", "--yes"])).fails(3, &["read only", "`--read-only`"]);
    home.run(&purge(&["--named", "0", "--yes"])).fails(1, &["consent to nothing"]);
    home.run(&["probe", "write", "ask", "--yes"]).fails(3, &["which its manifest does not declare"]);
    assert!(writes(&site).is_empty());
    let planned = home.run(&purge(&["--dry-run"]));
    assert!(planned.code == 0 && planned.stdout.contains("DELETE"), "{planned:?}");
    assert!(writes(&site).is_empty());

    let asked = |answers: &[&str]| -> String {
        let mut terminal = Session::spawn(home.command(&purge(&[]))).unwrap();
        terminal.set_expect_timeout(Some(std::time::Duration::from_secs(60)));
        let mut shown = String::new();
        for answer in answers {
            let found = terminal.expect(")? [y/N] ").unwrap();
            shown.push_str(&String::from_utf8_lossy(found.before()));
            terminal.send_line(answer).unwrap();
        }
        let rest = terminal.expect(Eof).unwrap();
        shown.push_str(&String::from_utf8_lossy(rest.as_bytes()));
        shown
    };
    let shown = asked(&["n"]);
    assert!(shown.contains("not confirmed") && shown.contains("probe: - DEV-3"), "{shown}");
    assert!(shown.contains("`probe write purge` asks: go on with 3 things (profile `work`"), "{shown}");
    // The plugin's words stay on a line with its name.
    assert!(shown.lines().all(|line| !line.starts_with("Go on?")), "{shown}");
    assert!(writes(&site).is_empty());
    let shown = asked(&["y"]);
    assert!(shown.contains("DEV-3 is gone"), "{shown}");
    assert_eq!(writes(&site).len(), 3);
}

#[test]
fn what_was_not_named_is_asked_about() {
    let site = site();
    let home = with_probe(&site);
    let mut terminal =
        Session::spawn(home.command(&["probe", "write", "purge", "DEV-1", "DEV-2", "--named", "1"])).unwrap();
    terminal.set_expect_timeout(Some(std::time::Duration::from_secs(60)));
    terminal.expect("go on with 1 thing (profile `work`)? [y/N] ").unwrap();
    terminal.send_line("y").unwrap();
    terminal.expect("/rest/api/3/issue/DEV-2 (profile `work`). Delete? [y/N] ").unwrap();
    terminal.send_line("n").unwrap();
    terminal.expect(Eof).unwrap();
    assert_eq!(writes(&site), ["DELETE /rest/api/3/issue/DEV-1"]);
}

#[test]
fn a_search_with_post_is_sent_again_and_a_write_is_not() {
    let site = site();
    let home = with_probe(&site);
    site.script("/rest/api/3/search/jql", Scripted::json(503, "{}"));
    home.run(&["probe", "write", "search"]).ok();
    assert_eq!(site.requests().len(), 2);
    site.reset_requests();
    site.script("/rest/api/3/issue", Scripted::json(503, "{}"));
    home.run(&["probe", "ask", "create"]).fails(6, &["error:"]);
    assert_eq!(site.requests().len(), 1);
}

/// The program under a policy: in a mount namespace of its own with another `/etc`, which goes with the process.
/// Nothing where such a namespace cannot be made, which CI does not accept.
fn under(home: &Home, policy: &str, prepare: &str, args: &[&str]) -> Option<Ran> {
    const SCRIPT: &str = r#"
        mount -t tmpfs -o mode=755 tmpfs /etc || exit 99
        mkdir -m 755 /etc/atlassian-cli && printf '%s' "$POLICY" > /etc/atlassian-cli/policy.yaml || exit 99
        chmod 644 /etc/atlassian-cli/policy.yaml
        eval "$PREPARE" || exit 98
        exec "$@"
    "#;
    let run = home.command(args);
    let mut unshare = Command::new("unshare");
    let root = rustix::process::geteuid().is_root();
    unshare
        .args([if root { "-m" } else { "-rm" }, "sh", "-c", SCRIPT, "sh"])
        .arg(run.get_program())
        .args(run.get_args());
    unshare.env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("POLICY", policy).env("PREPARE", prepare);
    unshare.envs(run.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ran = ran(&unshare.stdin(Stdio::null()).output().unwrap());
    if ran.code == 99 || ran.stderr.contains("unshare failed") {
        assert!(!std::env::var("CI").is_ok_and(|ci| ci == "true"), "CI needs mount namespaces: {ran:?}");
        println!("skipped: no mount namespace");
        return None;
    }
    assert_ne!(ran.code, 98, "{ran:?}");
    Some(ran)
}

#[test]
fn a_policy_that_cannot_be_used_lets_nothing_run() {
    let site = site();
    let home = with_probe(&site);
    let get = ["probe", "ask", "declared", "DEV-1"];
    let good = "audit: optional\n";
    let Some(fine) = under(&home, good, "", &get) else { return };
    fine.ok();
    let file = "/etc/atlassian-cli/policy.yaml";
    let mut cases = vec![
        ("effects: [", String::new(), "policy.yaml` cannot be used"),
        ("allow: all", String::new(), "unknown field"),
        ("", String::new(), "empty"),
        (good, format!("chmod 666 {file}"), "can be written by others"),
        (good, format!("chmod 664 {file}"), "can be written by others"),
        (good, "chmod 777 /etc/atlassian-cli".to_owned(), "can be written by others"),
        (good, format!("mv {file} /etc/p; ln -s /etc/p {file}"), "link"),
        (good, "mv /etc/atlassian-cli /etc/d; ln -s /etc/d /etc/atlassian-cli".to_owned(), "link"),
        (good, format!("rm {file}; mkdir {file}"), "not what it should be"),
        (good, format!("rm {file}; mkfifo {file}"), "not what it should be"),
        (good, format!("printf '\\377' > {file}"), "cannot be used"),
        (good, format!("truncate -s 2M {file}"), "more than 1 MiB"),
    ];
    if rustix::process::geteuid().is_root() {
        cases.push((good, format!("chown 12345 {file}"), "does not belong to root"));
        cases.push((good, "chown 12345 /etc/atlassian-cli".to_owned(), "does not belong to root"));
    }
    site.reset_requests();
    for (policy, prepare, words) in cases {
        for args in [&get[..], &["auth", "test"], &["policy", "explain", "--", "probe", "facts"]] {
            let ran = under(&home, policy, &prepare, args).unwrap();
            ran.fails(3, &["nothing runs", words]);
        }
        // Help and version say nothing that a policy could forbid.
        under(&home, policy, &prepare, &["--help"]).unwrap().ok();
    }
    assert!(site.requests().is_empty());
    // No file, no policy.
    under(&home, good, &format!("rm {file}"), &get).unwrap().ok();
    under(&home, good, "rm -r /etc/atlassian-cli", &get).unwrap().ok();
}

#[test]
fn a_policy_stands_above_everything_that_a_user_can_set() {
    let site = site();
    let home = with_probe(&site);
    let write = ["probe", "ask", "create", "--yes"];
    let Some(refused) = under(&home, "effects: [{highest: read}]", "", &write) else { return };
    refused.fails(3, &["the policy does not allow `probe ask create`", "`effects` allows `read`", "policy.yaml"]);
    let refused = |home: &Home, policy: &str, args: &[&str], words: &[&str]| {
        under(home, policy, "", args).unwrap().fails(3, words);
    };
    // Variables that move our own folders, and another's home, change nothing.
    let other = tempfile::tempdir().unwrap();
    let moved = other.path().to_str().unwrap();
    for name in ["XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "XDG_DATA_DIRS", "ATLASSIAN_CLI_POLICY", "PREFIX"] {
        let home = with_probe(&site).with_env(name, moved);
        if name != "XDG_CONFIG_HOME" {
            refused(&home, "effects: [{highest: read}]", &write, &["`effects` allows `read`"]);
        }
    }
    refused(
        &home,
        "effects: [{service: jira, profile: work, highest: write}]\nforbid: ['POST /rest/api/3/issue']",
        &write,
        &["`forbid` lists `POST /rest/api/3/issue`"],
    );
    refused(&home, "sites: ['https://acme.atlassian.net']", &write, &["`sites` does not list"]);
    let test = under(&home, "sites: ['https://acme.atlassian.net']", "", &["auth", "test"]).unwrap();
    assert!(test.code == 3 && test.stderr.contains("`sites` does not list"), "{test:?}");
    refused(&home, "plugins: [jira]", &write, &["does not allow the plugin `probe`"]);
    refused(&home, &format!("plugins: ['sha256:{}']", "0".repeat(64)), &write, &["does not allow the plugin `probe`"]);
    assert!(writes(&site).is_empty());
    let install = ["plugin", "install", small_probe().to_str().unwrap()];
    let bare = Home::at(&site);
    refused(&bare, "plugins: [jira]", &install, &["does not allow the plugin `probe`"]);
    under(&bare, "plugins: [probe]", "", &install).unwrap().fails(3, &["no terminal to ask on"]);
    let allowed = format!(
        "plugins: [probe]\nsites: ['{}']\neffects: [{{highest: write}}, {{service: bitbucket, highest: none}}]",
        site.url()
    );
    under(&home, &allowed, "", &write).unwrap().ok();
    assert_eq!(writes(&site), ["POST /rest/api/3/issue"]);
    // Under a dry run nothing that is forbidden is shown as if it would be sent.
    refused(
        &home,
        "effects: [{highest: read}]",
        &["probe", "ask", "create", "--dry-run"],
        &["`effects` allows `read`"],
    );
}

#[test]
fn a_policy_lowers_limits() {
    let site = site();
    let home = with_probe(&site);
    let limits = "limits: {cpu_seconds: 1, memory_mib: 32, answer_mib: 0, started: 0}";
    let Some(stopped) = under(&home, limits, "", &["probe", "behave", "spin"]) else { return };
    stopped.fails(1, &["reached the limit of 1 s without a result or an answer"]);
    under(&home, limits, "", &["probe", "behave", "memory"]).unwrap().fails(1, &["the limit of 32 MiB of memory"]);
    under(&home, limits, "", &["probe", "ask", "declared", "DEV-1"]).unwrap().fails(1, &["more than 0 requests"]);
    let answer = "limits: {answer_mib: 0}";
    under(&home, answer, "", &["probe", "ask", "declared", "DEV-1"]).unwrap().fails(1, &["an answer may have 0 MiB"]);
}

#[test]
fn explain_says_what_decides() {
    let site = site();
    let home = with_probe(&site);
    let rows = |json: &str| -> Vec<(String, String, String)> {
        let json: Value = serde_json::from_str(json).unwrap();
        let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
        json.as_array()
            .unwrap()
            .iter()
            .map(|row| (text(row, "subject"), text(row, "decision"), text(row, "because")))
            .collect()
    };
    let explain = ["policy", "explain", "--format", "json", "--"];
    let line = |words: &[&'static str]| -> Vec<&'static str> { explain.iter().chain(words).copied().collect() };
    let free = rows(&home.run(&line(&["probe", "write", "delete", "DEV-1"])).ok());
    assert!(free.iter().any(|(subject, decision, _)| subject == "policy" && decision == "none"), "{free:?}");
    let delete = free.last().unwrap();
    assert_eq!((delete.0.as_str(), delete.1.as_str()), ("DELETE /rest/api/3/issue/{issueIdOrKey}", "asked about"));
    let sent = rows(&home.run(&line(&["atlassian-cli", "probe", "write", "delete", "DEV-1", "--yes"])).ok());
    assert_eq!(sent.last().unwrap().1, "sent");
    let read_only = rows(&home.run(&line(&["probe", "write", "delete", "DEV-1", "--read-only"])).ok());
    assert_eq!(read_only.last().unwrap().1, "refused");
    assert!(read_only.last().unwrap().2.contains("--read-only"), "{read_only:?}");
    // Both effects of an endpoint that can have two.
    let two = rows(&home.run(&line(&["probe", "write", "archive", "a", "b"])).ok());
    let decisions: Vec<_> = two.iter().rev().take(2).map(|row| row.1.as_str()).collect();
    assert_eq!(decisions, ["asked about", "sent"]);
    home.run(&line(&["auth", "list"])).fails(2, &["nothing to explain"]);
    assert!(site.requests().is_empty());
    let policy = "forbid: ['DELETE /rest/api/3/issue/{key}']\neffects: [{highest: write}]";
    let Some(under) = under(&home, policy, "", &line(&["probe", "write", "delete", "DEV-1"])) else { return };
    let under = rows(&under.ok());
    assert!(under.iter().filter(|(_, decision, _)| decision == "refused").count() == 2, "{under:?}");
}

#[test]
fn a_policy_requires_the_audit_log_and_says_what_it_holds() {
    let site = site();
    let home = with_probe(&site);
    let get = ["probe", "ask", "declared", "DEV-1"];
    let log = home.path().join(".local/state/atlassian-cli/audit.jsonl");
    let Some(full) = under(&home, "audit: required\naudit_paths: full\n", "", &get) else { return };
    full.ok();
    assert!(std::fs::read_to_string(&log).unwrap().contains("/rest/api/3/issue/DEV-1"));
    under(&home, "audit: required\n", "", &get).unwrap().ok();
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(!text.lines().last().unwrap().contains("DEV-1"), "{text}");
    site.reset_requests();
    let home = with_probe(&site);
    std::fs::write(home.path().join(".local"), "in the way").unwrap();
    site.reset_requests();
    for args in [&get[..], &["probe", "ask", "create"], &["auth", "test"]] {
        let ran = under(&home, "audit: required\n", "", args).unwrap();
        assert!(ran.code == 3 && ran.stderr.contains("audit log cannot be written"), "{ran:?}");
    }
    assert!(site.requests().is_empty());
    let optional = under(&home, "audit: optional\n", "", &get).unwrap();
    assert!(optional.code == 0 && optional.stderr.contains("not in the audit log"), "{optional:?}");
}
