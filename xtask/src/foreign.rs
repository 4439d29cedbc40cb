//! `cargo xtask foreign`: the plugins of the tests that are written in other languages, built with their languages' own
//! tools. They are installed below the target folder where they are missing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Result, tools};

const PYTHON: &str = "componentize-py==0.25.1";
const JAVASCRIPT: &str = "@bytecodealliance/componentize-js@0.23.0";

/// The section that a manifest stands in.
const SECTION: &str = "atlassian-cli:manifest";

/// Builds all of them.
pub(crate) fn run() -> Result {
    let out = tools::target().join("guests/foreign");
    fs::create_dir_all(&out).map_err(|error| format!("{}: {error}", out.display()))?;
    // Python's library imports sockets, which no plugin gets: its imports of WASI are replaced.
    python(&["--stub-wasi"], &out.join("python.wasm"))?;
    python(&[], &out.join("python-with-sockets.wasm"))?;
    javascript(&out.join("javascript.wasm"))
}

fn sources() -> PathBuf {
    tools::root().join("host/tests/foreign")
}

fn python(options: &[&str], to: &Path) -> Result {
    let dir = tools::target().join("tools/python");
    let program = dir.join("bin/componentize-py");
    if !program.is_file() {
        tools::run(Command::new("python3").args(["-m", "venv"]).arg(&dir))?;
        let mut pip = Command::new(dir.join("bin/pip"));
        tools::run(pip.args(["install", "--quiet", "--disable-pip-version-check", PYTHON]))?;
    }
    let mut command = Command::new(program);
    command.args(["--quiet", "--world", "plugin", "--wit-path"]).arg(tools::root().join("wit")).arg("componentize");
    tools::run(command.args(options).arg("--python-path").arg(sources()).args(["plugin", "--output"]).arg(to))?;
    attach(to)
}

fn javascript(to: &Path) -> Result {
    let dir = tools::target().join("tools/javascript");
    let program = dir.join("node_modules/.bin/componentize-js");
    if !program.is_file() {
        fs::create_dir_all(&dir).map_err(|error| format!("{}: {error}", dir.display()))?;
        let mut npm = Command::new("npm");
        tools::run(npm.current_dir(&dir).args(["install", "--no-audit", "--no-fund", "--prefix", ".", JAVASCRIPT]))?;
    }
    let mut command = Command::new(program);
    command.arg(sources().join("plugin.js")).args(["--world-name", "plugin", "--wit"]).arg(tools::root().join("wit"));
    // What would import `wasi:http`, which no plugin gets.
    tools::run(command.args(["--disable", "http", "fetch-event", "--out"]).arg(to))?;
    attach(to)
}

/// Puts the manifest at the end of a component, as a custom section.
fn attach(component: &Path) -> Result {
    let named = |error| format!("{}: {error}", component.display());
    let manifest = fs::read(sources().join("manifest.json")).map_err(named)?;
    let mut section = length(SECTION.len());
    section.extend_from_slice(SECTION.as_bytes());
    section.extend_from_slice(&manifest);
    let mut bytes = fs::read(component).map_err(named)?;
    bytes.push(0);
    bytes.extend(length(section.len()));
    bytes.extend(section);
    fs::write(component, bytes).map_err(named)
}

/// A length as wasm writes it: seven bits at a time, the lowest first.
fn length(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn lengths_are_written_as_wasm_has_them() {
        for (number, bytes) in [(0, &[0][..]), (127, &[127]), (128, &[128, 1]), (624_485, &[0xe5, 0x8e, 0x26])] {
            assert_eq!(length(number), bytes);
        }
    }
}
