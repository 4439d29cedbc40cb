//! Progress on a real terminal, and nothing of it in a pipe.

use std::process::{Command, Stdio};
use std::time::Duration;

use atlassian_simulator::{Options, Simulator};

use crate::support::{Home, on_terminal, probe, site};

const SLOW: &[&str] = &["probe", "behave", "slow", "--color", "never"];

#[test]
fn a_bar_shows_what_takes_long() {
    let home = Home::at(&site()).with_guests(&[("probe", probe())]);
    let shown = on_terminal(&home, SLOW, 100, &[]);
    assert!(shown.contains("\u{fffd}[2Jforged bar") && shown.contains("/10") && shown.contains("left"), "{shown:?}");
    // At the end the terminal has what was said and the result, and no bar.
    let left = vt(&shown);
    assert_eq!(left, ["probe: nearly", "Text:  done"], "{shown:?}");
    let dumb = on_terminal(&home, SLOW, 100, &[("TERM", "dumb")]);
    assert_eq!(dumb, "probe: nearly\nText:  done\n");
    let ran = home.run(SLOW);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("Text:  done\n", "probe: nearly\n"));
}

/// Every command has something that turns, without a word of the plugin's.
#[test]
fn a_slow_site_is_waited_for_visibly() {
    let site = Simulator::start(Options { latency: Duration::from_millis(1200), ..Options::default() }).unwrap();
    let home = Home::at(&site);
    let get = ["jira", "issue", "get", "DEV-1", "--format", "quiet"];
    let shown = on_terminal(&home, &get, 100, &[]);
    assert!(shown.contains("jira issue get"), "{shown:?}");
    assert_eq!(vt(&shown), ["DEV-1"]);
    assert_eq!(home.run(&get).stderr, "");
}

/// A question stands alone, however long the answer takes.
#[test]
fn nothing_turns_under_a_question() {
    let home = Home::at(&site()).with_env("TERM", "xterm-256color");
    let mut terminal = expectrl::Session::spawn(home.command(&["jira", "issue", "delete", "DEV-5"])).unwrap();
    terminal.set_expect_timeout(Some(Duration::from_secs(60)));
    terminal.expect("[y/N]").unwrap();
    std::thread::sleep(Duration::from_millis(1200));
    terminal.send_line("n").unwrap();
    let rest = terminal.expect(expectrl::Eof).unwrap();
    let rest = String::from_utf8_lossy(rest.as_bytes()).into_owned();
    assert!(!rest.contains(|letter| matches!(letter, '\u{2800}'..='\u{28ff}')), "{rest:?}");
}

#[test]
fn misuse_ends_a_run() {
    let home = Home::at(&site()).with_guests(&[("probe", probe())]);
    home.run(&["probe", "behave", "bars"]).fails(1, &["too many progress bars"]);
}

#[test]
fn an_interrupt_says_what_was_done() {
    let site = Simulator::start(Options { latency: Duration::from_millis(700), ..Options::default() }).unwrap();
    let home = Home::at(&site);
    let write = ["jira", "api", "PUT", "/rest/api/3/issue/DEV-1", "-f", "x=y"];
    let mut child = home.command(&write).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    while !site.requests().iter().any(|request| request.method == "PUT") {
        std::thread::sleep(Duration::from_millis(5));
        assert!(child.try_wait().unwrap().is_none(), "it ended before its request arrived");
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let ran = child.wait_with_output().unwrap();
    assert_eq!(ran.status.code(), Some(130));
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(said.contains("0 changes were made, and 1 sent whose answer is not known"), "{said}");
}

/// The lines that a terminal shows in the end.
fn vt(bytes: &str) -> Vec<String> {
    let mut terminal = vt100::Parser::new(50, 100, 0);
    terminal.process(bytes.replace('\n', "\r\n").as_bytes());
    let lines = terminal.screen().rows(0, 100);
    lines.map(|line| line.trim_end().to_owned()).filter(|line| !line.is_empty()).collect()
}
