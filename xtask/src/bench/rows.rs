//! The rows of the table: what is measured, and what it should reach.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::measure::{self, Cost, median, medians, wall};
use super::sites::{Peer, SEARCH, Site};
use super::{Options, instructions};
use crate::{Result, tools};

/// Counted runs of short commands.
const RUNS: usize = 101;
/// Counted runs of long ones.
const FEW: usize = 5;
/// Runs of what takes a quarter of a second.
const SOME: usize = 15;
const MIB: f64 = 1024.0 * 1024.0;

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Row {
    what: String,
    /// The figure in words, with what it was made of.
    figure: String,
    value: f64,
    /// The most that it should be.
    most: Option<f64>,
}

impl Row {
    fn new(what: impl Into<String>, value: f64, most: Option<f64>, figure: impl Into<String>) -> Self {
        Self { what: what.into(), figure: figure.into(), value, most }
    }

    /// As a line of Markdown.
    pub(crate) fn line(&self) -> String {
        let (most, reached) = match self.most {
            None => (String::new(), ""),
            Some(most) => (format!("≤ {most}"), if self.value <= most { "reached" } else { "missed" }),
        };
        format!("| {} | {} | {most} | {reached} |", self.what, self.figure)
    }

    /// As a JSON object.
    pub(crate) fn json(&self) -> String {
        let most = self.most.map_or_else(|| "null".to_owned(), |most| most.to_string());
        let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        let (what, figure) = (quoted(&self.what), quoted(&self.figure));
        format!("{{\"what\": {what}, \"value\": {:.4}, \"most\": {most}, \"figure\": {figure}}}", self.value)
    }
}

/// Measures everything.
pub(crate) fn all(options: &Options) -> Result<Vec<Row>> {
    measure::require_time()?;
    let site = Site::start("small", 10_000)?;
    let peer = options.peer.as_deref().map(|program| site.peer(program)).transpose()?;
    let mut rows = Vec::new();
    rows.extend(searches(&site, peer.as_ref())?);
    rows.extend(start_up(&site, peer.as_ref())?);
    rows.push(completion(&site)?);
    rows.extend(first_runs(&site)?);
    rows.extend(listings(&site, peer.as_ref())?);
    rows.push(memory()?);
    rows.extend(guest(&site)?);
    rows.push(transitions()?);
    rows.extend(sizes()?);
    Ok(rows)
}

fn searches(site: &Site, peer: Option<&Peer>) -> Result<Vec<Row>> {
    let mut ours = || wall(&mut site.ours.command(SEARCH));
    let mut curl = || wall(&mut site.curl());
    // The first run compiles.
    ours()?;
    let what = "`jira search --limit 25`, warm, wall";
    let times = medians(RUNS, &mut [&mut ours, &mut curl])?;
    let mut rows = vec![against(format!("{what}, ÷ curl"), at(&times, 0), at(&times, 1), 1.0)];
    // In a series of its own: what runs after the peer finds the processor's caches full of its key derivation.
    if let Some(peer) = peer {
        let mut theirs = || wall(&mut peer.command(SEARCH));
        let times = medians(RUNS, &mut [&mut ours, &mut theirs])?;
        rows.push(against(format!("{what}, ÷ peer"), at(&times, 0), at(&times, 1), 0.15));
    }
    Ok(rows)
}

fn start_up(site: &Site, peer: Option<&Peer>) -> Result<Vec<Row>> {
    let lines: [&[&str]; 3] = [&["--version"], &["--help"], &["jira", "--help"]];
    let mut rows = Vec::new();
    for line in lines {
        let what = format!("`{}`", line.join(" "));
        let mut ours = || wall(&mut site.ours.command(line));
        let row = match peer {
            Some(peer) => {
                let mut theirs = || wall(&mut peer.command(line));
                let times = medians(RUNS, &mut [&mut ours, &mut theirs])?;
                against(format!("{what}, ÷ peer"), at(&times, 0), at(&times, 1), 1.0)
            }
            None => {
                let time = at(&medians(RUNS, &mut [&mut ours])?, 0);
                Row::new(what, time.as_secs_f64() * 1e3, None, ms(time))
            }
        };
        rows.push(row);
    }
    Ok(rows)
}

