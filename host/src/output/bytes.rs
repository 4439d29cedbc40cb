//! Bytes that are themselves the result: as they are into a pipe, made safe on a terminal.

use std::io::Write;

use crate::error::{Error, Result};

use super::{safe, unwritable};

/// Standard output for bytes.
#[derive(Debug)]
pub struct Bytes {
    is_terminal: bool,
    /// The beginning of a character whose end has not come yet.
    begun: Vec<u8>,
}

impl Bytes {
    pub(super) fn new(is_terminal: bool) -> Self {
        Self { is_terminal, begun: Vec::new() }
    }

    /// Writes them at once.
    ///
    /// # Errors
    /// When they cannot be written, or would not be text on a terminal.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let mut out = std::io::stdout().lock();
        if self.is_terminal {
            let text = self.text(bytes)?;
            out.write_all(safe::text(&text).as_bytes())
        } else {
            out.write_all(bytes)
        }
        .and_then(|()| out.flush())
        .map_err(unwritable)
    }

    fn text(&mut self, bytes: &[u8]) -> Result<String> {
        if bytes.contains(&0) {
            return Err(Error::usage("the result is not text, and standard output is a terminal")
                .hinted("send it to a file: `> FILE`, or name one on the command line"));
        }
        self.begun.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.begun) {
            // Nothing is wrong with it, it only ends too early.
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.begun.len(),
        };
        let rest = self.begun.split_off(whole);
        let text = String::from_utf8_lossy(&self.begun).into_owned();
        self.begun = rest;
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_may_come_in_two_parts() {
        let mut bytes = Bytes::new(true);
        assert_eq!(bytes.text(b"a\xe6\x97").unwrap(), "a");
        assert_eq!(bytes.text(b"\xa5b\xffc").unwrap(), "日b\u{fffd}c");
        assert!(bytes.text(b"a\0").is_err());
    }
}
