//! The guests: one that does what a script says (`tests/guests/raw`), and components in WAT that no SDK would produce.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use atlassian_simulator::{EMAIL, SITE_TOKEN};
use serde_json::{Value, json};

use crate::support::{Home, Ran, guest, guest_host, ran};

/// Appends a custom section to a component.
pub(crate) fn with_section(mut wasm: Vec<u8>, name: &str, data: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    number(&mut body, name.len());
    body.extend_from_slice(name.as_bytes());
    body.extend_from_slice(data);
    wasm.push(0);
    number(&mut wasm, body.len());
    wasm.extend_from_slice(&body);
    wasm
}

/// LEB128.
fn number(out: &mut Vec<u8>, mut number: usize) {
    loop {
        let byte = u8::try_from(number & 0x7f).unwrap();
        number >>= 7;
        out.push(if number == 0 { byte } else { byte | 0x80 });
        if number == 0 {
            return;
        }
    }
}

/// Appends a manifest.
pub(crate) fn with_manifest(wasm: Vec<u8>, manifest: &Value) -> Vec<u8> {
    with_section(wasm, "atlassian-cli:manifest", manifest.to_string().as_bytes())
}

/// A manifest with one command of each kind of result, all of which may read and make issues.
pub(crate) fn manifest(name: &str, imports: &[&str]) -> Value {
    let endpoints = json!([
        {"service": "jira", "method": "GET", "template": "/rest/api/3/issue/{id}"},
        {"service": "jira", "method": "GET", "template": "/rest/api/3/search/jql"},
        {"service": "jira", "method": "POST", "template": "/rest/api/3/issue"},
        {"service": "bitbucket", "method": "GET", "template": "/2.0/repositories/{workspace}/{repo}/src/{+path}"},
    ]);
    let command = |path: &str, result: &str| {
        json!({
            "path": [path], "about": "Try it", "effect": "write", "result": result, "id": "/text",
            "args": [{"name": "script", "kind": "string", "help": "What to do"}],
            "http": endpoints, "columns": [{"title": "Text", "pointer": "/text"}],
        })
    };
    let mut commands =
        vec![command("many", "many"), command("one", "one"), command("text", "text"), command("none", "none")];
    if imports.contains(&"journal") {
        let mut kept = command("kept", "many");
        kept["needs"] = json!(["journal"]);
        commands.push(kept);
    }
    json!({
        "name": name, "version": "1.0.0", "about": "Tries it", "contract": "0.1", "imports": imports,
        "services": ["jira", "bitbucket"], "commands": commands,
    })
}

/// The guest that does what a script says, without a manifest.
pub(crate) fn raw_bytes() -> &'static [u8] {
    static RAW: OnceLock<Vec<u8>> = OnceLock::new();
    RAW.get_or_init(|| std::fs::read(guest("test-guest-raw")).unwrap())
}

/// The same with its manifest, as a file.
pub(crate) fn raw() -> &'static Path {
    static RAW: OnceLock<PathBuf> = OnceLock::new();
    RAW.get_or_init(|| {
        let all = manifest("raw", &["clock", "http", "journal", "output", "profile", "prompt"]);
        kept("raw", &with_manifest(raw_bytes().to_vec(), &all))
    })
}

/// Writes a guest into a file that lasts as long as the tests.
pub(crate) fn kept(name: &str, wasm: &[u8]) -> PathBuf {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| tempfile::tempdir().unwrap());
    let path = folder.path().join(format!("{name}-{}.wasm", blake3::hash(wasm).to_hex()));
    if !path.exists() {
        std::fs::write(&path, wasm).unwrap();
    }
    path
}

/// Homes that need no site.
impl Home {
    /// A home with the profile `work`, the default, at an address where nobody listens.
    pub(crate) fn with_profile() -> Self {
        let home = Self::empty();
        home.log_in_at(9);
        home
    }

    /// The same at a port, with a token that nobody asked about.
    pub(crate) fn at_port(port: u16) -> Self {
        let home = Self::empty();
        home.log_in_at(port);
        home.with_env("ATLASSIAN_API_TOKEN", SITE_TOKEN)
    }

    fn log_in_at(&self, port: u16) {
        let folder = self.path().join(".atlassian-cli");
        std::fs::create_dir(&folder).unwrap();
        let base = format!("base_url: http://127.0.0.1:{port}");
        let config = format!("default_profile: work\nprofiles:\n  work:\n    {base}\n    email: {EMAIL}\n");
        std::fs::write(folder.join("config.yaml"), config).unwrap();
    }

