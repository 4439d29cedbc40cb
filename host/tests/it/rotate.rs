//! `auth rotate-key`, key sources, and kills at any moment.

use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use atlassian_simulator::{BITBUCKET_ACCESS_TOKEN, SITE_BEARER, SITE_TOKEN, Simulator};

use crate::support::{Home, Ran, site};

const ROUNDS: u32 = 60;

/// Another key each time.
fn key(number: u8) -> String {
    format!("{number:02x}").repeat(32)
}

fn config(home: &Home, text: &str) {
    let path = home.path().join(".atlassian-cli/config.yaml");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    let kept: String =
        before.lines().filter(|line| !line.starts_with("key_")).map(|line| format!("{line}\n")).collect();
    std::fs::write(&path, format!("{text}\n{kept}")).unwrap();
}

fn credentials(home: &Home) -> String {
    std::fs::read_to_string(home.path().join(".config/atlassian-cli/credentials")).unwrap()
}

fn has_key_file(home: &Home) -> bool {
    home.path().join(".config/atlassian-cli/key").exists()
}

fn works(home: &Home) -> Ran {
    home.run(&["auth", "test"])
}

#[test]
fn every_token_is_encrypted_anew() {
    let site = site();
    let home = Home::at(&site);
    home.run(&["auth", "login", "--profile", "b", "--bitbucket", "--bearer", "--token", "b-token-EXAMPLE"]).ok();
    let place = home.path().join(".config/atlassian-cli/key");
    let (before, old) = (credentials(&home), std::fs::read(&place).unwrap());
    let rotated = home.run(&["auth", "rotate-key"]);
    assert!(rotated.stderr.contains("encrypted 2 tokens with another key"), "{rotated:?}");
    assert_ne!(old, std::fs::read(&place).unwrap());
    let after = credentials(&home);
    for line in before.lines().filter(|line| ["nonce", "ciphertext", "\"id\""].iter().any(|word| line.contains(word))) {
        assert!(!after.contains(line), "{line} stayed");
    }
    works(&home).ok();
}

#[test]
fn without_a_store_there_is_nothing_to_do() {
    let home = Home::empty();
    let ran = home.run(&["auth", "rotate-key"]);
    assert!(ran.code == 0 && ran.stderr.contains("nothing to encrypt"), "{ran:?}");
    assert!(!has_key_file(&home));
}

#[test]
fn a_key_from_a_command_and_back_to_the_file() {
    let site = site();
    let home = Home::empty();
    let counter = home.path().join("asked");
    let command = |number: u8| {
        format!("key_command: [sh, -c, 'echo x >> \"$1\"; echo {}', sh, '{}']", key(number), counter.display())
    };
    config(&home, &format!("key_source: command\n{}", command(1)));
    home.sign_in(&site, SITE_TOKEN);
    assert!(!has_key_file(&home));
    std::fs::remove_file(&counter).unwrap();
    works(&home).ok();
    assert_eq!(std::fs::read_to_string(&counter).unwrap(), "x\n", "asked once a process");

    home.run(&["auth", "rotate-key"]).fails(2, &["cannot make a new one", "--to file"]);
    home.run(&["auth", "rotate-key", "--to", "file"]).ok();
    assert!(has_key_file(&home));
    std::fs::remove_file(&counter).unwrap();
    works(&home).ok();
    assert!(!counter.exists(), "the command is no longer needed");

    config(&home, &format!("key_source: file\n{}", command(2)));
    home.run(&["auth", "rotate-key", "--to", "command"]).ok();
    assert!(!has_key_file(&home));
    let text = std::fs::read_to_string(home.path().join(".atlassian-cli/config.yaml")).unwrap();
    assert!(text.contains("key_source: command") && text.contains("profiles:"), "{text}");
    works(&home).ok();
}

/// Who edits `key_source` by hand goes on with the store as it is, until the key is rotated.
#[test]
fn a_changed_source_waits_for_a_rotation() {
    let site = site();
    let home = Home::at(&site);
    config(&home, &format!("key_source: command\nkey_command: [echo, '{}']", key(3)));
    works(&home).ok();
    home.sign_in(&site, SITE_TOKEN);
    assert!(has_key_file(&home));
    home.run(&["auth", "rotate-key"]).ok();
    assert!(!has_key_file(&home));
    works(&home).ok();
}

#[test]
fn a_key_command_that_fails_says_how() {
    let site = site();
    let home = Home::empty();
    config(&home, &format!("key_source: command\nkey_command: [echo, '{}']", key(4)));
    home.sign_in(&site, SITE_TOKEN);
    for (command, code, words) in [
        ("[no-such-program-EXAMPLE]", 4, ["cannot be started", "`PATH`"]),
        ("[sh, -c, 'echo vault is sealed >&2; exit 2']", 4, ["vault is sealed", "failed (exit status: 2)"]),
        ("['true']", 4, ["did not print a key", "printed nothing"]),
        ("[echo, c2VjcmV0LTE2LWJ5dGVzIQ==]", 4, ["16 bytes instead of 32", "openssl rand"]),
        (&format!("[echo, '{}']", key(5)), 4, ["another key", "put the earlier key back"]),
        ("[]", 2, ["`key_command`", "config.yaml"]),
    ] {
        config(&home, &format!("key_source: command\nkey_command: {command}"));
        let error = home.run(&["jira", "issue", "get", "DEV-1"]).fails(code, &words);
        assert!(!error.contains("c2VjcmV0") && !error.contains("no token"), "{command}: {error}");
    }
    config(&home, "key_source: vault");
    home.run(&["auth", "list"]).fails(2, &["is not valid", "`file`, `keyring`, `command`"]);
    assert!(site.requests().is_empty());
}

