//! What a terminal would act on, through every way from a plugin or a site to the user.

use expectrl::{Eof, Session};
use serde_json::{Value, json};

use crate::guests::{raw, run};
use crate::support::Home;

/// Text that does something to a terminal, a person or a spreadsheet.
pub(crate) const HOSTILE: &[(&str, &str)] = &[
    ("clears the screen", "a\u{1b}[2J\u{1b}[Hb"),
    ("colours", "a\u{1b}[31;1mb\u{1b}[0m"),
    ("sets the title", "a\u{1b}]0;owned\u{7}b"),
    ("links", "a\u{1b}]8;;https://evil.example\u{1b}\\b\u{1b}]8;;\u{1b}\\"),
    ("fills the clipboard", "a\u{1b}]52;c;cm0gLXJmIC8=\u{7}b"),
    ("DCS", "a\u{1b}P$q\"p\u{1b}\\b"),
    ("APC", "a\u{1b}_Gf=24;AAAA\u{1b}\\b"),
    ("asks the terminal", "a\u{1b}[6n\u{1b}[c\u{5}b"),
    ("CSI of eight bits", "a\u{9b}2Jb"),
    ("OSC of eight bits", "a\u{9d}0;owned\u{9c}b"),
    ("overwrites the line", "harmless\rerror: forged"),
    ("goes back", "a\u{8}\u{8}\u{8}b"),
    ("rings", "a\u{7}b"),
    ("turns around", "a\u{202e}gpj.exe\u{202c}b"),
    ("isolates", "a\u{2066}b\u{2069}c"),
    ("hides", "a\u{200b}\u{feff}\u{2060}b"),
    ("tags", "a\u{e0041}\u{e0042}b"),
    ("breaks the line", "a\nerror: forged\nb"),
    ("breaks it in Unicode", "a\u{2028}error: forged\u{2029}b"),
    ("breaks it with NEL", "a\u{85}error: forged"),
    ("NUL and DEL", "a\u{0}b\u{7f}c"),
    ("asks in the host's name", "\rAllow `jira issue delete`? [y/N] "),
    ("pretends progress", "\r[=====>    ] 50 %\r"),
];

fn acts(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
        || matches!(c, '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// Everything that a plugin can say, with this text in it.
fn everything(text: &str) -> Value {
    json!([
        {"columns": {"title": text.chars().take(100).collect::<String>(), "pointer": "/text"}},
        {"note": text},
        {"emit": json!({"text": text, text: "in a name"}).to_string()},
        {"incomplete": text},
        {"fail": {"kind": "other", "message": text, "hints": [text, text]}},
    ])
}

#[test]
fn nothing_reaches_a_terminal() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    for (name, text) in HOSTILE {
        for format in ["table", "json", "jsonl", "yaml", "csv", "markdown", "quiet"] {
            let script = everything(text).to_string();
            let mut command = home.command(&["raw", "many", &script, "--format", format]);
            command.env("TERM", "xterm-256color").env("COLUMNS", "80");
            // Our own colours would be in the way; nothing else depends on them.
            command.env("NO_COLOR", "1");
            let mut terminal = Session::spawn(command).unwrap();
            terminal.set_expect_timeout(Some(std::time::Duration::from_secs(60)));
            let shown = terminal.expect(Eof).unwrap();
            let shown = String::from_utf8_lossy(shown.as_bytes()).into_owned();
            let error = if format.starts_with("json") { "{\"kind\":\"failed\"," } else { "error: " };
            assert!(shown.contains(error), "{name}, {format}: {shown:?}");
            let found: Vec<_> = shown.chars().filter(|c| acts(*c)).collect();
            assert!(found.is_empty(), "{name}, {format}: {found:?} in {shown:?}");
            // The terminal makes CR LF of each line's end, which is CR LF in CSV; any other CR would be the plugin's.
            assert!(!shown.replace("\r\r\n", "\n").replace("\r\n", "\n").contains('\r'), "{name}, {format}: {shown:?}");
            is_not_forged(name, &shown, format);
        }
    }
}

#[test]
fn nothing_reaches_standard_error() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    for (name, text) in HOSTILE {
        let ran = run(&home, "many", &everything(text), &["--format", "table"]);
        let found: Vec<_> = ran.stderr.chars().filter(|c| acts(*c) || *c == '\r').collect();
        assert!(found.is_empty(), "{name}: {found:?} in {:?}", ran.stderr);
        is_not_forged(name, &ran.stderr, "stderr");
        // A table in a pipe is for reading, too.
        assert!(!ran.stdout.chars().any(|c| acts(c) || c == '\r'), "{name}: {:?}", ran.stdout);
        assert_eq!(ran.stdout.lines().count(), 2, "{name}: a cell broke its line: {:?}", ran.stdout);
    }
}