/// What a shell asks when somebody presses the tab key after `jira iss`.
fn completion(site: &Site) -> Result<Row> {
    let mut version = || wall(&mut site.ours.command(&["--version"]));
    let mut asked = || {
        let mut command = site.ours.command(&["--", "atlassian-cli", "jira", "iss"]);
        command.env("ATLASSIAN_CLI_COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", "2").env("_CLAP_IFS", "\n");
        wall(&mut command)
    };
    let times = medians(RUNS, &mut [&mut asked, &mut version])?;
    Ok(against("completion of a plugin command, ÷ `--version`".to_owned(), at(&times, 0), at(&times, 1), 1.5))
}

/// The first run of each bundled plugin, with no compiled code on disk.
fn first_runs(site: &Site) -> Result<Vec<Row>> {
    let lines: [&[&str]; 4] = [
        &["jira", "issue", "get", "DEV-1"],
        &["confluence", "space", "list"],
        &["bitbucket", "whoami"],
        &["jsm", "desk", "list"],
    ];
    let mut rows = Vec::new();
    for line in lines {
        let mut times = Vec::new();
        for _ in 0..FEW {
            site.ours.forget_code()?;
            times.push(wall(&mut site.ours.command(line))?);
        }
        let time = median(times);
        let what = format!("first run ever of `{}`, seconds", line.join(" "));
        rows.push(Row::new(what, time.as_secs_f64(), Some(1.0), format!("{:.2} s", time.as_secs_f64())));
    }
    Ok(rows)
}

const ALL: &[&str] = &["jira", "issue", "search", "--jql", "project = DEMO", "--limit", "10000", "--format", "json"];

fn listings(site: &Site, peer: Option<&Peer>) -> Result<Vec<Row>> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..SOME {
        ours.push(measure::cost(&site.ours.command(ALL), &site.scratch)?);
        if let Some(peer) = peer {
            theirs.push(measure::cost(&peer.command(ALL), &site.scratch)?);
        }
    }
    let middle = |costs: &[Cost]| {
        (median(costs.iter().map(|cost| cost.cpu).collect()), median(costs.iter().map(|cost| cost.wall).collect()))
    };
    let (cpu, wall) = middle(&ours);
    let what = "10,000 issues searched, JSON to a pipe, processor time";
    if theirs.is_empty() {
        return Ok(vec![Row::new(what, cpu.as_secs_f64(), None, format!("{} (wall {})", ms(cpu), ms(wall)))]);
    }
    let (their_cpu, their_wall) = middle(&theirs);
    let figure = format!(
        "{:.2} ({} ÷ {}; wall {} and {})",
        share(cpu, their_cpu),
        ms(cpu),
        ms(their_cpu),
        ms(wall),
        ms(their_wall)
    );
    Ok(vec![Row::new(format!("{what}, ÷ peer"), share(cpu, their_cpu), Some(0.8), figure)])
}

/// Peak memory while a listing streams, at three sizes: it should not grow.
fn memory() -> Result<Row> {
    let site = Site::start("large", 100_000)?;
    let mut peaks = Vec::new();
    for limit in ["1000", "10000", "100000"] {
        let line = ["jira", "search", "--jql", "project = DEMO", "--limit", limit, "--format", "json"];
        // The first run compiles, which takes more memory than anything after it.
        wall(&mut site.ours.command(SEARCH))?;
        peaks.push(measure::cost(&site.ours.command(&line), &site.scratch)?.memory);
    }
    let shown: Vec<_> = peaks.iter().map(|kib| format!("{:.1}", mib(*kib))).collect();
    let most = peaks.iter().copied().max().unwrap_or_default();
    let figure = format!("{} MiB at 1,000, 10,000 and 100,000 issues", shown.join(", "));
    Ok(Row::new("peak memory of a search, MiB", mib(most), Some(32.0), figure))
}

#[expect(clippy::cast_precision_loss, reason = "kibibytes of one process")]
fn mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}

