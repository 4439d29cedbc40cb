//! A required argument that is missing is asked for, on a terminal and nowhere else.

use expectrl::{Eof, Session};

use crate::support::{Home, probe, site};

/// Answers each question; what is shown after the last one.
fn answered(home: &Home, args: &[&str], answers: &[(&str, &str)]) -> String {
    let mut terminal = Session::spawn(home.command(args)).unwrap();
    terminal.set_expect_timeout(Some(std::time::Duration::from_secs(60)));
    for (question, answer) in answers {
        terminal.expect(question).unwrap();
        terminal.send_line(answer).unwrap();
    }
    let rest = terminal.expect(Eof).unwrap();
    String::from_utf8_lossy(rest.as_bytes()).into_owned()
}

#[test]
fn what_is_missing_is_asked_for_on_a_terminal() {
    let site = site();
    let home = Home::at(&site);
    let link = ["jira", "issue", "link", "create", "DEV-1", "DEV-2"];
    let shown = answered(
        &home,
        &[&link[..], &["--jq", ".relation"]].concat(),
        &[("Name of a type of link, or what it says in one direction: ", "blocks")],
    );
    assert!(shown.ends_with("blocks\r\n"), "{shown:?}");
    // A value that looks like a flag is a value all the same.
    let shown = answered(&home, &["jira", "issue", "get"], &[("Issue key or id: ", "--help")]);
    assert!(shown.contains("error: jira: Issue does not exist"), "{shown:?}");
    assert!(site.requests().iter().any(|request| request.path.ends_with("/issue/--help")));
    let shown = answered(&home, &["jira", "issue", "get", "--format", "quiet"], &[("Issue key or id: ", "DEV-1")]);
    assert!(shown.ends_with("DEV-1\r\n"), "{shown:?}");
    // Choices are shown, and asked for until there is one, or none is wanted.
    let guests = Home::at(&site).with_guests(&[("probe", probe())]);
    let answers = [("spin", "nothing of the kind"), ("is none of these", "")];
    let shown = answered(&guests, &["probe", "behave"], &answers);
    assert!(shown.contains("required arguments were not provided"), "{shown:?}");
    // No answer is no argument.
    let shown = answered(&home, &link, &[(": ", "")]);
    assert!(shown.contains("required arguments were not provided") && shown.contains("--type"), "{shown:?}");
}

#[test]
fn nobody_is_asked_in_a_pipe() {
    let home = Home::empty();
    let link = ["jira", "issue", "link", "create", "DEV-1", "DEV-2"];
    home.run(&link).fails(2, &["required arguments were not provided", "--type"]);
    home.run_with_input(&link, "blocks\n").fails(2, &["--type"]);
}

/// What an editor leaves is the text: no file is read because it begins with `@`.
#[test]
fn a_missing_text_is_written_in_an_editor() {
    let site = site();
    let home = |editor: &str| {
        let home = Home::at(&site).with_guests(&[("probe", probe())]);
        home.with_env("EDITOR", editor).with_env("VISUAL", " ").with_env("PAGER", "never")
    };
    let args = ["probe", "file", "text", "--format", "json"];
    for text in ["@/etc/passwd", "@@", "two\n\nlines", "--text"] {
        let editor = format!("sh -c 'test \"$(stat -c %a $0)\" = 600 && printf \"%s\\n\" \"{text}\" > $0'");
        let shown = answered(&home(&editor), &args, &[]);
        let json = shown.split_once("opening the editor\r\n").unwrap().1;
        let record: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(record["text"], text, "{shown}");
    }
    let shown = answered(&home("true"), &args, &[]);
    assert!(shown.contains("--text <TEXT>"), "{shown}");
    let shown = answered(&home("false"), &args, &[]);
    assert!(shown.contains("the editor `false` failed"), "{shown}");
    home("true").run(&args).fails(2, &["--text <TEXT>"]);
}
