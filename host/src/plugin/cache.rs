//! Compiled code, kept between runs.
//!
//! Loading compiled code is running it, so a file is taken only with a valid MAC, made with a key that lies beside the
//! credential key. The bytes are read, verified, and those same bytes are loaded: what changes in the file afterwards
//! has no effect. Anything wrong with a file means delete and compile again.

use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::ptr::NonNull;

use wasmtime::Engine;
use wasmtime::component::Component;

use crate::credential::key;
use crate::environment;
use crate::error::{Context, Error, Kind, Result};
use crate::files::{self, Open};

use super::code::{Code, IN_PLACE};
use super::compile::{self, LARGEST_CODE};

/// Folder of the files.
const CODE: &str = "code";

/// Length of the MAC at the beginning of a file, in bytes.
const MAC: usize = 32;

/// How a file is laid out. Another layout has another number, so that a file of an earlier version of this program has
/// another name, and is not taken for a changed one.
const LAYOUT: u8 = 2;

/// How a component came to be ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// From the cache.
    Cached,
    /// Compiled in this run.
    Compiled,
    /// Compiled in this run, because the cached file was not what we wrote.
    Replaced,
}

/// Where a component is compiled that is not in the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compiler {
    /// In this process: for what is part of the program.
    Here,
    /// In a child process with limits: for what comes from elsewhere.
    Child,
}

/// Loads a component with that digest (SHA-256, in hexadecimal), from the cache if it is there and untouched. `wasm` is
/// only asked for where it has to be compiled.
///
/// # Errors
/// When it does not compile.
pub fn load<'w>(
    engine: &Engine,
    sha256: &str,
    wasm: impl FnOnce() -> Result<&'w [u8]>,
    compiler: Compiler,
) -> Result<(Component, Origin)> {
    // A cache that cannot be used (no home, full disk, read-only) costs time, not the command.
    let place = place(engine, sha256).ok();
    let mut origin = Origin::Compiled;
    if let Some((path, key)) = &place {
        match cached(engine, path, key) {
            Cached::Good(component) => return Ok((*component, Origin::Cached)),
            Cached::Absent => {}
            Cached::Bad => {
                origin = Origin::Replaced;
                // Best effort: it is replaced in any case.
                let _ = std::fs::remove_file(path);
            }
        }
    }
    let wasm = wasm()?;
    let code = match compiler {
        Compiler::Here => engine.precompile_component(wasm).map_err(|error| compile::invalid(format!("{error:#}")))?,
        Compiler::Child => compile::in_child(wasm)?,
    };
    let (code, digests) = Code::of(&code).context(Kind::Failed, || "there is no memory for a plugin".to_owned())?;
    if let Some((path, key)) = &place {
        // The next run compiles again, and that is all.
        let _ = store(code.bytes(), &digests, path, key);
    }
    let component = loaded(engine, code).map_err(|error| {
        Error::bug("code that was compiled just now cannot be loaded").caused_by(format!("{error:#}"))
    })?;
    Ok((component, origin))
}

/// Removes the compiled code of a component.
///
/// # Errors
/// When there is some that cannot be removed.
pub fn forget(sha256: &str) -> Result<()> {
    for file in std::fs::read_dir(environment::cache_dir()?.join(CODE)).into_iter().flatten().flatten() {
        if file.file_name().to_string_lossy().starts_with(sha256) {
            files::remove_optional(&file.path())?;
        }
    }
    Ok(())
}

/// Code that our own engine has just made, or that carries our MAC.
fn loaded(engine: &Engine, code: Code) -> wasmtime::Result<Component> {
    // SAFETY: the callers pass what this program, or its child, compiled in this run, and bytes whose MAC shows that
    // this program wrote them with a key that only this user can read. The MAC covers the file's name, which holds the
    // digest of the component and the engine's configuration. What runs in place is there to the end of the process, and
    // nothing can write it any more.
    #[expect(
        unsafe_code,
        clippy::disallowed_methods,
        reason = "compiled code is loaded only when it was made just now or its MAC was verified"
    )]
    unsafe {
        if IN_PLACE {
            Component::deserialize_raw(engine, NonNull::from(code.executable()?))
        } else {
            Component::deserialize(engine, code.bytes())
        }
    }
}

