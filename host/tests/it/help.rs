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

#[test]
fn examples_come_first_and_groups_are_named() {
    let home = Home::empty();
    let help = home.run(&["jira", "search", "--help"]).ok();
    let place = |words: &str| help.find(words).unwrap_or_else(|| panic!("no {words} in {help}"));
    assert!(place("Usage:") < place("Examples:") && place("Examples:") < place("Options:"), "{help}");
    assert!(place("Options:") < place("Global options:"), "{help}");
    let help = home.run(&["--help"]).ok();
    let (products, own) = (help.find("Products:").unwrap(), help.find("This program:").unwrap());
    assert!(products < help.find("  jira ").unwrap() && help.find("  bitbucket ").unwrap() < own, "{help}");
    assert!(own < help.find("  auth ").unwrap(), "{help}");
}

/// Help of a command by both ways is the same, and every topic says what README says.
#[test]
fn help_is_a_command_too() {
    let home = Home::empty();
    assert_eq!(home.run(&["help", "jira", "search"]).ok(), home.run(&["jira", "search", "--help"]).ok());
    assert_eq!(home.run(&["help"]).ok(), home.run(&["--help"]).ok());
    let readme = include_str!("../../../README.md");
    for (code, meaning) in atlassian_cli::exit_code::TABLE {
        assert!(readme.contains(&format!("| {code} | {meaning} |")), "README lacks {code}");
        assert!(home.run(&["help", "exit-codes"]).ok().contains(&format!("{code}  {meaning}")));
    }
    let shown = home.run(&["help", "environment"]).ok();
    for (name, _) in atlassian_cli::environment::VARIABLES {
        assert!(shown.contains(name), "{shown}");
        assert!(name.split(", ").all(|name| readme.contains(&format!("`{name}`"))), "README lacks {name}");
    }
    assert!(home.run(&["help", "formats"]).ok().contains("--format markdown"));
    assert!(home.run(&["help", "files"]).ok().contains("policy.yaml"));
    home.run(&["help", "nothing"]).fails(2, &["no command `nothing`", "commands"]);
}

/// Each command says what it does and explains each flag, within a hundred columns.
#[test]
fn every_command_explains_itself() {
    let home = Home::empty();
    let commands: serde_json::Value = serde_json::from_str(&home.run(&["commands", "--format", "json"]).ok()).unwrap();
    let commands = commands.as_array().unwrap();
    assert!(commands.len() > 25);
    for command in commands {
        let name = command["command"].as_str().unwrap();
        let about = command["about"].as_str().unwrap();
        assert!(about.starts_with(|c: char| c.is_ascii_uppercase()) && !about.ends_with('.'), "{name}: {about}");
        for arg in command["args"].as_array().unwrap() {
            assert!(arg["help"].as_str().is_some_and(|help| !help.is_empty()), "{name}: {arg}");
        }
        let mut words: Vec<_> = name.split(' ').collect();
        words.push("--help");
        let help = home.run(&words).ok();
        assert!(help.contains("Examples:"), "{name} has no example:\n{help}");
        let too_wide: Vec<_> = help.lines().filter(|line| line.chars().count() > 110).collect();
        assert!(too_wide.is_empty(), "{name}: {too_wide:?}");
    }
    let effect = |name: &str| commands.iter().find(|command| command["command"] == name).map(|found| &found["effect"]);
    assert_eq!(effect("jira search").unwrap(), "read");
    assert_eq!(effect("auth login").unwrap(), "local");
    let search = home.run(&["commands", "jira", "search", "--jq", ".[0].endpoints[0].template"]).ok();
    assert_eq!(search, "/rest/api/3/search/jql\n");
    home.run(&["commands", "nothing"]).fails(2, &["no command `nothing`"]);
}

#[test]
fn verbs_have_the_names_of_other_programs() {
    let home = Home::empty();
    assert_eq!(
        home.run(&["auth", "ls", "--format", "json"]).ok(),
        home.run(&["auth", "list", "--format", "json"]).ok()
    );
    assert!(home.run(&["plugin", "rm", "--help"]).ok().contains("plugin remove"));
}

#[test]
fn the_variable_names_a_profile() {
    let site = site();
    let home = Home::at(&site).with_env("ATLASSIAN_CLI_PROFILE", "elsewhere");
    home.run(&["jira", "issue", "get", "DEV-1"]).fails(2, &["`ATLASSIAN_CLI_PROFILE` names `elsewhere`"]);
    assert_eq!(home.run(&["jira", "issue", "get", "DEV-1", "-p", "work", "--format", "quiet"]).ok(), "DEV-1\n");
}

#[test]
fn man_pages_are_written() {
    let home = Home::empty();
    let page = home.run(&["man", "jira", "search"]).ok();
    assert!(page.contains(".TH") && page.contains("Find issues") && page.contains("EXAMPLES"), "{page}");
    let dir = home.path().join("man1");
    home.run(&["man", "--dir", dir.to_str().unwrap()]).ok();
    for name in ["atlassian-cli.1", "atlassian-cli-jira-search.1", "atlassian-cli-auth-login.1"] {
        assert!(dir.join(name).is_file(), "{name}");
    }
}

/// `cargo xtask reference` writes them.
#[test]
fn the_references_are_those_of_the_manifests() {
    let home = Home::empty();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugins");
    let names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.len() >= 2);
    for name in names {
        let kept = std::fs::read_to_string(folder.join(&name).join("REFERENCE.md")).unwrap_or_default();
        let name = name.to_str().unwrap();
        assert_eq!(home.run(&["plugin", "reference", name]).ok(), kept, "run `cargo xtask reference`");
    }
    home.run(&["plugin", "reference", "nothing"]).fails(2, &["no plugin `nothing`"]);
}
