//! A guest without an SDK: it calls the host exactly as its argument says, for the host's tests.
//!
//! The argument `script` is a JSON array of steps, each an object of one name and a value. A text can be
//! `{"of": "x", "times": 1000}`, which no command line could carry. It has no manifest: each test adds its own.

mod wasi;

mod bindings {
    wit_bindgen::generate!({ path: "../../../../wit", world: "plugin" });
}

use std::sync::atomic::{AtomicU32, Ordering};

use bindings::atlassian::plugin::http::{self, Body, Content, Method, Param, Request};
use bindings::atlassian::plugin::{clock, journal, output, profile, prompt};
use bindings::{Failure, Guest, Invocation};
use serde_json::{Map, Value, json};

struct Raw;

#[expect(unsafe_code, reason = "generated: a guest's border is written in C")]
mod border {
    use crate::{Raw, bindings};

    bindings::export!(Raw with_types_in bindings);
}

/// What a reused instance would remember.
static RUNS: AtomicU32 = AtomicU32::new(0);

impl Guest for Raw {
    fn run(invocation: Invocation) -> Result<(), Failure> {
        let args: Value = serde_json::from_str(&invocation.args).unwrap_or_default();
        let script = args.get("script").and_then(Value::as_str).unwrap_or("[]");
        let script: Value = serde_json::from_str(script).map_err(|error| failure("invalid", error.to_string()))?;
        let mut done = Vec::new();
        steps(&script, &mut done)
    }
}

fn steps(script: &Value, done: &mut Vec<Value>) -> Result<(), Failure> {
    for one in script.as_array().into_iter().flatten() {
        for (name, value) in one.as_object().into_iter().flatten() {
            step(name, value, done)?;
        }
    }
    Ok(())
}

fn step(name: &str, value: &Value, done: &mut Vec<Value>) -> Result<(), Failure> {
    let result = match name {
        // The same steps again and again; without a number, for ever.
        "repeat" => {
            let times = value.get("times").and_then(Value::as_u64).unwrap_or(u64::MAX);
            for _ in 0..times {
                steps(value.get("steps").unwrap_or(&Value::Null), done)?;
                done.clear();
            }
            return Ok(());
        }
        // All that the steps answered, as a record.
        "report" => {
            output::emit(&json!({"done": std::mem::take(done)}).to_string());
            return Ok(());
        }
        "fail" => {
            return Err(Failure {
                hints: list(value.get("hints")).iter().map(text).collect(),
                ..failure(&text(value.get("kind").unwrap_or(&Value::Null)), text(value.get("message").unwrap_or(value)))
            });
        }
        // A request that must work: its failure is the command's.
        "must" => match http::send(&request(value)) {
            Ok(response) => answer(&response),
            Err(error) => return Err(failure("refused", error.message)),
        },
        "send" => match http::send(&request(value)) {
            Ok(response) => answer(&response),
            Err(error) => json!({"code": error.code, "message": error.message}),
        },
        "start" => match http::start(&request(value)) {
            Ok(handle) => json!(handle),
            Err(error) => json!({"code": error.code, "message": error.message}),
        },
        "take" => match http::take(number(value)) {
            Ok(response) => answer(&response),
            Err(error) => json!({"code": error.code, "message": error.message}),
        },
        "take-list" => {
            let part = |name: &str| value.get(name).unwrap_or(&Value::Null);
            match http::take_list(number(part("pending")), part("list").as_str()) {
                Ok(listing) => json!({
                    "kept": listing.kept, "count": listing.count, "answer": answer(&listing.response),
                }),
                Err(error) => json!({"code": error.code, "message": error.message}),
            }
        }
        "emit-list" => {
            output::emit_list(number(value.get(0).unwrap_or(value)), value.get(1).map_or(u32::MAX, number));
            Value::Null
        }
        "wait" => json!(http::wait(&list(Some(value)).iter().map(number).collect::<Vec<_>>())),
        "timer" => json!(http::timer(number(value))),
        "cancel" => {
            http::cancel(number(value));
            Value::Null
        }
        "now" => json!(clock::now().0),
        "get" => json!(profile::get(&text(value))),
        "emit" => {
            output::emit(&text(value));
            Value::Null
        }
        "text" => {
            output::text(&text(value));
            Value::Null
        }
        "note" => {
            output::note(output::Level::Info, &text(value));
            Value::Null
        }
        "columns" => {
            let column = |column: &Value| output::Column {
                title: text(column.get("title").unwrap_or(&Value::Null)),
                pointer: text(column.get("pointer").unwrap_or(&Value::Null)),
            };
            let times = value.get("times").and_then(Value::as_u64).unwrap_or(1);
            output::columns(&(0..times).map(|_| column(value)).collect::<Vec<_>>());
            Value::Null
        }
        "incomplete" => {
            output::incomplete(&text(value), None);
            Value::Null
        }
        "confirm" => {
            let count = value.get("count").and_then(Value::as_u64).unwrap_or_default();
            let sample: Vec<_> = list(value.get("sample")).iter().map(text).collect();
            prompt::confirm(&text(value.get("action").unwrap_or(&Value::Null)), count, &sample);
            Value::Null
        }
        "resumed" | "plan" | "open-journal" | "next" | "begin" | "finish" => kept(name, value),
        "count" => json!(RUNS.fetch_add(1, Ordering::Relaxed)),
        #[expect(clippy::panic, reason = "what is tested")]
        "panic" => panic!("{}", text(value)),
        _ => wasi::step(name, value),
    };
    done.push(result);
    Ok(())
}

