//! Files that are no plugin, and manifests that say something else than the component is. None is compiled or run.

use atlassian_cli::plugin::component::describe;
use serde_json::{Value, json};

use crate::guests::{Wat, kept, manifest, with_manifest, with_section};
use crate::support::Home;

const SECTION: &str = "atlassian-cli:manifest";

fn plain() -> Vec<u8> {
    Wat::default().bytes()
}

fn says(wasm: &[u8], words: &[&str]) {
    let home = Home::with_profile();
    let plugin = kept("wat", wasm);
    home.run_with(("wat", &plugin), &["wat", "many"]).fails(1, words);
    // Help is no way around it.
    home.run_with(("wat", &plugin), &["wat", "--help"]).fails(1, &["the plugin `wat`"]);
    assert!(!home.files().iter().any(|file| file.extension().is_some_and(|end| end == "code")), "it was compiled");
}

/// A place, a value for it, and what is said.
type Place = (&'static str, fn() -> Value, &'static str);

/// A file or a part of it, and what is said.
type Bytes = (&'static str, fn() -> Vec<u8>, &'static str);

/// A place in a good manifest, what stands there instead, and what is said.
pub(crate) const MANIFESTS: &[Place] = &[
    // 43: names.
    ("/name", || json!("../wat"), "not an identifier"),
    ("/name", || json!("a/b"), "not an identifier"),
    ("/name", || json!("a\\b"), "not an identifier"),
    ("/name", || json!("wat\u{0}"), "not an identifier"),
    ("/name", || json!("wat."), "not an identifier"),
    ("/name", || json!("wat "), "not an identifier"),
    ("/name", || json!("wat\u{202e}"), "not an identifier"),
    ("/name", || json!("j\u{456}ra"), "not an identifier"),
    ("/name", || json!("x".repeat(5000)), "not an identifier"),
    ("/name", || json!("WAT"), "not an identifier"),
    ("/name", || json!(""), "not an identifier"),
    ("/name", || json!("--profile"), "not an identifier"),
    ("/name", || json!("w--t"), "not an identifier"),
    ("/name", || json!("1wat"), "not an identifier"),
    ("/name", || json!("auth"), "a command of atlassian-cli itself"),
    ("/name", || json!("plugin"), "a command of atlassian-cli itself"),
    ("/name", || json!("help"), "a command of atlassian-cli itself"),
    ("/name", || json!("jira"), "calls itself `jira`"),
    ("/name", || json!(["wat"]), "not valid"),
    ("/version", || json!("1.0\u{1b}[2J"), "control or direction characters"),
    ("/version", || json!("x".repeat(20_000)), "longer than"),
    ("/version", || json!(1), "not valid"),
    // 43: what help would show, and what would stand in the host's place.
    ("/about", || json!("\u{1b}]0;owned\u{7}"), "control or direction characters"),
    ("/about", || json!("\u{202e}drowssap"), "control or direction characters"),
    ("/commands/0/about", || json!("a\u{9b}2J"), "control or direction characters"),
    ("/commands/0/long", || json!("a\rb"), "control or direction characters"),
    ("/commands/0/examples", || json!(["wat\u{8}\u{8}\u{8}rm -rf"]), "control or direction characters"),
    ("/commands/0/args/0/help", || json!("\u{1b}[31m"), "control or direction characters"),
    ("/commands/0/args/0/value_name", || json!("\u{200b}"), "control or direction characters"),
    ("/commands/0/columns/0/title", || json!("\u{1b}c"), "control or direction characters"),
    ("/commands/0/path", || json!(["../x"]), "not an identifier"),
    ("/commands/0/path", || json!(["--help"]), "not an identifier"),
    ("/commands/0/path", || json!([]), "one to four words"),
    ("/commands/0/path", || json!(["a", "b", "c", "d", "e"]), "one to four words"),
    ("/commands/0/path", || json!(["one"]), "two commands"),
    ("/commands/0/aliases", || json!([["many", "more"]]), "below a command"),
    ("/commands/0/args/0/name", || json!("__proto__\u{0}"), "not plain"),
    ("/commands/0/args/0/long", || json!("profile"), "a flag of atlassian-cli itself"),
    ("/commands/0/args/0/long", || json!("debug"), "a flag of atlassian-cli itself"),
    ("/commands/0/args/0/long", || json!("-x"), "not an identifier"),
    ("/commands/0/args/0/short", || json!("h"), "short flag"),
    ("/commands/0/args/0/short", || json!("\u{7}"), "short flag"),
    ("/commands/0/args/0/from", || json!("/etc/passwd"), "unknown variant `/etc/passwd`"),
    ("/commands/0/args/0/default", || json!("\u{1b}"), "control or direction characters"),
    // 41: more or less than the component.
    ("/imports", || json!(["http"]), "claims the imports"),
    ("/imports", || json!(["sockets"]), "does not have"),
    ("/imports", || json!(["clock", "clock"]), "twice"),
    ("/contract", || json!("0.2"), "update atlassian-cli"),
    ("/contract", || json!("1.0"), "update atlassian-cli"),
    ("/contract", || json!("0.1.0"), "not a contract version"),
    ("/contract", || json!("-0.1"), "not a contract version"),
    ("/contract", || json!("99999999999.0"), "not a contract version"),
    ("/commands/0/needs", || json!(["sockets"]), "does not have"),
    ("/commands/0/effect", || json!("harmless"), "unknown variant"),
    ("/commands/0/result", || json!("all"), "unknown variant"),
    ("/commands", || json!([]), "no commands"),
    ("/more", || json!(true), "unknown field"),
    ("/commands/0/more", || json!(true), "unknown field"),
    ("/commands/0/http/0/url", || json!("https://evil.example"), "unknown field"),
    // Endpoints.
    ("/services/0", || json!("evil"), "no service `evil`"),
    ("/commands/0/http/0/service", || json!("confluence"), "not among the plugin's"),
    ("/commands/0/http/0/method", || json!("get"), "no such method"),
    ("/commands/0/http/0/method", || json!("GeT"), "no such method"),
    ("/commands/0/http/0/method", || json!("CONNECT"), "no such method"),
    ("/commands/0/http/0/method", || json!("TRACE"), "no such method"),
    ("/commands/0/http/0/method", || json!("GET "), "no such method"),
    ("/commands/0/http/0/method", || json!("PURGE"), "no such method"),
    ("/commands/0/http/0/template", || json!("https://evil.example/"), "template"),
    ("/commands/0/http/0/template", || json!("//evil.example/rest/api/3"), "template"),
    ("/commands/0/http/0/template", || json!("/rest/api/3/../../secure"), "template"),
    ("/commands/0/http/0/template", || json!("/rest/api/3/%2e%2e/x"), "template"),
    ("/commands/0/http/0/template", || json!("/rest/api/3/{+a}/b"), "template"),
    ("/commands/0/http/0/template", || json!("/{+all}"), "begins with none"),
    ("/commands/0/http/0/template", || json!("/rest/{version}/issue"), "begins with none"),
    ("/commands/0/http/0/template", || json!("/secure/admin"), "begins with none"),
    ("/commands/0/http/0/template", || json!("/rest/apix/3"), "begins with none"),
    ("/commands/0/http/0/template", || json!("/rest/api/3/x?y=z"), "template"),
    ("/commands/0/http/0/template", || json!("/rest/api/3/x#y"), "template"),
];

