//! The encrypted credential store.
//!
//! A JSON file: `{"version":1,"key":{"source","id"},"records":[{"profile","kind","origins","nonce","ciphertext"}]}`.
//! Each record is AES-256-GCM with its own random 96-bit nonce. The additional data binds format version, profile, kind
//! and the origins that the token may go to: a record that is moved to another profile, or whose origins are changed,
//! does not decrypt. All are encrypted with the key that `key` names.
//!
//! Readers take no lock: the file is replaced as a whole. Writers hold one from reading to writing.

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
use crate::profile::{Config, KeySource};

use super::import::Plaintext;
use super::key::{self, Key, KeyRef};
use super::{CredentialKind, Secret};

const VERSION: u32 = 1;
const NONCE_LENGTH: usize = 12;
/// Length in base64 of what is left of an empty secret: the 16 bytes of its tag.
const BARE_TAG: usize = 24;

/// The store of this user.
#[derive(Debug)]
pub struct Store {
    dir: PathBuf,
    /// Where config.yaml wants the key of a new store; asked only when one is made.
    wanted: fn() -> Result<KeySource>,
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
    key: KeyRef,
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
    // Anything: an error about its type would show it, and who knows what it is.
    version: Option<serde_json::Value>,
}

/// A token to be stored, and for which profile.
pub(super) type New<'a> = (&'a str, CredentialKind, &'a Stored);

impl Store {
    /// The store in the usual folder. Nothing is read yet.
    ///
    /// # Errors
    /// When no home folder is known.
    pub fn open() -> Result<Self> {
        Ok(Self { dir: environment::credential_dir()?, wanted: || Ok(Config::load()?.key_source) })
    }

    /// The stored token of a profile.
    ///
    /// # Errors
    /// When the store is there and cannot be read; each way of being broken says what it is.
    pub fn get(&self, profile: &str, kind: CredentialKind) -> Result<Option<Stored>> {
        // The key is asked for only when there is a token: it may be locked, or elsewhere.
        let Some(file) = self.read()? else { return Ok(None) };
        if !file.records.iter().any(|record| record.is(profile, kind)) {
            return Ok(None);
        }
        let Some((file, key)) = self.with_key(file)? else { return Ok(None) };
        let found = file.records.iter().enumerate().find(|(_, record)| record.is(profile, kind));
        found.map(|(index, record)| self.opened(&key, index, record)).transpose()
    }

    /// Which kinds of token are stored for which profile. Nothing is decrypted.
    ///
    /// # Errors
    /// As [`Store::get`].
    pub fn list(&self) -> Result<Vec<(String, CredentialKind)>> {
        let records = self.read()?.map(|file| file.records).unwrap_or_default();
        // A record without a secret only confirms an address.
        let with_secret = records.into_iter().filter(|record| record.ciphertext.len() > BARE_TAG);
        Ok(with_secret.map(|record| (record.profile, record.kind)).collect())
    }

    /// Where the key of the store is; nothing while there is no store. config.yaml may say otherwise until `rotate`.
    ///
    /// # Errors
    /// As [`Store::list`].
    pub fn key_source(&self) -> Result<Option<KeySource>> {
        Ok(self.read()?.map(|file| file.key.source))
    }

    /// Stores a token, replacing the profile's earlier one of that kind.
    ///
    /// # Errors
    /// When the store cannot be read or written; it then stays as it was.
    pub fn put(&self, profile: &str, kind: CredentialKind, stored: &Stored) -> Result<()> {
        self.put_all(&[(profile, kind, stored)])
    }

