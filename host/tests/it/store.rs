//! The credential store: parallel logins, a full disk, and every way of being broken.

use std::path::{Path, PathBuf};
use std::process::Command;

use atlassian_simulator::{EMAIL, SITE_TOKEN};
use serde_json::Value;

use crate::support::{Home, site};

fn folder(home: &Home) -> PathBuf {
    home.path().join(".config/atlassian-cli")
}

#[cfg(unix)]
fn chmod(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
}

#[test]
fn sixteen_logins_at_once_leave_sixteen_profiles_and_tokens() {
    let site = site();
    let home = Home::empty();
    let names: Vec<String> = (0..16).map(|number| format!("p{number}")).collect();
    let children: Vec<_> = names
        .iter()
        .map(|name| {
            let args = [
                "auth",
                "login",
                "--profile",
                name,
                "--base-url",
                &site.url(),
                "--email",
                EMAIL,
                "--token",
                SITE_TOKEN,
            ];
            home.command(&args).stderr(std::process::Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let list: Value = serde_json::from_str(&home.run(&["auth", "list", "--format", "json"]).ok()).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 16);
    for name in &names {
        home.run(&["auth", "test", "--profile", name]).ok();
    }
    let left: Vec<_> = home.files().into_iter().filter(|file| file.to_string_lossy().contains(".tmp-")).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// Needs a file system of its own: a small one in memory, in a mount namespace that goes with the script.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_old_state() {
    const SCRIPT: &str = r#"
        set -u
        mkdir -p "$HOME/.config" "$HOME/.atlassian-cli"
        mount -t tmpfs -o size=64k tmpfs "$HOME/.config" || exit 99
        login() { "$PROGRAM" auth login --profile work --base-url "$SITE" --email "$EMAIL" --token "$1" --default; }
        login "$TOKEN" || exit 10
        cp -r "$HOME/.config/atlassian-cli" "$HOME/before"
        dd if=/dev/zero of="$HOME/.config/fill" bs=1k 2>/dev/null
        login another-token-EXAMPLE; [ $? = 1 ] || exit 11
        "$PROGRAM" auth rotate-key; [ $? = 1 ] || exit 12
        "$PROGRAM" auth rotate-key --to command; [ $? = 1 ] || exit 13
        diff -r "$HOME/before" "$HOME/.config/atlassian-cli" || exit 14
        "$PROGRAM" auth test || exit 15
        rm "$HOME/.config/fill"
        "$PROGRAM" auth rotate-key || exit 16
        "$PROGRAM" auth test || exit 17
    "#;
    let site = site();
    let home = Home::empty();
    std::fs::create_dir(home.path().join(".atlassian-cli")).unwrap();
    let key = "0f".repeat(32);
    std::fs::write(home.path().join(".atlassian-cli/config.yaml"), format!("key_command: [echo, {key}]\n")).unwrap();
    let root = rustix::process::geteuid().is_root();
    let output = Command::new("unshare")
        .args([if root { "-m" } else { "-rm" }, "sh", "-c", SCRIPT])
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("HOME", home.path())
        .env("PROGRAM", env!("CARGO_BIN_EXE_atlassian-cli"))
        .envs([("SITE", site.url().as_str()), ("EMAIL", EMAIL), ("TOKEN", SITE_TOKEN)])
        .output();
    let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    match output {
        Ok(output) if output.status.success() => {
            let stderr = String::from_utf8_lossy(&output.stderr);
            let errors = stderr.lines().filter(|line| line.starts_with("caused by: No space left on device"));
            assert_eq!(errors.count(), 3, "{stderr}");
            // `auth test` works, and says that it cannot be logged.
            assert!(stderr.contains("warning: what this run does is not in the audit log"), "{stderr}");
        }
        Ok(output) if in_ci || matches!(output.status.code(), Some(10..=17)) => panic!("{output:?}"),
        Err(error) if in_ci => panic!("{error}"),
        other => println!("skipped: no file system can be mounted here: {other:?}"),
    }
}

/// Breaks a good store, and what is said then.
type Case<'a> = (&'a str, &'a dyn Fn(&Path), i32, &'a [&'a str]);

#[cfg(unix)]
#[test]
fn every_way_of_being_broken_has_its_own_message() {
    let site = site();
    let edit = |dir: &Path, from: &str, to: &str| {
        let path = dir.join("credentials");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        std::fs::write(path, text.replace(from, to)).unwrap();
    };
    let cases: &[Case<'_>] = &[
        (
            "key missing",
            &|dir| std::fs::remove_file(dir.join("key")).unwrap(),
            4,
            &["key`", "is missing", "put the key file back"],
        ),
        (
            "key readable by others",
            &|dir| chmod(&dir.join("key"), 0o640),
            3,
            &["can be read by other users", "chmod 600"],
        ),
        ("key too short", &|dir| std::fs::write(dir.join("key"), "short").unwrap(), 1, &["5 bytes instead of 32"]),
        (
            "another key",
            &|dir| std::fs::write(dir.join("key"), [7; 32]).unwrap(),
            4,
            &["is not the key that the stored tokens"],
        ),
        (
            "damaged record",
            &|dir| edit(dir, "\"kind\": \"site\"", "\"kind\": \"bitbucket\""),
            4,
            &["damaged at record 2", "auth login --profile work"],
        ),
        (
            "newer version",
            &|dir| edit(dir, "\"version\": 1", "\"version\": 7"),
            1,
            &["format version 7", "update this one"],
        ),
        ("cut off", &|dir| edit(dir, "]\n}", ""), 4, &["is not a credential store", "line"]),
        (
            "something else",
            &|dir| std::fs::write(dir.join("credentials"), "[1]").unwrap(),
            4,
            &["is not a credential store"],
        ),
        (
            "another object",
            &|dir| std::fs::write(dir.join("credentials"), "{\"x\":1}").unwrap(),
            4,
            &["of this program"],
        ),
        (
            "another tool's",
            &|dir| std::fs::write(dir.join("credentials"), "{\"work\":\"plain-token-EXAMPLE\"}").unwrap(),
            4,
            &["another tool", "plaintext", "auth import"],
        ),
    ];
    for (what, damage, code, words) in cases {
        let home = Home::empty();
        let other =
            ["auth", "login", "--profile", "other", "--bitbucket", "--bearer", "--token", "other-token-EXAMPLE"];
        home.run(&other).ok();
        home.sign_in(&site, SITE_TOKEN);
        damage(&folder(&home));
        let args: &[&str] = if *what == "damaged record" {
            &["auth", "test", "--bitbucket"]
        } else {
            &["jira", "issue", "get", "DEV-1"]
        };
        let error = home.run(args).fails(*code, words);
        assert!(error.contains("hint: ") && !error.contains("EXAMPLE"), "{what}: {error}");
        assert!(!error.contains("no token"), "{what}: {error}");
        assert!(site.requests().is_empty(), "{what}");
    }
}

#[test]
fn places_that_are_not_there_or_cannot_be_written() {
    let home = Home::empty();
    let login = ["auth", "login", "--profile", "x", "--bitbucket", "--bearer", "--token", "some-token-EXAMPLE"];
    // Where the folder should be, there is a file: not even root can write below it.
    std::fs::write(home.path().join(".config"), "").unwrap();
    let error = home.run(&login).fails(1, &["failed to make the folder", ".config"]);
    assert!(!error.contains("EXAMPLE"), "{error}");
    // Without `HOME`, the system's own record of the user may do; a home that is not a path does not.
    let relative = home.command(&login).env("HOME", "nowhere").output().unwrap();
    assert_eq!(relative.status.code(), Some(2), "{relative:?}");
    let stderr = String::from_utf8_lossy(&relative.stderr);
    assert!(stderr.contains("no home folder is known") && stderr.contains("ATLASSIAN_CLI_CONFIG_DIR"), "{stderr}");
    // The variable is enough.
    let moved = home.path().join("moved");
    let ran = home.command(&login).env_remove("HOME").env("ATLASSIAN_CLI_CONFIG_DIR", &moved).output().unwrap();
    assert!(ran.status.success() && moved.join("credentials").is_file(), "{ran:?}");
}

/// As an ordinary user: root writes everywhere.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_is_not_writable_is_said_and_still_read() {
    if rustix::process::geteuid().is_root() {
        return read_only_as_root();
    }
    let site = site();
    let home = Home::at(&site);
    chmod(&folder(&home), 0o500);
    home.run(&["auth", "rotate-key"]).fails(1, &["failed to", "hint"]);
    home.run(&["auth", "test"]).ok();
    chmod(&folder(&home), 0o700);
}

/// As root: a file system that is mounted for reading only.
#[cfg(target_os = "linux")]
fn read_only_as_root() {
    const SCRIPT: &str = r#"
        mount --bind "$HOME/.config" "$HOME/.config" && mount -o remount,ro,bind "$HOME/.config" || exit 99
        "$PROGRAM" auth rotate-key; [ $? = 1 ] || exit 10
        "$PROGRAM" auth test || exit 11
    "#;
    let site = site();
    let home = Home::at(&site);
    let mut command = Command::new("unshare");
    command.args(["-m", "sh", "-c", SCRIPT]).env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    let output = command.env("HOME", home.path()).env("PROGRAM", env!("CARGO_BIN_EXE_atlassian-cli")).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    if output.status.code() == Some(99) && std::env::var("CI").is_err() {
        println!("skipped: nothing can be mounted here: {stderr}");
        return;
    }
    assert!(output.status.success(), "{output:?}");
    assert!(stderr.contains("Read-only file system") && stderr.contains("hint: "), "{stderr}");
}

/// A folder that the user made is the user's: what is in it may be others' to see, but not to change.
#[cfg(unix)]
#[test]
fn a_folder_that_the_user_made_keeps_its_mode() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let home = Home::empty();
    let ours = home.path().join("ours");
    std::fs::create_dir(&ours).unwrap();
    std::fs::write(ours.join("notes.txt"), "mine").unwrap();
    let login = |folder: &Path| {
        let token = ["--bitbucket", "--bearer", "--token", "some-token-EXAMPLE"];
        let args = [&["auth", "login", "--profile", "x"][..], &token[..]].concat();
        home.command(&args).env("ATLASSIAN_CLI_CONFIG_DIR", folder).output().unwrap()
    };
    for kept in [0o755, 0o711, 0o700] {
        chmod(&ours, kept);
        let ran = login(&ours);
        assert!(ran.status.success(), "{ran:?}");
        assert_eq!(mode(&ours), kept);
        for file in ["config.yaml", "credentials", "key"] {
            assert_eq!(mode(&ours.join(file)), 0o600, "{file}");
        }
    }
    // The usual folder may have been made by another tool of the same name.
    let usual = home.path().join(".config/atlassian-cli");
    std::fs::create_dir_all(&usual).unwrap();
    chmod(&usual, 0o755);
    home.run(&["auth", "login", "--profile", "x", "--bitbucket", "--bearer", "--token", "some-token-EXAMPLE"]).ok();
    assert_eq!((mode(&usual), mode(&usual.join("key"))), (0o755, 0o600));
    // One that we make is closed.
    let new = home.path().join("new/deep");
    assert!(login(&new).status.success());
    assert_eq!((mode(&new), mode(new.parent().unwrap())), (0o700, 0o700));
    // Where others can write, they could put a key or a configuration of theirs.
    chmod(&ours, 0o757);
    let refused = login(&ours);
    let stderr = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(3), "{stderr}");
    assert!(stderr.contains("can be changed by other users") && stderr.contains("chmod go-w"), "{stderr}");
    assert_eq!(mode(&ours), 0o757);
    let doctor = home.command(&["auth", "doctor"]).env("ATLASSIAN_CLI_CONFIG_DIR", &ours).output().unwrap();
    assert!(String::from_utf8_lossy(&doctor.stdout).contains("can be changed by other users"), "{doctor:?}");
}
