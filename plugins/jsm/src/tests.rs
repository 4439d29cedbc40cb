//! The manifest, held against Atlassian's documents. What the command does is tested through the host.

use atlassian_plugin_sdk::testing::{Document, differences};
use std::path::Path;

const DOCUMENTS: &[Document] =
    &[Document { file: "jsm.json", base: "" }, Document { file: "jira-platform.v3.json", base: "" }];

#[test]
fn every_endpoint_is_documented() -> Result<(), String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/openapi");
    if !folder.exists() && std::env::var_os("CI").is_none() {
        eprintln!("skipped: Atlassian's documents are not at ../shared/openapi, seen from the workspace");
        return Ok(());
    }
    assert_eq!(differences(crate::MANIFEST, &folder, DOCUMENTS)?, Vec::<String>::new());
    Ok(())
}
