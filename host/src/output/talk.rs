//! Standard error: notes and errors.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::error::{Error, Kind};

use super::{color, progress, safe};

/// How serious a note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Good to know.
    Info,
    /// Something was done.
    Success,
    /// Something may be wrong.
    Warning,
}

/// Says something to the user.
pub fn note(level: Level, message: &str) {
    let message = safe::line(message);
    match level {
        Level::Warning => say(&colored(&format!("warning: {message}\n"))),
        Level::Info | Level::Success => say(&format!("{message}\n")),
    }
}

/// Whether `--debug` was given: a matter of the whole run, as standard error is.
static DEBUG: AtomicBool = AtomicBool::new(false);

/// From now on, or no longer, each request and answer is shown.
pub fn show_debug(wanted: bool) {
    DEBUG.store(wanted, Ordering::Relaxed);
}

/// Whether each request and answer is shown.
pub fn shows_debug() -> bool {
    DEBUG.load(Ordering::Relaxed)
}

/// Shows lines for `--debug`, which are already safe for a terminal, at once: no other lines come between them.
pub fn debug(lines: &str) {
    say(lines);
}

/// Asks the user something; the answer follows on the same line.
pub fn prompt(question: &str) {
    say(&safe::line(question));
}

/// Whether errors are for a program, which asked for results as JSON.
static ERRORS_AS_JSON: AtomicBool = AtomicBool::new(false);

/// From now on, or no longer, the error that ends the command is one JSON object on one line.
pub fn errors_as_json(wanted: bool) {
    ERRORS_AS_JSON.store(wanted, Ordering::Relaxed);
}

/// Whether it is.
pub fn are_errors_json() -> bool {
    ERRORS_AS_JSON.load(Ordering::Relaxed)
}

/// Shows the error that ends the command: what, why, and what helps. A closed pipe is not worth a word.
pub fn error(error: &Error) {
    if error.kind == Kind::BrokenPipe {
        return;
    }
    if are_errors_json() {
        say(&format!("{}\n", as_json(error)));
    } else {
        say(&colored(&rendered("error", error)));
    }
}

/// Shows an error that does not end the command.
pub fn warn(error: &Error) {
    say(&colored(&rendered("warning", error)));
}

fn rendered(word: &str, error: &Error) -> String {
    let mut text = format!("{word}: {}\n", safe::line(&error.message));
    for cause in &error.causes {
        text.push_str(&format!("caused by: {}\n", safe::line(cause)));
    }
    if let Some(id) = &error.request_id {
        text.push_str(&format!("request: {}\n", safe::line(id)));
    }
    for hint in &error.hints {
        text.push_str(&format!("hint: {}\n", safe::line(hint)));
    }
    text
}

/// The word at the beginning of each line in its colour, where colour is wanted.
fn colored(text: &str) -> String {
    if !color::on_stderr() {
        return text.to_owned();
    }
    let words = [("error:", color::ERROR), ("warning:", color::WARNING), ("hint:", color::HINT)];
    let line = |line: &str| match words.iter().find_map(|(word, style)| Some((word, style, line.strip_prefix(word)?))) {
        Some((word, style, rest)) => format!("{}{rest}", color::styled(*style, word)),
        None => line.to_owned(),
    };
    text.split_inclusive('\n').map(line).collect()
}

fn as_json(error: &Error) -> Value {
    let all = |texts: &[String]| texts.iter().map(|text| safe::line(text).into_owned()).collect::<Vec<_>>();
    json!({
        "kind": error.kind.name(),
        "message": safe::line(&error.message),
        "causes": all(&error.causes),
        "hints": all(&error.hints),
        "status": error.status,
        "requestId": error.request_id.as_deref().map(safe::line),
        "exitCode": error.kind.exit_code(),
    })
}

fn say(text: &str) {
    // Nobody is left to tell when standard error is closed.
    let _ = progress::around(|| std::io::stderr().lock().write_all(text.as_bytes()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_a_few_plain_lines() {
        let mut error = Error::failed("a\u{1b}[31mb").caused_by("c\nerror: forged").hinted("d");
        error.request_id = Some("42".to_owned());
        assert_eq!(
            rendered("error", &error),
            "error: a\u{fffd}[31mb\ncaused by: c error: forged\nrequest: 42\nhint: d\n"
        );
        assert_eq!(
            as_json(&error),
            json!({
                "kind": "failed", "message": "a\u{fffd}[31mb", "causes": ["c error: forged"], "hints": ["d"],
                "status": null, "requestId": "42", "exitCode": 1,
            })
        );
    }
}