#[test]
fn each_manifest_is_refused() {
    for (place, value, words) in MANIFESTS {
        let mut broken = manifest("wat", &[]);
        let (parent, key) = place.rsplit_once('/').unwrap();
        match broken.pointer_mut(parent).unwrap() {
            Value::Object(object) => drop(object.insert(key.to_owned(), value())),
            Value::Array(items) => items[key.parse::<usize>().unwrap()] = value(),
            other => panic!("{place} stands in {other}"),
        }
        let shown: String = value().to_string().chars().take(60).collect();
        println!("{place} = {shown}");
        says(&with_manifest(plain(), &broken), &["the plugin `wat`", words]);
    }
}

/// 42: a manifest as text.
pub(crate) const TEXTS: &[Bytes] = &[
    ("nothing", Vec::new, "not valid"),
    ("null", || b"null".to_vec(), "not valid"),
    ("a list", || b"[]".to_vec(), "not valid"),
    ("half of it", || good().into_bytes()[..40].to_vec(), "not valid"),
    ("something after it", || format!("{} {{}}", good()).into_bytes(), "trailing"),
    ("a comment", || format!("// x\n{}", good()).into_bytes(), "not valid"),
    ("a mark of the byte order", || format!("\u{feff}{}", good()).into_bytes(), "not valid"),
    (
        "no UTF-8",
        || good().replace("Tries", "Tr\u{1}es").into_bytes().iter().map(|b| if *b == 1 { 0xff } else { *b }).collect(),
        "not valid",
    ),
    ("UTF-16", || good().encode_utf16().flat_map(u16::to_le_bytes).collect(), "not valid"),
    ("a name twice", || good().replacen('{', "{\"name\":\"jira\",", 1).into_bytes(), "duplicate field"),
    ("commands twice", || good().replacen('{', "{\"commands\":[],", 1).into_bytes(), "duplicate field"),
    (
        "a method twice",
        || good().replacen("\"method\":\"GET\"", "\"method\":\"GET\",\"method\":\"DELETE\"", 1).into_bytes(),
        "duplicate field",
    ),
    ("a number that is none", || good().replace("\"1.0.0\"", "NaN").into_bytes(), "not valid"),
    ("100,000 lists in each other", || good().replace("\"1.0.0\"", &"[".repeat(100_000)).into_bytes(), "not valid"),
    (
        "an unknown field 100,000 deep",
        || good().replacen('{', &format!("{{\"x\":{}{},", "[".repeat(100_000), "]".repeat(100_000)), 1).into_bytes(),
        "not valid",
    ),
    ("10 MB", || format!("{}{}", good(), " ".repeat(10_000_000)).into_bytes(), "more than 4 MiB"),
    ("a control character in a name", || good().replace("\"wat\"", "\"w\nat\"").into_bytes(), "control character"),
    ("an escape in a name", || good().replace("\"wat\"", "\"wat\\u0000\"").into_bytes(), "not an identifier"),
    ("half a surrogate", || good().replace("\"1.0.0\"", "\"\\ud800\"").into_bytes(), "not valid"),
];

