//! `cargo xtask reference`: the plugins' manuals, made by the program itself.

use std::process::Command;

use crate::{Result, tools};

pub(crate) fn run() -> Result {
    tools::require_wasm_target()?;
    let mut build = tools::cargo(&["build"]);
    tools::run(build.args(tools::EVERYTHING).args(["--bins"]))?;
    let program = tools::target().join("debug/atlassian-cli");
    let plugins = std::fs::read_dir(tools::root().join("plugins")).map_err(|error| error.to_string())?;
    for plugin in plugins {
        let folder = plugin.map_err(|error| error.to_string())?.path();
        let name = folder.file_name().unwrap_or_default().to_owned();
        let page = tools::output(Command::new(&program).args(["plugin", "reference"]).arg(name))?;
        std::fs::write(folder.join("REFERENCE.md"), page).map_err(|error| error.to_string())?;
    }
    Ok(())
}
