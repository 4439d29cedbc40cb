//! `cargo xtask bench`: speed, as ratios within one run. Times of a shared machine mean nothing by themselves.

mod instructions;
mod measure;
mod rows;
mod sites;

use std::path::PathBuf;

use crate::{Result, tools};

/// What was asked for.
#[derive(Debug, Default)]
pub(crate) struct Options {
    /// The native peer's program.
    peer: Option<PathBuf>,
    /// Where the figures go as JSON.
    json: Option<PathBuf>,
    /// Only count instructions, and hold them against the ones that are kept.
    check: bool,
    /// Count instructions, and keep them.
    update: bool,
}

impl Options {
    fn read(args: &[String]) -> Result<Self> {
        let mut options = Self::default();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            let mut value = || args.next().map(PathBuf::from).ok_or_else(|| format!("`{arg}` needs a path"));
            match arg.as_str() {
                "--peer" => options.peer = Some(value()?),
                "--json" => options.json = Some(value()?),
                "--check" => options.check = true,
                "--update" => options.update = true,
                other => {
                    return Err(format!("`{other}` is none of `--peer PATH`, `--json FILE`, `--check` and `--update`"));
                }
            }
        }
        Ok(options)
    }
}

pub(crate) fn run(args: &[String]) -> Result {
    let options = Options::read(args)?;
    tools::require_wasm_target()?;
    tools::run(&mut tools::cargo(&[
        "build",
        "--locked",
        "--release",
        "--package",
        "atlassian-cli",
        "--package",
        "atlassian-simulator",
    ]))?;
    if options.check || options.update {
        return instructions::run(options.update);
    }
    let rows = rows::all(&options)?;
    println!("Medians of interleaved runs; times are of this machine and this moment, the ratios are what counts.\n");
    println!("| what | figure | to reach | |\n|---|---|---|---|");
    for row in &rows {
        println!("{}", row.line());
    }
    if let Some(path) = &options.json {
        let lines: Vec<_> = rows.iter().map(rows::Row::json).collect();
        let text = format!("[\n  {}\n]\n", lines.join(",\n  "));
        std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}
