//! The encrypted credential store.
//!
//! A JSON file: `{"version":1,"records":[{"profile","kind","origins","nonce","ciphertext"}]}`. Each record is
//! AES-256-GCM with its own random 96-bit nonce. The additional data binds format version, profile, kind and the
//! origins that the token may go to: a record that is moved to another profile, or whose origins are changed, does not
//! decrypt.

use std::path::{Path, PathBuf};

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::environment;
use crate::error::{Context, Error, Kind, Result};
use crate::files;

use super::key::{self, Key};
use super::{CredentialKind, Secret};

const VERSION: u32 = 1;
const NONCE_LENGTH: usize = 12;

/// The store of this user.
#[derive(Debug)]
pub struct Store {
    dir: PathBuf,
}

/// A stored token and where it may go.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The token.
    pub secret: Secret,
    /// Origins that it may be sent to.
    pub origins: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    records: Vec<Record>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    profile: String,
    kind: CredentialKind,
    origins: Vec<String>,
    nonce: String,
    ciphertext: String,
}

#[derive(Deserialize)]
struct JustVersion {
    version: Option<u32>,
}

impl Store {
    /// The store in the usual folder. Nothing is read yet.
    ///
    /// # Errors
    /// When no home folder is known.
    pub fn open() -> Result<Self> {
        Ok(Self { dir: environment::credential_dir()? })
    }

    /// The stored token of a profile.
    ///
    /// # Errors
    /// When the store is there and cannot be read; each way of being broken says what it is.
    pub fn get(&self, profile: &str, kind: CredentialKind) -> Result<Option<Stored>> {
        let file = self.read()?;
        let Some((index, record)) =
            file.records.iter().enumerate().find(|(_, record)| record.profile == profile && record.kind == kind)
        else {
            return Ok(None);
        };
        let key = key::load(&self.key_path(), false)?.ok_or_else(|| self.key_missing())?;
        let secret = open(&key, record).map_err(|why| self.damaged(index + 1, why))?;
        Ok(Some(Stored { secret, origins: record.origins.clone() }))
    }

    /// Which kinds of token are stored for which profile. Nothing is decrypted.
    ///
    /// # Errors
    /// As [`Store::get`].
    pub fn list(&self) -> Result<Vec<(String, CredentialKind)>> {
        Ok(self.read()?.records.into_iter().map(|record| (record.profile, record.kind)).collect())
    }

    /// Stores a token, replacing the profile's earlier one of that kind.
    ///
    /// # Errors
    /// When the store cannot be read or written; it then stays as it was.
    pub fn put(&self, profile: &str, kind: CredentialKind, stored: &Stored) -> Result<()> {
        let _lock = files::lock(&self.dir, "credentials")?;
        let mut file = self.read()?;
        let may_make = file.records.is_empty();
        let key = key::load(&self.key_path(), may_make)?.ok_or_else(|| self.key_missing())?;
        let record = seal(&key, profile, kind, stored)?;
        file.records.retain(|old| old.profile != profile || old.kind != kind);
        file.records.push(record);
        self.write(&file)
    }

    /// Removes a profile's token; answers whether there was one.
    ///
    /// # Errors
    /// When the store cannot be read or written; it then stays as it was.
    pub fn remove(&self, profile: &str, kind: CredentialKind) -> Result<bool> {
        let _lock = files::lock(&self.dir, "credentials")?;
        let mut file = self.read()?;
        let before = file.records.len();
        file.records.retain(|old| old.profile != profile || old.kind != kind);
        if file.records.len() == before {
            return Ok(false);
        }
        self.write(&file)?;
        Ok(true)
    }

    fn path(&self) -> PathBuf {
        self.dir.join("credentials")
    }

    fn key_path(&self) -> PathBuf {
        self.dir.join("key")
    }

    fn read(&self) -> Result<File> {
        let path = self.path();
        let Some(bytes) = files::read_optional(&path)? else {
            return Ok(File { version: VERSION, records: Vec::new() });
        };
        parse(&bytes, &path)
    }

