//! `cargo xtask contract`: the program's commands run against the simulator behind one Prism for each of Atlassian's
//! documents. Prism refuses a request, and reports an answer, that the document does not allow.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::sandbox::{Home, start_site, wait_for_port};
use crate::tools::{self, Running};
use crate::{Result, words};

const PRISM: &str = "@stoplight/prism-cli@5.14.2";

/// A document, the prefix that its own paths lack, and the prefixes of the requests that go to it.
const DOCUMENTS: &[(&str, &str, &[&str])] = &[
    ("jira-platform.v3.json", "", &["/rest/api/3/"]),
    ("jira-software.json", "", &["/rest/agile/", "/rest/software/"]),
    ("jsm.json", "", &["/rest/servicedeskapi/"]),
    ("confluence.v2.json", "/wiki/api/v2", &["/wiki/api/v2/"]),
    ("bitbucket.json", "/2.0", &["/2.0/"]),
];

/// Documents that say `oneOf` of schemas of which every body fits more than one, so that none would be right: both ways
/// to write a page's body are objects without a required member.
const OVERLAPPING: &[&str] = &["confluence.v2.json"];

/// Files of `xtask/contract/`, in the order in which they run against one simulator.
const COMMANDS: &[&str] = &["auth", "jira", "confluence", "bitbucket", "jsm"];

/// Longest that the whole may take.
const SECONDS: &str = "900";

/// Runs the files of these names, or all.
pub(crate) fn run(only: &[String]) -> Result {
    let shared = tools::shared();
    if !shared.join("openapi").is_dir() {
        if std::env::var_os("CI").is_some() {
            return Err("Atlassian's documents are missing, and CI must not skip this".to_owned());
        }
        eprintln!("skipped: it needs Atlassian's documents in {}", shared.join("openapi").display());
        return Ok(());
    }
    tools::require_wasm_target()?;
    tools::run(tools::cargo(&["test", "--no-run"]).args(tools::EVERYTHING))?;
    let dir = tools::target().join("contract");
    let prism = prism(&dir)?;
    let bin = tools::target().join("debug");
    let router_port = tools::free_port()?;
    let public = format!("http://127.0.0.1:{router_port}");
    let site = start_site(
        &bin.join("atlassian-simulator"),
        tools::free_port()?,
        &["--issues", "250", "--public-url", &public],
    )?;
    let mut prisms = Vec::new();
    for (document, own_prefix, prefixes) in DOCUMENTS {
        prisms.push((*prefixes, start_prism(&prism, &dir, document, own_prefix, &site.url)?));
    }
    for (_, (_, port)) in &prisms {
        wait_for_port("Prism", *port)?;
    }
    let router = start_router(&bin, &dir, router_port, &prisms, &site.url)?;
    let outcome = commands(&bin, &public, only);
    let reported = report(router, &dir);
    match (outcome, reported) {
        (Err(failed), Err(broken)) => Err(format!("{failed}\n{broken}")),
        (outcome, reported) => outcome.and(reported),
    }
}

