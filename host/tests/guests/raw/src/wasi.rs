//! Everything of WASI that can be reached, called directly.

use serde_json::{Value, json};
use wasip2::cli::{environment, exit, stderr, stdin, stdout, terminal_stderr, terminal_stdin, terminal_stdout};
use wasip2::clocks::{monotonic_clock, wall_clock};
use wasip2::filesystem::preopens;
use wasip2::io::poll;
use wasip2::io::streams::{InputStream, OutputStream, StreamError};
use wasip2::random::{insecure, insecure_seed, random};

/// One step.
pub(crate) fn step(name: &str, value: &Value) -> Value {
    let number = value.as_u64().unwrap_or_default();
    match name {
        "environment" => json!({
            "environment": environment::get_environment(),
            "arguments": environment::get_arguments(),
            "cwd": environment::initial_cwd(),
        }),
        "terminals" => json!([
            terminal_stdin::get_terminal_stdin().is_some(),
            terminal_stdout::get_terminal_stdout().is_some(),
            terminal_stderr::get_terminal_stderr().is_some(),
        ]),
        "folders" => json!(preopens::get_directories().len()),
        "open" => json!(std::fs::read(value.as_str().unwrap_or_default()).is_ok()),
        "stdin" => input(&stdin::get_stdin()),
        "stdout" => written(&stdout::get_stdout(), number),
        "stderr" => written(&stderr::get_stderr(), number),
        "spliced" => spliced(&stdout::get_stdout(), &stdin::get_stdin()),
        "clocks" => json!({
            "now": wall_clock::now().seconds,
            "resolution": wall_clock::resolution().seconds,
            "monotonic": monotonic_clock::now(),
            "steps": monotonic_clock::resolution(),
        }),
        "randomness" => json!({
            "bytes": random::get_random_bytes(16),
            "number": random::get_random_u64(),
            "insecure": insecure::get_insecure_random_bytes(16),
            "other": insecure::get_insecure_random_u64(),
            "seed": insecure_seed::insecure_seed(),
        }),
        "random" => json!(random::get_random_bytes(number).len()),
        "insecure" => json!(insecure::get_insecure_random_bytes(number).len()),
        "block" => {
            monotonic_clock::subscribe_duration(number).block();
            Value::Null
        }
        "poll" => {
            let instant = monotonic_clock::subscribe_instant(monotonic_clock::now().saturating_add(number));
            let again = monotonic_clock::subscribe_duration(number);
            json!(poll::poll(&[&instant, &again]))
        }
        "poll nothing" => json!(poll::poll(&[])),
        "ready" => json!(monotonic_clock::subscribe_duration(number).ready()),
        "leak pollables" => {
            for _ in 0..number {
                std::mem::forget(monotonic_clock::subscribe_duration(0));
            }
            Value::Null
        }
        "leak streams" => {
            for _ in 0..number {
                std::mem::forget(stdin::get_stdin());
                std::mem::forget(stdout::get_stdout());
            }
            Value::Null
        }
        "exit" => {
            exit::exit(if value.as_bool() == Some(true) { Ok(()) } else { Err(()) });
            Value::Null
        }
        "exit with" => {
            exit::exit_with_code(u8::try_from(number).unwrap_or(u8::MAX));
            Value::Null
        }
        _ => json!("no such step"),
    }
}

/// Which ways of reading say that nothing will ever come.
fn input(stream: &InputStream) -> Value {
    let closed = |error: Option<StreamError>| matches!(error, Some(StreamError::Closed));
    json!([
        closed(stream.read(16).err()),
        closed(stream.blocking_read(16).err()),
        closed(stream.skip(16).err()),
        closed(stream.blocking_skip(16).err()),
        stream.subscribe().ready(),
    ])
}

/// Writes in every way; says which worked, and what the error said of itself.
fn written(stream: &OutputStream, bytes: u64) -> Value {
    let chunk = vec![b'!'; 4096];
    for _ in 0..bytes / 4096 {
        if stream.blocking_write_and_flush(&chunk).is_err() {
            break;
        }
    }
    json!([
        stream.check_write().is_ok(),
        said(stream.write(b"forged")),
        said(stream.write_zeroes(4)),
        said(stream.blocking_write_and_flush(b"forged")),
        said(stream.blocking_write_zeroes_and_flush(4)),
        said(stream.flush()),
        said(stream.blocking_flush()),
        stream.subscribe().ready(),
    ])
}

fn spliced(to: &OutputStream, from: &InputStream) -> Value {
    json!([to.splice(from, 16).is_ok(), to.blocking_splice(from, 16).is_ok()])
}

fn said(result: Result<(), StreamError>) -> Value {
    match result {
        Ok(()) => json!("written"),
        Err(StreamError::Closed) => json!("closed"),
        Err(StreamError::LastOperationFailed(error)) => json!(error.to_debug_string()),
    }
}