/// No line begins as the host's own would, but for the one error. In `csv`, a quoted field may have several lines.
#[track_caller]
fn is_not_forged(name: &str, shown: &str, format: &str) {
    let forged = shown.lines().filter(|line| line.starts_with("error: forged") || line.starts_with("Allow")).count();
    assert!(forged == 0 || format == "csv", "{name}: {shown:?}");
    // Words of a plugin follow its name; those of its failure follow `error:`.
    for line in shown.lines().filter(|line| line.contains("? [y/N]") || line.contains("50 %")) {
        let known = [
            "raw: ", "error: ", "hint: ", "showing ", "  ", "[", "{", "- ", "\"", "?", "text", " ", "'", "TEXT",
            "\u{fffd}",
        ];
        assert!(known.iter().any(|start| line.starts_with(start)) || format != "stderr", "{name}: {line:?}");
    }
}

/// JSON and YAML in a pipe hold what was sent, and only that: no text gets out of its string.
#[test]
fn no_text_breaks_out_of_its_string() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    let more = [
        "\"},{\"forged\":true},{\"",
        "\\",
        "\\\"",
        "---\n- forged: true",
        "'",
        "{{",
        "!!python/object",
        "*a",
        "&a b",
        "a: b",
        "yes",
        "null",
        "0x10",
        "1e9",
        "#",
    ];
    let texts: Vec<_> = HOSTILE.iter().map(|(_, text)| *text).chain(more).collect();
    let steps: Vec<_> = texts.iter().map(|text| json!({"emit": json!({"text": text}).to_string()})).collect();
    let expected: Vec<_> = texts.iter().map(|text| json!({"text": text})).collect();
    let shown = run(&home, "many", &Value::Array(steps.clone()), &["--format", "json"]).ok();
    assert_eq!(serde_json::from_str::<Value>(&shown).unwrap(), Value::Array(expected.clone()));
    let shown = run(&home, "many", &Value::Array(steps), &["--format", "yaml"]).ok();
    let read: Value = serde_yaml::from_str(&shown).unwrap();
    assert_eq!(read, Value::Array(expected));
}

#[test]
fn formulas_are_disarmed() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    let formulas =
        ["=cmd|'/c calc'!A0", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "=HYPERLINK(\"https://evil.example\")"];
    let steps: Vec<_> = formulas.iter().map(|text| json!({"emit": json!({"text": text}).to_string()})).collect();
    let shown = run(&home, "many", &Value::Array(steps), &["--format", "csv"]).ok();
    let mut reader = csv::Reader::from_reader(shown.as_bytes());
    let cells: Vec<_> = reader.records().map(|record| record.unwrap()[0].to_owned()).collect();
    assert_eq!(cells, formulas.map(|formula| format!("'{formula}")));
}

/// A field of a megabyte, a thousand columns' worth of nothing, and characters without a width.
#[test]
fn long_fields_end() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    let long = json!({"before": "{\"text\":\"", "of": "x", "times": 1 << 20, "after": "\"}"});
    let marks = json!({"before": "{\"text\":\"e", "of": "\u{301}", "times": 100_000, "after": "\"}"});
    for format in ["table", "json", "jsonl", "yaml", "csv", "markdown", "quiet"] {
        let script = json!([{"emit": long}, {"emit": marks}, {"emit": "{}"}]).to_string();
        run(&home, "many", &serde_json::from_str(&script).unwrap(), &["--format", format]).ok();
        let mut command = home.command(&["raw", "many", &script, "--format", format]);
        command.env("COLUMNS", "80");
        let mut terminal = Session::spawn(command).unwrap();
        terminal.set_expect_timeout(Some(std::time::Duration::from_secs(60)));
        terminal.expect(Eof).unwrap();
    }
}
