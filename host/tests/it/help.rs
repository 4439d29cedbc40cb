//! Help comes from the manifest alone: no guest runs, nothing is compiled, nothing is read from the home.

use std::path::PathBuf;

use crate::support::{Home, site};

/// A component whose manifest is good and whose code cannot even be compiled.
fn uncompilable(dir: &std::path::Path) -> PathBuf {
    let manifest = r#"{"name":"broken","version":"1.0.0","about":"Cannot run","contract":"0.1","imports":[],
        "services":["jira"],"commands":[{"path":["issue","get"],"about":"Show one issue","effect":"read","result":"one",
        "args":[{"name":"key","kind":"string","required":true,"help":"Issue key"}]}]}"#;
    let module = r#"(core module $m (func (export "run") (result i32) i64.const 1))
        (core instance $i (instantiate $m))
        (func $run (result u32) (canon lift (core func $i "run")))
        (export "run" (func $run))"#;
    let mut bytes = wat::parse_str(format!("(component {module})")).unwrap();
    bytes.extend(custom_section("atlassian-cli:manifest", manifest.as_bytes()));
    let path = dir.join("broken.wasm");
    std::fs::write(&path, bytes).unwrap();
    path
}

/// A custom section of the binary format: id 0, size, name, data.
pub(crate) fn custom_section(name: &str, data: &[u8]) -> Vec<u8> {
    let mut content = leb128(name.len());
    content.extend(name.as_bytes());
    content.extend(data);
    let mut section = vec![0];
    section.extend(leb128(content.len()));
    section.extend(content);
    section
}

/// A number of the binary format: seven bits a byte, the lowest first.
pub(crate) fn leb128(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = u8::try_from(value & 0x7f).unwrap();
        value >>= 7;
        if value == 0 {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
}

#[test]
fn help_starts_no_guest() {
    let dir = tempfile::tempdir().unwrap();
    let plugin = uncompilable(dir.path());
    let home = Home::empty().with_guests(&[("broken", &plugin)]);
    let help = home.run(&["broken", "--help"]).ok();
    assert!(help.contains("Cannot run") && help.contains("issue"), "{help}");
    let help = home.run(&["broken", "issue", "get", "--help"]).ok();
    assert!(help.contains("Show one issue") && help.contains("<KEY>"), "{help}");
    home.run(&["broken", "issue", "get"]).fails(2, &["<KEY>"]);
    assert!(home.files().is_empty(), "help wrote {:?}", home.files());

    // The same plugin cannot run: had help compiled or started it, it would have failed as this does.
    let site = site();
    home.sign_in(&site, "some-token-EXAMPLE");
    home.run(&["broken", "issue", "get", "DEV-1"]).fails(1, &["cannot be compiled"]);
}

#[test]
fn help_of_the_bundled_plugins_needs_nothing() {
    let home = Home::empty();
    for (args, expected) in [
        (vec!["--help"], "jira"),
        (vec!["jira", "--help"], "search"),
        (vec!["jira", "issue", "get", "--help"], "Examples:"),
        (vec!["bitbucket", "--help"], "whoami"),
        (vec!["auth", "login", "--help"], "--base-url"),
        (vec!["--version"], "atlassian-cli 0."),
    ] {
        let shown = home.run(&args).ok();
        assert!(shown.contains(expected), "{args:?}:\n{shown}");
    }
    assert!(home.files().is_empty(), "help wrote {:?}", home.files());
}

#[test]
fn a_wrong_word_gets_the_nearest_ones() {
    let home = Home::empty();
    for (args, expected) in [
        (vec!["jirra"], "jira"),
        (vec!["jira", "serach"], "search"),
        (vec!["jira", "issue", "gett", "DEV-1"], "get"),
        (vec!["jira", "search", "--jqll", "x"], "--jql"),
        (vec!["auth", "logn"], "login"),
    ] {
        home.run(&args).fails(2, &["error:", "similar", expected]);
    }
}
