//! `alias`: own commands under short names, and nothing else.

use crate::support::{Home, site};

#[test]
fn an_alias_is_the_command_that_it_stands_for() {
    let site = site();
    let home = Home::at(&site);
    home.run(&["alias", "set", "one", "jira search --jql \"key = $1\" --format quiet"]).ok();
    assert_eq!(home.run(&["one", "DEV-2"]).ok(), "DEV-2\n");
    assert_eq!(home.run(&["-p", "work", "one", "DEV-2", "--format=csv", "--columns", "key"]).code, 2, "format twice");
    home.run(&["alias", "set", "dev", "jira search --jql 'project = DEV'"]).ok();
    assert_eq!(home.run(&["dev", "--limit", "2", "--format", "quiet"]).ok().lines().count(), 2);
    home.run(&["one"]).fails(2, &["wants a word for `$1`"]);
    // What is given stays one word: it brings no flag of its own.
    home.run(&["one", "DEV-2\" --yes \""]).fails(1, &[]);
    assert!(home.run(&["alias", "list"]).ok().contains("project = DEV"));
    for help in [&["--help"][..], &["help"]] {
        let help = home.run(help).ok();
        assert!(help.contains("\nAliases:\n  dev          jira search --jql 'project = DEV'\n  one   "), "{help}");
    }
    home.run(&["alias", "delete", "dev"]).ok();
    home.run(&["dev"]).fails(2, &["unrecognized subcommand"]);
    home.run(&["alias", "rm", "dev"]).fails(2, &["no alias `dev`"]);
}

#[test]
fn an_alias_hides_nothing_and_runs_no_shell() {
    let site = site();
    let home = Home::at(&site);
    for (name, command, words) in [
        ("jira", "auth list", "an alias cannot hide"),
        ("auth", "jira search", "an alias cannot hide"),
        ("a/b", "jira search", "not a profile name"),
        ("x", "!touch owned", "no command of atlassian-cli"),
        ("x", "sh -c id", "no command of atlassian-cli"),
        ("x", "mine jira search", "no command of atlassian-cli"),
        ("x", "jira search 'open", "a quote in the alias is not closed"),
    ] {
        home.run(&["alias", "set", name, command]).fails(2, &[words]);
    }
    // Written by hand, it is as powerless.
    let path = home.path().join(".atlassian-cli/config.yaml");
    let config = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{config}aliases:\n  jira: auth logout --profile work\n  loop: loop\n")).unwrap();
    assert_eq!(home.run(&["jira", "issue", "get", "DEV-1", "--format", "quiet"]).ok(), "DEV-1\n");
    home.run(&["loop"]).fails(2, &["stands for no command"]);
}
