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
