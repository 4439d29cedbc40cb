//! A key that another program prints: pass, 1Password, Vault.

use std::sync::OnceLock;
use std::time::Duration;

use crate::error::{Error, Kind, Result};
use crate::helper::{self, LIMIT};

use super::{Key, decode};

/// More than any form of a key, in bytes.
const LONGEST: u64 = 4096;

/// The key that the configured program prints. It is asked once a process.
pub(super) fn key(command: &[String]) -> Result<Key> {
    static KEY: OnceLock<Result<Key>> = OnceLock::new();
    KEY.get_or_init(|| run(command, LIMIT)).clone()
}

fn run(command: &[String], limit: Duration) -> Result<Key> {
    let Some(program) = command.first() else {
        return Err(Error::usage("`key_source: command` needs `key_command`, which is missing in config.yaml").hinted(
            "a list of the program and its arguments, such as `key_command: [pass, show, atlassian-cli/key]`",
        ));
    };
    let name = format!("key command `{program}`");
    let text = helper::run(command, "key command", LONGEST, limit).map_err(|error| Error {
        kind: Kind::SignIn,
        message: format!("{}, so stored tokens cannot be read", error.message),
        ..error
    })?;
    let text = std::str::from_utf8(&text).unwrap_or("\u{fffd}");
    decode(text).map_err(|found| {
        Error::new(Kind::SignIn, format!("the {name} did not print a key: it printed {found}"))
            .hinted("a key is 32 random bytes as 64 hexadecimal digits or base64, such as `openssl rand -hex 32` makes")
    })
}

/// The program prints a key, but not the one that the store names.
pub(super) fn another() -> Error {
    Error::new(
        Kind::SignIn,
        "the key command printed another key than the one that the stored tokens were encrypted with",
    )
    .hinted("put the earlier key back where the command takes it from")
    .hinted("to change it: `atlassian-cli auth rotate-key --to file`, then change it, then `--to command`")
}

/// Why a command is no way to a new key.
pub(super) fn makes_none() -> Error {
    Error::usage("a key command only prints the key that it has; it cannot make a new one").hinted(
        "run `atlassian-cli auth rotate-key --to file`, change the key where the command takes it from, then run \
         `atlassian-cli auth rotate-key --to command`",
    )
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn sh(script: &str, limit: Duration) -> Result<Key> {
        run(&["sh".to_owned(), "-c".to_owned(), script.to_owned()], limit)
    }

    #[test]
    fn what_a_command_prints_is_the_key_or_a_clear_error() {
        let hex = "0f".repeat(32);
        assert_eq!(*sh(&format!("echo {hex}"), LIMIT).unwrap(), [0x0f; 32]);
        for (script, expected) in [
            ("exit 3", "failed (exit status: 3)"),
            ("true", "it printed nothing"),
            ("echo c2hvcnQgc2VjcmV0IHRleHQ=", "17 bytes instead of 32"),
            ("printf '\\377'", "it printed 1 characters"),
            ("yes fill", "failed"),
        ] {
            let error = sh(script, LIMIT).unwrap_err();
            assert!(error.message.contains(expected), "{script}: {error}");
            assert!(error.kind == Kind::SignIn && !error.hints.is_empty(), "{script}: {error:?}");
        }
    }

    #[test]
    fn a_command_that_hangs_is_ended() {
        for script in ["sleep 3", "exec >&-; sleep 3", "sleep 3 & echo x"] {
            let error = sh(script, Duration::from_millis(200)).unwrap_err();
            assert!(error.message.contains("did not end"), "{script}: {error}");
        }
    }

    #[test]
    fn what_is_not_there_is_said() {
        assert_eq!(run(&[], LIMIT).unwrap_err().kind, Kind::Usage);
        let error = run(&["no-such-program-EXAMPLE".to_owned()], LIMIT).unwrap_err();
        assert!(error.message.contains("`no-such-program-EXAMPLE` cannot be started"), "{error}");
        assert_eq!(error.kind, Kind::SignIn);
    }
}
