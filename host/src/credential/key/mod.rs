//! The 32 random bytes that the credential store is encrypted with, and the key of the code cache.
//!
//! The store says where its key is ([`KeySource`]) and which key it is (its id), so that a rotation, which must change
//! the store and the place of the key, can be interrupted anywhere: the new key is put beside the old one, then the
//! store is replaced in one step by one that names the new key, then the old key goes. Whoever opens the store in
//! between finds the key that it names.

mod command;
mod file;
mod keyring;

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

pub use file::{load, refuse_if_others_can_read};

use crate::error::{Context, Error, Kind, Result};
use crate::profile::{Config, KeySource};

/// Length of a key in bytes.
pub const LENGTH: usize = 32;

/// A key; zeroed when it goes.
pub type Key = Zeroizing<[u8; LENGTH]>;

/// Which key, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyRef {
    pub(super) source: KeySource,
    id: String,
}

impl KeyRef {
    fn of(source: KeySource, key: &Key) -> Self {
        Self { source, id: id(key) }
    }
}

/// Tells keys apart without telling anything about them.
fn id(key: &Key) -> String {
    let hash = blake3::derive_key("atlassian-cli 2026 id of a credential key", key.as_slice());
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The key that a store in `dir` names.
///
/// # Errors
/// When it is absent, locked, or another one; each says how to mend it.
pub(super) fn find(dir: &Path, wanted: &KeyRef) -> Result<Key> {
    match wanted.source {
        KeySource::File => file::find(dir, &wanted.id),
        KeySource::Keyring => keyring::get(&wanted.id),
        KeySource::Command => {
            let key = command::key(&Config::load()?.key_command)?;
            if id(&key) == wanted.id { Ok(key) } else { Err(command::another()) }
        }
    }
}

/// A key for a store that has nothing in it: the one that lies there already, or a new one.
///
/// # Errors
/// When it can be neither read nor made.
pub(super) fn fresh(dir: &Path, source: KeySource) -> Result<(KeyRef, Key)> {
    let key = match source {
        KeySource::File => load(&file::path(dir), true)?.ok_or_else(|| Error::bug("the key vanished"))?,
        KeySource::Keyring => keyring::make()?,
        KeySource::Command => command::key(&Config::load()?.key_command)?,
    };
    Ok((KeyRef::of(source, &key), key))
}

/// Another key, put beside the one in use, which stays.
///
/// # Errors
/// When it cannot be made; a command makes none.
pub(super) fn next(dir: &Path, source: KeySource, current: &KeyRef) -> Result<(KeyRef, Key)> {
    let key = match source {
        KeySource::File => file::make_next(dir)?,
        KeySource::Keyring => keyring::make()?,
        KeySource::Command if current.source == KeySource::Command => return Err(command::makes_none()),
        KeySource::Command => command::key(&Config::load()?.key_command)?,
    };
    Ok((KeyRef::of(source, &key), key))
}

/// Takes back what [`next`] made, when the store could not be changed to it.
pub(super) fn discard(dir: &Path, unused: &KeyRef) {
    match unused.source {
        KeySource::File => file::discard_next(dir),
        // One that stays opens nothing.
        KeySource::Keyring => drop(keyring::delete(&unused.id)),
        KeySource::Command => {}
    }
}

/// Tidies up after the store has been changed to the key that it now names, or after a change that was interrupted.
///
/// # Errors
/// When a file cannot be renamed or removed; the store opens all the same.
pub(super) fn settle(dir: &Path, current: &KeyRef) -> Result<()> {
    file::settle(dir, (current.source == KeySource::File).then_some(current.id.as_str()))
}

/// Removes a key that no store names any more. One in a file is replaced or removed by [`settle`].
///
/// # Errors
/// When the keyring does not let it go.
pub(super) fn forget(old: &KeyRef) -> Result<()> {
    if old.source == KeySource::Keyring { keyring::delete(&old.id) } else { Ok(()) }
}

/// Random bytes from the operating system.
///
/// # Errors
/// When it has none to give.
pub fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut_slice())
        .context(Kind::Failed, || "the operating system gave no random bytes".to_owned())?;
    Ok(bytes)
}

/// A key as text: 64 hexadecimal digits, or base64. What it is not is told without showing it.
fn decode(text: &str) -> Result<Key, String> {
    use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
    let text = text.trim();
    if text.is_empty() {
        return Err("nothing".to_owned());
    }
    let engines = [BASE64, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD];
    let bytes =
        from_hex(text).or_else(|| engines.iter().find_map(|engine| engine.decode(text).ok().map(Zeroizing::new)));
    let Some(bytes) = bytes else {
        return Err(format!("{} characters that are neither hexadecimal nor base64", text.chars().count()));
    };
    match <[u8; LENGTH]>::try_from(bytes.as_slice()) {
        Ok(key) => Ok(Zeroizing::new(key)),
        Err(_) => Err(format!("{} bytes instead of {LENGTH}", bytes.len())),
    }
}

/// Only of the length of a key: shorter and longer ones may as well be base64.
fn from_hex(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    if text.len() != 2 * LENGTH || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let pairs = (0..LENGTH).map(|at| text.get(2 * at..2 * at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()));
    pairs.collect::<Option<Vec<u8>>>().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_hexadecimal_or_base64_of_32_bytes() {
        let key = Zeroizing::new([0xfb; LENGTH]);
        let base64 = BASE64.encode(key.as_slice());
        let url_safe = base64.replace('+', "-").replace('/', "_");
        for text in [&"fb".repeat(32), &"FB".repeat(32), &base64, &url_safe, &format!(" {base64}\n")] {
            assert_eq!(decode(text).as_ref(), Ok(&key), "{text}");
        }
        for (text, expected) in [
            (String::new(), "nothing"),
            ("\n".to_owned(), "nothing"),
            ("secret!".to_owned(), "7 characters that are neither"),
            (BASE64.encode([0; 16]), "16 bytes instead of 32"),
            (BASE64.encode([0; 64]), "64 bytes instead of 32"),
            ("+f".repeat(32), "48 bytes instead of 32"),
        ] {
            let why = decode(&text).unwrap_err();
            assert!(why.contains(expected), "{text}: {why}");
        }
    }

    #[test]
    fn an_id_is_short_and_not_the_key() {
        let (one, other) = (Zeroizing::new([1; LENGTH]), Zeroizing::new([2; LENGTH]));
        assert_eq!(id(&one).len(), 16);
        assert_ne!(id(&one), id(&other));
        assert!(!id(&one).contains("0101"));
    }
}