    /// Runs with one guest, whatever the home has.
    pub(crate) fn run_with<S: AsRef<OsStr>>(&self, (name, path): (&str, &Path), args: &[S]) -> Ran {
        let own = self.command::<&str>(&[]);
        let mut command = Command::new(guest_host());
        command.env_clear().envs(own.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.env("TEST_PLUGINS", format!("{name}={}", path.display()));
        ran(&command.args(args).stdin(Stdio::null()).output().unwrap())
    }
}

/// A request for an issue.
pub(crate) fn get() -> Value {
    json!({"service": "jira", "template": "/rest/api/3/issue/{id}", "params": [["id", "DEV-1"]]})
}

/// Runs the script guest.
pub(crate) fn run(home: &Home, command: &str, script: &Value, more: &[&str]) -> Ran {
    let script = script.to_string();
    home.run(&[&["raw", command, script.as_str()], more].concat())
}

/// What the steps of a script answered.
pub(crate) fn done(home: &Home, script: &Value) -> Value {
    let mut script = script.clone();
    script.as_array_mut().unwrap().push(json!({"report": null}));
    let shown: Value = serde_json::from_str(&run(home, "many", &script, &["--format", "json"]).ok()).unwrap();
    shown[0]["done"].clone()
}

/// A component by hand. Each part is WAT; what is left out is what a well-behaved guest has.
#[derive(Default)]
pub(crate) struct Wat<'a> {
    /// Functions of the host that it imports; see [`HOST`].
    pub(crate) imports: &'a [&'a str],
    /// Fields of the module that owns memory and allocator, besides `memory` and `realloc`.
    pub(crate) memory: &'a str,
    /// Body of `realloc`.
    pub(crate) realloc: &'a str,
    /// Fields of the main module.
    pub(crate) fields: &'a str,
    /// Body of `run`.
    pub(crate) run: &'a str,
    /// Body of `run`'s post-return.
    pub(crate) post_return: &'a str,
    /// Definitions of the component, before everything else.
    pub(crate) before: &'a str,
    /// Definitions of the component, after everything else.
    pub(crate) after: &'a str,
}

