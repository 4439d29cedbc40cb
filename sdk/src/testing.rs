//! For a plugin's own tests, which run natively: holds its manifest against Atlassian's OpenAPI documents.

#[cfg(not(target_family = "wasm"))]
pub mod files;

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// One OpenAPI document.
#[derive(Debug, Clone, Copy)]
pub struct Document {
    /// Its file name.
    pub file: &'static str,
    /// What templates have before the document's own paths, like `/2.0`.
    pub base: &'static str,
}

/// Everything in which a manifest differs from the documents: endpoints that none of them has, and scopes that are not
/// the ones it names. Wildcards are left out, for they stand for many.
///
/// # Errors
///
/// When the manifest or a document cannot be read.
pub fn differences(manifest: &str, folder: &Path, documents: &[Document]) -> Result<Vec<String>, String> {
    let manifest: Value = serde_json::from_str(manifest).map_err(|error| format!("manifest: {error}"))?;
    let documents = documents
        .iter()
        .map(|document| Ok((read(folder, document.file)?, document.base)))
        .collect::<Result<Vec<_>, String>>()?;
    let endpoints = list(manifest.get("commands")).iter().flat_map(|command| list(command.get("http")));
    Ok(endpoints
        .filter(|endpoint| !is_wildcard(endpoint))
        .filter_map(|endpoint| difference(endpoint, &documents))
        .collect())
}

fn read(folder: &Path, file: &str) -> Result<Value, String> {
    let path = folder.join(file);
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = std::fs::read(&path).map_err(|error| named(&error))?;
    serde_json::from_slice(&text).map_err(|error| named(&error))
}

fn is_wildcard(endpoint: &Value) -> bool {
    text(endpoint, "template").contains("{+")
}

fn difference(endpoint: &Value, documents: &[(Value, &str)]) -> Option<String> {
    let (method, template) = (text(endpoint, "method"), text(endpoint, "template"));
    let operation = documents.iter().find_map(|(document, base)| {
        path(document.get("paths")?, template.strip_prefix(base)?)?.get(method.to_lowercase())
    });
    let Some(operation) = operation else { return Some(format!("{method} {template}: no document has it")) };
    let (declared, documented) = (declared_scopes(endpoint), documented_scopes(operation));
    (declared != documented).then(|| format!("{method} {template}: scopes {declared:?}, documented {documented:?}"))
}

/// The path with that template. One that ends in `/` is the root of a path with one more parameter.
fn path<'a>(paths: &'a Value, template: &str) -> Option<&'a Value> {
    let is_root = |path: &str| {
        path.strip_prefix(template).is_some_and(|rest| rest.starts_with('{') && rest.find('}') == Some(rest.len() - 1))
    };
    let mut all = paths.as_object()?.iter();
    paths.get(template).or_else(|| {
        if template.ends_with('/') { all.find(|(path, _)| is_root(path)).map(|(_, value)| value) } else { None }
    })
}

fn declared_scopes(endpoint: &Value) -> BTreeSet<&str> {
    let lists = ["classic", "granular"].map(|kind| list(endpoint.get("scopes").and_then(|scopes| scopes.get(kind))));
    lists.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The older scopes stand under `security`, the newer ones in Atlassian's extension; where both do, they agree.
fn documented_scopes(operation: &Value) -> BTreeSet<&str> {
    let schemes =
        list(operation.get("security")).iter().filter_map(Value::as_object).flat_map(|scheme| scheme.values());
    let extension = list(operation.get("x-atlassian-oauth2-scopes")).iter().filter_map(|entry| entry.get("scopes"));
    schemes.chain(extension).flat_map(|scopes| list(Some(scopes))).filter_map(Value::as_str).collect()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
