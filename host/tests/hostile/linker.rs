//! Every function that a guest can import, enumerated: each has a test of what it does not give.

use std::path::{Path, PathBuf};
use std::process::Command;

use atlassian_cli::plugin::component::WASI;
use serde_json::{Value, json};
use wit_parser::Resolve;

use crate::guests::{done, raw};
use crate::support::{Home, site};
use crate::table::exists;

/// A function, or the beginning of the names of several, and the test of what it refuses.
const DENIED: &[(&str, &str)] = &[
    ("atlassian:plugin/clock#now", "hostile/resources.rs::each_component_is_ended"),
    ("atlassian:plugin/profile#get", "hostile/secrets.rs::a_profile_tells_no_more_than_is_listed"),
    ("atlassian:plugin/http#start", "hostile/requests.rs::values_by_hand_end_the_guest"),
    ("atlassian:plugin/http#start-download", "it/files.rs::misuse_ends_a_run"),
    ("atlassian:plugin/files#", "it/files.rs::misuse_ends_a_run"),
    ("atlassian:plugin/git#checkout", "it/git.rs::a_branch_is_a_branch_and_nothing_else"),
    ("atlassian:plugin/http#timer", "hostile/resources.rs::each_component_is_ended"),
    ("atlassian:plugin/http#wait", "hostile/resources.rs::each_component_is_ended"),
    ("atlassian:plugin/http#take", "hostile/wire.rs::handles_are_taken_once_and_when_ready"),
    ("atlassian:plugin/http#take-list", "hostile/lists.rs::misuse_ends_a_run"),
    ("atlassian:plugin/http#cancel", "hostile/resources.rs::each_component_is_ended"),
    ("atlassian:plugin/http#send", "hostile/requests.rs::each_is_refused_before_a_socket_opens"),
    ("atlassian:plugin/output#columns", "hostile/resources.rs::each_script_is_ended"),
    ("atlassian:plugin/output#emit", "hostile/resources.rs::each_script_is_ended"),
    ("atlassian:plugin/output#emit-list", "hostile/lists.rs::misuse_ends_a_run"),
    ("atlassian:plugin/output#text", "hostile/resources.rs::each_script_is_ended"),
    ("atlassian:plugin/output#note", "hostile/resources.rs::notes_are_counted_and_cut"),
    ("atlassian:plugin/output#incomplete", "hostile/resources.rs::each_script_is_ended"),
    ("atlassian:plugin/output#browse", "it/web.rs::a_page_that_is_not_declared_is_refused"),
    ("atlassian:plugin/output#view", "it/sandbox.rs::a_view_is_of_one_record"),
    ("atlassian:plugin/progress#", "it/progress.rs::misuse_ends_a_run"),
    ("atlassian:plugin/prompt#confirm", "it/policy.rs::one_answer_covers_what_it_named"),
    ("atlassian:plugin/journal#", "hostile/journal.rs::misuse_ends_a_run"),
    ("wasi:cli/environment#", "hostile/linker.rs::surroundings_are_empty"),
    ("wasi:cli/exit#exit-with-code", "hostile/resources.rs::each_script_is_ended"),
    ("wasi:cli/exit#exit", "hostile/resources.rs::each_script_is_ended"),
    ("wasi:cli/stdin#get-stdin", "hostile/linker.rs::standard_streams_are_closed"),
    ("wasi:cli/stdout#get-stdout", "hostile/linker.rs::standard_streams_are_closed"),
    ("wasi:cli/stderr#get-stderr", "hostile/linker.rs::standard_streams_are_closed"),
    ("wasi:cli/terminal-stdin#get-terminal-stdin", "hostile/linker.rs::surroundings_are_empty"),
    ("wasi:cli/terminal-stdout#get-terminal-stdout", "hostile/linker.rs::surroundings_are_empty"),
    ("wasi:cli/terminal-stderr#get-terminal-stderr", "hostile/linker.rs::surroundings_are_empty"),
    ("wasi:clocks/monotonic-clock#now", "hostile/linker.rs::clocks_and_randomness_are_nobodys"),
    ("wasi:clocks/monotonic-clock#resolution", "hostile/linker.rs::clocks_and_randomness_are_nobodys"),
    ("wasi:clocks/monotonic-clock#subscribe-*", "hostile/resources.rs::each_script_is_ended"),
    ("wasi:clocks/wall-clock#", "hostile/linker.rs::clocks_and_randomness_are_nobodys"),
    ("wasi:filesystem/preopens#get-directories", "hostile/linker.rs::there_is_no_folder_and_so_no_file"),
    // A descriptor comes from a folder alone, and there is none: these cannot be called.
    ("wasi:filesystem/types#[method]descriptor.", "hostile/linker.rs::there_is_no_folder_and_so_no_file"),
    ("wasi:filesystem/types#[method]directory-entry-stream.", "hostile/linker.rs::there_is_no_folder_and_so_no_file"),
    ("wasi:filesystem/types#filesystem-error-code", "hostile/linker.rs::standard_streams_are_closed"),
    ("wasi:io/error#[method]error.to-debug-string", "hostile/linker.rs::standard_streams_are_closed"),
    ("wasi:io/poll#poll", "hostile/resources.rs::each_script_is_ended"),
    ("wasi:io/poll#[method]pollable.ready", "hostile/linker.rs::clocks_and_randomness_are_nobodys"),
    ("wasi:io/poll#[method]pollable.block", "hostile/resources.rs::each_script_is_ended"),
    ("wasi:io/streams#[method]input-stream.", "hostile/linker.rs::standard_streams_are_closed"),
    ("wasi:io/streams#[method]output-stream.", "hostile/linker.rs::standard_streams_are_closed"),
    ("wasi:random/random#get-random-bytes", "hostile/resources.rs::each_script_is_ended"),
    ("wasi:random/random#get-random-u64", "hostile/linker.rs::clocks_and_randomness_are_nobodys"),
    ("wasi:random/insecure#get-insecure-random-bytes", "hostile/resources.rs::each_script_is_ended"),
    ("wasi:random/insecure#get-insecure-random-u64", "hostile/linker.rs::clocks_and_randomness_are_nobodys"),
    ("wasi:random/insecure-seed#", "hostile/linker.rs::clocks_and_randomness_are_nobodys"),
];

