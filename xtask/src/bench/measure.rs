//! One run of a command: wall time by the clock, processor time and memory as the system counted them.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Result, tools};

/// What a run cost.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cost {
    /// By the clock.
    pub(crate) wall: Duration,
    /// On the processor, in the program and in the system on its behalf.
    pub(crate) cpu: Duration,
    /// Most memory at one time, in KiB.
    pub(crate) memory: u64,
}

/// Runs a command to its end; what it prints goes nowhere.
pub(crate) fn wall(command: &mut Command) -> Result<Duration> {
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

/// The same under GNU time, which knows the memory, and bash, which counts the processor's time in milliseconds and not
/// in hundredths of a second. What the command prints goes through a pipe to `cat`, as results often do.
pub(crate) fn cost(command: &Command, scratch: &Path) -> Result<Cost> {
    const TIMED: &str = "TIMEFORMAT='%3U %3S'; { time \"$@\" 2>/dev/null; } 2>\"$0\"";
    let (report, processor) = (scratch.join("cost"), scratch.join("processor"));
    let mut timed = Command::new("bash");
    timed.args(["-c", TIMED]).arg(&processor).args(["time", "-f", "%M", "-o"]).arg(&report);
    timed.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => timed.env(name, value),
            None => timed.env_remove(name),
        };
    }
    let start = Instant::now();
    let mut child = timed
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("bash: {error}"))?;
    let mut sink = Command::new("cat");
    sink.stdout(Stdio::null());
    if let Some(out) = child.stdout.take() {
        sink.stdin(out);
    }
    let mut sink = sink.spawn().map_err(|error| format!("cat: {error}"))?;
    let status = child.wait().map_err(|error| format!("bash: {error}"))?;
    let wall = start.elapsed();
    sink.wait().map_err(|error| format!("cat: {error}"))?;
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
    let text = format!("{} {}", read(&processor)?, read(&report)?);
    if !status.success() {
        return Err(format!("{} failed ({status})", command.get_program().display()));
    }
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [user, system, memory] = numbers.as_slice() else { return Err(format!("bash and GNU time said {text:?}")) };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number of KiB")]
    let memory = *memory as u64;
    Ok(Cost { wall, cpu: Duration::from_secs_f64(user + system), memory })
}

/// GNU time, from Debian where it is missing.
pub(crate) fn require_time() -> Result {
    tools::require_programs(&[("time", "time")])
}

/// Runs several commands one after another, so many times, and gives the median of each.
pub(crate) fn medians(runs: usize, commands: &mut [&mut dyn FnMut() -> Result<Duration>]) -> Result<Vec<Duration>> {
    let mut times = vec![Vec::new(); commands.len()];
    for _ in 0..runs {
        for (command, times) in commands.iter_mut().zip(&mut times) {
            times.push(command()?);
        }
    }
    Ok(times.into_iter().map(median).collect())
}

/// The one in the middle.
pub(crate) fn median<T: Ord + Copy + Default>(mut values: Vec<T>) -> T {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}
