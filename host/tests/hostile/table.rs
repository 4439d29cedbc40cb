//! README.md beside this file names the test for each line of the list; those tests must be there.

use std::path::Path;

use crate::{code, ends, manifests, requests, resources, secrets, terminal, wire};

/// Fewest cases in the corpus.
const FEWEST: usize = 150;

fn readme() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/README.md")).unwrap()
}

/// Whether `file.rs::function` is a test or function below `host/tests` or the workspace's root.
pub(crate) fn exists(name: &str) -> bool {
    let Some((file, function)) = name.split_once("::") else { return false };
    let host = Path::new(env!("CARGO_MANIFEST_DIR"));
    [host.join("tests").join(file), host.join("..").join(file)]
        .iter()
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .any(|text| text.contains(&format!("fn {function}(")))
}

#[test]
fn every_line_of_the_list_has_its_place() {
    let text = readme();
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| #"))
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect();
    assert!(rows.iter().all(|row| row.len() == 3), "{:?}", rows.iter().find(|row| row.len() != 3));
    for number in 1..=57 {
        assert!(rows.iter().any(|row| row[0] == number.to_string()), "line {number} has no row");
    }
    for row in &rows {
        let named: Vec<_> = row[2].split('`').skip(1).step_by(2).filter(|name| name.contains("::")).collect();
        for name in &named {
            assert!(exists(name), "line {}: `{name}` is not there", row[0]);
        }
        let reason = ["not applicable:", "documented:"].iter().any(|word| row[2].contains(word));
        assert!(!named.is_empty() || reason, "line {}, {}: neither a test nor a reason", row[0], row[1]);
    }
}

#[test]
fn the_corpus_is_large_enough() {
    let counted = [
        ("requests refused", requests::REFUSED.len()),
        ("requests encoded", requests::ENCODED.len()),
        ("requests by hand", requests::BY_HAND.len()),
        ("components ended", resources::ENDED.len()),
        ("scripts ended", resources::SCRIPTS.len()),
        ("interrupted", ends::INTERRUPTED.len()),
        ("manifests", manifests::MANIFESTS.len()),
        ("manifests as text", manifests::TEXTS.len()),
        ("components", manifests::COMPONENTS.len()),
        ("cache files", code::FILES.len()),
        ("echoes", secrets::ECHOES.len()),
        ("redirects", wire::TARGETS.len() * wire::STATUSES.len()),
        ("answers", wire::ANSWERS.len()),
        ("terminal", terminal::HOSTILE.len()),
    ];
    let sum: usize = counted.iter().map(|(_, count)| count).sum();
    println!("{sum} cases: {counted:?}");
    assert!(sum >= FEWEST, "{sum} cases: {counted:?}");
}
