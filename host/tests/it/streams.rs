//! Standard output carries data and nothing else, whatever becomes of it and of standard error.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use atlassian_simulator::{BITBUCKET_TOKEN, EMAIL, Options, Simulator};

use crate::support::{Home, site};

/// A home for both tokens.
fn whole(site: &Simulator) -> Home {
    let home = Home::at(site);
    home.set("bitbucket_url", &site.url());
    home.set("workspace", "example");
    home.run(&["auth", "login", "--profile", "work", "--bitbucket", "--email", EMAIL, "--token", BITBUCKET_TOKEN]).ok();
    home
}

const ALL: &[&str] = &["jira", "search", "--jql", "project = DEMO ORDER BY key", "--limit", "0"];

/// Those of the plugins are in `examples.rs`.
#[test]
fn the_hosts_own_commands_print_nothing_but_data() {
    let site = site();
    let home = whole(&site);
    for own in [
        "auth list",
        "auth status",
        "auth test",
        "auth whoami",
        "auth doctor",
        "alias list",
        "audit show",
        "audit verify",
        "commands",
        "config list",
        "plugin list",
        "plugin inspect jira",
        "auth scopes",
        "policy explain jira search --jql x",
    ] {
        // What is said besides is said elsewhere, however much it is.
        let ran = home.run(&[&["--format", "json", "--debug"], &own.split(' ').collect::<Vec<_>>()[..]].concat());
        assert_ne!(ran.code, 2, "{own}: {ran:?}");
        assert!(ran.is_data(), "{own}: {ran:?}");
    }
}

#[cfg(unix)]
#[test]
fn streams_that_take_no_more_end_a_command_properly() {
    let site = Simulator::start(Options { issues: 2000, ..Options::default() }).unwrap();
    let home = Home::at(&site);
    // Whoever reads the first line only has what was wanted.
    for args in [&[ALL, &["--format", "quiet"]].concat()[..], &[ALL, &["--format", "json"]].concat(), &["--help"]] {
        let mut child = home.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        let mut reader = BufReader::with_capacity(16, child.stdout.take().unwrap());
        reader.read_line(&mut first).unwrap();
        drop(reader);
        let ran = child.wait_with_output().unwrap();
        assert!(!first.is_empty() && ran.status.code() == Some(0) && ran.stderr.is_empty(), "{args:?}: {ran:?}");
    }
    let full = || Stdio::from(File::options().write(true).open("/dev/full").unwrap());
    for args in [
        ALL,
        &["jira", "issue", "get", "DEV-1", "--format", "yaml"],
        &["--help"],
        &["--version"],
        &["commands"],
        &["completion", "bash"],
        &["config", "path"],
    ] {
        let ran = home.command(args).stdout(full()).stderr(Stdio::piped()).output().unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.code() == Some(1) && said.contains("output cannot be written"), "{args:?}: {said}");
        // Nobody to tell is no other error.
        let ran = home.command(args).stdout(full()).stderr(full()).output().unwrap();
        assert_eq!(ran.status.code(), Some(1), "{args:?}");
        let ran = home.command(args).stderr(full()).output().unwrap();
        assert!(ran.status.success() && ran.stdout == home.command(args).output().unwrap().stdout, "{args:?}");
    }
    let usage = home.command(&["jira", "search"]).stdout(full()).stderr(full()).output().unwrap();
    assert_eq!(usage.status.code(), Some(2));
}

/// The most memory that a process has held, in KiB.
#[cfg(target_os = "linux")]
fn peak(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// Rows, and the peak of memory in KiB.
#[cfg(target_os = "linux")]
fn streamed(home: &Home, format: &str) -> (usize, u64) {
    let mut child = home.command(&[ALL, &["--format", format]].concat()).stdout(Stdio::piped()).spawn().unwrap();
    let pid = child.id();
    let mut rows = 0;
    let mut most = 0;
    for line in BufReader::new(child.stdout.take().unwrap()).split(b'\n') {
        assert!(!line.unwrap().is_empty());
        rows += 1;
        if rows % 1000 == 0 {
            most = most.max(peak(pid).unwrap_or(0));
        }
    }
    assert!(child.wait().unwrap().success());
    (rows, most)
}

#[cfg(target_os = "linux")]
#[test]
fn a_hundred_thousand_rows_take_no_more_memory_than_a_few() {
    let site = |issues| Simulator::start(Options { issues, quiet: true, ..Options::default() }).unwrap();
    let (few, many) = (site(2000), site(100_000));
    let (home_of_few, home_of_many) = (Home::at(&few), Home::at(&many));
    for format in ["jsonl", "table"] {
        let (rows, little) = streamed(&home_of_few, format);
        let head = usize::from(format != "jsonl");
        assert_eq!(rows, 2000 + head, "{format}");
        let (rows, much) = streamed(&home_of_many, format);
        assert_eq!(rows, 100_000 + head, "{format}");
        assert!(little > 0 && much < little + (16 << 10), "{format}: {little} KiB, then {much} KiB");
        println!("{format}: {little} KiB for 2,000 rows, {much} KiB for 100,000");
    }
}