/// Where the sources of the wasmtime-wasi that is linked lie; its interfaces are text in them.
fn wasi_sources() -> PathBuf {
    let output = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let own = packages.iter().find(|package| package["name"] == "wasmtime-wasi").unwrap();
    Path::new(own["manifest_path"].as_str().unwrap()).parent().unwrap().join("src/p2/wit")
}

/// `package/interface#function` of every interface in a folder.
fn functions(folder: &Path) -> Vec<String> {
    let mut resolve = Resolve::default();
    resolve.push_path(folder).unwrap();
    let mut found = Vec::new();
    for (_, interface) in &resolve.interfaces {
        let package = &resolve.packages[interface.package.unwrap()].name;
        let Some(name) = &interface.name else { continue };
        for function in interface.functions.keys() {
            found.push(format!("{}:{}/{name}#{function}", package.namespace, package.name));
        }
    }
    found
}

#[test]
fn every_function_has_a_test_of_what_it_denies() {
    let ours = functions(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../wit"));
    assert!(ours.len() >= 13, "{ours:?}");
    let all = functions(&wasi_sources());
    let linked: Vec<_> = all.into_iter().filter(|name| WASI.contains(&name.split('#').next().unwrap())).collect();
    assert!(linked.len() > 60, "{linked:?}");
    for interface in WASI {
        // These two have a resource and no function.
        let none = ["wasi:cli/terminal-input", "wasi:cli/terminal-output"].contains(interface);
        let any = linked.iter().any(|name| name.split('#').next() == Some(interface));
        assert_eq!(any, !none, "{interface}");
    }
    let mut missing = Vec::new();
    for function in ours.iter().chain(&linked) {
        let held = |(name, _): &&(&str, &str)| {
            if name.ends_with(['#', '.', '*']) {
                function.starts_with(name.trim_end_matches('*'))
            } else {
                function == name
            }
        };
        match DENIED.iter().find(held) {
            Some((_, test)) => assert!(exists(test), "`{test}` is not there"),
            None => missing.push(function),
        }
    }
    assert!(missing.is_empty(), "no test of what these deny: {missing:#?}");
    for (name, _) in DENIED {
        let known = ours.iter().chain(&linked).any(|function| function.starts_with(name.trim_end_matches('*')));
        assert!(known, "`{name}` is no function any more");
    }
}

#[test]
fn surroundings_are_empty() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]).with_env("MARKED", "variable");
    let seen = done(&home, &json!([{"environment": null}, {"terminals": null}]));
    assert_eq!(seen, json!([{"environment": [], "arguments": [], "cwd": null}, [false, false, false]]));
}

