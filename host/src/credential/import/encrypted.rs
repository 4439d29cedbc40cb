//! The peer tool's `credentials.enc`: AES-256-GCM under a key that is made from machine id and user name.

use std::collections::BTreeMap;
use std::path::Path;

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::credential::Secret;
use crate::credential::key::{Key, LENGTH};
use crate::error::{Error, Kind, Result};
use crate::files;

use super::Identity;

const VERSION: u64 = 1;
const NONCE_LENGTH: usize = 12;

/// Entries as they were read: each one's token, or why there is none.
type Entries = Vec<(String, Result<Secret, &'static str>)>;

/// The file. Its `salt` says nothing about the key.
#[derive(Debug, Deserialize)]
pub(super) struct File {
    version: u64,
    credentials: BTreeMap<String, Token>,
}

#[derive(Debug, Deserialize)]
struct Token {
    nonce: String,
    ciphertext: String,
}

impl File {
    pub(super) fn read(path: &Path) -> Result<Option<Self>> {
        let Some(bytes) = files::read_optional(path)? else { return Ok(None) };
        let file: Self = serde_json::from_slice(&bytes).map_err(|error| {
            Error::failed(format!("`{}` is not an encrypted store of the peer tool", path.display())).caused_by(error)
        })?;
        if file.version != VERSION {
            return Err(Error::failed(format!(
                "`{}` has format version {}; only version {VERSION} can be imported",
                path.display(),
                file.version
            )));
        }
        Ok(Some(file))
    }

    /// Decrypts it as the first of the identities whose key opens anything.
    pub(super) fn decrypt(&self, path: &Path, identities: impl FnOnce() -> Result<Vec<Identity>>) -> Result<Entries> {
        if self.credentials.is_empty() {
            return Ok(Vec::new());
        }
        for identity in identities()? {
            let cipher = Aes256Gcm::new((&*key(&identity)?).into());
            let entries: Entries =
                self.credentials.iter().map(|(name, token)| (name.clone(), token.open(&cipher))).collect();
            if entries.iter().any(|(_, secret)| secret.is_ok()) {
                return Ok(entries);
            }
        }
        Err(Error::new(
            Kind::SignIn,
            format!("`{}` was encrypted on another machine or by another user, or is damaged", path.display()),
        )
        .hinted("give both as they were there: `--machine-id ID --user NAME`; else log in again with `auth login`"))
    }
}

impl Token {
    fn open(&self, cipher: &Aes256Gcm) -> Result<Secret, &'static str> {
        let nonce = BASE64.decode(&self.nonce).map_err(|_| "its nonce is not base64")?;
        let nonce: [u8; NONCE_LENGTH] = nonce.try_into().map_err(|_| "its nonce has the wrong length")?;
        let ciphertext = BASE64.decode(&self.ciphertext).map_err(|_| "its ciphertext is not base64")?;
        let plain = cipher.decrypt(&Nonce::from(nonce), ciphertext.as_slice()).map_err(|_| "it does not decrypt")?;
        let plain = Zeroizing::new(plain);
        let text = std::str::from_utf8(&plain).map_err(|_| "the token is not text")?;
        Ok(Secret::new(text.to_owned()))
    }
}

/// Argon2id of `<machine-id>:<user>`, salted with the machine id.
fn key(identity: &Identity) -> Result<Key> {
    let password = Zeroizing::new(format!("{}:{}", identity.machine_id, identity.user));
    let mut key = Zeroizing::new([0; LENGTH]);
    let params = Params::new(19_456, 2, 1, Some(LENGTH)).map_err(|error| Error::bug(error.to_string()))?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), identity.machine_id.as_bytes(), key.as_mut_slice())
        .map_err(|error| {
            Error::usage(format!("`{}` is not a machine id", identity.machine_id.escape_debug())).caused_by(error)
        })?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_the_peer_tools() {
        let identity = Identity {
            machine_id: "00000000-1111-2222-3333-444444444444".to_owned(),
            user: "synthetic-user".to_owned(),
        };
        let hex: String = key(&identity).unwrap().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "add8654d98e33b867373ecac2765c95fda969e03b12af6620399f41395994255");
        let short = Identity { machine_id: "short".to_owned(), ..identity };
        assert!(key(&short).unwrap_err().message.contains("`short` is not a machine id"));
    }
}
