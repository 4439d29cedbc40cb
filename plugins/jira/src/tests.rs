//! The manifest, held against Atlassian's documents. What the command does is tested through the host.

use atlassian_plugin_sdk::testing::{Document, differences};
use std::path::Path;

const DOCUMENTS: &[Document] =
    &[Document { file: "jira-platform.v3.json", base: "" }, Document { file: "jira-software.json", base: "" }];

/// Endpoints that Jira's documents do not have, and where Atlassian describes them.
const ELSEWHERE: &[(&str, &str)] = &[
    ("/rest/webhooks/1.0/webhook", "https://developer.atlassian.com/cloud/jira/platform/webhooks/"),
    ("/rest/v1/rule", "https://developer.atlassian.com/cloud/automation/rest/api-group-rule-management/"),
];

/// Whether a difference is that an endpoint stands in no document, which is known.
fn is_elsewhere(difference: &str) -> bool {
    let template = difference.split_once(' ').map_or("", |(_, rest)| rest);
    difference.ends_with(": no document has it") && ELSEWHERE.iter().any(|(prefix, _)| template.starts_with(prefix))
}

#[test]
fn every_endpoint_is_documented() -> Result<(), String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/openapi");
    if !folder.exists() && std::env::var_os("CI").is_none() {
        eprintln!("skipped: Atlassian's documents are not at ../shared/openapi, seen from the workspace");
        return Ok(());
    }
    let mut differences = differences(crate::MANIFEST, &folder, DOCUMENTS)?;
    differences.retain(|difference| !is_elsewhere(difference));
    assert_eq!(differences, Vec::<String>::new());
    Ok(())
}
