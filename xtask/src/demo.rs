//! `cargo xtask demo`: from a fresh clone to real plugins answering against the embedded simulator.

use crate::sandbox::{Home, start_site};
use crate::{Result, tools};

/// The tour. Each line is what one would type after `atlassian-cli`.
const TOUR: &[(&str, &[&str])] = &[
    ("the profile that this demo made, in a temporary home", &["auth", "list"]),
    ("who one is, as the services see it", &["auth", "test"]),
    ("the same at Bitbucket, through its own token", &["bitbucket", "whoami"]),
    ("one issue", &["jira", "issue", "get", "DEV-1"]),
    (
        "all 2,500 issues of a project, every page, counted",
        &["jira", "search", "--jql", "project = DEMO", "--limit", "0", "--format", "quiet"],
    ),
    (
        "a table from Jira, through the wasm plugin",
        &["jira", "search", "--jql", "project = DEMO ORDER BY key", "--limit", "5"],
    ),
];

/// Lines of output that the tour shows; what it leaves out, it says.
const SHOWN: usize = 12;

pub(crate) fn run(own: &[String]) -> Result {
    tools::require_wasm_target()?;
    eprintln!("building; the first time takes some minutes, most of them for the wasm engine");
    tools::run(&mut tools::cargo(&[
        "build",
        "--locked",
        "--package",
        "atlassian-cli",
        "--package",
        "atlassian-simulator",
    ]))?;
    let bin = tools::target().join("debug");
    let site = start_site(&bin.join("atlassian-simulator"), tools::free_port()?, &["--issues", "2500"])?;
    let home = Home::new("demo", bin.join("atlassian-cli"))?;
    home.sign_in(&site.url)?;
    if !own.is_empty() {
        let status = home.command(own).status().map_err(|error| format!("the program cannot be started: {error}"))?;
        return if status.success() { Ok(()) } else { Err(format!("it ended with {status}")) };
    }
    for (what, args) in TOUR {
        show(&home, what, args)?;
    }
    println!("\nYour own: cargo xtask demo -- jira search --jql \"project = DEV\"");
    Ok(())
}

fn show(home: &Home, what: &str, args: &[&str]) -> Result {
    println!("\n# {what}\n$ atlassian-cli {}", typed(args));
    let output = home.command(args).output().map_err(|error| format!("the program cannot be started: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    for line in text.lines().take(SHOWN) {
        println!("{line}");
    }
    let left_out = text.lines().count().saturating_sub(SHOWN);
    if left_out > 0 {
        println!("… and {left_out} more lines");
    }
    print!("{}", String::from_utf8_lossy(&output.stderr));
    if output.status.success() { Ok(()) } else { Err(format!("`{}` ended with {}", typed(args), output.status)) }
}

fn typed(args: &[&str]) -> String {
    let quoted = |arg: &&str| {
        if arg.contains([' ', '"']) { format!("\"{}\"", arg.replace('"', "\\\"")) } else { (*arg).to_owned() }
    };
    args.iter().map(quoted).collect::<Vec<_>>().join(" ")
}