fn good() -> String {
    manifest("wat", &[]).to_string()
}

#[test]
fn each_text_is_refused() {
    for (name, text, words) in TEXTS {
        println!("{name}");
        says(&with_section(plain(), SECTION, &text()), &["the plugin `wat` cannot be used", words]);
    }
}

/// 41, 42: components that disagree with their manifest, and files that are no component. The manifest claims nothing.
pub(crate) const COMPONENTS: &[Bytes] = &[
    ("nothing", Vec::new, "end-of-file"),
    ("text", || b"#!/bin/sh\necho owned\n".to_vec(), "not valid"),
    ("ELF", || [b"\x7fELF\x02\x01\x01\0".as_slice(), &[0; 200]].concat(), "machine code (ELF)"),
    ("a core module", || wat::parse_str("(module)").unwrap(), "is a core module"),
    (
        "a core module with a manifest",
        || with_manifest(wat::parse_str("(module)").unwrap(), &manifest("wat", &[])),
        "is a core module",
    ),
    ("eight bytes", || plain()[..8].to_vec(), "has no `atlassian-cli:manifest` section"),
    (
        "another version of the format",
        || {
            let mut wasm = plain();
            wasm[4] = 0x7f;
            wasm
        },
        "not valid",
    ),
    ("no manifest", plain, "has no `atlassian-cli:manifest` section"),
    (
        "a manifest of another name",
        || with_section(plain(), "atlassian-cli:manifest2", good().as_bytes()),
        "has no `atlassian-cli:manifest` section",
    ),
    (
        "two manifests",
        || with_manifest(with_manifest(plain(), &manifest("wat", &[])), &manifest("wat", &[])),
        "more than one",
    ),
    (
        "one outside and one in a module",
        || inside("(core module (@custom \"atlassian-cli:manifest\" \"{}\"))"),
        "more than one",
    ),
    (
        "one outside and one in a component",
        || inside("(component (@custom \"atlassian-cli:manifest\" \"{}\"))"),
        "more than one",
    ),
    (
        "wasi:http",
        || imports("wasi:http/outgoing-handler@0.2.0"),
        "imports `wasi:http/outgoing-handler@0.2.0`, which no plugin gets",
    ),
    ("wasi:sockets", || imports("wasi:sockets/tcp@0.2.0"), "which no plugin gets"),
    ("wasi:sockets, name lookup", || imports("wasi:sockets/ip-name-lookup@0.2.6"), "which no plugin gets"),
    ("wasi:filesystem of another time", || imports("wasi:filesystem/types@0.3.0"), "which no plugin gets"),
    ("wasi:cli of another time", || imports("wasi:cli/environment@0.1.0"), "which no plugin gets"),
    ("wasi:cli without a version", || imports("wasi:cli/environment"), "which no plugin gets"),
    ("wasi:keyvalue", || imports("wasi:keyvalue/store@0.2.0"), "which no plugin gets"),
    ("wasi:nn", || imports("wasi:nn/inference@0.2.0"), "which no plugin gets"),
    ("somebody else's", || imports("evil:tools/shell@1.0.0"), "which no plugin gets"),
    (
        "a function of no interface",
        || inside("(import \"system\" (func (param \"command\" string)))"),
        "imports `system`, which no plugin gets",
    ),
    ("a module from outside", || inside("(import \"code\" (core module))"), "imports `code`, which no plugin gets"),
    ("a component from outside", || inside("(import \"code\" (component))"), "imports `code`, which no plugin gets"),
    ("a later contract", || imports("atlassian:plugin/http@0.2.0"), "another version of the contract"),
    ("another contract", || imports("atlassian:plugin/http@9.0.0"), "another version of the contract"),
    ("a contract without a version", || imports("atlassian:plugin/http"), "another version of the contract"),
    (
        "an interface that was not claimed",
        || imports("atlassian:plugin/http@0.1.0"),
        "claims the imports [] but has [\"http\"]",
    ),
    ("an interface that is not there", || imports("atlassian:plugin/secrets@0.1.0"), "but has [\"secrets\"]"),
    ("one that looks like ours", || imports("atlassian:plugins/http@0.1.0"), "which no plugin gets"),
    ("an export too many", || after("(export \"again\" (func $run))"), "instead of `run` alone"),
    (
        "no export",
        || with_manifest(wat::parse_str("(component)").unwrap(), &manifest("wat", &[])),
        "instead of `run` alone",
    ),
];

