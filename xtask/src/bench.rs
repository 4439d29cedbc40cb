//! `cargo xtask bench`: speed, as ratios within one run. Times of a shared machine mean nothing by themselves.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::sandbox::{Home, start_site};
use crate::{Result, tools};

/// Counted runs of each command.
const RUNS: usize = 41;

pub(crate) fn run() -> Result {
    tools::require_wasm_target()?;
    tools::run(&mut tools::cargo(&[
        "build",
        "--locked",
        "--release",
        "--package",
        "atlassian-cli",
        "--package",
        "atlassian-simulator",
    ]))?;
    let bin = tools::target().join("release");
    let site = start_site(&bin.join("atlassian-simulator"), tools::free_port()?, &["--issues", "10000"])?;
    let home = Home::new("bench", bin.join("atlassian-cli"))?;
    home.sign_in(&site.url)?;
    let search = ["jira", "search", "--jql", "project = DEMO", "--limit", "25", "--format", "json"];
    let first = time(&mut home.command(&search))?;
    let curl = || {
        let mut curl = Command::new("curl");
        curl.args(["-sf", "--max-time", "60", "-u", "dev@example.com:ATATT-site-token-EXAMPLE"]).arg(format!(
            "{}/rest/api/3/search/jql?jql=project%20%3D%20DEMO&maxResults=25&fields=issuetype,summary,status,assignee,priority,updated",
            site.url
        ));
        curl
    };
    let (mut ours, mut theirs, mut help) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        ours.push(time(&mut home.command(&search))?);
        theirs.push(time(&mut curl())?);
        help.push(time(&mut home.command(&["jira", "--help"]))?);
    }
    let (ours, theirs, help) = (median(ours), median(theirs), median(help));
    println!("median of {RUNS} interleaved runs; times are of this machine and this moment, ratios are what counts\n");
    println!("| what | ms | ÷ curl |\n|---|---|---|");
    for (what, time) in [
        ("curl, the same request", theirs),
        ("jira search --limit 25", ours),
        ("jira --help", help),
        ("jira search, first run ever (compiles)", first),
    ] {
        println!("| {what} | {:.1} | {:.2} |", time.as_secs_f64() * 1e3, time.as_secs_f64() / theirs.as_secs_f64());
    }
    Ok(())
}

fn time(command: &mut Command) -> Result<Duration> {
    let start = Instant::now();
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    let time = start.elapsed();
    if status.success() { Ok(time) } else { Err(format!("{} failed ({status})", command.get_program().display())) }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