    /// Stores tokens in one step.
    ///
    /// # Errors
    /// As [`Store::put`].
    pub fn put_all(&self, tokens: &[New<'_>]) -> Result<()> {
        let _lock = self.lock()?;
        let (mut file, key) = self.for_writing(self.read()?)?;
        file.add(&key, tokens)?;
        self.write(&file)
    }

    /// Stores tokens in place of a plaintext store of another tool, which is overwritten.
    ///
    /// # Errors
    /// When it is no longer what was read, or the store cannot be written; it then stays as it was.
    pub fn put_in_place_of(&self, plaintext: &Plaintext, tokens: &[New<'_>]) -> Result<()> {
        let _lock = self.lock()?;
        let old = plaintext.open_unchanged()?;
        let (mut file, key) = self.for_writing(None)?;
        file.add(&key, tokens)?;
        self.write(&file)?;
        // Last, through the handle: a kill before this line loses no token.
        plaintext.wipe(old)
    }

    /// Encrypts every token with another key. Killed at any moment, it leaves a store that opens.
    ///
    /// # Errors
    /// When there is no store, a token does not decrypt, or the key cannot be made; all then stays as it was.
    pub fn rotate(&self, to: KeySource) -> Result<usize> {
        let _lock = self.lock()?;
        let (old, key) = self.for_writing(self.read()?)?;
        let mut tokens = Vec::new();
        for (index, record) in old.records.iter().enumerate() {
            tokens.push((record.profile.as_str(), record.kind, self.opened(&key, index, record)?));
        }
        let tokens: Vec<New<'_>> = tokens.iter().map(|(profile, kind, stored)| (*profile, *kind, stored)).collect();
        let (new, key) = key::next(&self.dir, to, &old.key)?;
        let mut file = File::empty(new);
        let written = file.add(&key, &tokens).and_then(|()| self.write(&file));
        if let Err(error) = written {
            key::discard(&self.dir, &file.key);
            return Err(error);
        }
        let tidied = key::settle(&self.dir, &file.key).and_then(|()| key::forget(&old.key));
        tidied.map_err(|error| {
            Error::failed("the tokens are encrypted with the new key, but the old key could not be removed")
                .caused_by(error)
        })?;
        Ok(tokens.len())
    }

    /// Removes a profile's token; answers whether there was one.
    ///
    /// # Errors
    /// When the store cannot be read or written; it then stays as it was.
    pub fn remove(&self, profile: &str, kind: CredentialKind) -> Result<bool> {
        let _lock = self.lock()?;
        let Some(mut file) = self.read()? else { return Ok(false) };
        let before = file.records.len();
        file.records.retain(|old| !old.is(profile, kind));
        if file.records.len() == before {
            return Ok(false);
        }
        self.write(&file)?;
        Ok(true)
    }

    /// Whether this is the file of the store, which another tool may have taken.
    pub fn is_at(&self, path: &Path) -> bool {
        let real = |path: &Path| std::fs::canonicalize(path).ok();
        path == self.path() || real(path).is_some_and(|there| real(&self.path()) == Some(there))
    }

    fn path(&self) -> PathBuf {
        self.dir.join("credentials")
    }

    fn lock(&self) -> Result<files::Lock> {
        let lock = files::lock(&self.dir, "credentials")?;
        files::sweep(&self.dir, &["credentials", "key", "key.new"]);
        Ok(lock)
    }

    fn read(&self) -> Result<Option<File>> {
        let path = self.path();
        let bytes = files::read_optional(&path)?.map(Zeroizing::new);
        bytes.map(|bytes| parse(&bytes, &path)).transpose()
    }

    /// A store as just read, and its key.
    fn with_key(&self, file: File) -> Result<Option<(File, Key)>> {
        let error = match key::find(&self.dir, &file.key) {
            Ok(key) => return Ok(Some((file, key))),
            Err(error) => error,
        };
        // A rotation may have come between reading the store and reading the key: once more, while nobody writes. Where
        // there is no lock to be had, nobody can have written either.
        let Ok(_lock) = files::lock(&self.dir, "credentials") else { return Err(error) };
        let Some(file) = self.read()? else { return Ok(None) };
        let key = key::find(&self.dir, &file.key)?;
        Ok(Some((file, key)))
    }

    /// A store and its key, both new where there is none to keep. Under the lock.
    fn for_writing(&self, file: Option<File>) -> Result<(File, Key)> {
        let wanted = (self.wanted)()?;
        match file {
            // A rotation that was killed is finished first.
            Some(file) if !file.records.is_empty() || file.key.source == wanted => {
                match key::find(&self.dir, &file.key) {
                    Ok(key) => {
                        key::settle(&self.dir, &file.key)?;
                        return Ok((file, key));
                    }
                    Err(error) if !file.records.is_empty() => return Err(error),
                    // With nothing in it, any key will do.
                    Err(_) => {}
                }
            }
            _ => {}
        }
        let (key_ref, key) = key::fresh(&self.dir, wanted)?;
        Ok((File::empty(key_ref), key))
    }

    fn opened(&self, key: &Key, index: usize, record: &Record) -> Result<Stored> {
        let secret = open(key, record).map_err(|why| self.damaged(index + 1, record, why))?;
        Ok(Stored { secret, origins: record.origins.clone() })
    }

    fn write(&self, file: &File) -> Result<()> {
        let mut text = serde_json::to_vec_pretty(file).context(Kind::Bug, || "credentials are not JSON".to_owned())?;
        text.push(b'\n');
        files::write_private(&self.path(), &text)
    }

    fn damaged(&self, number: usize, record: &Record, why: &str) -> Error {
        let (profile, flag) = (&record.profile, record.kind.login_flag());
        Error::new(Kind::SignIn, format!("`{}` is damaged at record {number}: {why}", self.path().display()))
            .hinted(format!("log in again for that profile: `atlassian-cli auth login --profile {profile}{flag}`"))
    }
}

impl File {
    fn empty(key: KeyRef) -> Self {
        Self { version: VERSION, key, records: Vec::new() }
    }

    fn add(&mut self, key: &Key, tokens: &[New<'_>]) -> Result<()> {
        for (profile, kind, stored) in tokens {
            let record = seal(key, profile, *kind, stored)?;
            self.records.retain(|old| !old.is(profile, *kind));
            self.records.push(record);
        }
        Ok(())
    }
}

impl Record {
    fn is(&self, profile: &str, kind: CredentialKind) -> bool {
        self.profile == profile && self.kind == kind
    }
}

fn parse(bytes: &[u8], path: &Path) -> Result<File> {
    let damaged = |error: serde_json::Error| {
        // The error's own words could show a piece of the file.
        let place = format!("not what is expected at line {} column {}", error.line(), error.column());
        Error::new(Kind::SignIn, format!("`{}` is not a credential store", path.display()))
            .caused_by(place)
            .hinted("put back a copy, or remove it and run `atlassian-cli auth login` again")
    };
    if Plaintext::recognise(bytes) {
        return Err(Error::new(
            Kind::SignIn,
            format!("`{}` is the store of another tool, with tokens in plaintext", path.display()),
        )
        .hinted("run `atlassian-cli auth import`: it takes the tokens over, encrypted, and wipes this file"));
    }
    let found: JustVersion = serde_json::from_slice(bytes).map_err(damaged)?;
    match found.version.and_then(|version| version.as_u64()) {
        Some(version) if version == u64::from(VERSION) => serde_json::from_slice(bytes).map_err(damaged),
        Some(newer) if newer > u64::from(VERSION) => Err(Error::failed(format!(
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

/// How many records of a file open with a key that encrypted none of them.
#[cfg(feature = "fuzzing")]
pub(crate) fn records_that_open(file: &[u8]) -> usize {
    let key = Zeroizing::new([7; key::LENGTH]);
    parse(file, Path::new("credentials"))
        .map_or(0, |file| file.records.iter().filter(|record| open(&key, record).is_ok()).count())
}

/// Whether a record opens as it was sealed, and not as `other` profile's or with `other` origins.
#[cfg(feature = "fuzzing")]
pub(crate) fn opens_only_as_it_was(profile: &str, token: &str, other: &str) -> bool {
    let key = Zeroizing::new([7; key::LENGTH]);
    let stored = Stored { secret: Secret::new(token.to_owned()), origins: vec![profile.to_owned()] };
    let Ok(mut record) = seal(&key, profile, CredentialKind::Site, &stored) else { return false };
    let opened = open(&key, &record).is_ok_and(|secret| secret.expose() == token.trim());
    record.kind = CredentialKind::Bitbucket;
    let as_other_kind = open(&key, &record).is_ok();
    record.kind = CredentialKind::Site;
    record.origins.push(other.to_owned());
    let with_more_origins = open(&key, &record).is_ok();
    record.origins.pop();
    other.clone_into(&mut record.profile);
    opened && !as_other_kind && !with_more_origins && open(&key, &record).is_ok() == (profile == other)
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
        let store = Store { dir: dir.path().join("atlassian-cli"), wanted: || Ok(KeySource::File) };
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

    /// What a rotation that is killed leaves at each step opens, for readers and for the next writer.
    #[test]
    fn every_state_of_a_rotation_opens() {
        let (_dir, store) = store();
        store.put("work", CredentialKind::Site, &stored("one")).unwrap();
        let place = |name: &str| store.dir.join(name);
        let before = (std::fs::read(place("key")).unwrap(), std::fs::read(store.path()).unwrap());
        assert_eq!(store.rotate(KeySource::File).unwrap(), 1);
        let after = (std::fs::read(place("key")).unwrap(), std::fs::read(store.path()).unwrap());
        assert!(before.0 != after.0 && before.1 != after.1 && !place("key.new").exists());
        for (key, next, credentials) in [
            (&before.0, None, &before.1),
            (&before.0, Some(&after.0), &before.1),
            (&before.0, Some(&after.0), &after.1),
            (&after.0, None, &after.1),
        ] {
            files::write_private(&place("key"), key).unwrap();
            files::remove_optional(&place("key.new")).unwrap();
            if let Some(next) = next {
                files::write_private(&place("key.new"), next).unwrap();
            }
            files::write_private(&store.path(), credentials).unwrap();
            files::write_private(&place(".tmp-key-abcdef"), b"left").unwrap();
            assert_eq!(token(&store, "work", CredentialKind::Site).as_deref(), Some("one"));
            store.put("other", CredentialKind::Site, &stored("two")).unwrap();
            assert_eq!(token(&store, "work", CredentialKind::Site).as_deref(), Some("one"));
            assert!(!place("key.new").exists() && !place(".tmp-key-abcdef").exists());
        }
    }

    /// A reader that read the store before a rotation and the key after it.
    #[test]
    fn a_reader_that_a_rotation_overtakes_reads_again() {
        let (_dir, store) = store();
        store.put("work", CredentialKind::Site, &stored("one")).unwrap();
        let early = store.read().unwrap().unwrap();
        store.rotate(KeySource::File).unwrap();
        let (file, key) = store.with_key(early).unwrap().unwrap();
        assert_eq!(store.opened(&key, 0, &file.records[0]).unwrap().secret.expose(), "one");
    }

    #[cfg(unix)]
    #[test]
    fn files_are_private_and_hold_no_plaintext() {
        use std::os::unix::fs::MetadataExt;
        let (_dir, store) = store();
        store.put("work", CredentialKind::Site, &stored("marked-token-EXAMPLE")).unwrap();
        assert_eq!(std::fs::metadata(&store.dir).unwrap().mode() & 0o777, 0o700);
        for path in [store.path(), store.dir.join("key")] {
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
            ("{\"work\":\"a-plain-token\"}", "the store of another tool"),
            ("{\"version\":\"a-plain-token\",\"x\":1}", "is not a credential store of this program"),
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
        std::fs::remove_file(store.dir.join("key")).unwrap();
        let error = store.get("work", CredentialKind::Site).unwrap_err();
        assert!(error.message.contains("key") && error.message.contains("missing"), "{error}");
        std::fs::write(store.dir.join("key"), b"short").unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(store.dir.join("key"), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let error = store.get("work", CredentialKind::Site).unwrap_err();
        assert!(error.message.contains("5 bytes"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_can_read_is_refused() {
        let (_dir, store) = store();
        store.put("work", CredentialKind::Site, &stored("one")).unwrap();
        std::fs::set_permissions(store.dir.join("key"), std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
        let error = store.get("work", CredentialKind::Site).unwrap_err();
        assert_eq!(error.kind, Kind::Refused);
        assert!(error.hints[0].contains("chmod 600"), "{error:?}");
    }
}
