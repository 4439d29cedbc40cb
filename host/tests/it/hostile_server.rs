//! Servers that misbehave: whatever they send, the command ends with the right error, and soon enough.

use std::io::Write;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use atlassian_cli::credential::{Credential, CredentialKind, Secret, Source, Stored};
use atlassian_cli::http::{Body, Limits, Method, Pending, Permit, Request, Session};
use atlassian_cli::plugin::manifest::Endpoint;
use atlassian_cli::profile::{Profile, Selected};

use crate::servers::raw;
use crate::support::{Home, Ran};

const GET: &[&str] = &["jira", "issue", "get", "DEV-1", "--format", "quiet"];
const ISSUE: &str = r#"{"id":"1","key":"DEV-1","fields":{"summary":"x"}}"#;
/// More than an answer may have when it is decoded, in bytes.
const TOO_MUCH: usize = (32 << 20) + 1;

fn get(answer: impl Fn(&mut TcpStream, &str) -> std::io::Result<()> + Send + Sync + 'static) -> Ran {
    Home::at_url(&format!("http://127.0.0.1:{}", raw(answer))).run(GET)
}

/// Writes these bytes as the answer to every request.
fn says(bytes: impl Into<Vec<u8>>) -> Ran {
    let bytes = bytes.into();
    get(move |stream, _| stream.write_all(&bytes))
}

fn ok(headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 1, 22);
    encoder.write_all(bytes).unwrap();
    encoder.into_inner()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

#[test]
fn bombs_stop_at_the_limit() {
    let zeros = vec![b' '; TOO_MUCH];
    for (encoding, packed) in [("gzip", gzip(&zeros)), ("br", brotli(&zeros)), ("zstd", zstd(&zeros))] {
        assert!(packed.len() < TOO_MUCH / 100, "{encoding}");
        let header = format!("content-encoding: {encoding}\r\n");
        says(ok(&header, &packed)).fails(1, &["answered with too much", "32 MiB"]);
    }
    // One inside the other is unpacked once, and is no JSON then.
    says(ok("content-encoding: gzip\r\n", &gzip(&gzip(&zeros)))).fails(1, &["JSON"]);
}

#[test]
fn endless_answers_stop_at_the_limit() {
    let endless = |header: &'static str, chunk: &'static [u8]| {
        get(move |stream, _| {
            stream.write_all(&ok(header, b""))?;
            loop {
                stream.write_all(chunk)?;
            }
        })
    };
    static CHUNK: [u8; 65536] = [b' '; 65536];
    endless("", &CHUNK).fails(1, &["answered with too much", "32 MiB"]);
    endless("transfer-encoding: chunked\r\n", b"8\r\n        \r\n").fails(1, &["answered with too much", "32 MiB"]);
}

#[test]
fn what_was_encoded_is_decoded() {
    for (encoding, packed) in
        [("gzip", gzip(ISSUE.as_bytes())), ("br", brotli(ISSUE.as_bytes())), ("zstd", zstd(ISSUE.as_bytes()))]
    {
        let got = says(ok(&format!("content-encoding: {encoding}\r\n"), &packed));
        assert_eq!(got.ok(), "DEV-1\n", "{encoding}");
        // Half of it is no answer.
        let half = ok(&format!("content-encoding: {encoding}\r\n"), &packed[..packed.len() / 2]);
        says(half).fails(6, &["broke off or cannot be decoded"]);
    }
    says(ok("content-encoding: gzip\r\n", b"this is not gzip")).fails(6, &["broke off or cannot be decoded"]);
}

#[test]
fn a_wrong_length_is_no_answer() {
    says(ok("content-length: 1000\r\n", ISSUE.as_bytes())).fails(6, &["broke off or cannot be decoded"]);
    says(ok("content-length: 10\r\n", ISSUE.as_bytes())).fails(1, &["JSON"]);
    for lengths in ["content-length: 5\r\ncontent-length: 49\r\n", "content-length: -1\r\n", "content-length: x\r\n"] {
        says(ok(lengths, ISSUE.as_bytes())).fails(6, &["is not HTTP", "hint:"]);
    }
    says(ok("transfer-encoding: chunked\r\n", b"ffffffffffffffffff\r\nx")).fails(6, &["error:"]);
}

