//! Lines and how they hang together.
//!
//! A line is one JSON object: its number, the time, what happened, and last `mac`: keyed BLAKE3 over the MAC of the line
//! before and all bytes of this one up to there. Each file begins with a link, which repeats the MAC before it, so that
//! a file can be checked when older ones are gone.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::credential::key::Key;
use crate::error::{Error, Result};

/// Longest line that is read, in bytes. Those that are written are much shorter.
pub(super) const LONGEST: usize = 64 << 10;
/// What stands before the MAC.
const BEFORE: &[u8] = b",\"mac\":\"";
/// What stands after it.
const AFTER: &[u8] = b"\"}";
/// Length of a MAC in hexadecimal.
const HEX: usize = 2 * blake3::OUT_LEN;

/// A MAC. Comparing two takes the same time whatever they are.
pub(super) type Mac = blake3::Hash;

/// Before the first line there is this.
pub(super) const NOTHING: Mac = Mac::from_bytes([0; blake3::OUT_LEN]);

/// The keys of one log, made from the key in the file.
pub(super) struct Keys {
    lines: Zeroizing<[u8; 32]>,
    head: Zeroizing<[u8; 32]>,
    /// Tells keys apart without telling anything about them.
    pub(super) id: String,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Keys {
    pub(super) fn of(key: &Key) -> Self {
        let derived = |purpose| Zeroizing::new(blake3::derive_key(purpose, key.as_slice()));
        let id = derived("atlassian-cli 2026 id of an audit key");
        Self {
            lines: derived("atlassian-cli 2026 lines of the audit log"),
            head: derived("atlassian-cli 2026 head of the audit log"),
            id: id.iter().take(8).map(|byte| format!("{byte:02x}")).collect(),
        }
    }

    fn mac(key: &[u8; 32], previous: &Mac, body: &[u8]) -> Mac {
        let mut mac = blake3::Hasher::new_keyed(key);
        mac.update(previous.as_bytes());
        mac.update(body);
        mac.finalize()
    }

    /// A line, with its line feed, and its MAC.
    pub(super) fn line(&self, previous: &Mac, number: u64, what: &impl Serialize) -> Result<(String, Mac)> {
        #[derive(Serialize)]
        struct Line<'w, W> {
            n: u64,
            time: String,
            #[serde(flatten)]
            what: &'w W,
        }
        let time = format!("{:.3}", jiff::Timestamp::now());
        sealed(&self.lines, previous, &Line { n: number, time, what })
    }

    /// Whether a line was written with this key and followed that one.
    pub(super) fn fits(&self, previous: &Mac, line: &Line<'_>) -> bool {
        Self::mac(&self.lines, previous, line.body) == line.mac
    }

    pub(super) fn head(&self, head: &impl Serialize) -> Result<String> {
        Ok(sealed(&self.head, &NOTHING, head)?.0)
    }

    /// What a head says, if it was written with this key.
    pub(super) fn opened<'h, T: Deserialize<'h>>(&self, head: &'h [u8]) -> Option<T> {
        let (body, mac) = split(head)?;
        (Self::mac(&self.head, &NOTHING, body) == mac).then(|| serde_json::from_slice(head).ok())?
    }
}

fn sealed(key: &[u8; 32], previous: &Mac, what: &impl Serialize) -> Result<(String, Mac)> {
    let bug = |error| Error::bug("a line of the audit log cannot be written as JSON").caused_by(error);
    let mut line = serde_json::to_string(what).map_err(bug)?;
    line.pop();
    let mac = Keys::mac(key, previous, line.as_bytes());
    line.push_str(&format!(",\"mac\":\"{}\"}}\n", mac.to_hex()));
    Ok((line, mac))
}

/// Body and MAC of a line without its line feed.
fn split(line: &[u8]) -> Option<(&[u8], Mac)> {
    let rest = line.strip_suffix(AFTER)?;
    let (rest, mac) = rest.split_at_checked(rest.len().checked_sub(HEX)?)?;
    Some((rest.strip_suffix(BEFORE)?, Mac::from_hex(mac).ok()?))
}

