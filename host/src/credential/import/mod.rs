//! What the peer tool, which lives at the same places, has stored: read whole or not at all, for `auth import`.

mod encrypted;
mod machine;
mod plaintext;
mod plan;
mod settings;

use std::path::{Path, PathBuf};

pub use machine::{Identity, identities};
pub use plaintext::Plaintext;
pub use plan::{Item, Plan, Wishes, plan};
pub use settings::{PeerProfile, Settings};

use super::Secret;
use crate::error::Result;

/// All that a folder of the peer tool has.
#[derive(Debug, Default)]
pub struct Found {
    /// Tokens, the one to be preferred first where a name comes twice.
    pub tokens: Vec<Token>,
    /// Its config.yaml.
    pub settings: Settings,
    /// Its plaintext store.
    pub plaintext: Option<Plaintext>,
    /// The files that were read.
    pub files: Vec<PathBuf>,
}

/// One entry of a store of the peer tool.
#[derive(Debug, Clone)]
pub struct Token {
    /// Its name there: the profile's, with `_bitbucket` behind it for a Bitbucket token.
    pub entry: String,
    /// The token, or why it cannot be read.
    pub secret: Result<Secret, &'static str>,
    /// Where it stands.
    pub file: PathBuf,
}

/// Reads a folder of the peer tool. `identities` is asked for only when there is something to decrypt.
///
/// # Errors
/// When a file is there and cannot be read as a whole.
pub fn read(dir: &Path, identities: impl FnOnce() -> Result<Vec<Identity>>) -> Result<Found> {
    let mut found = Found::default();
    let path = dir.join("credentials.enc");
    if let Some(file) = encrypted::File::read(&path)? {
        let secrets = file.decrypt(&path, identities)?;
        found.tokens.extend(secrets.into_iter().map(|(entry, secret)| Token { entry, secret, file: path.clone() }));
        found.files.push(path);
    }
    let path = dir.join("credentials");
    if let Some(plaintext) = Plaintext::read(&path)? {
        let tokens = plaintext.tokens()?.into_iter();
        found.tokens.extend(tokens.map(|(entry, secret)| Token { entry, secret: Ok(secret), file: path.clone() }));
        found.plaintext = Some(plaintext);
        found.files.push(path);
    }
    let path = dir.join("config.yaml");
    if let Some(settings) = Settings::read(&path)? {
        let tokens = settings.tokens();
        found.tokens.extend(tokens.map(|(entry, secret)| Token { entry, secret: Ok(secret), file: path.clone() }));
        found.settings = settings;
        found.files.push(path);
    }
    Ok(found)
}
