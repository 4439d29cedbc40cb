//! Secrets that a command needs: given where nobody sees them, and shown nowhere.

use expectrl::{Eof, Session};

use crate::support::{Home, Ran, probe, site};

const SECRET: &str = "correct horse \"EXAMPLE\"/+";
const TELL: &[&str] = &["probe", "told", "secret", "--value", "-"];

fn everything(ran: &Ran) -> String {
    format!("{}{}", ran.stdout, ran.stderr)
}

fn is_hidden(text: &str) {
    for form in ["correct horse", "correct%20horse", "correct+horse"] {
        assert!(!text.contains(form), "{form} in {text}");
    }
}

#[test]
fn it_reaches_the_site_and_is_shown_nowhere() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("probe", probe())]);
    for format in ["table", "json", "jsonl", "yaml", "csv", "markdown"] {
        site.reset_requests();
        let ran = home.run_with_input(&[TELL, &["--debug", "--format", format]].concat(), &format!("{SECRET}\n"));
        let text = everything(&ran);
        assert_eq!(ran.code, 0, "{text}");
        is_hidden(&text);
        assert!(ran.stderr.contains("probe: [redacted] is [redacted]"), "{text}");
        assert!(ran.stderr.contains("\"summary\":\"[redacted]\""), "{text}");
        assert!(site.requests().iter().any(|request| {
            serde_json::from_slice::<serde_json::Value>(&request.body)
                .is_ok_and(|body| body.pointer("/fields/summary").is_some_and(|summary| summary == SECRET))
        }));
    }
    let ran = home.run_with_input(&[TELL, &["--format", "json"]].concat(), &format!("{SECRET}\r\n"));
    let record: serde_json::Value = serde_json::from_str(&ran.ok()).unwrap();
    assert_eq!((&record["value"], &record["length"]), (&"[redacted]".into(), &SECRET.len().into()));
    for format in ["table", "json"] {
        let ran = home.run_with_input(&[TELL, &["--fail", "--format", format]].concat(), SECRET);
        is_hidden(&everything(&ran));
        ran.fails(1, &["no [redacted]"]);
        let ran = home.run_with_input(&[TELL, &["--dry-run", "--format", format]].concat(), SECRET);
        is_hidden(&everything(&ran));
        assert!(ran.ok().replace(": ", ":").contains("\"summary\":\"[redacted]\""));
    }
    for file in home.files() {
        is_hidden(&String::from_utf8_lossy(&std::fs::read(file).unwrap()));
    }
}

/// One of few letters cannot be told from words, but stands in no body and no record as it is.
#[test]
fn a_short_one_is_hidden_where_it_stands_alone() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("probe", probe())]);
    let plan = home.run_with_input(&[TELL, &["--dry-run", "--format", "json"]].concat(), "1\n");
    assert!(plan.stderr.contains("[redacted] is [redacted]"), "{plan:?}");
    let plan: serde_json::Value = serde_json::from_str(&plan.ok()).unwrap();
    assert_eq!(plan.pointer("/0/body/fields/summary").unwrap(), "[redacted]", "{plan}");
}

#[test]
fn only_standard_input_and_a_terminal_give_one() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("probe", probe())]);
    std::fs::write(home.path().join("file"), SECRET).unwrap();
    let from_file = format!("@{}/file", home.path().display());
    for literal in [SECRET, &from_file] {
        let ran = home.run(&["probe", "told", "secret", "--value", literal]);
        is_hidden(&ran.stderr);
        ran.fails(2, &["`--value` takes no secret on the command line", "`--value -` reads it from standard input"]);
    }
    home.run(&["probe", "told", "secret"]).fails(2, &["--value"]);
    home.run(TELL).fails(2, &["the secret for `--value` is empty"]);
    home.run_with_input(&[TELL, &["--other", "-"]].concat(), "x").fails(2, &["standard input can be read once"]);
    assert!(site.requests().is_empty());
    let help = home.run(&["probe", "told", "secret", "--help"]).ok();
    assert!(help.contains("`-`: from standard input, or asked for on a terminal"), "{help}");

    // Missing, or wanted from a terminal: asked for, and not echoed.
    for args in [&["probe", "told", "secret", "--format", "json"][..], &[TELL, &["--format", "json"]].concat()] {
        let mut terminal = Session::spawn(home.command(args)).unwrap();
        terminal.set_expect_timeout(Some(std::time::Duration::from_secs(60)));
        terminal.expect("Value of the variable (not shown): ").unwrap();
        terminal.send_line(SECRET).unwrap();
        let rest = terminal.expect(Eof).unwrap();
        let shown = String::from_utf8_lossy(rest.as_bytes()).into_owned();
        is_hidden(&shown);
        assert!(shown.contains(&format!("\"length\": {}", SECRET.len())), "{shown}");
    }
}
