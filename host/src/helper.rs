//! Programs that the user's configuration names to print a secret: an argument list, no shell, a time limit.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use crate::error::{Context, Error, Kind, Result};

/// How long a program may take; it may have to ask for a fingerprint.
pub const LIMIT: Duration = Duration::from_secs(30);

/// Runs a program and answers what it printed, `longest` bytes at most. What it says on standard error goes to the
/// user as it is: the program is the user's own.
///
/// # Errors
/// When it cannot be started, fails, or does not end in time; `what` says which program it is.
pub fn run(command: &[String], what: &str, longest: u64, limit: Duration) -> Result<Zeroizing<Vec<u8>>> {
    let Some((program, args)) = command.split_first() else {
        return Err(Error::usage(format!("the {what} names no program"))
            .hinted("a list of the program and its arguments, such as `[pass, show, company/header]`"));
    };
    let name = format!("{what} `{}`", program.escape_debug());
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context(Kind::Usage, || format!("the {name} cannot be started"))
        .map_err(|error| error.hinted("is it installed and in `PATH`? config.yaml names it"))?;
    let deadline = Instant::now() + limit;
    let outcome = output(&mut child, longest, limit).and_then(|text| Some((text, ended(&mut child, deadline)?)));
    let Some((text, status)) = outcome else {
        // It may have gone by itself just now.
        let _ = child.kill();
        let _ = child.wait();
        return Err(Error::failed(format!("the {name} did not end within {} s", limit.as_secs()))
            .hinted("it may wait for somebody to unlock it: unlock it, then try again"));
    };
    if !status.success() {
        return Err(Error::failed(format!("the {name} failed ({status})"))
            .hinted("its own words stand above; it may be locked, or have no such entry"));
    }
    Ok(text)
}

/// All that a child prints, `longest` bytes at most, or nothing when it does not come to an end in time.
pub fn output(child: &mut Child, longest: u64, limit: Duration) -> Option<Zeroizing<Vec<u8>>> {
    let stdout = child.stdout.take()?;
    let (sender, receiver) = mpsc::channel();
    // Not joined: a grandchild may hold the pipe open for ever.
    std::thread::spawn(move || {
        let mut text = Zeroizing::new(Vec::new());
        // What cannot be read shows as a text that is too short.
        let _ = stdout.take(longest).read_to_end(&mut text);
        let _ = sender.send(text);
    });
    receiver.recv_timeout(limit).ok()
}

/// How a child ended, or nothing when it has not by then.
pub fn ended(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(1)),
            _ => return None,
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn sh(script: &str, limit: Duration) -> Result<Zeroizing<Vec<u8>>> {
        run(&["sh".to_owned(), "-c".to_owned(), script.to_owned()], "header command", 100, limit)
    }

    #[test]
    fn what_it_prints_or_why_not() {
        assert_eq!(**sh("printf a; printf b", LIMIT).unwrap(), *b"ab");
        assert!(sh("exit 3", LIMIT).unwrap_err().message.contains("`sh` failed (exit status: 3)"));
        assert!(run(&[], "header command", 100, LIMIT).unwrap_err().message.contains("names no program"));
        let absent = run(&["no-such-program-EXAMPLE".to_owned()], "header command", 100, LIMIT).unwrap_err();
        assert!(absent.message.contains("`no-such-program-EXAMPLE` cannot be started"), "{absent}");
    }

    #[test]
    fn one_that_hangs_is_ended() {
        for script in ["sleep 5", "exec >&-; sleep 5", "sleep 5 & echo x"] {
            let error = sh(script, Duration::from_millis(200)).unwrap_err();
            assert!(error.message.contains("did not end"), "{script}: {error}");
        }
    }
}
