//! Counts of instructions, by callgrind: the same from run to run, whatever else the machine does.
//!
//! What is kept in the repository is compared within a tenth by `cargo xtask bench --check`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::sites::{SEARCH, Site};
use crate::{Result, tools};

/// What is counted: a name, and what is typed.
const COUNTED: &[(&str, &[&str])] =
    &[("version", &["--version"]), ("help", &["--help"]), ("jira-help", &["jira", "--help"]), ("search-25", SEARCH)];

/// How far a count may be from the one that is kept.
const TOLERANCE: f64 = 0.10;

/// Instructions of one run.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Count {
    pub(crate) all: u64,
    /// In code that was loaded from the cache: the guest, and the engine's ways in and out of it.
    pub(crate) guest: u64,
}

fn kept_file() -> PathBuf {
    tools::root().join("xtask/src/bench/instructions.txt")
}

/// Counts, and compares with what is kept, or keeps it.
pub(crate) fn run(update: bool) -> Result {
    tools::require_programs(&[("valgrind", "valgrind")])?;
    let site = Site::start("instructions", 250)?;
    let mut counts = BTreeMap::new();
    for (name, args) in COUNTED {
        let count = count(&site.ours.command(args), &site.scratch)?;
        println!("{name}: {} instructions, {} of them in the guest", count.all, count.guest);
        counts.insert((*name).to_owned(), count.all);
    }
    if update {
        let lines: String = counts.iter().map(|(name, count)| format!("{name} {count}\n")).collect();
        let text = format!(
            "# Instructions of the release build under callgrind; `cargo xtask bench --update` writes them.\n{lines}"
        );
        return std::fs::write(kept_file(), text).map_err(|error| format!("{}: {error}", kept_file().display()));
    }
    let kept = std::fs::read_to_string(kept_file()).map_err(|error| format!("{}: {error}", kept_file().display()))?;
    let mut wrong = Vec::new();
    for line in kept.lines().filter(|line| !line.starts_with('#')) {
        let (name, number) = line.split_once(' ').ok_or_else(|| format!("`{line}` is no name and number"))?;
        let expected: u64 = number.trim().parse().map_err(|_| format!("`{number}` is no number"))?;
        let Some(seen) = counts.get(name) else { return Err(format!("`{name}` is kept, and is not counted")) };
        let off = ratio(*seen, expected) - 1.0;
        println!("{name}: {:+.1} % against what is kept", off * 100.0);
        if off.abs() > TOLERANCE {
            wrong.push(name);
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("{wrong:?} differ by more than a tenth; where that is meant, `cargo xtask bench --update`"))
}

#[expect(clippy::cast_precision_loss, reason = "a ratio of large counts")]
fn ratio(one: u64, other: u64) -> f64 {
    one as f64 / other.max(1) as f64
}

/// Runs a command under callgrind.
pub(crate) fn count(command: &Command, scratch: &Path) -> Result<Count> {
    let report = scratch.join("callgrind");
    // Valgrind's processor is another one than the machine's: code is compiled for it once, which is not counted.
    under_valgrind(command, &["--tool=none"])?;
    let out = format!("--callgrind-out-file={}", report.display());
    under_valgrind(command, &["--tool=callgrind", "--separate-threads=no", &out])?;
    let text = std::fs::read(&report).map_err(|error| format!("{}: {error}", report.display()))?;
    Ok(read(&String::from_utf8_lossy(&text)))
}

fn under_valgrind(command: &Command, flags: &[&str]) -> Result {
    let mut valgrind = Command::new("valgrind");
    valgrind.arg("--quiet").args(flags);
    valgrind.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => valgrind.env(name, value),
            None => valgrind.env_remove(name),
        };
    }
    let output = valgrind
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .output()
        .map_err(|error| format!("valgrind cannot be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("valgrind: {}", String::from_utf8_lossy(&output.stderr)));
    }
    Ok(())
}

/// Callgrind's file: `ob=(id) name` names the object that the costs after it belong to, and a cost line after `calls=`
/// is what the called function cost, which is counted there.
fn read(text: &str) -> Count {
    let mut count = Count::default();
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    let (mut in_guest, mut skip) = (false, false);
    for line in text.lines() {
        // A name is given once: where its object costs something, or where it is called.
        let named = line.strip_prefix("ob=").or_else(|| line.strip_prefix("cob="));
        let (id, name) = named.map(|object| object.split_once(' ').unwrap_or((object, ""))).unwrap_or_default();
        if !name.is_empty() {
            names.insert(id, name);
        }
        if line.starts_with("ob=") {
            in_guest = names.get(id).is_some_and(|name| *name == "???");
        } else if line.starts_with("calls=") {
            skip = true;
        } else if line.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '*')) {
            let cost = line.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok()).unwrap_or(0);
            if !std::mem::take(&mut skip) {
                count.all += cost;
                count.guest += if in_guest { cost } else { 0 };
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_counted_once_and_by_object() {
        let text = "events: Ir\nob=(1) /bin/x\nfn=(1) main\n10 5\ncalls=1 20\n11 100\n+1 7\ncob=(2) ???\nob=(2)\nfn=(2) 0x1\n20 100\nob=(1)\nfn=(1)\n* 1\n";
        let count = read(text);
        assert_eq!((count.all, count.guest), (113, 100));
    }
}