#[test]
fn what_is_not_http_is_asked_once() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    get(move |stream, _| {
        count.fetch_add(1, Ordering::Relaxed);
        stream.write_all(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
    })
    .fails(6, &["is not HTTP", "is the address right?"]);
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    says(Vec::new()).fails(6, &["connection", "was lost"]);
}

#[test]
fn a_flood_of_headers_is_refused() {
    let many: String = (0..5000).map(|number| format!("x-{number}: y\r\n")).collect();
    says(ok(&many, b"{}")).fails(6, &["headers are too many or too long"]);
    get(|stream, _| {
        stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
        loop {
            stream.write_all(b"x-endless: yes\r\n")?;
        }
    })
    .fails(6, &["headers are too many or too long"]);
    let long = format!("location: /{}\r\n", "x".repeat(1 << 20));
    says(ok(&long, b"{}")).fails(6, &["headers are too many or too long"]);
}

#[test]
fn redirects_in_every_shape() {
    let redirect =
        |header: &str| says(format!("HTTP/1.1 302 Found\r\n{header}connection: close\r\ncontent-length: 0\r\n\r\n"));
    for header in ["", "location:\r\n", "location: http://[\r\n", "location: \u{e9}\r\n"] {
        let shown = redirect(header).fails(1, &["did not answer the request itself"]);
        assert!(shown.contains("nowhere") || shown.contains("again and again"), "{header:?}: {shown}");
    }
    redirect("LoCaTiOn: /rest/api/3/issue/DEV-1\r\n").fails(1, &["again and again"]);
    redirect("location: http://169.254.169.254/\r\n").fails(1, &["redirects to `http://169.254.169.254`"]);
    redirect("location: http://[::ffff:127.0.0.1]/\r\n").fails(1, &["redirects to"]);
    redirect(&format!("location: /{}\r\n", "x".repeat(60_000))).fails(1, &["does not declare"]);
    let mixed = get(|stream, head| {
        if head.starts_with("GET /rest/api/3/issue/DEV-2 ") {
            return stream.write_all(&ok("", ISSUE.as_bytes()));
        }
        stream.write_all(b"HTTP/1.1 301 Moved\r\nLOCATION: /rest/api/3/issue/DEV-2\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
    });
    assert_eq!(mixed.ok(), "DEV-1\n");
}

#[test]
fn a_pause_of_years_is_not_waited_for() {
    for pause in ["315360000", "99999999999999999999999", "Wed, 21 Oct 2126 07:28:00 GMT"] {
        for status in ["429 Too Many Requests", "503 Service Unavailable"] {
            let head = format!("HTTP/1.1 {status}\r\nretry-after: {pause}\r\ncontent-length: 2\r\n\r\n{{}}");
            says(head).fails(6, &["error:"]);
        }
    }
}

#[test]
fn a_date_as_a_pause_is_waited_for() {
    let asked = AtomicUsize::new(0);
    let got = get(move |stream, _| {
        if asked.fetch_add(1, Ordering::Relaxed) > 0 {
            return stream.write_all(&ok("", ISSUE.as_bytes()));
        }
        let dates = "date: Wed, 21 Oct 2026 07:28:00 GMT\r\nretry-after: Wed, 21 Oct 2026 07:28:01 GMT\r\n";
        stream.write_all(format!("HTTP/1.1 503 Busy\r\n{dates}content-length: 0\r\n\r\n").as_bytes())
    });
    assert_eq!(got.ok(), "DEV-1\n");
}

/// Asks once with these limits instead of the program's: nobody waits ten minutes for a test.
fn ask(port: u16, limits: Limits) -> atlassian_cli::http::Outcome {
    let (mut pending, request) = pending(port, limits);
    pending.send(request)
}

fn pending(port: u16, limits: Limits) -> (Pending, Request) {
    let base_url = format!("http://127.0.0.1:{port}");
    let profile = Profile { base_url: Some(base_url.clone()), email: Some("a@b.c".to_owned()), ..Profile::default() };
    let selected = Selected { name: "work".to_owned(), profile };
    let stored = Stored { secret: Secret::new("token-EXAMPLE".to_owned()), origins: vec![base_url] };
    let credential = Credential::new(&selected, CredentialKind::Site, stored, Source::Given).unwrap();
    let session = Session::new(selected, Vec::new(), atlassian_cli::policy::Rules::default())
        .with_credential(CredentialKind::Site, credential);
    let template = "/rest/api/3/myself".to_owned();
    let endpoint = Endpoint {
        service: "jira".to_owned(),
        method: "GET".to_owned(),
        template: template.clone(),
        scopes: Default::default(),
        storage: false,
    };
    let permit = Permit { command: "test".to_owned(), endpoints: vec![endpoint] };
    let request = Request {
        service: "jira".to_owned(),
        method: Method::Get,
        template,
        params: Vec::new(),
        query: Vec::new(),
        headers: Vec::new(),
        body: Body::None,
        output: None,
    };
    (Pending::new(Arc::new(session), permit, limits), request)
}

#[test]
fn who_dribbles_or_says_nothing_is_left_at_the_limit() {
    let dribble = |before: &'static [u8]| {
        raw(move |stream, _| {
            stream.write_all(before)?;
            loop {
                stream.write_all(b" ")?;
                std::thread::sleep(Duration::from_millis(20));
            }
        })
    };
    let silent = raw(|_, _| {
        std::thread::sleep(Duration::from_secs(600));
        Ok(())
    });
    let limits = Limits { longest_wait: Duration::from_millis(400), ..Limits::default() };
    for port in [dribble(b"HTTP/1.1 200 OK\r\n\r\n"), dribble(b"HTTP/1.1 200 OK\r\nx-slow: "), silent] {
        let failure = ask(port, limits).unwrap_err();
        assert_eq!(failure.code, "timeout");
        assert!(failure.error.message.contains("longest wait"), "{failure:?}");
    }
}

