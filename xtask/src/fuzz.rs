//! `cargo xtask fuzz`: the fuzz targets of `fuzz/`, each for a while.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Result, tools};

/// The version of cargo-fuzz that is installed below the target folder.
const CARGO_FUZZ: &str = "0.13.2";

/// Seconds for each target when nobody says how many.
const SECONDS: &str = "10";

/// Longest input in bytes: the shapes that matter are small.
const LONGEST: usize = 4096;

/// `[--seconds N] [TARGET…]`
pub(crate) fn run(args: &[String]) -> Result {
    let (seconds, named) = match args {
        [flag, seconds, rest @ ..] if flag == "--seconds" => (seconds.as_str(), rest),
        rest => (SECONDS, rest),
    };
    if seconds.parse::<u32>().is_err() {
        return Err(format!("`{seconds}` is not a number of seconds"));
    }
    let all = targets()?;
    if let Some(unknown) = named.iter().find(|name| !all.contains(name)) {
        return Err(format!("there is no target `{unknown}`; there are {}", all.join(", ")));
    }
    let built = build()?;
    for target in if named.is_empty() { &all } else { named } {
        fuzz(&built, target, seconds)?;
    }
    Ok(())
}

/// Enough to see that every target still holds for its seeds and what lies near them.
pub(crate) fn short() -> Result {
    run(&["--seconds".to_owned(), "5".to_owned()])
}

fn targets() -> Result<Vec<String>> {
    let folder = tools::root().join("fuzz/fuzz_targets");
    let named = |error| format!("{}: {error}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).map_err(named)? {
        names.extend(entry.map_err(named)?.path().file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

/// Builds all of them and answers where they are. The host without its engine has to be free of warnings, too; nothing
/// else builds it.
fn build() -> Result<PathBuf> {
    let target_dir = tools::target().join("fuzz");
    eprintln!("building the fuzz targets; the first time takes some minutes");
    let mut cargo = Command::new(cargo_fuzz()?);
    cargo.current_dir(tools::root()).args(["fuzz", "build", "--fuzz-dir", "fuzz", "--sanitizer", "none"]);
    let output = cargo
        .arg("--target-dir")
        .arg(&target_dir)
        .output()
        .map_err(|error| format!("cargo-fuzz cannot be started: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() || said.lines().any(|line| line.starts_with("warning")) {
        return Err(format!("the fuzz targets do not build without warnings:\n{said}"));
    }
    let rustc = tools::output(Command::new("rustc").current_dir(tools::root()).arg("-vV"))?;
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc names no host")?;
    Ok(target_dir.join(host).join("release"))
}

fn cargo_fuzz() -> Result<PathBuf> {
    let dir = tools::target().join("tools/fuzz");
    let program = dir.join("bin/cargo-fuzz");
    if !program.is_file() {
        let mut cargo = tools::cargo(&["install", "cargo-fuzz", "--locked", "--version", CARGO_FUZZ]);
        cargo.arg("--root").arg(&dir).arg("--target-dir").arg(tools::target().join("tools/fuzz-build"));
        tools::run(&mut cargo)?;
    }
    Ok(program)
}

/// Runs one target; what it learns stays below the target folder and is where the next run begins.
fn fuzz(built: &Path, target: &str, seconds: &str) -> Result {
    let dir = tools::target().join("fuzz").join("runs").join(target);
    let corpus = dir.join("corpus");
    fs::create_dir_all(&corpus).map_err(|error| format!("{}: {error}", corpus.display()))?;
    let log = dir.join("log");
    let file = File::create(&log).map_err(|error| format!("{}: {error}", log.display()))?;
    let finding = dir.join("finding");
    let status = Command::new(built.join(target))
        .current_dir(&dir)
        .arg(&corpus)
        .arg(tools::root().join("fuzz/seeds").join(target))
        .args([format!("-max_total_time={seconds}"), format!("-max_len={LONGEST}"), "-timeout=10".to_owned()])
        .arg(format!("-exact_artifact_path={}", finding.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(file)
        .status()
        .map_err(|error| format!("{target} cannot be started: {error}"))?;
    let said = fs::read(&log).map_err(|error| format!("{}: {error}", log.display()))?;
    let said = String::from_utf8_lossy(&said);
    if status.success() {
        let done = said.lines().rfind(|line| line.starts_with("Done ")).unwrap_or("it says nothing of its end");
        eprintln!("{target}: {done}");
        return Ok(());
    }
    let input = fs::read(&finding).unwrap_or_default();
    let words: Vec<_> = said.lines().skip_while(|line| !line.contains("panicked at")).take(6).collect();
    Err(format!(
        "`{target}` broke ({status}):\n{}\nfor the input in {}:\n{}",
        words.join("\n"),
        finding.display(),
        input.escape_ascii()
    ))
}