fn inside(before: &str) -> Vec<u8> {
    with_manifest(Wat { before, ..Wat::default() }.bytes(), &manifest("wat", &[]))
}

fn imports(name: &str) -> Vec<u8> {
    inside(&format!("(import \"{name}\" (instance))"))
}

fn after(after: &str) -> Vec<u8> {
    with_manifest(Wat { after, ..Wat::default() }.bytes(), &manifest("wat", &[]))
}

#[test]
fn each_component_is_refused() {
    for (name, component, words) in COMPONENTS {
        println!("{name}");
        says(&component(), &["the plugin `wat` cannot be used", words]);
    }
}

/// What a manifest cannot show: a function of ours with other types, and `run` that is something else.
#[test]
fn other_types_under_our_names_do_not_link() {
    let home = Home::with_profile();
    let clock = |function: &str| {
        let before = format!("(import \"atlassian:plugin/clock@0.1.0\" (instance (export {function})))");
        with_manifest(Wat { before: &before, ..Wat::default() }.bytes(), &manifest("wat", &["clock"]))
    };
    let run = |text: &str| with_manifest(wat::parse_str(text).unwrap(), &manifest("wat", &[]));
    for (name, wasm) in [
        ("another result", clock("\"now\" (func (result u32))")),
        ("a parameter more", clock("\"now\" (func (param \"zone\" string) (result (tuple u64 s16)))")),
        ("a function that is not there", clock("\"token\" (func (result string))")),
        ("a resource that is not there", clock("\"secret\" (type (sub resource))")),
        (
            "a run without anything",
            run(
                "(component (core module $m (func (export \"f\"))) (core instance $m (instantiate $m)) (func $f (canon lift (core func $m \"f\"))) (export \"run\" (func $f)))",
            ),
        ),
        ("a run that is an instance", run("(component (instance $i) (export \"run\" (instance $i)))")),
        ("a run that is a module", run("(component (core module $m) (export \"run\" (core module $m)))")),
        ("a run that is a component", run("(component (component $c) (export \"run\" (component $c)))")),
    ] {
        println!("{name}");
        home.run_with(("wat", &kept("wat", &wasm)), &["wat", "many"]).fails(1, &["error: the plugin "]);
    }
}

/// A file that was cut off anywhere is no plugin.
#[test]
fn no_part_of_a_plugin_is_one() {
    let whole = with_manifest(plain(), &manifest("wat", &[]));
    describe(&whole).unwrap();
    for length in 0..whole.len() {
        assert!(describe(&whole[..length]).is_err(), "the first {length} bytes are taken for a plugin");
    }
}

/// A component inside gets what the outer one gives it, and the outer one has nothing to give.
#[test]
fn a_component_inside_gets_nothing_more() {
    let home = Home::with_profile();
    let nested = "(component $c (import \"wasi:http/outgoing-handler@0.2.0\" (instance))) (instance $nothing)
        (instance (instantiate $c (with \"wasi:http/outgoing-handler@0.2.0\" (instance $nothing))))";
    home.run_with(("wat", &kept("wat", &inside(nested))), &["wat", "many"]).ok();
}
