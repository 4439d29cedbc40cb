//! Ways to get at a token, or at what a plugin may not know.

use std::io::Write;

use atlassian_simulator::{EMAIL, SITE_TOKEN, Scripted};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use crate::guests::{done, get, raw, run};
use crate::servers::raw as server;
use crate::support::{Home, Ran, site};

/// What it is, how it is made, and whether it is found.
type Echo = (&'static str, fn() -> String, bool);

/// Forms in which a site can send the credential back. The last ones are documented as out of reach: SECURITY.md.
pub(crate) const ECHOES: &[Echo] = &[
    ("the token", || SITE_TOKEN.to_owned(), true),
    ("the token in base64", || BASE64.encode(SITE_TOKEN), true),
    ("the Basic credentials", basic, true),
    ("the header", || format!("Basic {}", basic()), true),
    ("percent-encoded", || SITE_TOKEN.replace('-', "%2D"), true),
    ("the token inside a word", || format!("x{SITE_TOKEN}y"), true),
    ("the token a thousand times", || format!("{SITE_TOKEN} ").repeat(1000), true),
    ("the token in an address", || format!("https://a:{SITE_TOKEN}@evil.example/?t={SITE_TOKEN}"), true),
    ("backwards", || SITE_TOKEN.chars().rev().collect(), false),
    ("in pieces", || SITE_TOKEN.chars().map(|c| format!("{c} ")).collect(), false),
];

fn basic() -> String {
    BASE64.encode(format!("{EMAIL}:{SITE_TOKEN}"))
}

#[track_caller]
fn is_clean(what: &str, ran: &Ran) {
    for form in [SITE_TOKEN.to_owned(), BASE64.encode(SITE_TOKEN), basic(), SITE_TOKEN.replace('-', "%2D")] {
        assert!(!ran.stdout.contains(&form) && !ran.stderr.contains(&form), "{what}: {ran:?}");
    }
}

#[test]
fn echoes_do_not_reach_the_plugin() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("raw", raw())]);
    for (name, echo, is_found) in ECHOES {
        for status in [200, 400, 500] {
            site.clear_scripts();
            let answer =
                Scripted::json(status, &json!({"key": echo()}).to_string()).header("etag", &echo().replace('\n', ""));
            site.script("/rest/api/3/issue/", answer.header("retry-after", "0").always());
            let ran = run(&home, "many", &json!([{"send": get()}, {"report": null}]), &["--format", "json"]);
            assert_eq!(ran.code, 0, "{name}: {ran:?}");
            if *is_found {
                is_clean(name, &ran);
                assert!(ran.stdout.contains("[redacted]") && ran.stderr.contains("your credential"), "{name}: {ran:?}");
            } else {
                assert!(ran.stdout.contains(&echo()), "{name} is found now: SECURITY.md says that it is not");
            }
        }
    }
}

/// The token comes in two pieces of the transfer, and packed: the answer is looked at as a whole, unpacked.
#[test]
fn pieces_of_the_transfer_hide_nothing() {
    let (first, second) = SITE_TOKEN.split_at(SITE_TOKEN.len() / 2);
    let plain = format!("{{\"key\":\"{SITE_TOKEN}\"}}");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(plain.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let chunk = |bytes: &[u8]| [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n";
    let split = [chunk(format!("{{\"key\":\"{first}").as_bytes()), chunk(format!("{second}\"}}").as_bytes())];
    let bytes: Vec<_> = plain.bytes().map(|byte| chunk(&[byte])).collect();
    let (one, two) = gzip.split_at(gzip.len() / 2);
    for (name, header, chunks) in [
        ("two chunks", "", split.to_vec()),
        ("a byte a chunk", "", bytes),
        ("gzip in two chunks", "content-encoding: gzip\r\n", vec![chunk(one), chunk(two)]),
    ] {
        let port = server(move |stream, _| {
            stream.write_all(format!("{head}{header}\r\n").as_bytes())?;
            for chunk in chunks.iter().chain([&b"0\r\n\r\n".to_vec()]) {
                stream.write_all(chunk)?;
                stream.flush()?;
                std::thread::sleep(std::time::Duration::from_millis(3));
            }
            Ok(())
        });
        let home = Home::at_port(port).with_guests(&[("raw", raw())]);
        let ran = run(&home, "many", &json!([{"send": get()}, {"report": null}]), &["--format", "json"]);
        assert!(ran.stdout.contains("[redacted]"), "{name}: {ran:?}");
        is_clean(name, &ran);
    }
}

/// A plugin sees few headers: no cookie, no name of the account, no other host.
#[test]
fn headers_of_an_answer_are_few() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("raw", raw())]);
    let answer = Scripted::json(200, "{}")
        .header("set-cookie", "cloud.session.token=secret-EXAMPLE; HttpOnly")
        .header("x-aaccountid", "account-EXAMPLE")
        .header("x-ausername", "devi-EXAMPLE")
        .header("www-authenticate", "Basic realm=x")
        .header("authorization", "Bearer x-EXAMPLE")
        .header("server", "AtlassianEdge")
        .header("x-request-id", "42");
    site.script("/rest/api/3/issue/", answer);
    let seen = done(&home, &json!([{"send": get()}]));
    let names: Vec<_> = seen[0]["headers"].as_object().unwrap().keys().cloned().collect();
    assert!(names.contains(&"x-request-id".to_owned()), "{names:?}");
    for hidden in ["set-cookie", "x-aaccountid", "x-ausername", "www-authenticate", "authorization", "server"] {
        assert!(!names.contains(&hidden.to_owned()), "{hidden} is seen: {names:?}");
    }
    // A second request carries no cookie.
    done(&home, &json!([{"send": get()}]));
    assert!(site.requests().iter().all(|request| request.header("cookie").is_none()));
}

