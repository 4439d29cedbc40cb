//! Plugins made in a test: the probe with another manifest, and components written as text.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::{Value, json};
use wasmparser::{Parser, Payload};

use crate::help::{custom_section, leb128};
use crate::support::{probe, target_dir};

const SECTION: &str = "atlassian-cli:manifest";

/// Commands of the probe that the tests of installation use. It has others, with wildcards among them.
const COMMANDS: &[&str] = &["ask declared", "ask undeclared", "ask create", "facts"];

/// The probe with a few of its commands, as a file.
pub(crate) fn small_probe() -> &'static Path {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    FILE.get_or_init(|| file(&target_dir().join("guests"), "small-probe.wasm", &probe_with(|_| {})))
}

/// The small probe after a change of its manifest. Its own section is renamed, and the changed one stands at the end.
pub(crate) fn probe_with(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut bytes = std::fs::read(probe()).unwrap();
    let mut manifest = manifest_of(&bytes);
    let path = |command: &Value| -> Vec<String> { serde_json::from_value(command["path"].clone()).unwrap() };
    let commands = manifest["commands"].as_array_mut().unwrap();
    commands.retain(|command| COMMANDS.contains(&path(command).join(" ").as_str()));
    assert_eq!(commands.len(), COMMANDS.len());
    change(&mut manifest);
    let renamed = SECTION.to_uppercase();
    while let Some(at) = memchr::memmem::find(&bytes, SECTION.as_bytes()) {
        bytes[at..at + SECTION.len()].copy_from_slice(renamed.as_bytes());
    }
    bytes.extend(custom_section(SECTION, manifest.to_string().as_bytes()));
    bytes
}

fn manifest_of(bytes: &[u8]) -> Value {
    let sections = Parser::new(0).parse_all(bytes).map(Result::unwrap);
    let mut found = sections.filter_map(|payload| match payload {
        Payload::CustomSection(section) if section.name() == SECTION => Some(section.data().to_vec()),
        _ => None,
    });
    serde_json::from_slice(&found.next().unwrap()).unwrap()
}

/// The probe under this name.
pub(crate) fn named(name: &str) -> Vec<u8> {
    probe_with(|manifest| manifest["name"] = json!(name))
}

/// A manifest with this name, and commands of these endpoints, each `(command, claim, method, template)`.
pub(crate) fn manifest(name: &str, endpoints: &[(&str, &str, &str, &str)]) -> Value {
    let commands: Vec<_> = endpoints
        .iter()
        .map(|(path, claim, method, template)| {
            json!({
                "path": [path], "about": "Do something", "effect": claim, "result": "one",
                "http": [{
                    "service": "jira", "method": method, "template": template,
                    "scopes": {"classic": ["read:jira-work"]},
                }],
            })
        })
        .collect();
    json!({
        "name": name, "version": "1.0.0", "about": "Made by a test", "contract": "0.1", "imports": [],
        "services": ["jira"], "commands": commands,
    })
}

