//! `effects.txt` and `documented.txt` against Atlassian's documents.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use atlassian_cli::plugin::manifest::Effect;
use atlassian_cli::policy::effect;

/// Service, document, and what stands before the document's own paths.
const DOCUMENTS: &[(&str, &str, &str)] = &[
    ("jira", "jira-platform.v3.json", ""),
    ("jira", "jira-software.json", ""),
    ("jsm", "jsm.json", ""),
    ("confluence", "confluence.v1.json", ""),
    ("confluence", "confluence.v2.json", "/wiki/api/v2"),
    ("bitbucket", "bitbucket.json", "/2.0"),
];
/// How `documented.txt` begins.
const HEAD: &str =
    "# Written by `UPDATE=1 cargo test --test it effects` from Atlassian's documents: the paths that each service has, by
# the number of their segments, to tell an endpoint of theirs from one that stands for several.
";

struct Operation {
    service: &'static str,
    method: String,
    path: String,
    id: Option<String>,
}

/// Every operation of the documents; none where they are not at hand, which CI does not accept.
fn operations() -> Vec<Operation> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/openapi");
    if !folder.is_dir() {
        assert!(!std::env::var("CI").is_ok_and(|ci| ci == "true"), "CI needs Atlassian's documents");
        println!("skipped: {} is not there", folder.display());
        return Vec::new();
    }
    let mut operations = Vec::new();
    for (service, file, base) in DOCUMENTS {
        let document: Value = serde_json::from_slice(&std::fs::read(folder.join(file)).unwrap()).unwrap();
        for (path, item) in document["paths"].as_object().unwrap() {
            for method in ["get", "post", "put", "patch", "delete"] {
                let Some(operation) = item.get(method) else { continue };
                let id = operation["operationId"].as_str().map(str::to_owned);
                operations.push(Operation {
                    service,
                    method: method.to_uppercase(),
                    path: format!("{base}{path}"),
                    id,
                });
            }
        }
    }
    operations
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(name)
}

/// Effect, service, method, path and operation of each line.
fn lines() -> Vec<(Effect, String, String, String, Option<String>)> {
    let text = std::fs::read_to_string(file("effects.txt")).unwrap();
    let (mut lines, mut heading) = (Vec::new(), None);
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(words) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            let (verb, service) = words.split_once(' ').unwrap();
            let effects = [Effect::Read, Effect::Write, Effect::Delete];
            heading = Some((effects.into_iter().find(|effect| effect.verb() == verb).unwrap(), service));
            continue;
        }
        let (effect, service) = heading.unwrap();
        let mut words = line.split(' ').map(str::to_owned);
        let (method, path) = (words.next().unwrap(), words.next().unwrap());
        lines.push((effect, service.to_owned(), method, path, words.next()));
    }
    assert!(lines.len() > 60, "{}", lines.len());
    lines
}

#[test]
fn each_line_names_its_operation() {
    let operations = operations();
    if operations.is_empty() {
        return;
    }
    for (_, service, method, path, id) in lines() {
        let found =
            operations.iter().find(|known| known.service == service && known.method == method && known.path == path);
        let found = found.unwrap_or_else(|| panic!("{method} {path}: no document has it"));
        assert_eq!(found.id, id, "{method} {path}");
    }
}

/// A line is about its own operation, and no other gets another effect through it: a document's path, taken for a
/// request's, is judged as its own line says, or as its method does.
#[test]
fn a_line_is_about_no_other_operation() {
    let lines = lines();
    let mut judged = 0;
    for operation in operations() {
        let own = lines.iter().find(|(_, service, method, path, _)| {
            *service == operation.service && *method == operation.method && *path == operation.path
        });
        let usual = match operation.method.as_str() {
            "GET" => Effect::Read,
            "DELETE" => Effect::Delete,
            _ => Effect::Write,
        };
        let expected = own.map_or(usual, |(effect, ..)| *effect);
        let path = operation.path.replace(['{', '}'], "");
        let effect = effect::of_request(operation.service, &operation.method, &path);
        assert_eq!(effect, expected, "{} {}", operation.method, operation.path);
        judged += 1;
    }
    println!("{judged} operations judged");
}

#[test]
fn every_documented_path_is_known() {
    let operations = operations();
    if operations.is_empty() {
        return;
    }
    let mut services: BTreeMap<(&str, usize), BTreeMap<String, Vec<String>>> = BTreeMap::new();
    for operation in operations {
        let length = operation.path.trim_end_matches('/').matches('/').count();
        assert!(
            effect::LENGTHS.contains(&length),
            "{}: the host looks for no path of so many segments",
            operation.path
        );
        services
            .entry((operation.service, length))
            .or_default()
            .entry(operation.path)
            .or_default()
            .push(operation.method);
    }
    let mut expected = HEAD.to_owned();
    for ((service, length), paths) in services {
        let lines: String = paths.iter().map(|(path, methods)| format!("{} {path}\n", methods.join(","))).collect();
        expected.push_str(&format!("\n[{service} {length}]\n{lines}"));
    }
    let file = file("documented.txt");
    if std::env::var("UPDATE").is_ok_and(|update| update == "1") {
        std::fs::write(file, expected).unwrap();
    } else {
        let text = std::fs::read_to_string(file).unwrap();
        assert!(text == expected, "the documents have changed: run `UPDATE=1 cargo test --test it effects`");
    }
}