/// A line as it was found.
#[derive(Debug)]
pub(super) struct Line<'b> {
    pub(super) number: u64,
    pub(super) time: &'b str,
    pub(super) mac: Mac,
    /// For a line about the log itself.
    pub(super) link: Option<Link>,
    body: &'b [u8],
}

impl<'b> Line<'b> {
    /// Reads a line without its line feed; nothing when this program does not write such lines.
    pub(super) fn parse(bytes: &'b [u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct Numbered<'b> {
            n: u64,
            time: &'b str,
            kind: &'b str,
        }
        let (body, mac) = split(bytes)?;
        let line: Numbered<'b> = serde_json::from_slice(bytes).ok()?;
        let link = if line.kind == Link::KIND { Some(serde_json::from_slice(bytes).ok()?) } else { None };
        Some(Self { number: line.n, time: line.time, mac, link, body })
    }
}

/// A line about the log itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Link {
    kind: String,
    pub(super) event: Event,
    /// Id of the key that this and the following lines are written with.
    pub(super) key: String,
    /// MAC of the line before, in hexadecimal.
    previous: String,
}

/// Why there is a line about the log itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Event {
    /// The first line of all.
    Begun,
    /// The file before was full.
    Continued,
    /// The end of a line that a killed writer had left was taken away.
    Mended,
    /// Lines that had been written were not there any more.
    Cut,
    /// There were lines that this program had not written.
    Foreign,
    /// The key is another one than before: earlier lines cannot be checked.
    NewKey,
    /// The head was gone or changed: how far the earlier lines went is not known.
    NoHead,
}

impl Link {
    /// As the lines say it.
    pub(super) const KIND: &str = "chain";

    pub(super) fn new(event: Event, keys: &Keys, previous: &Mac) -> Self {
        Self { kind: Self::KIND.to_owned(), event, key: keys.id.clone(), previous: previous.to_hex().to_string() }
    }

    /// The MAC of the line before, as this line has it.
    pub(super) fn previous(&self) -> Option<Mac> {
        Mac::from_hex(&self.previous).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(byte: u8) -> Keys {
        Keys::of(&Zeroizing::new([byte; 32]))
    }

    #[test]
    fn a_line_fits_where_it_was_written_and_nowhere_else() {
        let (keys, other) = (keys(1), keys(2));
        let (first, mac) = keys.line(&NOTHING, 1, &Link::new(Event::Begun, &keys, &NOTHING)).unwrap();
        let (second, _) = keys.line(&mac, 2, &serde_json::json!({"kind": "request"})).unwrap();
        let (first, second) = (first.trim_end(), second.trim_end());
        let parsed = Line::parse(first.as_bytes()).unwrap();
        assert_eq!((parsed.number, parsed.mac), (1, mac));
        assert_eq!(parsed.link.as_ref().map(|link| link.event), Some(Event::Begun));
        assert!(keys.fits(&NOTHING, &parsed) && !keys.fits(&mac, &parsed) && !other.fits(&NOTHING, &parsed));
        let parsed = Line::parse(second.as_bytes()).unwrap();
        assert!(keys.fits(&mac, &parsed) && parsed.link.is_none());
        for (from, to) in [("\"n\":2", "\"n\":3"), ("request", "denied_"), ("{\"n\"", "{ \"n\"")] {
            let changed = second.replace(from, to);
            assert_ne!(changed, second);
            assert!(!Line::parse(changed.as_bytes()).is_some_and(|line| keys.fits(&mac, &line)), "{changed}");
        }
        for nonsense in ["", "{}", "\"}", &second[1..], &second[..second.len() - 1]] {
            assert!(Line::parse(nonsense.as_bytes()).is_none(), "{nonsense}");
        }
    }
}
