//! The project's own commands. `cargo xtask` lists them.

#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a development tool: it reads the environment, writes scratch files and talks to the terminal"
)]

mod bench;
mod contract;
mod demo;
mod foreign;
mod fuzz;
mod reference;
mod sandbox;
mod test;
mod tools;
mod words;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask demo [-- COMMAND…]  build, start the simulator, and run a short tour, or one command of your own
cargo xtask test                everything that CI runs
cargo xtask contract [PRODUCT…] our requests and the simulator's answers against Atlassian's documents (needs ../shared)
cargo xtask fuzz [--seconds N] [TARGET…]  the fuzz targets, each for 10 seconds unless it is said
cargo xtask foreign             builds the tests' plugins in Python and JavaScript (needs python3 and npm)
cargo xtask reference           writes plugins/*/REFERENCE.md, which a test holds to the manifests
cargo xtask bench [--peer PROGRAM] [--json FILE]  speed, as ratios within one run, also against the native peer
cargo xtask bench --check       counts of instructions against those that are kept; --update keeps them";

/// What went wrong, in words.
type Result<T = ()> = std::result::Result<T, String>;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rest: Vec<String> = args.iter().skip(1).filter(|arg| *arg != "--").cloned().collect();
    let outcome = match args.first().map(String::as_str) {
        Some("demo") => demo::run(&rest),
        Some("test") => test::run(),
        Some("contract") => contract::run(&rest),
        Some("fuzz") => fuzz::run(&rest),
        Some("foreign") => foreign::run(),
        Some("reference") => reference::run(),
        Some("bench") => bench::run(&rest),
        _ => {
            println!("{HELP}");
            return if args.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) };
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::FAILURE
        }
    }
}