/// A plugin that starts requests and takes no answer does not fill the host's memory.
#[test]
fn answers_that_nobody_takes_are_not_kept_without_end() {
    let port = raw(|stream, _| stream.write_all(&ok("", &vec![b' '; 400 << 10])));
    let (mut pending, request) = pending(port, Limits { held_answers: 1 << 20, ..Limits::default() });
    let handles: Vec<_> = (0..5).map(|_| pending.start(request.clone()).unwrap()).collect();
    for handle in &handles {
        pending.wait(&[*handle]).unwrap();
    }
    let outcomes: Vec<_> = handles.iter().map(|handle| pending.take(*handle).unwrap()).collect();
    let failures: Vec<_> = outcomes.into_iter().filter_map(Result::err).collect();
    assert_eq!(failures.len(), 3);
    assert!(failures.iter().all(|failure| failure.code == "too-large"), "{failures:?}");
    // What is taken makes room.
    assert!(pending.send(request).is_ok());
}

#[test]
fn a_small_limit_is_kept_and_named() {
    let port = raw(|stream, _| stream.write_all(&ok("", &vec![b' '; (1 << 20) + 1])));
    let failure = ask(port, Limits { largest_answer: 1 << 20, ..Limits::default() }).unwrap_err();
    assert_eq!(
        (failure.code, failure.error.causes.as_slice()),
        ("too-large", &["an answer may have 1 MiB".to_owned()][..])
    );
    let port = raw(|stream, _| stream.write_all(&ok("", &vec![b' '; 1 << 20])));
    assert_eq!(ask(port, Limits { largest_answer: 1 << 20, ..Limits::default() }).unwrap().body.len(), 1 << 20);
}
