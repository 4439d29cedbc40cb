//! Running programs, and making sure that they are there.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::Result;

/// The target that plugins are built for.
pub(crate) const WASM: &str = "wasm32-wasip2";

/// What is built for tests. One selection everywhere: another one unifies features differently and builds the engine
/// again.
///
/// Not `--all-targets`: with it, `cargo test` makes a test of the example `host-with-guests` and no program.
pub(crate) const EVERYTHING: &[&str] = &["--locked", "--workspace", "--features", "atlassian-simulator/contract"];

/// The workspace's root.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}

/// The one target folder.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// Atlassian's documents, which stand beside a developer's checkout and not in a user's clone.
pub(crate) fn shared() -> PathBuf {
    root().join("../shared")
}

/// Cargo, in the workspace.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root()).args(args);
    cargo
}

/// Runs a program to its end and shows its command line.
pub(crate) fn run(command: &mut Command) -> Result {
    let shown = shown(command);
    eprintln!("$ {shown}");
    let status = command.status().map_err(|error| format!("`{shown}` cannot be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{shown}` failed ({status})")) }
}

/// What a program prints.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let output = command.output().map_err(|error| format!("`{shown}` cannot be started: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("`{shown}` failed ({}):\n{}", output.status, String::from_utf8_lossy(&output.stderr)))
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let args = command.get_args().map(|arg| arg.to_string_lossy().into_owned());
    std::iter::once(program).chain(args).collect::<Vec<_>>().join(" ")
}

/// Adds the wasm target where it is missing. The toolchain itself is left as it is.
pub(crate) fn require_wasm_target() -> Result {
    let sysroot = output(Command::new("rustc").current_dir(root()).args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(WASM).is_dir() {
        return Ok(());
    }
    run(Command::new("rustup").current_dir(root()).args(["target", "add", WASM]))
        .map_err(|why| format!("{why}\nthe plugins need the target {WASM}; add it with your toolchain's own means"))
}

/// Installs the Debian packages of the programs that are not here; each is given with its package.
pub(crate) fn require_programs(programs: &[(&str, &str)]) -> Result {
    let is_there = |program: &str| {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    };
    let missing: Vec<_> =
        programs.iter().filter(|(program, _)| !is_there(program)).map(|(_, package)| *package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let install = |args: &[&str]| Command::new("apt-get").args(args).args(&missing).status();
    let quietly = ["install", "--yes", "--quiet", "--no-install-recommends"];
    if install(&quietly).is_ok_and(|status| status.success()) {
        return Ok(());
    }
    // The list of packages may be old.
    let _ = Command::new("apt-get").args(["update", "--quiet"]).status();
    match install(&quietly) {
        Ok(status) if status.success() => Ok(()),
        _ => Err(format!("{} are not here and cannot be installed", missing.join(", "))),
    }
}

/// A program that ends with this value, by its own process id.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until a condition holds or the time is over.
pub(crate) fn wait_for(what: &str, limit: Duration, mut holds: impl FnMut() -> bool) -> Result {
    let deadline = Instant::now() + limit;
    while !holds() {
        if Instant::now() > deadline {
            return Err(format!("{what}: not within {} s", limit.as_secs()));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// A port that is free at this moment.
pub(crate) fn free_port() -> Result<u16> {
    std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| format!("no free port: {error}"))
}
