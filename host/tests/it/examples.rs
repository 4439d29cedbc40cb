//! Every example in the help of a bundled command runs, each against a site of its own and beside the sample files.

use std::path::Path;
use std::process::Stdio;

use atlassian_cli::plugin::BUNDLED;
use atlassian_simulator::{BITBUCKET_TOKEN, EMAIL};

use crate::support::{Home, copy, ran, site};

#[test]
fn every_example_runs() {
    let mut count = 0;
    let mut failed = Vec::new();
    for plugin in &BUNDLED {
        for command in plugin.manifest().unwrap().commands {
            let path = command.path.join(" ");
            if command.examples.is_empty() {
                failed.push(format!("`{} {path}` has no example", plugin.name));
            }
            for example in command.examples {
                let words = shlex::split(&example).unwrap();
                assert_eq!(words[0], plugin.name, "{example}");
                let ran = run(&words);
                if ran.code != 0 {
                    failed.push(format!("`{example}` ended with {}:\n{}", ran.code, ran.stderr));
                }
                count += 1;
            }
        }
    }
    assert!(failed.is_empty(), "{} of {count} examples failed\n{}", failed.len(), failed.join("\n"));
    assert!(count >= 4);
}

/// Runs a line against a fresh site, in a fresh copy of the sample files.
fn run(words: &[String]) -> crate::support::Ran {
    let site = site();
    // What opens a page opens it nowhere.
    let home = Home::at(&site).with_env("ATLASSIAN_CLI_BROWSER", "true");
    home.set("bitbucket_url", &site.url());
    home.set("workspace", "example");
    home.run(&["auth", "login", "--profile", "work", "--bitbucket", "--email", EMAIL, "--token", BITBUCKET_TOKEN]).ok();
    let folder = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/sample"), folder.path());
    // It is a clone, for what works in one.
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    let config = "[remote \"origin\"]\n\turl = git@bitbucket.org:example/backend.git\n";
    std::fs::write(folder.path().join(".git/config"), config).unwrap();
    // What opens a page finds a program that does nothing.
    let mut command = home.command(words);
    command.env("ATLASSIAN_CLI_BROWSER", "true").current_dir(folder.path()).stdin(Stdio::null());
    ran(&command.output().unwrap())
}
