//! Compiles components from elsewhere in a child process of our own program: what makes the compiler take all time or
//! memory takes the child's, and ends there.
//!
//! The child is this program with one hidden word. It gets the component on standard input and answers compiled code,
//! or with the exit code [`exit_code::FAILED`] the reason, on standard output. It has no environment but one number.

use std::io::{Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::error::{Context, Error, Kind, Result};
use crate::helper;
use crate::{exit_code, output};

use super::{component, engine};

/// The word that makes this program the child. No plugin can have it as its name.
pub const WORD: &str = "__compile";

/// Address space of the child, in bytes.
const MEMORY: u64 = 2 << 30;
/// Time on the processor, over all threads of the child.
const CPU: Duration = Duration::from_secs(60);
/// Time in all.
const TIME: Duration = Duration::from_secs(120);
/// Largest compiled code in bytes.
pub const LARGEST_CODE: u64 = 1 << 30;
/// Threads of the compiler. Each takes address space, and machines with many processors would spend all of it on them.
const THREADS: &str = "4";

/// Compiles a component in a child process.
///
/// # Errors
/// When it is not valid, or reaches a limit; the child is gone then.
pub fn in_child(wasm: &[u8]) -> Result<Vec<u8>> {
    let program = std::env::current_exe().context(Kind::Failed, || "this program cannot be found".to_owned())?;
    let mut child = Command::new(program)
        .arg(WORD)
        .env_clear()
        .env("RAYON_NUM_THREADS", THREADS)
        .current_dir(if cfg!(windows) { "\\" } else { "/" })
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context(Kind::Failed, || "the compiler cannot be started".to_owned())?;
    let deadline = Instant::now() + TIME;
    let input = child.stdin.take();
    let ended = std::thread::scope(|scope| {
        // A child that ends early closes the pipe, and that is all.
        scope.spawn(move || input.map(|mut input| input.write_all(wasm)));
        let ended = helper::output(&mut child, LARGEST_CODE, TIME)
            .and_then(|code| Some((code, helper::ended(&mut child, deadline)?)));
        // It may have gone by itself.
        let _ = child.kill();
        let _ = child.wait();
        ended
    });
    match ended {
        Some((code, status)) if status.success() => Ok(code.to_vec()),
        Some((reason, status)) if status.code() == Some(exit_code::FAILED.into()) => {
            Err(invalid(String::from_utf8_lossy(&reason)))
        }
        Some((_, status)) => Err(too_much(&limit(status))),
        None => Err(too_much(&format!("{} s", TIME.as_secs()))),
    }
}

/// The error of a component that is not valid.
pub fn invalid(why: impl std::fmt::Display) -> Error {
    Error::failed("the plugin cannot be compiled").caused_by(why)
}

fn too_much(what: &str) -> Error {
    Error::failed(format!("compiling the plugin took more than {what}, so it was stopped"))
        .hinted("this is a mistake of the plugin's, or an attack; ask where it comes from")
}

/// Which limit ended the child.
#[cfg(unix)]
fn limit(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    let ended_by = |signal: rustix::process::Signal| status.signal() == Some(signal.as_raw());
    if ended_by(rustix::process::Signal::XCPU) || ended_by(rustix::process::Signal::KILL) {
        return format!("{} s of processor time", CPU.as_secs());
    }
    // Memory that is refused ends a program in more than one way.
    format!("{} GiB of memory, or broke the compiler ({status})", MEMORY >> 30)
}

#[cfg(not(unix))]
fn limit(status: ExitStatus) -> String {
    format!("the compiler could take ({status})")
}

/// The child: limits itself, reads a component, writes compiled code.
///
/// # Errors
/// When the limits cannot be set, and when standard input or output are closed.
pub fn child() -> Result<u8> {
    restrict()?;
    let mut wasm = Vec::new();
    let input = std::io::stdin().lock();
    input
        .take(component::LARGEST + 1)
        .read_to_end(&mut wasm)
        .context(Kind::Failed, || "the component cannot be read".to_owned())?;
    match engine::engine()?.precompile_component(&wasm) {
        Ok(code) => output::bytes(&code).map(|()| exit_code::DONE),
        Err(error) => output::bytes(format!("{error:#}").as_bytes()).map(|()| exit_code::FAILED),
    }
}

/// Limits of the operating system for this process. Elsewhere than on Linux, the limit on memory may have no effect.
#[cfg(unix)]
fn restrict() -> Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limits = [(Resource::As, MEMORY), (Resource::Cpu, CPU.as_secs()), (Resource::Core, 0)];
    for (resource, most) in limits {
        let limit = Rlimit { current: Some(most), maximum: Some(most) };
        let set = setrlimit(resource, limit).map_err(std::io::Error::from);
        // macOS knows the limit on address space by name alone.
        if !(cfg!(target_os = "macos") && resource == Resource::As) {
            set.context(Kind::Failed, || "the limits of the compiler cannot be set".to_owned())?;
        }
    }
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))
        .map_err(std::io::Error::from)
        .context(Kind::Failed, || "the limits of the compiler cannot be set".to_owned())?;
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the Unix form can fail")]
fn restrict() -> Result<()> {
    Ok(())
}
