//! No token in the guest, in output, in messages or in plaintext on disk.

use std::io::Read;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use atlassian_simulator::{EMAIL, SITE_TOKEN, Scripted};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::support::{Home, probe, site};

/// A site that sends back what it got, where people would see it.
const ECHO: &str =
    r#"{"key":"{{token}}","header":"{{authorization}}","errorMessages":["{{token}} {{authorization}}"]}"#;

/// The forms in which a token could show.
fn forms() -> Vec<Vec<u8>> {
    vec![
        SITE_TOKEN.as_bytes().to_vec(),
        BASE64.encode(SITE_TOKEN).into_bytes(),
        BASE64.encode(format!("{EMAIL}:{SITE_TOKEN}")).into_bytes(),
        SITE_TOKEN.replace('-', "%2D").into_bytes(),
    ]
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(haystack, needle).is_some()
}

#[track_caller]
pub(crate) fn assert_clean(what: &str, bytes: &[u8]) {
    for form in forms() {
        assert!(!contains(bytes, &form), "the token stands in {what}");
    }
}

#[test]
fn no_kind_of_run_shows_or_writes_the_token() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("probe", probe())]);
    let runs: &[&[&str]] = &[
        &["probe", "ask", "declared", "DEV-1", "--format", "json"],
        &["probe", "ask", "declared", "NOPE-1"],
        &["probe", "ask", "undeclared"],
        &["probe", "behave", "panic"],
        &["probe", "behave", "memory"],
        &["probe", "facts", "--key", "token", "--format", "json"],
        &["auth", "list", "--format", "json"],
        &["auth", "test"],
        &["auth", "login", "--profile", "work", "--base-url", "nonsense nonsense", "--token", SITE_TOKEN],
    ];
    for args in runs {
        let ran = home.run(args);
        assert_clean(&format!("output of {args:?}"), format!("{}{}", ran.stdout, ran.stderr).as_bytes());
    }
    for status in [200, 400, 401, 403, 500] {
        site.clear_scripts();
        site.script("/rest/api/3/issue/", Scripted::json(status, ECHO).echo().always());
        let ran = home.run(&["probe", "ask", "declared", "DEV-1", "--format", "json"]);
        let shown = format!("{}{}", ran.stdout, ran.stderr);
        assert_clean(&format!("an echoed answer of status {status}"), shown.as_bytes());
        assert!(shown.contains("your credential"), "no warning at {status}: {shown}");
    }
    for file in home.files() {
        assert_clean(&file.display().to_string(), &std::fs::read(&file).unwrap());
    }
}

/// Looks into the guest's own memory while it waits for an answer, after one that echoed every header.
#[cfg(target_os = "linux")]
#[test]
fn the_token_is_not_in_the_guests_memory() {
    let site = site();
    let home = Home::at(&site);
    // The first page sends the credential back in a record, which stays with the host, and in what the guest keeps; the
    // second comes late.
    let marker = "marker-that-the-guest-may-know";
    let summary = format!("{marker} {{{{token}}}} {{{{authorization}}}}");
    let page = serde_json::json!({
        "issues": [{"id": "1", "key": "DEV-1", "fields": {"summary": summary}}], "isLast": false, "nextPageToken": summary,
    });
    let search = "/rest/api/3/search/jql";
    site.script(search, Scripted::json(200, &page.to_string()).echo());
    site.script(search, Scripted::json(200, r#"{"issues":[],"isLast":true}"#).delay(Duration::from_secs(4)));
    let mut child = home
        .command(&["jira", "search", "--jql", "project = DEV", "--limit", "0", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let memory = memory_when(&mut child, |memory| contains(memory, marker.as_bytes()));
    assert!(memory.len() > 64 << 10, "the guest's memory was not found");
    assert_clean("the guest's memory", &memory);
    let mut shown = String::new();
    child.stdout.take().unwrap().read_to_string(&mut shown).unwrap();
    child.wait().unwrap();
    assert!(shown.contains(marker) && shown.contains("[redacted]"), "{shown}");
    assert_clean("the output", shown.as_bytes());
}

/// The linear memories of a process as soon as they hold what is awaited. wasmtime reserves 4 GiB and more for each, so
/// a readable region that a reservation of that size follows is one.
#[cfg(target_os = "linux")]
fn memory_when(child: &mut Child, holds: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let deadline = Instant::now() + Duration::from_secs(60);
    while Instant::now() < deadline {
        let memory = linear_memory(child.id());
        if holds(&memory) {
            return memory;
        }
        assert!(child.try_wait().unwrap().is_none(), "the program ended before the guest had its answer");
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("the guest never got its answer");
}

#[cfg(target_os = "linux")]
fn linear_memory(pid: u32) -> Vec<u8> {
    use std::os::unix::fs::FileExt;
    let maps = std::fs::read_to_string(format!("/proc/{pid}/maps")).unwrap_or_default();
    let regions: Vec<(u64, u64, bool)> = maps
        .lines()
        .filter_map(|line| {
            let (range, rest) = line.split_once(' ')?;
            let (from, to) = range.split_once('-')?;
            Some((u64::from_str_radix(from, 16).ok()?, u64::from_str_radix(to, 16).ok()?, rest.starts_with("rw")))
        })
        .collect();
    let Ok(file) = std::fs::File::open(format!("/proc/{pid}/mem")) else { return Vec::new() };
    let mut memory = Vec::new();
    for (index, (start, end, writable)) in regions.iter().enumerate() {
        if *writable || end - start < 2 << 30 {
            continue;
        }
        // One memory may be several regions without a gap: its first content and what grew.
        let mut next = *start;
        for (from, to, writable) in regions[..index].iter().rev() {
            if !writable || *to != next {
                break;
            }
            next = *from;
            let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
            if file.read_exact_at(&mut bytes, *from).is_ok() {
                memory.extend(bytes);
            }
        }
    }
    memory
}
