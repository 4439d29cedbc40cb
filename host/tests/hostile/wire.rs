//! Servers that lead elsewhere, and answers that a plugin must not take for its own.

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use atlassian_simulator::Scripted;
use serde_json::{Value, json};

use crate::guests::{done, get, raw, run};
use crate::servers::raw as server;
use crate::support::{Home, site};

pub(crate) const STATUSES: &[u16] = &[301, 302, 303, 307, 308];

/// Where a redirect leads; `HERE` is the site's own host and port, `OTHER` another server's port.
pub(crate) const TARGETS: &[&str] = &[
    "https://evil.example/rest/api/3/issue/DEV-1",
    "//evil.example/rest/api/3/issue/DEV-1",
    "http://127.0.0.1:OTHER/rest/api/3/issue/DEV-1",
    "http://localhost:OTHER/rest/api/3/issue/DEV-1",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::ffff:127.0.0.1]:OTHER/rest/api/3/issue/DEV-1",
    "http://2130706433:OTHER/rest/api/3/issue/DEV-1",
    "https://HERE/rest/api/3/issue/DEV-1",
    "file:///etc/passwd",
    "data:application/json,{}",
    "javascript:alert(1)",
    "http://user:pw@HERE/rest/api/3/issue/DEV-1",
    "http://HERE@evil.example/rest/api/3/issue/DEV-1",
    "/rest/api/3/myself",
    "/rest/api/3/issue/DEV-1/comment",
    "/rest/api/3/issue/x/../../myself",
    "/rest/api/3/issue/%2e%2e",
    "/rest/api/3/issue/..%2fmyself",
    "/2.0/user",
    "/",
    "\\\\evil.example\\x",
    "/\\evil.example/x",
    "http:",
    "",
];

#[test]
fn no_redirect_leads_elsewhere() {
    let (site, other) = (site(), site());
    let home = Home::at(&site).with_guests(&[("raw", raw())]);
    for target in TARGETS {
        let here = format!("127.0.0.1:{}", site.port());
        let location = target.replace("HERE", &here).replace("OTHER", &other.port().to_string());
        for status in STATUSES {
            site.reset_requests();
            site.clear_scripts();
            site.script("/rest/api/3/issue/DEV-1", Scripted::new(*status).header("location", &location).always());
            let ran = run(&home, "many", &json!([{"must": get()}]), &[]);
            assert!(ran.code == 1 || ran.code == 3, "{status} {location}: {ran:?}");
            assert!(ran.stderr.contains("did not answer the request itself"), "{status} {location}: {ran:?}");
            // Two lead to themselves, until it is enough.
            let most = if ["", "http:"].contains(target) { 6 } else { 1 };
            assert!(site.requests().len() <= most, "{status} {location}: {:?}", site.requests());
            assert!(other.requests().is_empty(), "{status} {location} was followed");
        }
    }
}

#[test]
fn a_write_is_not_sent_where_a_redirect_leads() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("raw", raw())]);
    let post = json!({"service": "jira", "method": "POST", "template": "/rest/api/3/issue", "json": "{\"secret\":1}"});
    for status in STATUSES {
        site.reset_requests();
        site.clear_scripts();
        site.script("/rest/api/3/issue", Scripted::new(*status).header("location", "/rest/api/3/issue/DEV-1"));
        let seen = done(&home, &json!([{"send": post}]));
        assert_eq!(seen[0]["status"], json!(status));
        assert_eq!(site.requests().len(), 1, "{status}: {:?}", site.requests());
    }
}

#[test]
fn a_chain_of_redirects_has_an_end() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("raw", raw())]);
    for hop in 1..=11 {
        let next = format!("/rest/api/3/issue/DEV-{}", hop + 1);
        let from = format!("/rest/api/3/issue/DEV-{hop}");
        site.script(&from, Scripted::new(302).header("location", &next));
    }
    // `DEV-1` is also how `DEV-10` begins: scripts are used in their order, and that is enough for a chain.
    let ran = run(&home, "many", &json!([{"must": get()}]), &[]);
    assert!(ran.stderr.contains("again and again"), "{ran:?}");
    assert_eq!(site.requests().len(), 6);
}

