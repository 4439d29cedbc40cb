//! What must hold for every document and every Markdown text.

mod cases;
mod generate;
mod pages;
mod properties;
mod readme;
mod samples;
mod storage;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::Value;

/// Atlassian's documents; `None`, and a line that says so, where they are not. With `CI` set, they have to be.
fn shared(file: &str) -> Option<PathBuf> {
    // Beside the clone, or further up where this is a worktree.
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let found = above.map(|folder| folder.join("shared/openapi").join(file)).find(|path| path.exists());
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "{file} is missing");
        eprintln!("skipped: Atlassian's documents are not at ../shared/openapi, seen from the workspace");
    }
    found
}

fn json(file: &str) -> Option<Value> {
    let text = std::fs::read_to_string(shared(file)?).expect(file);
    Some(serde_json::from_str(&text).expect(file))
}

/// ADF's schema.
fn schema() -> Option<&'static Value> {
    static SCHEMA: OnceLock<Option<Value>> = OnceLock::new();
    SCHEMA.get_or_init(|| json("adf-schema.json")).as_ref()
}

fn validator() -> Option<&'static Validator> {
    static VALIDATOR: OnceLock<Option<Validator>> = OnceLock::new();
    VALIDATOR.get_or_init(|| Some(jsonschema::draft4::new(schema()?).expect("the schema"))).as_ref()
}

#[track_caller]
fn assert_valid(document: &Value, context: &str) {
    if let Some(validator) = validator()
        && let Err(error) = validator.validate(document)
    {
        panic!("{error}\nat {}\nin {document:#}\nof {context}", error.instance_path());
    }
}
