//! Files below a folder that a later run of the same command replaces and removes, as long as nobody has changed them.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Home, Ran, probe, site};

const RECORD: &str = ".atlassian-cli-export.json";

/// A home with the probe, and a folder in it to which nothing was exported yet.
fn home() -> (Home, PathBuf) {
    let home = Home::at(&site()).with_guests(&[("probe", probe())]);
    let dir = home.path().join("out");
    (home, dir)
}

fn export(home: &Home, dir: &Path, more: &[&str]) -> Ran {
    home.run(&[&["probe", "file", "export", "--format", "json", dir.to_str().unwrap()], more].concat())
}

/// Names and contents below a folder, without the record.
fn there(dir: &Path) -> Vec<String> {
    fn walk(top: &Path, dir: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(top, &path, found);
            } else if !path.ends_with(RECORD) {
                let name = path.strip_prefix(top).unwrap().display().to_string();
                found.push(format!("{name}={}", fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(dir, dir, &mut found);
    found.sort();
    found
}

fn names(ran: Ran) -> Vec<String> {
    let listed: Value = serde_json::from_str(&ran.ok()).unwrap();
    listed.as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_an_earlier_run_wrote_is_replaced_unless_somebody_changed_it() {
    let (home, dir) = home();
    assert!(names(export(&home, &dir, &["--write", "a=1", "--write", "b/c=2"])).is_empty());
    assert_eq!(names(export(&home, &dir, &["--write", "a=10", "--write", "b/c=2"])), ["a", "b/c"]);
    assert_eq!(there(&dir), ["a=10", "b/c=2"]);
    fs::write(dir.join("a"), "mine").unwrap();
    let refused = &["`a` is already there, with other content", "add `--force`"];
    export(&home, &dir, &["--write", "a=11"]).fails_with(3, refused);
    assert_eq!(there(&dir), ["a=mine", "b/c=2"]);
    export(&home, &dir, &["--write", "a=11", "--force"]).ok();
    export(&home, &dir, &["--write", "a=12"]).ok();
    assert_eq!(there(&dir), ["a=12", "b/c=2"]);
    // What was there before is nobody's, even if it looks alike.
    fs::write(dir.join("d"), "theirs").unwrap();
    export(&home, &dir, &["--write", "d=1"]).fails_with(3, &["`d` is already there, with other content"]);
    // The record stays with the files: elsewhere, too.
    let moved = home.path().join("moved");
    fs::rename(&dir, &moved).unwrap();
    assert_eq!(names(export(&home, &moved, &["--write", "a=13"])), ["a", "b/c"]);
    let record: Value = serde_json::from_slice(&fs::read(moved.join(RECORD)).unwrap()).unwrap();
    let digest = "sha256:3fdba35f04dc8c462986c992bcf875546257113072a909c162f7e470e581e278";
    assert_eq!(record["commands"]["probe file export"]["a"], digest);
    // One without its record is somebody else's.
    fs::remove_file(moved.join(RECORD)).unwrap();
    export(&home, &moved, &["--write", "a=14"]).fails_with(3, &["`a` is already there"]);
}

impl Ran {
    /// As [`Ran::fails`], where something may have been shown before.
    #[track_caller]
    fn fails_with(self, code: i32, words: &[&str]) {
        Ran { stdout: String::new(), ..self }.fails(code, words);
    }
}

#[test]
fn only_what_a_run_of_the_same_command_wrote_is_removed() {
    let (home, dir) = home();
    export(&home, &dir, &["--write", "a=1", "--write", "b/c/d=2", "--write", "b/e=3"]).ok();
    fs::write(dir.join("other"), "mine").unwrap();
    for name in ["other", "../out/a", "absent", RECORD, "", "b"] {
        let remove = export(&home, &dir, &["--remove", name]);
        remove.fails_with(3, &["wants to remove", "which no run of it has written"]);
    }
    let dry = export(&home, &dir, &["--remove", "a", "--write", "a2=x", "--dry-run"]);
    assert!(dry.stderr.contains("dry run: `a` was not removed"), "{dry:?}");
    assert_eq!(there(&dir), ["a=1", "b/c/d=2", "b/e=3", "other=mine"]);
    // Folders that are empty go, others stay.
    export(&home, &dir, &["--remove", "b/c/d"]).ok();
    assert!(!dir.join("b/c").exists() && dir.join("b").exists());
    fs::write(dir.join("a"), "changed").unwrap();
    export(&home, &dir, &["--remove", "a"]).fails_with(3, &["`a` has been changed since it was written", "--force"]);
    export(&home, &dir, &["--remove", "a", "--force"]).ok();
    assert_eq!(there(&dir), ["b/e=3", "other=mine"]);
    // One that is gone is as good, and is not told as there.
    fs::remove_file(dir.join("b/e")).unwrap();
    assert!(names(export(&home, &dir, &[])).is_empty());
    export(&home, &dir, &["--write", "f=1"]).ok();
    fs::remove_file(dir.join("f")).unwrap();
    export(&home, &dir, &["--forgetful", "--remove", "f"]).ok();
    // A command that does not ask leaves no record, and what another has written is not its own.
    export(&home, &dir, &["--write", "g=1"]).ok();
    let fill = |dir: &Path, text: &str| {
        home.run(&["probe", "file", "fill", dir.to_str().unwrap(), "--name", "g", "--text", text])
    };
    fill(&dir, "2").fails(3, &["`g` is already there"]);
    let plain = home.path().join("plain");
    fill(&plain, "1").ok();
    assert!(!plain.join(RECORD).exists());
    // What a run wrote before it failed is remembered.
    export(&home, &dir, &["--write", "h=1", "--write", "other=2"]).fails_with(3, &["`other` is already there"]);
    export(&home, &dir, &["--write", "h=2"]).ok();
}

#[test]
fn nothing_leads_out_of_the_folder() {
    let (home, dir) = home();
    let outside = home.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("a"), "1").unwrap();
    export(&home, &dir, &["--write", "a=1", "--write", "b/a=1"]).ok();
    // A link in place of the file, and of a folder on the way.
    fs::remove_file(dir.join("a")).unwrap();
    symlink(outside.join("a"), dir.join("a")).unwrap();
    export(&home, &dir, &["--forgetful", "--remove", "a"]).fails_with(2, &["`a` is a link"]);
    export(&home, &dir, &["--forgetful", "--write", "a=2"]).fails_with(2, &["`a` is a link"]);
    fs::remove_dir_all(dir.join("b")).unwrap();
    symlink(&outside, dir.join("b")).unwrap();
    export(&home, &dir, &["--forgetful", "--remove", "b/a"]).fails_with(1, &["`b/a`"]);
    fs::remove_file(dir.join("b")).unwrap();
    fs::create_dir_all(dir.join("b/a")).unwrap();
    export(&home, &dir, &["--forgetful", "--remove", "b/a"]).fails_with(2, &["is not a regular file"]);
    assert_eq!(there(&outside), ["a=1"]);
    // A record that somebody made up.
    let sha256_of_1 = "sha256:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b";
    for name in ["../outside/a", "/etc/passwd", "b/../../outside/a", ".git", "a\\b"] {
        let record = serde_json::json!({
            "about": "", "version": 1, "commands": {"probe file export": {name: sha256_of_1}},
        });
        fs::write(dir.join(RECORD), record.to_string()).unwrap();
        export(&home, &dir, &["--remove", name]).fails_with(2, &["is not valid", "a name in it is none"]);
    }
    for broken in ["", "{", "[]", "{\"about\":\"\",\"version\":2,\"commands\":{}}"] {
        fs::write(dir.join(RECORD), broken).unwrap();
        export(&home, &dir, &["--write", "x=1"]).fails_with(2, &["is not valid", "or remove it"]);
    }
    fs::remove_file(dir.join(RECORD)).unwrap();
    symlink(outside.join("record"), dir.join(RECORD)).unwrap();
    export(&home, &dir, &["--write", "x=1"]).fails_with(2, &["is a link"]);
    assert_eq!(there(&outside), ["a=1"]);
    // Our own files are nobody's export.
    let config = home.path().join(".atlassian-cli");
    export(&home, &config, &["--write", "x=1"]).fails_with(3, &["belongs to atlassian-cli itself"]);
}
