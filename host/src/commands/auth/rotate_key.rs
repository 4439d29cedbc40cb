//! `auth rotate-key`: another key for the credential store.

use clap::Args;

use crate::credential::Store;
use crate::error::Result;
use crate::output::{self, Level};
use crate::profile::{self, Change, Config, KeySource};

/// Encrypt all stored tokens with another key
///
/// Makes a new key where `key_source` in config.yaml says, and encrypts every stored token with it in one step; the old
/// key is removed. With `--to`, the key moves there, and config.yaml is changed. Interrupted at any moment, it leaves
/// tokens that can be read.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlassian-cli auth rotate-key
  atlassian-cli auth rotate-key --to keyring")]
pub(super) struct RotateKey {
    /// Where the key is to be from now on
    #[arg(long, value_name = "SOURCE")]
    to: Option<KeySource>,
}

impl RotateKey {
    pub(super) fn run(self) -> Result<()> {
        let to = self.to.unwrap_or(Config::load()?.key_source);
        let store = Store::open()?;
        if store.key_source()?.is_none() {
            output::note(Level::Info, "no token is stored, so there is nothing to encrypt anew");
        } else {
            let count = store.rotate(to)?;
            let tokens = if count == 1 { "1 token".to_owned() } else { format!("{count} tokens") };
            output::note(Level::Success, &format!("encrypted {tokens} with another key, {}", place(to)));
        }
        if self.to.is_some() {
            profile::apply(&[Change::KeySource(to)])?;
            output::note(Level::Success, &format!("config.yaml says `key_source: {}`", to.as_str()));
        }
        Ok(())
    }
}

fn place(source: KeySource) -> &'static str {
    match source {
        KeySource::File => "which is in the file `key` beside them",
        KeySource::Keyring => "which is in the system's keyring",
        KeySource::Command => "which the key command prints",
    }
}
