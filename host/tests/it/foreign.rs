//! Plugins in Python and JavaScript, made by those languages' own tools: the same commands, the same rules.

use std::path::PathBuf;

use serde_json::Value;

use crate::support::{Home, Ran, site, target_dir};

/// A component that `cargo xtask foreign` builds; nothing where it has not been run, which CI must not overlook.
fn component(name: &str) -> Option<PathBuf> {
    let path = target_dir().join("guests/foreign").join(format!("{name}.wasm"));
    if path.is_file() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "{} is missing: run `cargo xtask foreign`", path.display());
    println!("skipped: `cargo xtask foreign` builds {}", path.display());
    None
}

/// An issue is shown, one that is missing is said to be, and `ways` lead nowhere: each by itself, because where nothing
/// is linked, trying ends the guest.
fn holds(name: &str, ways: &[&str], harmless: &[(&str, &str)]) {
    let Some(component) = component(name) else { return };
    let site = site();
    let home = Home::at(&site).with_guests(&[("foreign", &component)]);
    let issue: Value = serde_json::from_str(&home.run(&["foreign", "get", "DEV-1", "--format", "json"]).ok()).unwrap();
    assert_eq!(issue["fields"]["summary"], "Search forgets the second page");
    home.run(&["foreign", "get", "DEV-99"]).fails(5, &["there is no issue DEV-99"]);

    site.reset_requests();
    let reach = |way: &str| home.run(&["foreign", "reach", way, "--format", "json"]);
    let undeclared = reach("undeclared");
    assert!(undeclared.stderr.contains("its manifest does not declare"), "{undeclared:?}");
    assert_eq!(answer(undeclared)["got"].as_str().map(|got| got.trim_matches(['"', '\''])), Some("denied"));
    for way in ways {
        let ran = reach(way);
        if ran.code == 0 {
            let answer = answer(ran);
            assert!(answer["refused"].is_string(), "{name}, {way}: {answer}");
        } else {
            ran.fails(1, &["the plugin broke down while it ran `foreign reach`"]);
        }
    }
    for (way, expected) in harmless {
        assert_eq!(answer(reach(way))["got"], *expected, "{name}, {way}");
    }
    assert!(site.requests().is_empty());
}

#[track_caller]
fn answer(ran: Ran) -> Value {
    serde_json::from_str(&ran.ok()).unwrap()
}

#[test]
fn a_plugin_in_python_runs_under_the_same_rules() {
    let ways = ["read", "write", "list", "name", "connect", "listen", "process", "input"];
    holds("python", &ways, &[("environment", "{}"), ("arguments", "[]")]);
    assert!(!PathBuf::from("/tmp/written").exists());
}

#[test]
fn a_plugin_in_javascript_runs_under_the_same_rules() {
    holds("javascript", &["fetch"], &[("globals", "[]")]);
}

#[test]
fn what_imports_sockets_is_refused_before_it_runs() {
    let Some(component) = component("python-with-sockets") else { return };
    let site = site();
    let home = Home::at(&site).with_guests(&[("foreign", &component)]);
    home.run(&["foreign", "get", "DEV-1"]).fails(1, &["it imports `wasi:sockets/", "which no plugin gets"]);
    assert!(site.requests().is_empty());
}