/// A function of the host's: its name here, its interface, what the instance has for it, the name there, and its
/// parameters and results as a core function.
type HostFunction = (&'static str, &'static str, &'static str, &'static str, &'static str);

const COLUMN: &str = r#"(type $c (record (field "title" string) (field "pointer" string)))
    (export "column" (type $column (eq $c)))"#;
const LEVEL: &str = r#"(type $l (enum "info" "success" "warning")) (export "level" (type $level (eq $l)))"#;
const REQUEST: &str = r#"
    (type $m (enum "get" "head" "post" "put" "patch" "delete")) (export "method" (type $method (eq $m)))
    (type $p (record (field "name" string) (field "value" string))) (export "param" (type $param (eq $p)))
    (type $c (record (field "content-type" string) (field "bytes" (list u8)))) (export "content" (type $content (eq $c)))
    (type $k (variant (case "bytes" (list u8)) (case "file" u32))) (export "part-content" (type $kind (eq $k)))
    (type $f (record (field "name" string) (field "filename" (option string)) (field "content-type" (option string))
        (field "content" $kind)))
    (export "part" (type $part (eq $f)))
    (type $b (variant (case "none") (case "json" string) (case "bytes" $content) (case "multipart" (list $part))))
    (export "body" (type $body (eq $b)))
    (type $r (record (field "service" string) (field "method" $method) (field "template" string)
        (field "params" (list $param)) (field "query" (list (tuple string string)))
        (field "headers" (list (tuple string string))) (field "body" $body)))
    (export "request" (type $request (eq $r)))
    (type $d (enum "not-sent" "unknown")) (export "delivery" (type $delivery (eq $d)))
    (type $e (record (field "code" string) (field "message" string) (field "delivery" $delivery)))
    (export "error" (type $error (eq $e)))"#;

const HOST: &[HostFunction] = &[
    ("emit", "output", r#"(export "emit" (func (param "json" string)))"#, "emit", "(param i32 i32)"),
    ("text", "output", r#"(export "text" (func (param "text" string)))"#, "text", "(param i32 i32)"),
    (
        "incomplete",
        "output",
        r#"(export "incomplete" (func (param "reason" string) (param "total" (option u64))))"#,
        "incomplete",
        "(param i32 i32 i32 i64)",
    ),
    (
        "note",
        "output",
        r#"(export "note" (func (param "level" $level) (param "message" string)))"#,
        "note",
        "(param i32 i32 i32)",
    ),
    (
        "columns",
        "output",
        r#"(export "columns" (func (param "columns" (list $column))))"#,
        "columns",
        "(param i32 i32)",
    ),
    ("now", "clock", r#"(export "now" (func (result (tuple u64 s16))))"#, "now", "(param i32)"),
    (
        "get",
        "profile",
        r#"(export "get" (func (param "key" string) (result (option string))))"#,
        "get",
        "(param i32 i32 i32)",
    ),
    ("timer", "http", r#"(export "timer" (func (param "ms" u32) (result u32)))"#, "timer", "(param i32) (result i32)"),
    (
        "wait",
        "http",
        r#"(export "wait" (func (param "pending" (list u32)) (result (list u32))))"#,
        "wait",
        "(param i32 i32 i32)",
    ),
    ("cancel", "http", r#"(export "cancel" (func (param "pending" u32)))"#, "cancel", "(param i32)"),
    (
        "start",
        "http",
        r#"(export "start" (func (param "req" $request) (result (result u32 (error $error)))))"#,
        "start",
        "(param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)",
    ),
];

impl Wat<'_> {
    /// As text.
    pub(crate) fn text(&self) -> String {
        let chosen: Vec<_> =
            self.imports.iter().map(|name| HOST.iter().find(|(own, ..)| own == name).unwrap()).collect();
        let mut imports = String::new();
        let mut lowered = String::new();
        let mut given = String::new();
        let mut wanted = String::new();
        for interface in self.interfaces() {
            let own: Vec<_> = chosen.iter().filter(|(_, own, ..)| *own == interface).collect();
            let exports: String = own.iter().map(|(.., exports, _, _)| *exports).collect();
            let types = [("$column", COLUMN), ("$level", LEVEL), ("$request", REQUEST)];
            let types: String =
                types.iter().filter(|(name, _)| exports.contains(name)).map(|(_, types)| *types).collect();
            imports.push_str(&format!(
                "(import \"atlassian:plugin/{interface}@0.1.0\" (instance ${interface} {types} {exports}))\n"
            ));
        }
        for (name, interface, _, there, signature) in chosen {
            lowered.push_str(&format!(
                "(core func ${name} (canon lower (func ${interface} \"{there}\") (memory (core memory $libc \"memory\")) (realloc (core func $libc \"realloc\"))))\n"
            ));
            given.push_str(&format!("(export \"{name}\" (func ${name}))"));
            wanted.push_str(&format!("(import \"host\" \"{name}\" (func ${name} {signature}))\n"));
        }
        let or = |own: &str, usual: &str| if own.is_empty() { usual.to_owned() } else { own.to_owned() };
        let memory = or(self.memory, r#"(memory (export "memory") 17)"#);
        let realloc = or(
            self.realloc,
            "(global.set $next (i32.add (global.get $next) (i32.and (i32.add (local.get 3) (i32.const 15)) (i32.const -8))))
             (i32.sub (global.get $next) (i32.and (i32.add (local.get 3) (i32.const 15)) (i32.const -8)))",
        );
        // A zero at the place of the result: all went well.
        let run = or(self.run, "(i32.store (i32.const 8) (i32.const 0)) (i32.const 8)");
        let (before, fields, post_return, after) = (self.before, self.fields, self.post_return, self.after);
        format!(
            r#"(component {before}
            (import "atlassian:plugin/types@0.1.0" (instance $types
                (type $i (record (field "command" (list string)) (field "args" string)))
                (export "invocation" (type (eq $i)))
                (type $f (record (field "kind" string) (field "message" string) (field "hints" (list string))
                    (field "status" (option u16)) (field "request-id" (option string))))
                (export "failure" (type (eq $f)))))
            (alias export $types "invocation" (type $invocation))
            (alias export $types "failure" (type $failure))
            {imports}
            (core module $libc
                {memory}
                (global $next (mut i32) (i32.const 65536))
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) {realloc}))
            (core instance $libc (instantiate $libc))
            {lowered}
            (core module $main
                (import "host" "memory" (memory 1))
                {wanted}
                {fields}
                (func (export "run") (param i32 i32 i32 i32) (result i32) {run})
                (func (export "post") (param i32) {post_return}))
            (core instance $main (instantiate $main (with "host" (instance
                (export "memory" (memory $libc "memory")) {given}))))
            (func $run (param "invocation" $invocation) (result (result (error $failure)))
                (canon lift (core func $main "run") (memory (core memory $libc "memory")) (realloc (core func $libc "realloc"))
                    (post-return (core func $main "post"))))
            (export "run" (func $run))
            {after})"#
        )
    }

    /// Interfaces of the contract that it imports.
    pub(crate) fn interfaces(&self) -> Vec<&'static str> {
        let mut interfaces: Vec<_> =
            HOST.iter().filter(|(name, ..)| self.imports.contains(name)).map(|(_, interface, ..)| *interface).collect();
        interfaces.dedup();
        interfaces
    }

    /// As a component without a manifest.
    #[track_caller]
    pub(crate) fn bytes(&self) -> Vec<u8> {
        wat::parse_str(self.text()).unwrap_or_else(|error| panic!("{error}\n{}", self.text()))
    }

    /// As a plugin `wat`, in a file.
    #[track_caller]
    pub(crate) fn plugin(&self) -> PathBuf {
        kept("wat", &with_manifest(self.bytes(), &manifest("wat", &self.interfaces())))
    }
}
