//! The JSON format: what the site sent, with its own names, order and numbers.

use std::borrow::Cow;
use std::io::Write;

use crate::plugin::manifest::ResultKind;

use super::{Format, Shape, Target, is_unsafe};

/// A bare array for listings, written record by record; an object for one record. In a pipe each record stands on a
/// line of its own, on a terminal it is indented. A listing that fails stays an unclosed array.
pub(super) struct Json {
    target: Target,
    any: bool,
}

impl Json {
    pub(super) fn new(target: Target) -> Self {
        Self { target, any: false }
    }
}

impl Format for Json {
    fn record(&mut self, shape: &Shape, text: &str, out: &mut dyn Write) -> std::io::Result<()> {
        let many = shape.result == ResultKind::Many;
        if many {
            out.write_all(if self.any { b",\n" } else { b"[\n" })?;
        }
        self.any = true;
        let text = if self.target.is_terminal { indented(text, usize::from(many)).into() } else { Cow::from(text) };
        out.write_all(text.as_bytes())?;
        if many { Ok(()) } else { out.write_all(b"\n") }
    }

    fn finish(&mut self, shape: &Shape, complete: bool, out: &mut dyn Write) -> std::io::Result<()> {
        match (shape.result, self.any, complete) {
            (ResultKind::Many, true, true) => out.write_all(b"\n]\n"),
            (ResultKind::Many, true, false) => out.write_all(b"\n"),
            (ResultKind::Many, false, true) => out.write_all(b"[]\n"),
            _ => Ok(()),
        }
    }
}

/// What one pass over a value of valid JSON tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Measured {
    /// Where an object or array ends.
    pub(super) end: usize,
    /// How many objects and arrays are inside each other at its deepest place.
    pub(super) depth: usize,
    /// Whether there is white space between its tokens.
    is_spaced: bool,
}

impl Measured {
    /// Of the object or array that begins at `start`.
    pub(super) fn of(text: &str, start: usize) -> Self {
        let (mut depth, mut deepest, mut is_spaced) = (0_usize, 0, false);
        let mut place = start;
        while let Some(byte) = text.as_bytes().get(place) {
            place += 1;
            match byte {
                b'"' => place = end_of_string(text, place),
                b'{' | b'[' => {
                    depth += 1;
                    deepest = deepest.max(depth);
                }
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        break;
                    }
                }
                _ => is_spaced |= byte.is_ascii_whitespace(),
            }
        }
        Self { end: place, depth: deepest, is_spaced }
    }

    /// The value without white space between its tokens. Numbers and strings stay letter for letter.
    pub(super) fn compact(self, value: &str) -> Cow<'_, str> {
        if self.is_spaced { Tokens::new(value).collect::<String>().into() } else { value.into() }
    }
}

/// Two spaces a level; in strings, what a terminal would act on is escaped.
pub(super) fn indented(text: &str, level: usize) -> String {
    let mut result = "  ".repeat(level);
    let mut level = level;
    let mut tokens = Tokens::new(text).peekable();
    let newline = |result: &mut String, level: usize| {
        result.push('\n');
        result.push_str(&"  ".repeat(level));
    };
    while let Some(token) = tokens.next() {
        match token {
            "{" | "[" => {
                result.push_str(token);
                let closes = if token == "{" { "}" } else { "]" };
                if tokens.next_if_eq(&closes).is_some() {
                    result.push_str(closes);
                } else {
                    level += 1;
                    newline(&mut result, level);
                }
            }
            "}" | "]" => {
                level = level.saturating_sub(1);
                newline(&mut result, level);
                result.push_str(token);
            }
            "," => {
                result.push(',');
                newline(&mut result, level);
            }
            ":" => result.push_str(": "),
            other => push_escaped(&mut result, other),
        }
    }
    result
}

/// In valid JSON's strings, what a terminal would act on is escaped.
pub(super) fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    push_escaped(&mut result, text);
    result
}

fn push_escaped(result: &mut String, token: &str) {
    for c in token.chars() {
        if is_unsafe(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                result.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            result.push(c);
        }
    }
}

/// The tokens of valid JSON.
struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
        let length = match rest.bytes().next()? {
            b'"' => end_of_string(rest, 1),
            b'{' | b'}' | b'[' | b']' | b',' | b':' => 1,
            _ => rest.find(['{', '}', '[', ']', ',', ':', ' ', '\t', '\n', '\r']).unwrap_or(rest.len()),
        };
        let (token, rest) = rest.split_at(length);
        self.rest = rest;
        Some(token)
    }
}

/// Where a string ends, its quote included, whose first letter stands at `place`.
fn end_of_string(text: &str, mut place: usize) -> usize {
    while let Some(found) = text.as_bytes().get(place..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        place += found + 1;
        if text.as_bytes().get(place - 1) == Some(&b'"') {
            return place;
        }
        // What is escaped.
        place += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{PIPE, shape, show, terminal};
    use super::*;

    #[test]
    fn a_pipe_gets_an_array_of_lines_as_sent() {
        let many = shape(ResultKind::Many, &[]);
        let records = ["{\"b\": 1.50,\n \"a\": null, \"s\": \"x \\\" { y\"}", "{ }"];
        let expected = "[\n{\"b\":1.50,\"a\":null,\"s\":\"x \\\" { y\"},\n{}\n]\n";
        assert_eq!(show(&mut Json::new(PIPE), &many, &records), expected);
        for (text, depth) in [("{}", 1), ("{\"a\":[{\"]\\\\\":\"[\\\"{\"}]}", 3)] {
            let measured = Measured::of(&format!("[{text}, "), 1);
            assert_eq!(measured, Measured { end: text.len() + 1, depth, is_spaced: false }, "{text}");
        }
        assert_eq!(show(&mut Json::new(PIPE), &many, &[]), "[]\n");
        let one = shape(ResultKind::One, &[]);
        assert_eq!(
            show(&mut Json::new(PIPE), &one, &["{\"n\":12345678901234567890.10}"]),
            "{\"n\":12345678901234567890.10}\n"
        );
    }

    #[test]
    fn a_failed_listing_stays_open() {
        let many = shape(ResultKind::Many, &[]);
        let mut json = Json::new(PIPE);
        let mut out = Vec::new();
        json.record(&many, "{}", &mut out).unwrap();
        json.finish(&many, false, &mut out).unwrap();
        assert_eq!(out, b"[\n{}\n");
    }

    #[test]
    fn a_terminal_gets_it_indented_and_safe() {
        let one = shape(ResultKind::One, &[]);
        let text = "{\"a\":[1,{\"b\":[]}],\"c\":\"\u{9b}31m\u{202e}日\u{e0001}\"}";
        let shown = show(&mut Json::new(terminal(80)), &one, &[text]);
        let expected = "{\n  \"a\": [\n    1,\n    {\n      \"b\": []\n    }\n  ],\n  \
                        \"c\": \"\\u009b31m\\u202e日\\udb40\\udc01\"\n}\n";
        assert_eq!(shown, expected);
        let back: serde_json::Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(back, serde_json::from_str::<serde_json::Value>(text).unwrap());
    }
}
