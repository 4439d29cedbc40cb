//! `config`: what it changes, and what it leaves.

use crate::support::{Home, site};

#[test]
fn values_are_read_and_changed_and_comments_stay() {
    let site = site();
    let home = Home::at(&site);
    let path = home.run(&["config", "path"]).ok();
    assert_eq!(path.trim_end(), home.path().join(".atlassian-cli/config.yaml").to_str().unwrap());
    let before = std::fs::read_to_string(path.trim_end()).unwrap();
    std::fs::write(path.trim_end(), format!("# mine\n{before}")).unwrap();

    assert_eq!(home.run(&["config", "get", "default_profile"]).ok(), "work\n");
    home.run(&["config", "set", "profiles.work.read_only", "true"]).ok();
    assert_eq!(home.run(&["config", "get", "profiles.work.read_only"]).ok(), "true\n");
    home.run(&["jira", "api", "PUT", "/rest/api/3/issue/DEV-1", "-f", "x=y"]).fails(3, &["read only"]);
    let list = home.run(&["config", "ls", "--format", "quiet"]).ok();
    assert!(list.contains("profiles.work.base_url\n") && list.contains("profiles.work.read_only\n"), "{list}");
    home.run(&["config", "unset", "profiles.work.read_only"]).ok();
    assert_eq!(std::fs::read_to_string(path.trim_end()).unwrap(), format!("# mine\n{before}"));

    let ran = home.run(&["config", "set", "profiles.work.base_url", "your-domain.atlassian.net/jira"]);
    assert!(ran.stderr.contains("sign in again"), "{ran:?}");
    assert_eq!(home.run(&["config", "get", "profiles.work.base_url"]).ok(), "https://your-domain.atlassian.net\n");
    // The token stays with the address that it was given for.
    home.run(&["jira", "issue", "get", "DEV-1"]).fails(4, &["your-domain.atlassian.net"]);
}

#[test]
fn what_is_no_key_or_no_value_changes_nothing() {
    let home = Home::at(&site());
    let before = std::fs::read(home.path().join(".atlassian-cli/config.yaml")).unwrap();
    for (key, value, words) in [
        ("nothing", "x", "keys are default_profile"),
        ("profiles.work.token", "x", "no key"),
        ("profiles.other.email", "x", "no profile `other`"),
        ("default_profile", "other", "no profile `other`"),
        ("profiles.work.read_only", "perhaps", "`true` or `false`"),
        ("profiles.work.auth", "digest", "`basic` or `bearer`"),
        ("profiles.work.base_url", "http://elsewhere.example", "not a usable address"),
    ] {
        home.run(&["config", "set", key, value]).fails(2, &[words]);
    }
    home.run(&["config", "get", "profiles.work.proxy"]).fails(2, &["is not set"]);
    assert_eq!(std::fs::read(home.path().join(".atlassian-cli/config.yaml")).unwrap(), before);
}

#[test]
fn defaults_stand_in_for_flags() {
    let site = site();
    let home = Home::at(&site);
    let before = std::fs::read_to_string(home.path().join(".atlassian-cli/config.yaml")).unwrap();
    for (key, value) in [
        ("defaults.format", "jsonl"),
        ("defaults.limit", "1"),
        ("defaults.timeout", "90s"),
        ("defaults.concurrency", "2"),
        ("defaults.color", "never"),
    ] {
        home.run(&["config", "set", key, value]).ok();
        assert_eq!(home.run(&["config", "get", key]).ok(), format!("{value}\n"));
    }
    let search = ["jira", "search", "--jql", "project = DEV"];
    let ran = home.run(&search);
    assert!(ran.stderr.contains("showing 1 of about 5"), "{ran:?}");
    let shown = ran.ok();
    assert!(shown.starts_with('{') && shown.lines().count() == 1, "{shown}");
    let flags = home.run(&[&search[..], &["--limit", "2", "--format", "quiet"]].concat()).ok();
    assert_eq!(flags.lines().count(), 2, "a flag wins");
    let help = home.run(&["jira", "search", "--help"]).ok();
    for shown in ["[default: jsonl]", "[default: 1]", "[default: 90s]"] {
        assert!(help.contains(shown), "{help}");
    }
    // The command's own errors, and those of its line, are JSON as well.
    let ran = home.run(&["jira", "search", "--nonsense"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&ran.stderr).unwrap()["kind"], "usage", "{ran:?}");

    for (key, value, words) in [
        ("defaults.format", "xml", "one of table, json"),
        ("defaults.limit", "many", "it is a number"),
        ("defaults.timeout", "1h", "between `1s` and `10m`"),
        ("defaults.concurrency", "0", "between 1 and 100"),
        ("defaults.color", "red", "one of auto, always, never"),
    ] {
        home.run(&["config", "set", key, value, "--format", "table"]).fails(2, &[key, words]);
        let config = home.path().join(".atlassian-cli/config.yaml");
        let good = std::fs::read_to_string(&config).unwrap();
        std::fs::write(&config, format!("{before}\ndefaults:\n  {}: {value}\n", &key[9..])).unwrap();
        home.run(&search).fails(2, &["is not valid", key, words]);
        home.run(&["config", "path"]).ok();
        std::fs::write(&config, good).unwrap();
    }
    for key in ["format", "limit", "timeout", "concurrency", "color"] {
        home.run(&["config", "unset", &format!("defaults.{key}"), "--format", "table"]).ok();
    }
    assert_eq!(std::fs::read_to_string(home.path().join(".atlassian-cli/config.yaml")).unwrap(), before);
}

#[test]
fn a_silent_site_is_waited_for_as_long_as_told() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let home = Home::at_url(&format!("http://{}", silent.local_addr().unwrap()));
    home.run(&["jira", "api", "/rest/api/3/myself", "--timeout", "1s"]).fails(6, &["does not answer in time"]);
    // Its table is on stdout all the same.
    let ran = home.run(&["auth", "test", "--timeout", "1s"]);
    assert!(ran.code == 6 && ran.stderr.contains("does not answer in time"), "{ran:?}");
    home.run(&["auth", "test", "--timeout", "soon"]).fails(2, &["a duration looks like"]);
}
