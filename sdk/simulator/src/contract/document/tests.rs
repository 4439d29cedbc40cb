//! Held against the real Confluence v1 document.

use std::path::PathBuf;

use super::*;

/// The document, or `None` (said on stderr) where it is not there; in CI it must be.
fn confluence_v1() -> Option<Document> {
    let folder = std::env::var_os("ATLASSIAN_OPENAPI_DIR")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/openapi")), PathBuf::from);
    let file = folder.join("confluence.v1.json");
    if !file.exists() {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{} is missing", file.display());
        eprintln!("skipped: {} is missing; ATLASSIAN_OPENAPI_DIR names the folder", file.display());
        return None;
    }
    Some(Document::load(&file).unwrap())
}

fn check(method: &str, path_and_query: &str, body: &str) -> Option<Vec<String>> {
    let document = confluence_v1()?;
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let query: Vec<_> = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let content_type = (!body.is_empty()).then_some("application/json");
    let call = Call { method, path, query: &query, header_names: &[], content_type, body: body.as_bytes() };
    Some(document.check(call))
}

fn good(method: &str, path: &str, body: &str) {
    if let Some(errors) = check(method, path, body) {
        assert_eq!(errors, Vec::<String>::new(), "{method} {path}");
    }
}

fn bad(method: &str, path: &str, body: &str, sentence: &str) {
    if let Some(errors) = check(method, path, body) {
        assert!(errors.iter().any(|error| error.contains(sentence)), "{method} {path}: {errors:?}");
    }
}

#[test]
fn good_requests_pass() {
    good("GET", "/wiki/rest/api/user/current", "");
    good("GET", "/wiki/rest/api/user/current?expand=operations,personalSpace", "");
    good("GET", "/wiki/rest/api/search?cql=type=page&limit=25", "");
    good("POST", "/wiki/rest/api/content/1/label", r#"[{"prefix":"global","name":"a"}]"#);
}

#[test]
fn paths_and_methods_must_be_in_the_document() {
    bad("GET", "/wiki/rest/api/nonsense", "", "no such path");
    bad("POST", "/wiki/rest/api/user/current", "", "no POST");
}

#[test]
fn parameters_must_be_there_known_and_of_their_type() {
    bad("GET", "/wiki/rest/api/search", "", "`cql` is missing");
    bad("GET", "/wiki/rest/api/search?cql=x&limit=many", "", "`limit` may not be `many`");
    bad("GET", "/wiki/rest/api/user/current?expand=operations,secrets", "", "may not be `secrets`");
    bad("GET", "/wiki/rest/api/user/current?expnad=operations", "", "no query parameter `expnad`");
}

#[test]
fn bodies_must_be_there_and_fit_the_schema() {
    bad("POST", "/wiki/rest/api/content/1/label", "", "the body is missing");
    bad("POST", "/wiki/rest/api/content/1/label", "{", "no JSON");
    bad("POST", "/wiki/rest/api/content/1/label", r#"[{"name":"a"}]"#, "body");
}

#[test]
fn every_body_schema_of_the_document_can_be_used() {
    let Some(document) = confluence_v1() else { return };
    for (place, operation) in document.operations.iter().enumerate() {
        if let Some(body) = &operation.body {
            assert!(document.validator(place, body).is_ok(), "{} {}", operation.method, operation.template);
        }
    }
}