#[test]
fn standard_streams_are_closed() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    let script = json!([{"stdin": null}, {"stdout": 8192}, {"stderr": 8192}, {"spliced": null}, {"report": null}]);
    let ran = home.run_with_input(&["raw", "many", &script.to_string(), "--format", "json"], "a secret\n");
    assert!(!ran.stdout.contains("forged") && ran.stderr.is_empty(), "{ran:?}");
    let seen: Value = serde_json::from_str(&ran.ok()).unwrap();
    assert_eq!(seen[0]["done"][0], json!([true, true, true, true, true]), "something could be read: {seen}");
    // What is written goes nowhere, and no error is had that could tell something.
    for stream in [1, 2] {
        let answers = seen[0]["done"][stream].as_array().unwrap();
        assert!(
            answers
                .iter()
                .all(|answer| ["written", "closed"].iter().any(|known| answer == known) || answer.is_boolean()),
            "{seen}"
        );
    }
}

#[test]
fn clocks_and_randomness_are_nobodys() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    let script = json!([{"randomness": null}, {"clocks": null}, {"ready": 0}, {"ready": 1_000_000_000_000_u64}]);
    let (first, second) = (done(&home, &script), done(&home, &script));
    for key in ["bytes", "number", "insecure", "other", "seed"] {
        assert_ne!(first[0][key], second[0][key], "{key} is the same in two runs");
    }
    assert!(first[1]["now"].as_u64().unwrap() > 1_700_000_000, "{first}");
    // It counts from the run's own beginning, not from the machine's.
    assert!(first[1]["monotonic"].as_u64().unwrap() < 60_000_000_000, "{first}");
    assert_eq!(first[3], json!(false));
}

#[test]
fn there_is_no_folder_and_so_no_file() {
    let home = Home::with_profile().with_guests(&[("raw", raw())]);
    let config = home.path().join(".atlassian-cli/config.yaml");
    let places = ["/", ".", "/etc/passwd", "/proc/self/environ", "/dev/zero", "config.yaml", config.to_str().unwrap()];
    let mut script = vec![json!({"folders": null})];
    script.extend(places.iter().map(|place| json!({"open": place})));
    let seen = done(&home, &Value::Array(script));
    assert_eq!(seen[0], json!(0));
    assert!(seen.as_array().unwrap()[1..].iter().all(|opened| *opened == json!(false)), "{seen}");
}

/// The same guest may do what its command declares: the tests above would be worth nothing without it.
#[test]
fn the_guest_without_an_sdk_works() {
    let site = site();
    let home = Home::at(&site).with_guests(&[("raw", raw())]);
    let get = json!({"service": "jira", "template": "/rest/api/3/issue/{id}", "params": [["id", "DEV-1"]]});
    let seen = done(&home, &json!([{"send": get}, {"start": get}, {"wait": [2]}, {"take": 2}]));
    assert_eq!(
        (&seen[0]["status"], &seen[1], &seen[2], &seen[3]["status"]),
        (&json!(200), &json!(2), &json!([2]), &json!(200))
    );
}