/// Raw answers, and what is said of them. `BODY` is a good body.
pub(crate) const ANSWERS: &[(&str, &str, i32, &str)] = &[
    ("half an answer", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nBODY", 6, "broke off"),
    ("half a head", "HTTP/1.1 200 OK\r\ncontent-le", 6, "error:"),
    ("no end of the chunks", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nBODY", 6, "error:"),
    ("a negative chunk", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n-5\r\nBODY\r\n0\r\n\r\n", 6, "error:"),
    (
        "a chunk larger than the world",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\nBODY",
        6,
        "error:",
    ),
    ("two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nBODY", 6, "not HTTP"),
    (
        "an encoding that it is not",
        "HTTP/1.1 200 OK\r\ncontent-encoding: br\r\ncontent-length: 4\r\n\r\nBODY",
        6,
        "cannot be decoded",
    ),
    ("a status that is none", "HTTP/1.1 999999 OK\r\n\r\n", 6, "not HTTP"),
    ("a protocol that is none", "HTTP/9.9 200 OK\r\n\r\n", 6, "error:"),
    ("a line in a header", "HTTP/1.1 200 OK\r\nx: a\0b\r\ncontent-length: 0\r\n\r\n", 6, "not HTTP"),
    ("nothing", "", 6, "error:"),
];

#[test]
fn each_answer_is_refused() {
    for (name, answer, code, word) in ANSWERS {
        println!("{name}");
        let answer = answer.replace("BODY", "{\"key\":\"DEV-1\"}");
        let port = server(move |stream, _| stream.write_all(answer.as_bytes()));
        let home = Home::at_port(port).with_guests(&[("raw", raw())]);
        let ran = run(&home, "many", &json!([{"send": get()}, {"report": null}]), &["--format", "json"]);
        // The guest learns of it as a failure, not as an answer.
        let seen: Value = serde_json::from_str(&ran.ok()).unwrap_or_default();
        assert!(seen[0]["done"][0].get("status").is_none(), "{name}: {seen}");
        let ran = home.run(&["raw", "many", &json!([{"must": get()}]).to_string()]);
        assert!(ran.code == *code && ran.stderr.contains(word), "{name}: {ran:?}");
    }
}

/// A server that answers twice: the second answer is nobody's.
#[test]
fn an_answer_too_many_is_thrown_away() {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let port = server(move |stream, _| {
        let number = counted.fetch_add(1, Ordering::Relaxed);
        let one = |body: &str| format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        stream.write_all(format!("{}{}", one(&format!("{{\"n\":{number}}}")), one("{\"n\":\"poison\"}")).as_bytes())?;
        // The connection stays open, as if more could come.
        let mut more = [0; 4096];
        while stream.read(&mut more)? > 0 {
            stream.write_all(one("{\"n\":\"poison\"}").as_bytes())?;
        }
        Ok(())
    });
    let home = Home::at_port(port).with_guests(&[("raw", raw())]);
    let script: Vec<_> = (0..4).map(|_| json!({"send": get()})).collect();
    let seen = done(&home, &Value::Array(script)).to_string();
    assert!(seen.contains("\\\"n\\\":0") && !seen.contains("poison"), "{seen}");
}

/// A million chunks of one byte are an answer like any other.
#[test]
fn many_tiny_chunks_end() {
    let port = server(|stream, _| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n")?;
        let thousand = "1\r\n \r\n".repeat(1000);
        for _ in 0..1000 {
            stream.write_all(thousand.as_bytes())?;
        }
        stream.write_all(b"2\r\n{}\r\n0\r\n\r\n")
    });
    let home = Home::at_port(port).with_guests(&[("raw", raw())]);
    run(&home, "many", &json!([{"must": get()}]), &[]).ok();
}

/// A flood of requests: no more than the limit is under way, and the rest is told to come later.
#[test]
fn a_flood_of_requests_is_bounded() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("raw", raw())]);
    let held = site.hold("/rest/api/3/issue/", 1000);
    let start = json!({"start": get()});
    let script = json!([{"repeat": {"times": 100_000, "steps": [start]}}, start]);
    let seen = done(&home, &script);
    assert_eq!(seen[0]["code"], json!("busy"), "{seen}");
    assert!(site.requests().len() <= 16, "{} were under way", site.requests().len());
    held.release();
}

#[test]
fn handles_are_taken_once_and_when_ready() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("raw", raw())]);
    for (script, word) in [
        (json!([{"take": 1}]), "handle 1, which it does not hold"),
        (json!([{"take": 4294967295_u32}]), "which it does not hold"),
        (json!([{"timer": 600000}, {"take": 1}]), "handle 1, which is not ready"),
        (json!([{"timer": 0}, {"wait": [1]}, {"take": 1}, {"take": 1}]), "handle 1, which it does not hold"),
        (json!([{"timer": 0}, {"wait": [1]}, {"cancel": 1}, {"take": 1}]), "handle 1, which it does not hold"),
        (json!([{"start": get()}, {"cancel": 1}, {"wait": [1]}]), "handle 1, which it does not hold"),
    ] {
        run(&home, "many", &script, &[]).fails(1, &["the plugin", word]);
    }
}