#[test]
fn a_profile_tells_no_more_than_is_listed() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("raw", raw())]).with_env("ATLASSIAN_API_TOKEN", "other-EXAMPLE");
    home.set("workspace", "team");
    let keys = [
        "email",
        "token",
        "base_url",
        "password",
        "authorization",
        "cloud_id",
        "headers",
        "profiles",
        "default_profile",
        "",
        "NAME",
        "name ",
        "name\u{0}",
        "../name",
        "other.name",
        "work.email",
        "web-origin.",
        "web-origin.evil",
        "web-origin.JIRA",
        "key",
        "path",
        "home",
        "env.HOME",
        "env.ATLASSIAN_API_TOKEN",
        "site",
        "gateway_url",
        "proxy",
    ];
    let script: Vec<_> = keys.iter().map(|key| json!({"get": key})).collect();
    let seen = done(&home, &Value::Array(script));
    for (key, value) in keys.iter().zip(seen.as_array().unwrap()) {
        assert!(value.is_null(), "`{key}` tells {value}");
    }
    assert_eq!(done(&home, &json!([{"get": "name"}, {"get": "workspace"}])), json!(["work", "team"]));
}

/// Whatever is set to make programs talk: nothing of the credential, and no plugin's memory.
#[test]
fn variables_make_nothing_talk() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("raw", raw())]);
    let home = [
        ("RUST_LOG", "trace"),
        ("RUST_BACKTRACE", "full"),
        ("WASMTIME_LOG", "trace"),
        ("REQWEST_LOG", "trace"),
        ("SSLKEYLOGFILE", "keys.log"),
    ]
    .into_iter()
    .fold(home, |home, (name, value)| home.with_env(name, value));
    for script in [
        json!([{"send": get()}, {"panic": "on request"}]),
        json!([{"send": get()}, {"fail": {"kind": "other", "message": "on request"}}]),
        json!([{"send": get()}, {"exit": true}]),
    ] {
        let ran = run(&home, "many", &script, &["--debug"]);
        assert_eq!(ran.code, 1, "{ran:?}");
        is_clean("a failing run", &ran);
        assert!(!ran.stderr.contains("TRACE") && !ran.stderr.contains("panicked at"), "{}", ran.stderr);
    }
    assert!(!home.files().iter().any(|file| file.ends_with("keys.log")));
    assert!(!std::path::Path::new("keys.log").exists());
}

/// What is refused says nothing of what is there: the answer is the same, and nothing was asked.
#[test]
fn a_refusal_tells_nothing_of_the_site() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("raw", raw())]);
    let ask = |template: &str| {
        let seen = done(&home, &json!([{"send": {"service": "jira", "template": template}}]));
        seen[0].to_string().replace(template, "T")
    };
    assert_eq!(ask("/rest/api/3/myself"), ask("/rest/api/3/nothing-of-that-name"));
    assert!(site.requests().is_empty());
    // The same for profiles: a name that is not there and one that may not be asked for answer nothing.
    assert_eq!(done(&home, &json!([{"get": "work"}, {"get": "not-there"}])), json!([null, null]));
}

/// Routes that make tokens, webhooks or applications are refused as any other that is not declared.
#[test]
fn routes_that_make_credentials_are_not_declared() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("raw", raw())]);
    for template in [
        "/rest/api/3/webhook",
        "/rest/webhooks/1.0/webhook",
        "/rest/atlassian-connect/1/app/module/dynamic",
        "/rest/api/3/application-properties/{id}",
        "/rest/oauth2/latest/client",
        "/rest/pat/latest/tokens",
        "/gateway/api/graphql",
    ] {
        let post = json!({"service": "jira", "method": "POST", "template": template, "json": "{}"});
        run(&home, "many", &json!([{"must": post}]), &[]).fails(3, &["does not declare"]);
    }
    assert!(site.requests().is_empty());
}