/// What a journal answers.
fn kept(name: &str, value: &Value) -> Value {
    let part = |name: &str| value.get(name).unwrap_or(&Value::Null);
    let state = match part("state").as_str() {
        Some("begun") => journal::State::Begun,
        Some("done") => journal::State::Done,
        Some("failed") => journal::State::Failed,
        Some("skipped") => journal::State::Skipped,
        _ => journal::State::Planned,
    };
    let pair = |pair: &Value| (text(pair.get(0).unwrap_or(&Value::Null)), text(pair.get(1).unwrap_or(&Value::Null)));
    let answer = match name {
        "resumed" => journal::resumed().map(Value::from),
        "plan" => journal::plan(&list(Some(value)).iter().map(pair).collect::<Vec<_>>()).map(Value::from),
        "open-journal" => journal::open(&text(value)).map(|book| json!([book.title, book.total, book.left])),
        "next" => journal::next(number(value))
            .map(|items| items.into_iter().map(|item| json!([item.row, item.key, item.input, item.outcome])).collect()),
        "begin" => {
            let rows: Vec<_> = list(value.get("rows")).iter().map(number).collect();
            journal::begin(&rows, &text(part("note"))).map(Value::from)
        }
        _ => journal::finish(number(part("row")), state, &text(part("outcome"))).map(Value::from),
    };
    answer.unwrap_or_else(|why| json!({"refused": why}))
}

fn failure(kind: &str, message: String) -> Failure {
    Failure { kind: kind.to_owned(), message, hints: Vec::new(), status: None, request_id: None }
}

fn answer(response: &http::Response) -> Value {
    let headers: Map<_, _> =
        response.headers.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
    json!({"status": response.status, "headers": headers, "body": String::from_utf8_lossy(&response.body)})
}

fn request(value: &Value) -> Request {
    let part = |name: &str| value.get(name).unwrap_or(&Value::Null);
    let pairs = |name: &str| -> Vec<(String, String)> {
        let times = part("times").get(name).and_then(Value::as_u64).unwrap_or(1);
        let pair =
            |pair: &Value| (text(pair.get(0).unwrap_or(&Value::Null)), text(pair.get(1).unwrap_or(&Value::Null)));
        (0..times).flat_map(|_| list(value.get(name))).map(|value| pair(&value)).collect()
    };
    Request {
        service: text(part("service")),
        method: match part("method").as_str() {
            Some("HEAD") => Method::Head,
            Some("POST") => Method::Post,
            Some("PUT") => Method::Put,
            Some("PATCH") => Method::Patch,
            Some("DELETE") => Method::Delete,
            _ => Method::Get,
        },
        template: text(part("template")),
        params: pairs("params").into_iter().map(|(name, value)| Param { name, value }).collect(),
        query: pairs("query"),
        headers: pairs("headers"),
        body: match (part("json"), part("bytes")) {
            (Value::Null, Value::Null) => Body::None,
            (Value::Null, bytes) => {
                Body::Bytes(Content { content_type: text(part("type")), bytes: text(bytes).into_bytes() })
            }
            (json, _) => Body::Json(text(json)),
        },
    }
}

/// A text as it stands, or repeated.
fn text(value: &Value) -> String {
    let times = value.get("times").and_then(Value::as_u64).and_then(|times| usize::try_from(times).ok());
    match (value, times) {
        (Value::String(text), _) => text.clone(),
        (_, Some(times)) => {
            let part = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
            format!("{}{}{}", part("before"), part("of").repeat(times), part("after"))
        }
        _ => String::new(),
    }
}

fn list(value: Option<&Value>) -> Vec<Value> {
    value.and_then(Value::as_array).cloned().unwrap_or_default()
}

fn number(value: &Value) -> u32 {
    value.as_u64().and_then(|number| u32::try_from(number).ok()).unwrap_or_default()
}
