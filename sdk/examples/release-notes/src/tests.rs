//! The manifest: what a reviewer sees, and what Atlassian's documents say of it.

use atlassian_plugin_sdk::serde_json::{Value, from_str};
use atlassian_plugin_sdk::testing::{Document, differences};
use std::path::Path;

const DOCUMENTS: &[Document] = &[
    Document { file: "jira-platform.v3.json", base: "" },
    Document { file: "confluence.v2.json", base: "/wiki/api/v2" },
];

#[test]
fn every_endpoint_is_documented() -> Result<(), String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/openapi");
    if !folder.exists() && std::env::var_os("CI").is_none() {
        eprintln!("skipped: Atlassian's documents are not at ../shared/openapi, seen from the repository");
        return Ok(());
    }
    assert_eq!(differences(crate::MANIFEST, &folder, DOCUMENTS)?, Vec::<String>::new());
    Ok(())
}

/// To widen what a command may do is a decision, not a side effect: it changes this test.
#[test]
fn each_command_may_do_this_and_no_more() {
    let manifest: Value = from_str(crate::MANIFEST).unwrap();
    let endpoints = |command: &Value| -> Vec<String> {
        let text = |endpoint: &Value, key: &str| endpoint[key].as_str().unwrap().to_owned();
        let list = command["http"].as_array().unwrap().iter();
        list.map(|endpoint| format!("{} {}", text(endpoint, "method"), text(endpoint, "template"))).collect()
    };
    let commands: Vec<_> = manifest["commands"].as_array().unwrap().iter().map(endpoints).collect();
    let search = "GET /rest/api/3/search/jql";
    assert_eq!(commands[0], [search]);
    assert_eq!(
        commands[1],
        [
            search,
            "GET /wiki/api/v2/spaces",
            "GET /wiki/api/v2/pages",
            "POST /wiki/api/v2/pages",
            "PUT /wiki/api/v2/pages/{id}",
        ]
    );
    if cfg!(feature = "announce") {
        assert_eq!(commands[2], [search, "POST /rest/api/3/issue/{issueIdOrKey}/comment"]);
    }
    assert_eq!(commands.len(), if cfg!(feature = "announce") { 3 } else { 2 });
}