    fn write(&self, file: &File) -> Result<()> {
        let mut text = serde_json::to_vec_pretty(file).context(Kind::Bug, || "credentials are not JSON".to_owned())?;
        text.push(b'\n');
        files::write_private(&self.path(), &text)
    }

    fn key_missing(&self) -> Error {
        Error::new(
            Kind::SignIn,
            format!("the key `{}` is missing, so stored tokens cannot be read", self.key_path().display()),
        )
        .hinted("put the key file back, or remove `credentials` beside it and run `atlassian-cli auth login` again")
    }

    fn damaged(&self, number: usize, why: &str) -> Error {
        Error::new(Kind::SignIn, format!("`{}` is damaged at record {number}: {why}", self.path().display()))
            .hinted("log in again for that profile: `atlassian-cli auth login`")
    }
}

fn parse(bytes: &[u8], path: &Path) -> Result<File> {
    let damaged = |error: serde_json::Error| {
        Error::new(Kind::SignIn, format!("`{}` is not a credential store", path.display()))
            .caused_by(error)
            .hinted("put back a copy, or remove it and run `atlassian-cli auth login` again")
    };
    let found: JustVersion = serde_json::from_slice(bytes).map_err(damaged)?;
    match found.version {
        Some(VERSION) => serde_json::from_slice(bytes).map_err(damaged),
        Some(newer) if newer > VERSION => Err(Error::failed(format!(
            "`{}` has format version {newer}; this atlassian-cli reads version {VERSION}",
            path.display()
        ))
        .hinted("a newer atlassian-cli wrote it: update this one")),
        _ => Err(Error::new(Kind::SignIn, format!("`{}` is not a credential store of this program", path.display()))
            .hinted("move it away and run `atlassian-cli auth login`")),
    }
}

fn seal(key: &Key, profile: &str, kind: CredentialKind, stored: &Stored) -> Result<Record> {
    let nonce = key::random::<NONCE_LENGTH>()?;
    let additional = additional_data(profile, kind, &stored.origins);
    let payload = Payload { msg: stored.secret.expose().as_bytes(), aad: &additional };
    let ciphertext = Aes256Gcm::new((&**key).into())
        .encrypt(&Nonce::from(*nonce), payload)
        .map_err(|_| Error::bug("a token could not be encrypted"))?;
    Ok(Record {
        profile: profile.to_owned(),
        kind,
        origins: stored.origins.clone(),
        nonce: BASE64.encode(nonce.as_slice()),
        ciphertext: BASE64.encode(ciphertext),
    })
}

fn open(key: &Key, record: &Record) -> Result<Secret, &'static str> {
    let nonce = BASE64.decode(&record.nonce).map_err(|_| "its nonce is not base64")?;
    let nonce: [u8; NONCE_LENGTH] = nonce.try_into().map_err(|_| "its nonce has the wrong length")?;
    let ciphertext = BASE64.decode(&record.ciphertext).map_err(|_| "its ciphertext is not base64")?;
    let additional = additional_data(&record.profile, record.kind, &record.origins);
    let payload = Payload { msg: &ciphertext, aad: &additional };
    let plain = Aes256Gcm::new((&**key).into())
        .decrypt(&Nonce::from(nonce), payload)
        .map_err(|_| "it was changed, or encrypted with another key")?;
    let plain = Zeroizing::new(plain);
    let text = std::str::from_utf8(&plain).map_err(|_| "the token is not text")?;
    Ok(Secret::new(text.to_owned()))
}