/// The key may be locked or a command away, and a token from the environment does not need it.
#[test]
fn a_token_from_the_environment_asks_for_no_key() {
    let site = site();
    let home = Home::empty();
    config(&home, &format!("key_source: command\nkey_command: [echo, '{}']", key(7)));
    home.sign_in(&site, SITE_TOKEN);
    config(&home, "key_source: command\nkey_command: [no-such-program-EXAMPLE]");
    works(&home).fails(4, &["cannot be started"]);
    works(&home.with_env("ATLASSIAN_API_TOKEN", SITE_TOKEN)).ok();
}

#[test]
fn readers_are_never_disturbed_by_rotations() {
    let site = site();
    let home = Home::at(&site);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    works(&home).ok();
                }
            });
        }
        for _ in 0..15 {
            let rotated = home.run(&["auth", "rotate-key"]);
            if rotated.code != 0 {
                done.store(true, Ordering::Relaxed);
                panic!("{rotated:?}");
            }
        }
        done.store(true, Ordering::Relaxed);
    });
}

/// Starts it, kills it after a share of the time that it usually takes, and a bit more at the end.
fn killed(home: &Home, args: &[&str], usual: Duration, round: u32) {
    let child = home.command(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut child: Child = child.unwrap();
    std::thread::sleep(usual * round / (ROUNDS - 10));
    // SIGKILL; it may have ended already.
    let _ = child.kill();
    child.wait().unwrap();
}

fn took(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

/// Which of the tokens is sent. Both are known to the site's log, whether it accepts them or not.
fn token_sent(home: &Home, site: &Simulator) -> &'static str {
    site.reset_requests();
    let ran = works(home);
    let sent = site.requests().last().and_then(|request| request.credential);
    sent.unwrap_or_else(|| panic!("no token was sent: {ran:?}"))
}

fn login<'a>(site: &'a str, token: &'a str) -> [&'a str; 10] {
    ["auth", "login", "--profile", "work", "--base-url", site, "--bearer", "--default", "--token", token]
}

#[test]
fn a_killed_login_leaves_the_old_token_or_the_new() {
    let site = site();
    let home = Home::empty();
    let url = site.url();
    let usual = took(|| drop(home.run(&login(&url, SITE_BEARER)).ok()));
    let mut seen = std::collections::BTreeSet::new();
    for round in 0..ROUNDS {
        let token = if round % 2 == 0 { BITBUCKET_ACCESS_TOKEN } else { SITE_BEARER };
        killed(&home, &login(&url, token), usual, round);
        let sent = token_sent(&home, &site);
        assert!(["site-bearer", "bitbucket-bearer"].contains(&sent), "{sent}");
        seen.insert(sent);
        home.run(&["auth", "list"]).ok();
    }
    println!("seen after {ROUNDS} kills: {seen:?}");
}

#[test]
fn a_killed_first_login_leaves_nothing_or_all_that_is_needed() {
    let site = site();
    let url = site.url();
    let usual = took(|| drop(Home::empty().run(&login(&url, SITE_BEARER)).ok()));
    for round in 0..ROUNDS {
        let home = Home::empty();
        killed(&home, &login(&url, SITE_BEARER), usual, round);
        home.run(&["auth", "list"]).ok();
        home.run(&login(&url, SITE_BEARER)).ok();
        assert_eq!(token_sent(&home, &site), "site-bearer");
    }
}

#[test]
fn a_killed_rotation_leaves_a_store_that_opens() {
    let site = site();
    let home = Home::empty();
    config(&home, &format!("key_command: [echo, '{}']", key(6)));
    home.run(&login(&site.url(), SITE_BEARER)).ok();
    let usual = took(|| drop(home.run(&["auth", "rotate-key"]).ok()));
    let mut changed = 0;
    for round in 0..ROUNDS {
        let before = credentials(&home);
        // In the file, and between file and command to and fro.
        let args: &[&str] = match round % 4 {
            1 => &["auth", "rotate-key", "--to", "command"],
            3 => &["auth", "rotate-key", "--to", "file"],
            _ => &["auth", "rotate-key"],
        };
        killed(&home, args, usual, round);
        changed += u32::from(before != credentials(&home));
        assert_eq!(token_sent(&home, &site), "site-bearer", "round {round}");
    }
    println!("{changed} of {ROUNDS} killed rotations had changed the store");
    home.run(&["auth", "rotate-key", "--to", "file"]).ok();
    let left: Vec<_> = home.files().into_iter().filter(|file| file.ends_with("key.new")).collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(token_sent(&home, &site), "site-bearer");
}