/// File name and key of a component's compiled code: by digest, engine configuration and target.
fn place(engine: &Engine, sha256: &str) -> Result<(PathBuf, key::Key)> {
    let dir = environment::cache_dir()?.join(CODE);
    let credential_dir = environment::credential_dir()?;
    files::private_dir(&dir)?;
    files::private_dir(&credential_dir)?;
    let key = cache_key(&credential_dir)?;
    let mut compatibility = Fingerprint::default();
    engine.precompile_compatibility_hash().hash(&mut compatibility);
    LAYOUT.hash(&mut compatibility);
    // Another key is another user of the folder, not a changed file.
    let key_id = blake3::keyed_hash(&key, b"name of this key").to_hex();
    let key_id = key_id.get(..16).unwrap_or_default();
    let name = format!("{sha256}-{:016x}-{}-{key_id}.code", compatibility.finish(), std::env::consts::ARCH);
    Ok((dir.join(name), key))
}

fn cache_key(dir: &Path) -> Result<key::Key> {
    let path = dir.join("cache-key");
    if let Ok(Some(key)) = key::load(&path, false) {
        return Ok(key);
    }
    // Several first runs at once agree on one key.
    let _lock = files::lock(dir, "cache-key")?;
    if key::load(&path, false).is_err() {
        // Nothing is lost with this key but compiled code.
        let _ = std::fs::remove_file(&path);
    }
    key::load(&path, true)?.ok_or_else(|| Error::bug("the cache key vanished"))
}

enum Cached {
    Good(Box<Component>),
    Absent,
    Bad,
}

fn cached(engine: &Engine, path: &Path, key: &key::Key) -> Cached {
    let file = match files::open_own(path, Open::Read) {
        Ok(Some(file)) => file,
        // A link, a pipe or a folder in the file's place.
        Err(error) if error.kind == Kind::Refused => return Cached::Bad,
        Ok(None) | Err(_) => return Cached::Absent,
    };
    let mut mac = [0; MAC];
    let length = file.metadata().ok().and_then(|meta| meta.len().checked_sub(MAC as u64));
    let length = length.filter(|length| (1..=LARGEST_CODE).contains(length));
    let Some(length) = length.and_then(|length| usize::try_from(length).ok()) else { return Cached::Bad };
    let at = |part: &mut [u8], offset| files::read_exact_at(&file, part, MAC + offset);
    let read = files::read_exact_at(&file, &mut mac, 0).and_then(|()| Code::read(length, at));
    let Ok((code, digests)) = read else { return Cached::Bad };
    if mac_of(&digests, path, key) != blake3::Hash::from_bytes(mac) {
        return Cached::Bad;
    }
    loaded(engine, code).map_or(Cached::Bad, |component| Cached::Good(Box::new(component)))
}

fn store(code: &[u8], digests: &[blake3::Hash], path: &Path, key: &key::Key) -> Result<()> {
    let mut bytes = Vec::with_capacity(MAC + code.len());
    bytes.extend_from_slice(mac_of(digests, path, key).as_bytes());
    bytes.extend_from_slice(code);
    files::write_cache(path, &bytes)
}

/// The MAC of code in a file, before the code: over the digests of its pieces. It covers the file's name, too: code of one
/// plugin under the name of another is not taken. Comparison of [`blake3::Hash`] takes the same time for any two values.
fn mac_of(digests: &[blake3::Hash], path: &Path, key: &key::Key) -> blake3::Hash {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut mac = blake3::Hasher::new_keyed(key);
    mac.update(&u64::try_from(name.len()).unwrap_or(u64::MAX).to_le_bytes());
    mac.update(name.as_bytes());
    for digest in digests {
        mac.update(digest.as_bytes());
    }
    mac.finalize()
}

/// The engine's configuration as bytes: the same in every run, which the standard library's own hashers do not promise.
#[derive(Default)]
struct Fingerprint(blake3::Hasher);

impl Hasher for Fingerprint {
    fn finish(&self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = *self.0.finalize().as_bytes();
        u64::from_le_bytes([a, b, c, d, e, f, g, h])
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
}