/// The share of all instructions that run in compiled wasm, by callgrind.
fn guest(site: &Site) -> Result<Vec<Row>> {
    if tools::require_programs(&[("valgrind", "valgrind")]).is_err() {
        return Ok(Vec::new());
    }
    let line = ["jira", "search", "--jql", "project = DEMO", "--limit", "1000", "--format", "json"];
    let count = instructions::count(&site.ours.command(&line), &site.scratch)?;
    #[expect(clippy::cast_precision_loss, reason = "a ratio of large counts")]
    let share = count.guest as f64 / count.all.max(1) as f64;
    let figure = format!("{:.0} % of {} million", share * 100.0, count.all / 1_000_000);
    Ok(vec![Row::new("instructions inside wasm, share of a search for 1,000 issues", share, Some(0.30), figure)])
}

/// 1,000 issues moved on, at 50 ms latency and eight at a time, against the time that so many requests take at least.
fn transitions() -> Result<Row> {
    const LATENCY: f64 = 0.050;
    const CONCURRENCY: f64 = 8.0;
    // A quarter of them is in progress.
    let site = Site::with("bulk", &["--issues", "4000", "--latency", "50ms"])?;
    let run = |jql: &str| {
        wall(&mut site.ours.command(&[
            "jira",
            "bulk",
            "transition",
            "--jql",
            jql,
            "--to",
            "In Review",
            "--yes",
            "--concurrency",
            "8",
            "--format",
            "quiet",
        ]))
    };
    // The first run compiles.
    run("key = DEMO-1")?;
    let before = site.ours.requests()?;
    let time = run("project = DEMO AND status = \"In Progress\"")?;
    let requests = site.ours.requests()?.saturating_sub(before);
    #[expect(clippy::cast_precision_loss, reason = "some thousand requests")]
    let floor = requests as f64 * LATENCY / CONCURRENCY;
    let value = time.as_secs_f64() / floor;
    let figure = format!("{value:.2} ({:.1} s for {requests} requests, at least {floor:.1} s)", time.as_secs_f64());
    Ok(Row::new("bulk transitions at 50 ms latency, concurrency 8, ÷ the floor", value, Some(1.15), figure))
}

fn sizes() -> Result<Vec<Row>> {
    let program = tools::target().join("release/atlassian-cli");
    let size = size(&program)?;
    let mut rows = vec![Row::new(
        "release binary with all four plugins, MB",
        size / 1e6,
        Some(30.0),
        format!("{:.1} MB", size / 1e6),
    )];
    for plugin in plugins()? {
        let bytes = self::size(&plugin)?;
        let name = plugin.file_stem().unwrap_or_default().to_string_lossy().replace("atlassian_plugin_", "");
        let what = format!("plugin file of {name}, MiB");
        rows.push(Row::new(what, bytes / MIB, Some(1.0), format!("{:.2} MiB", bytes / MIB)));
    }
    Ok(rows)
}

/// The plugins that the last release build embedded.
fn plugins() -> Result<Vec<PathBuf>> {
    let builds = tools::target().join("release/build");
    let newest = std::fs::read_dir(&builds)
        .map_err(|error| format!("{}: {error}", builds.display()))?
        .flatten()
        .map(|entry| entry.path().join("out/plugins/wasm32-wasip2/plugin"))
        .filter(|folder| folder.is_dir())
        .max_by_key(|folder| folder.metadata().and_then(|metadata| metadata.modified()).ok())
        .ok_or("no plugins were built")?;
    let mut files: Vec<_> = std::fs::read_dir(&newest)
        .map_err(|error| format!("{}: {error}", newest.display()))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "wasm"))
        .collect();
    files.sort();
    Ok(files)
}

#[expect(clippy::cast_precision_loss, reason = "a file's size")]
fn size(path: &Path) -> Result<f64> {
    std::fs::metadata(path)
        .map(|metadata| metadata.len() as f64)
        .map_err(|error| format!("{}: {error}", path.display()))
}

fn against(what: String, ours: Duration, theirs: Duration, most: f64) -> Row {
    let value = share(ours, theirs);
    Row::new(what, value, Some(most), format!("{value:.2} ({} ÷ {})", ms(ours), ms(theirs)))
}

fn share(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64().max(1e-9)
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

fn at(times: &[Duration], place: usize) -> Duration {
    times.get(place).copied().unwrap_or_default()
}