fn prism(dir: &Path) -> Result<PathBuf> {
    let program = dir.join("node_modules/.bin/prism");
    if !program.exists() {
        fs::create_dir_all(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
        tools::run(Command::new("npm").current_dir(dir).args([
            "install",
            "--no-audit",
            "--no-fund",
            "--prefix",
            ".",
            PRISM,
        ]))?;
    }
    Ok(program)
}

fn start_prism(prism: &Path, dir: &Path, document: &str, own_prefix: &str, upstream: &str) -> Result<(Running, u16)> {
    let shared = tools::shared();
    let normalised = dir.join(document);
    let mut script = Command::new("python3");
    script.arg(shared.join("tools/prism-normalize.py")).arg(shared.join("openapi").join(document)).arg(&normalised);
    if !own_prefix.is_empty() {
        script.arg(own_prefix);
    }
    tools::output(&mut script)?;
    tools::output(Command::new("python3").arg(tools::root().join("xtask/contract/relax.py")).arg(&normalised))?;
    if OVERLAPPING.contains(&document) {
        any_of(&normalised)?;
    }
    let port = tools::free_port()?;
    let log = log(dir, document)?;
    let child = Command::new(prism)
        .args(["proxy", "-h", "127.0.0.1", "-p", &port.to_string(), "--errors"])
        .arg(&normalised)
        .arg(upstream)
        .stdout(log.0)
        .stderr(log.1)
        .spawn()
        .map_err(|error| format!("Prism cannot be started: {error}"))?;
    Ok((Running(child), port))
}

/// Lets a document ask for one fitting schema at least instead of exactly one.
fn any_of(document: &Path) -> Result {
    let failed = |error: std::io::Error| format!("{}: {error}", document.display());
    let text = fs::read_to_string(document).map_err(failed)?;
    fs::write(document, text.replace("\"oneOf\":", "\"anyOf\":")).map_err(failed)
}

fn log(dir: &Path, name: &str) -> Result<(File, File)> {
    let path = dir.join(format!("{name}.log"));
    let file = File::create(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let again = file.try_clone().map_err(|error| format!("{}: {error}", path.display()))?;
    Ok((file, again))
}

fn start_router(
    bin: &Path,
    dir: &Path,
    port: u16,
    prisms: &[(&[&str], (Running, u16))],
    site: &str,
) -> Result<Running> {
    let report = File::create(dir.join("report.json")).map_err(|error| format!("report.json: {error}"))?;
    let mut command = Command::new(bin.join("atlassian-contract-router"));
    command.current_dir(tools::root()).args([
        "--listen",
        &port.to_string(),
        "--max-seconds",
        SECONDS,
        "--otherwise",
        site,
    ]);
    command.arg("--openapi").arg(tools::shared().join("openapi"));
    command.arg("--exceptions").arg(tools::root().join("sdk/simulator/contract-exceptions.toml"));
    for (prefixes, (_, prism_port)) in prisms {
        for prefix in *prefixes {
            command.args(["--route", &format!("{prefix}=http://127.0.0.1:{prism_port}")]);
        }
    }
    let child = command.stdout(report).spawn().map_err(|error| format!("the router cannot be started: {error}"))?;
    let running = Running(child);
    wait_for_port("the router", port)?;
    Ok(running)
}

/// Every line of `xtask/contract/`, through the router, in a folder with the sample files of the tests.
fn commands(bin: &Path, url: &str, only: &[String]) -> Result {
    let home = Home::new("contract", bin.join("atlassian-cli"))?;
    home.sign_in(url)?;
    let folder = home.sample()?;
    let mut ran = 0;
    let mut failed = Vec::new();
    for name in COMMANDS.iter().filter(|name| only.is_empty() || only.iter().any(|wanted| wanted == *name)) {
        let file = tools::root().join("xtask/contract").join(name).with_extension("txt");
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let output = home
                .command(&words::split(line))
                .current_dir(&folder)
                .stdin(Stdio::null())
                .output()
                .map_err(|error| format!("the program cannot be started: {error}"))?;
            ran += 1;
            if output.status.success() {
                eprintln!("ok  {line}");
            } else {
                // What comes after it is still worth knowing.
                failed.push(format!("`{line}` failed:\n{}", String::from_utf8_lossy(&output.stderr)));
                eprintln!("bad {line}");
            }
        }
    }
    eprintln!("{ran} commands, {} failed", failed.len());
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}

/// Ends the router, which then says what it saw.
fn report(mut router: Running, dir: &Path) -> Result {
    tools::run(Command::new("kill").args(["-TERM", &router.0.id().to_string()]))?;
    tools::wait_for("the router's report", Duration::from_secs(20), || {
        router.0.try_wait().is_ok_and(|status| status.is_some())
    })?;
    let status = router.0.wait().map_err(|error| format!("the router: {error}"))?;
    let text = fs::read_to_string(dir.join("report.json")).map_err(|error| format!("report.json: {error}"))?;
    println!("{text}");
    if status.success() { Ok(()) } else { Err("requests or answers break Atlassian's documents; see above".to_owned()) }
}
