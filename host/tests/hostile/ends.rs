//! The end of a run: within its limit, or at Ctrl-C in the middle of anything, and nothing is left behind.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use atlassian_simulator::Scripted;
use serde_json::{Value, json};

use crate::guests::{raw, run};
use crate::servers::raw as server;
use crate::support::{Home, site};

/// A watchdog: what takes longer ends the tests. No test says how long something takes.
pub(crate) fn within<T>(longest: Duration, work: impl FnOnce() -> T) -> T {
    let (done, over) = mpsc::channel::<()>();
    let watchdog = std::thread::spawn(move || {
        if over.recv_timeout(longest) == Err(mpsc::RecvTimeoutError::Timeout) {
            println!("this took more than {longest:?}");
            std::process::abort();
        }
    });
    let result = work();
    drop(done);
    watchdog.join().unwrap();
    result
}

const LONGEST: Duration = Duration::from_secs(60);

/// A run that would go on, and a script for it. Each says something first, so that it is known to be in the middle.
pub(crate) const INTERRUPTED: &[(&str, &str)] = &[
    ("a loop", r#"[{"note":"ready"},{"repeat":{"steps":[]}}]"#),
    ("a loop around a cheap call", r#"[{"note":"ready"},{"repeat":{"steps":[{"now":0}]}}]"#),
    (
        "output that nobody reads",
        r#"[{"note":"ready"},{"repeat":{"steps":[{"emit":{"before":"{\"text\":\"","of":"x","times":4194304,"after":"\"}"}}]}}]"#,
    ),
    ("a wait for a clock", r#"[{"note":"ready"},{"block":315360000000000000}]"#),
    ("a wait for a timer", r#"[{"note":"ready"},{"timer":500000},{"wait":[1]}]"#),
    (
        "a wait for the site",
        r#"[{"note":"ready"},{"send":{"service":"jira","template":"/rest/api/3/issue/{id}","params":[["id","DEV-1"]]}}]"#,
    ),
    (
        "many requests",
        r#"[{"note":"ready"},{"repeat":{"steps":[{"send":{"service":"jira","template":"/rest/api/3/issue/{id}","params":[["id","DEV-1"]]}}]}}]"#,
    ),
    (
        "a write",
        r#"[{"note":"ready"},{"send":{"service":"jira","method":"POST","template":"/rest/api/3/issue","json":"{}"}}]"#,
    ),
];

/// Starts a run, waits for its first words, and lets it go on for a moment.
fn in_the_middle(home: &Home, script: &Value) -> Child {
    let mut child = home
        .command(&["raw", "many", &script.to_string(), "--format", "json"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stderr.as_mut().unwrap()).read_line(&mut first).unwrap();
    assert_eq!(first, "raw: ready\n");
    child
}

#[cfg(unix)]
fn interrupt(child: &Child) {
    rustix::process::kill_process(rustix::process::Pid::from_child(child), rustix::process::Signal::INT).unwrap();
}

/// By the signal itself, or with the exit code that shells make of it.
#[cfg(unix)]
#[track_caller]
fn was_interrupted(what: &str, status: ExitStatus) {
    use std::os::unix::process::ExitStatusExt;
    assert!(status.signal() == Some(2) || status.code() == Some(130), "{what}: {status:?}");
}

/// A temporary file would stay: what is written is renamed at its end. Lock files stay on purpose, unlocked.
fn nothing_is_left(home: &Home) {
    let left: Vec<_> = home.files().into_iter().filter(|file| file.to_string_lossy().contains("/.tmp-")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_everything() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("raw", raw())]);
    // The code is compiled before: this is about the guest.
    run(&home, "many", &json!([]), &[]).ok();
    site.script("/rest/api/3/issue", Scripted::json(200, "{}").delay(Duration::from_secs(20)).always());
    for (name, script) in INTERRUPTED {
        println!("{name}");
        let mut child = in_the_middle(&home, &serde_json::from_str(script).unwrap());
        interrupt(&child);
        was_interrupted(name, within(LONGEST, || child.wait().unwrap()));
        nothing_is_left(&home);
    }
    site.clear_scripts();
    run(&home, "many", &json!([]), &[]).ok();
}

/// The same while the program writes a file of its own: the key of the audit log, which a first run makes.
#[cfg(unix)]
#[test]
fn ctrl_c_in_the_middle_of_a_file_leaves_none() {
    let site = site();
    for _ in 0..10 {
        let home = Home::at(&site).with_guests(&[("raw", raw())]);
        let mut child = home
            .command(&["raw", "many", INTERRUPTED[5].1])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let begun = |name: &str| home.files().iter().any(|file| file.to_string_lossy().contains(name));
        within(LONGEST, || while !begun("/.tmp-audit-key-") && !begun("/audit-key") {});
        interrupt(&child);
        within(LONGEST, || child.wait().unwrap());
        nothing_is_left(&home);
    }
}

/// The same while a server sends a byte at a time, or what unpacks to far more than it is.
#[cfg(unix)]
#[test]
fn ctrl_c_ends_an_answer_that_does_not_end() {
    let dribble = server(|stream, _| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")?;
        loop {
            stream.write_all(b" ")?;
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    let bomb = server(|stream, _| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n")?;
        let mut encoder = flate2::write::GzEncoder::new(stream, flate2::Compression::best());
        loop {
            encoder.write_all(&[0; 4096])?;
            encoder.flush()?;
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    for port in [dribble, bomb] {
        let home = Home::at_port(port).with_guests(&[("raw", raw())]);
        let script = serde_json::from_str(INTERRUPTED[5].1).unwrap();
        let mut child = in_the_middle(&home, &script);
        std::thread::sleep(Duration::from_millis(300));
        interrupt(&child);
        was_interrupted("an answer", within(LONGEST, || child.wait().unwrap()));
        nothing_is_left(&home);
    }
}

/// What a limit ends: the limit is lowered for the test, the end is not awaited exactly.
#[test]
fn each_limit_ends_its_run() {
    let silent = server(|_, _| {
        std::thread::sleep(Duration::from_secs(600));
        Ok(())
    });
    let dribble = server(|stream, _| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")?;
        loop {
            stream.write_all(b" ")?;
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    let slow_head = server(|stream, _| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nx-slow: ")?;
        loop {
            stream.write_all(b"x")?;
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    for port in [silent, dribble, slow_head] {
        let home = Home::at_port(port).with_guests(&[("raw", raw())]).with_env("TEST_WAIT_MS", "700");
        let script: Value = serde_json::from_str(INTERRUPTED[5].1).unwrap();
        let start = Instant::now();
        let ran = within(LONGEST, || run(&home, "many", &script, &[]));
        println!("ended after {:?}", start.elapsed());
        ran.fails(6, &["did not answer within the longest wait"]);
        nothing_is_left(&home);
    }
}