/// JSON, so that no two different lists of parts give the same bytes.
fn additional_data(profile: &str, kind: CredentialKind, origins: &[String]) -> Vec<u8> {
    serde_json::json!(["atlassian-cli credential", VERSION, profile, kind.as_str(), origins]).to_string().into_bytes()
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests damage files")]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store { dir: dir.path().join("atlassian-cli") };
        (dir, store)
    }

    fn stored(token: &str) -> Stored {
        Stored { secret: Secret::new(token.to_owned()), origins: vec!["https://acme.atlassian.net".to_owned()] }
    }

    fn token(store: &Store, profile: &str, kind: CredentialKind) -> Option<String> {
        store.get(profile, kind).unwrap().map(|stored| stored.secret.expose().to_owned())
    }

    #[test]
    fn what_is_put_can_be_got_replaced_and_removed() {
        let (_dir, store) = store();
        assert_eq!(token(&store, "work", CredentialKind::Site), None);
        store.put("work", CredentialKind::Site, &stored("first")).unwrap();
        store.put("work", CredentialKind::Bitbucket, &stored("second")).unwrap();
        store.put("work", CredentialKind::Site, &stored("third")).unwrap();
        assert_eq!(token(&store, "work", CredentialKind::Site).as_deref(), Some("third"));
        assert_eq!(token(&store, "work", CredentialKind::Bitbucket).as_deref(), Some("second"));
        assert!(store.remove("work", CredentialKind::Site).unwrap());
        assert!(!store.remove("work", CredentialKind::Site).unwrap());
        assert_eq!(store.list().unwrap(), [("work".to_owned(), CredentialKind::Bitbucket)]);
    }

    #[cfg(unix)]
    #[test]
    fn files_are_private_and_hold_no_plaintext() {
        use std::os::unix::fs::MetadataExt;
        let (_dir, store) = store();
        store.put("work", CredentialKind::Site, &stored("marked-token-EXAMPLE")).unwrap();
        assert_eq!(std::fs::metadata(&store.dir).unwrap().mode() & 0o777, 0o700);
        for path in [store.path(), store.key_path()] {
            assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
            let bytes = std::fs::read(&path).unwrap();
            assert!(!bytes.windows(12).any(|part| part == b"marked-token"));
        }
    }

    #[test]
    fn a_record_decrypts_only_where_it_was_put() {
        let (_dir, store) = store();
        store.put("work", CredentialKind::Site, &stored("one")).unwrap();
        let text = std::fs::read_to_string(store.path()).unwrap();
        for (from, to) in [
            ("\"profile\": \"work\"", "\"profile\": \"other\""),
            ("\"kind\": \"site\"", "\"kind\": \"bitbucket\""),
            ("acme.atlassian.net", "evil.atlassian.net"),
        ] {
            std::fs::write(store.path(), text.replace(from, to)).unwrap();
            let (profile, kind) = store.list().unwrap().remove(0);
            let error = store.get(&profile, kind).unwrap_err();
            assert!(error.message.contains("damaged at record 1"), "{to}: {error}");
        }
    }

    #[test]
    fn each_way_of_being_broken_has_its_own_message() {
        let (_dir, store) = store();
        store.put("work", CredentialKind::Site, &stored("one")).unwrap();
        let good = std::fs::read_to_string(store.path()).unwrap();
        for (text, expected) in [
            ("", "is not a credential store"),
            ("{\"work\":\"a-plain-token\"}", "is not a credential store of this program"),
            ("{\"version\":2,\"records\":[]}", "has format version 2"),
            (&good[..good.len() / 2], "is not a credential store"),
        ] {
            std::fs::write(store.path(), text).unwrap();
            let error = store.get("work", CredentialKind::Site).unwrap_err();
            assert!(error.message.contains(expected), "{text:?}: {error}");
            assert!(store.put("work", CredentialKind::Site, &stored("two")).is_err(), "{text:?} was overwritten");
            assert_eq!(std::fs::read_to_string(store.path()).unwrap(), text);
        }
        std::fs::write(store.path(), &good).unwrap();
        std::fs::remove_file(store.key_path()).unwrap();
        let error = store.get("work", CredentialKind::Site).unwrap_err();
        assert!(error.message.contains("key") && error.message.contains("missing"), "{error}");
        std::fs::write(store.key_path(), b"short").unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(store.key_path(), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let error = store.get("work", CredentialKind::Site).unwrap_err();
        assert!(error.message.contains("5 bytes"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_can_read_is_refused() {
        let (_dir, store) = store();
        store.put("work", CredentialKind::Site, &stored("one")).unwrap();
        std::fs::set_permissions(store.key_path(), std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
        let error = store.get("work", CredentialKind::Site).unwrap_err();
        assert_eq!(error.kind, Kind::Refused);
        assert!(error.hints[0].contains("chmod 600"), "{error:?}");
    }
}
