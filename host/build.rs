//! Builds the bundled plugins and embeds them, so that `cargo install --path host` gives one complete program.

#![expect(
    clippy::disallowed_methods,
    clippy::exit,
    clippy::expect_used,
    clippy::panic,
    reason = "a build script: it reads cargo's variables, writes OUT_DIR, and stops the build when it cannot go on"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use wasmparser::{Parser, Payload};

/// Folders below `plugins/` that are part of the program.
const BUNDLED: &[&str] = &["jira", "confluence", "bitbucket", "jsm"];
/// How hard zstd tries: it packs once.
const PACKED: i32 = 19;
const TARGET: &str = "wasm32-wasip2";

fn main() {
    // Without the engine nothing runs plugins: there is none to embed.
    if env::var_os("CARGO_FEATURE_ENGINE").is_none() {
        return;
    }
    let root = PathBuf::from(var("CARGO_MANIFEST_DIR")).join("..");
    let out = PathBuf::from(var("OUT_DIR"));
    for part in ["plugins", "sdk/src", "sdk/macros", "sdk/Cargo.toml", "wit", "Cargo.lock", "Cargo.toml"] {
        println!("cargo::rerun-if-changed={}", root.join(part).display());
    }
    println!("cargo::rerun-if-env-changed=CLIPPY_ARGS");
    // Clippy only reads the code: it needs the names, not the plugins.
    let only_checked = env::var_os("CLIPPY_ARGS").is_some();
    let built = if only_checked { placeholders(&out) } else { build(&root, &out) };
    let entries: String = built.iter().map(|(name, path)| entry(name, path, &out)).collect();
    let list = format!("/// The bundled plugins.\npub static BUNDLED: [Plugin; {}] = [\n{entries}];\n", built.len());
    fs::write(out.join("bundled.rs"), list).expect("OUT_DIR can be written");
}

fn build(root: &Path, out: &Path) -> Vec<(&'static str, PathBuf)> {
    require_target();
    // A target folder of its own: cargo would wait for itself in the outer one.
    let target_dir = out.join("plugins");
    let mut cargo = Command::new(var("CARGO"));
    cargo.current_dir(root).args(["build", "--locked", "--profile", "plugin", "--target", TARGET]);
    cargo.arg("--target-dir").arg(&target_dir);
    for name in BUNDLED {
        cargo.args(["--package", &format!("atlassian-plugin-{name}")]);
    }
    // The outer build's flags and wrappers are for the outer build's target.
    for name in [
        "RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_BUILD_RUSTFLAGS",
        "RUSTC_WRAPPER",
        "RUSTC_WORKSPACE_WRAPPER",
        "CARGO_BUILD_TARGET",
    ] {
        cargo.env_remove(name);
    }
    // The same plugin from the same source on every machine, and no path of the builder's in it.
    let home = env::var("CARGO_HOME").unwrap_or_else(|_| format!("{}/.cargo", env::var("HOME").unwrap_or_default()));
    let root = root.canonicalize().expect("the workspace has a path");
    let remap = format!("--remap-path-prefix={home}=/cargo\u{1f}--remap-path-prefix={}=/source", root.display());
    cargo.env("CARGO_ENCODED_RUSTFLAGS", remap);
    // Coverage and profiling tools steer through these.
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CARGO_PROFILE_") || name.starts_with("CARGO_TARGET_") {
            cargo.env_remove(name);
        }
    }
    let status = cargo.status().expect("cargo can be started");
    assert!(status.success(), "the bundled plugins could not be built");
    let folder = target_dir.join(TARGET).join("plugin");
    BUNDLED
        .iter()
        .map(|name| (*name, folder.join(format!("atlassian_plugin_{}.wasm", name.replace('-', "_")))))
        .collect()
}

/// A plugin as the program has it: its file, packed, and beside it what most runs want of it, its digest and its manifest,
/// the latter in pieces, for a run wants one command of hundreds.
fn entry(name: &str, path: &Path, out: &Path) -> String {
    let wasm = fs::read(path).expect("the plugin was built");
    let packed = out.join(format!("{name}.zst"));
    fs::write(&packed, zstd::encode_all(&*wasm, PACKED).expect("it can be packed")).expect("OUT_DIR can be written");
    let digest: String = Sha256::digest(&wasm).iter().map(|byte| format!("{byte:02x}")).collect();
    let [head, index, commands] = pieces(&wasm);
    format!(
        "    Plugin::bundled({name:?}, include_bytes!({packed:?}), {digest:?}, super::Pieces {{ head: {head:?}, index: \
         {index:?}, commands: {commands:?} }}),\n"
    )
}

/// The manifest as `host/src/plugin/pieces.rs` wants it. Nothing of a placeholder.
fn pieces(wasm: &[u8]) -> [String; 3] {
    let section = Parser::new(0).parse_all(wasm).map_while(Result::ok).find_map(|payload| match payload {
        Payload::CustomSection(section) if section.name() == "atlassian-cli:manifest" => Some(section.data()),
        _ => None,
    });
    let Some(text) = section else { return Default::default() };
    let mut head: BTreeMap<String, Box<RawValue>> = serde_json::from_slice(text).expect("a manifest is JSON");
    let none = RawValue::from_string("[]".to_owned()).expect("this is JSON");
    let commands = head.insert("commands".to_owned(), none).expect("a manifest has commands");
    let commands: Vec<Box<RawValue>> = serde_json::from_str(commands.get()).expect("commands are a list");
    let line = |text: &RawValue| {
        let Names { path, aliases, about } = serde_json::from_str(text.get()).expect("a command has names");
        assert!(!about.contains(['\t', '\n']), "{about}");
        let aliases: Vec<_> = aliases.iter().map(|alias| alias.join(" ")).collect();
        format!("{}\t{}\t{}\t{about}\n", path.join(" "), aliases.join(","), text.get().len())
    };
    let index = commands.iter().map(|command| line(command)).collect();
    let head = serde_json::to_string(&head).expect("this is JSON");
    [head, index, commands.iter().map(|command| command.get()).collect()]
}

/// What a command is called, and what help says of it.
#[derive(Deserialize)]
struct Names {
    path: Vec<String>,
    #[serde(default)]
    aliases: Vec<Vec<String>>,
    about: String,
}

/// A missing target would only be an odd message about `core` otherwise.
fn require_target() {
    let sysroot = Command::new(var("RUSTC")).args(["--print", "sysroot"]).output().expect("rustc can be started");
    let sysroot = PathBuf::from(String::from_utf8_lossy(&sysroot.stdout).trim());
    if !sysroot.join("lib/rustlib").join(TARGET).is_dir() {
        println!("cargo::error=the bundled plugins need the target {TARGET}: run `rustup target add {TARGET}`");
        std::process::exit(1);
    }
}

fn placeholders(out: &Path) -> Vec<(&'static str, PathBuf)> {
    let empty = out.join("empty");
    fs::write(&empty, []).expect("OUT_DIR can be written");
    BUNDLED.iter().map(|name| (*name, empty.clone())).collect()
}

fn var(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("cargo sets {name}"))
}
