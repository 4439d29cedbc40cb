//! Every example in the help of a bundled command runs, each against a site of its own and beside the sample files.

use std::path::Path;
use std::process::Stdio;

use atlassian_cli::plugin::BUNDLED;
use atlassian_cli::plugin::manifest::{Command, Effect, ResultKind};
use atlassian_simulator::{BITBUCKET_TOKEN, EMAIL, Simulator};

use crate::support::{Home, Ran, copy, ran, site};

#[test]
fn every_example_runs() {
    let failed = each_example(|_, words, place| {
        let ran = place.run(words);
        (ran.code != 0).then(|| format!("ended with {}:\n{}", ran.code, ran.stderr))
    });
    assert!(failed.is_empty(), "{} failed\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn no_command_prints_anything_but_data_on_standard_output() {
    let failed = each_example(|command, words, place| {
        // These print what they are asked for: another format, or the bytes of a file.
        if command.result == ResultKind::Text || words.iter().any(|word| word == "--format" || word == "-") {
            return None;
        }
        // What is said besides is said elsewhere, however much it is.
        let options = ["--format", "json", "--debug"].map(str::to_owned);
        let ran = place.run(&[&options, words].concat());
        (ran.code != 0 || !ran.is_data()).then(|| format!("{ran:?}"))
    });
    assert!(failed.is_empty(), "{} failed\n{}", failed.len(), failed.join("\n"));
}

/// What was wrong with the examples, each after its line. A line that changes something has a site of its own.
fn each_example(wrong: impl Fn(&Command, &[String], &Place) -> Option<String>) -> Vec<String> {
    let mut failed = Vec::new();
    let read_only = Place::new();
    for plugin in &BUNDLED {
        for command in plugin.manifest().unwrap().commands {
            if command.examples.is_empty() {
                failed.push(format!("`{} {}` has no example", plugin.name, command.path.join(" ")));
            }
            for example in &command.examples {
                let words = shlex::split(example).unwrap();
                assert_eq!(words[0], plugin.name, "{example}");
                let why = match command.effect {
                    Effect::Read => wrong(&command, &words, &read_only),
                    Effect::Write | Effect::Delete => wrong(&command, &words, &Place::new()),
                };
                failed.extend(why.map(|why| format!("`{example}` {why}")));
            }
        }
    }
    failed
}

/// A site, and a home that is signed in to it with both tokens.
struct Place {
    _site: Simulator,
    home: Home,
}

impl Place {
    fn new() -> Self {
        let site = site();
        let home = Home::at(&site);
        home.set("bitbucket_url", &site.url());
        home.set("workspace", "example");
        let login = ["auth", "login", "--profile", "work", "--bitbucket", "--email", EMAIL, "--token", BITBUCKET_TOKEN];
        home.run(&login).ok();
        Self { _site: site, home }
    }

    /// Runs a line in a fresh copy of the sample files.
    fn run(&self, words: &[String]) -> Ran {
        let folder = tempfile::tempdir().unwrap();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/sample"), folder.path());
        // It is a clone, for what works in one.
        std::fs::create_dir(folder.path().join(".git")).unwrap();
        let config = "[remote \"origin\"]\n\turl = git@bitbucket.org:example/backend.git\n";
        std::fs::write(folder.path().join(".git/config"), config).unwrap();
        // What opens a page finds a program that does nothing.
        let mut command = self.home.command(words);
        command.env("ATLASSIAN_CLI_BROWSER", "true").current_dir(folder.path()).stdin(Stdio::null());
        ran(&command.output().unwrap())
    }
}
