//! A key in the system's keyring: Secret Service, macOS Keychain, Windows Credential Manager.
//!
//! Each key has an entry of its own, named by its id, so that the next one can lie beside the one in use.

use std::sync::mpsc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use keyring::Entry;
use zeroize::Zeroizing;

use crate::error::{Error, Kind, Result};

use super::{Key, LENGTH, decode, id, random};

/// Under which name entries are found in the system's own keyring program.
const SERVICE: &str = "atlassian-cli";

/// How long it may take: it may have to ask for a password.
const LIMIT: Duration = Duration::from_secs(120);

/// The key with this id.
pub(super) fn get(wanted: &str) -> Result<Key> {
    let text = within(wanted, |entry| entry.get_password().map(Zeroizing::new))?;
    let key = decode(&text).map_err(|found| {
        Error::new(
            Kind::SignIn,
            format!("the entry `{}` in the system's keyring is not a key: it has {found}", account(wanted)),
        )
        .hinted("somebody changed it: remove `credentials` and run `atlassian-cli auth login` again")
    })?;
    if id(&key) == wanted { Ok(key) } else { Err(absent(wanted)) }
}

/// Makes a key and an entry for it.
pub(super) fn make() -> Result<Key> {
    let key = random::<LENGTH>()?;
    // As text: KDE's wallet takes nothing else.
    let text = Zeroizing::new(BASE64.encode(key.as_slice()));
    within(&id(&key), move |entry| entry.set_password(&text))?;
    Ok(key)
}

/// Removes the entry of a key; one that is not there is as good.
pub(super) fn delete(unwanted: &str) -> Result<()> {
    within(unwanted, |entry| match entry.delete_credential() {
        Err(keyring::Error::NoEntry) => Ok(()),
        other => other,
    })
}

fn account(id: &str) -> String {
    format!("credential-key-{id}")
}

/// Does something with an entry, in a thread of its own: the system may never answer.
fn within<T: Send + 'static>(id: &str, act: impl FnOnce(&Entry) -> keyring::Result<T> + Send + 'static) -> Result<T> {
    let (sender, receiver) = mpsc::channel();
    let wanted = id.to_owned();
    std::thread::spawn(move || {
        let done = Entry::new(SERVICE, &account(&wanted)).and_then(|entry| act(&entry));
        // Nobody waits any more after the limit.
        let _ = sender.send(done.map_err(|error| explained(&error, &wanted)));
    });
    receiver.recv_timeout(LIMIT).unwrap_or_else(|_| {
        Err(Error::new(Kind::SignIn, format!("the system's keyring did not answer within {} s", LIMIT.as_secs()))
            .hinted("it may wait for somebody to unlock it: unlock it, then try again"))
    })
}

fn explained(error: &keyring::Error, id: &str) -> Error {
    match error {
        keyring::Error::NoEntry => absent(id),
        keyring::Error::NoStorageAccess(cause) => {
            Error::new(Kind::SignIn, "the system's keyring is locked, so stored tokens cannot be read")
                .caused_by_chain(cause.as_ref())
                .hinted("unlock it, for example by signing in to the desktop, then try again")
        }
        // What went wrong at the first connection is kept apart.
        keyring::Error::NoDefaultStore => match Entry::store_status() {
            Err(cause) => unreachable(cause),
            Ok(()) => unreachable(error),
        },
        other => unreachable(other),
    }
}

fn absent(id: &str) -> Error {
    Error::new(
        Kind::SignIn,
        format!("the key of the stored tokens is not in the system's keyring (service `{SERVICE}`, entry `{}`)", account(id)),
    )
    .hinted("was it removed, or does the store come from another machine? remove `credentials` and run `atlassian-cli auth login` again")
}

fn unreachable(cause: &keyring::Error) -> Error {
    Error::new(Kind::SignIn, "the system's keyring cannot be reached, so stored tokens cannot be read")
        .caused_by_chain(cause)
        .hinted("it needs a desktop session (D-Bus and a Secret Service) on Linux; on servers use `key_source: file` or `command`")
}