/// A component that compiles and imports nothing, without a manifest. Its `run` has not the contract's type.
pub(crate) fn component() -> Vec<u8> {
    component_of(r#"(func (export "run") (result i32) i32.const 1)"#)
}

/// The same, and it imports the contract's `http`, of which it uses nothing.
pub(crate) fn component_with_http() -> Vec<u8> {
    let import = r#"(import "atlassian:plugin/http@0.1.0" (instance))"#;
    written(import, r#"(func (export "run") (result i32) i32.const 1)"#)
}

/// A component around the fields of a core module, which export `run`.
pub(crate) fn component_of(fields: &str) -> Vec<u8> {
    written("", fields)
}

fn written(import: &str, fields: &str) -> Vec<u8> {
    wat::parse_str(format!(
        r#"(component {import} (core module $m {fields})
        (core instance $i (instantiate $m))
        (func $run (result u32) (canon lift (core func $i "run")))
        (export "run" (func $run)))"#
    ))
    .unwrap()
}

/// A plugin of a component and a manifest.
pub(crate) fn plugin(mut component: Vec<u8>, manifest: &Value) -> Vec<u8> {
    component.extend(custom_section(SECTION, manifest.to_string().as_bytes()));
    component
}

/// Writes a file into a folder.
pub(crate) fn file(dir: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// What nobody can compile in time or memory: one function whose `br_table` reaches tens of thousands of blocks with a
/// thousand results each.
pub(crate) fn wide_bomb() -> Vec<u8> {
    let (blocks, results) = (40_000, 1_000);
    let mut code = String::new();
    code.push_str(&format!("(type $t (func (result {})))", "i64 ".repeat(results)));
    code.push_str("(func (export \"run\") (result i32)");
    code.push_str(&" block (type $t)".repeat(blocks));
    code.push_str(&" i64.const 1".repeat(results));
    code.push_str(" i32.const 7 br_table");
    (0..blocks).for_each(|depth| code.push_str(&format!(" {depth}")));
    code.push_str(&" end".repeat(blocks));
    code.push_str(&" drop".repeat(results));
    code.push_str(" i32.const 1)");
    component_of(&code)
}

/// Thousands of functions, none of them large in memory, all of them slow: each sends hundreds of values through
/// hundreds of blocks.
pub(crate) fn slow_bomb() -> Vec<u8> {
    let (functions, blocks, results) = (4_000_usize, 300, 300);
    let result_type = [vec![0x60, 0], leb128(results), vec![0x7e; results]].concat();
    let run_type = vec![0x60, 0, 1, 0x7f];
    // No locals, `block` with the first type, then `i64.const 1` for each result and a `br_table` of all blocks.
    let mut body = vec![0];
    body.extend([0x02, 0].repeat(blocks));
    body.extend([0x42, 1].repeat(results));
    body.extend([0x41, 7, 0x0e]);
    body.extend(leb128(blocks - 1));
    (0..blocks).for_each(|depth| body.extend(leb128(depth)));
    body.extend([0x0b].repeat(blocks));
    body.extend([0x1a].repeat(results));
    body.extend([0x41, 1, 0x0b]);
    let body = [leb128(body.len()), body].concat();
    let module = [
        b"\0asm\x01\0\0\0".to_vec(),
        section(1, &[vec![2], result_type, run_type].concat()),
        section(3, &[leb128(functions), [1].repeat(functions)].concat()),
        section(7, b"\x01\x03run\0\0"),
        section(10, &[leb128(functions), body.repeat(functions)].concat()),
    ]
    .concat();
    // The component's first section is its core module.
    let around = component();
    let (header, rest) = around.split_at(8);
    let size = leb128_value(&rest[1..]);
    let after = &rest[1 + leb128(size).len() + size..];
    [header, &section(1, &module), after].concat()
}

fn section(id: u8, content: &[u8]) -> Vec<u8> {
    [vec![id], leb128(content.len()), content.to_vec()].concat()
}

fn leb128_value(bytes: &[u8]) -> usize {
    let count = bytes.iter().take_while(|byte| **byte & 0x80 != 0).count() + 1;
    bytes[..count].iter().rev().fold(0, |value, byte| (value << 7) | usize::from(byte & 0x7f))
}

/// As many locals as a function can have, all alive across many loops.
pub(crate) fn many_locals_bomb() -> Vec<u8> {
    let (locals, loops) = (49_000, 2_000);
    let mut code = format!("(func (export \"run\") (result i32) (local {})", "i64 ".repeat(locals));
    for at in 0..loops {
        let (a, b) = (at * 7 % locals, at * 13 % locals);
        code.push_str(&format!(
            " loop local.get {a} local.get {b} i64.add local.set {b} local.get {a} i32.wrap_i64 br_if 0 end"
        ));
    }
    for at in 0..locals {
        code.push_str(&format!(" local.get {at} i32.wrap_i64 if local.get {at} local.set {} end", (at + 1) % locals));
    }
    code.push_str(" i32.const 1)");
    component_of(&code)
}
