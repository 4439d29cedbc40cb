//! Takes a credential out of text in the forms in which a site could send it back.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use super::Secret;

/// What stands where a credential stood.
const MARK: &[u8] = b"[redacted]";

/// Shorter ones would take ordinary words out of answers.
const SHORTEST: usize = 8;

/// The forms of one credential. Beyond its reach: forms that a hostile site invents, such as the token backwards.
#[derive(Clone)]
pub struct Redactor {
    needles: Vec<Zeroizing<Vec<u8>>>,
}

impl Redactor {
    pub(super) fn new(secret: &Secret, email: Option<&str>) -> Self {
        let token = secret.expose();
        let mut plain = vec![Zeroizing::new(token.to_owned())];
        if let Some(email) = email {
            plain.push(Zeroizing::new(format!("{email}:{token}")));
        }
        let mut needles = Vec::new();
        if token.len() >= SHORTEST {
            for text in &plain {
                for engine in [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD] {
                    needles.push(Zeroizing::new(engine.encode(text.as_bytes()).into_bytes()));
                }
                needles.push(Zeroizing::new(utf8_percent_encode(text, NON_ALPHANUMERIC).to_string().into_bytes()));
            }
            needles.push(Zeroizing::new(token.as_bytes().to_vec()));
        }
        // Longest first: a part replaced early would hide the whole.
        needles.sort_by_key(|needle| std::cmp::Reverse(needle.len()));
        needles.dedup();
        Self { needles }
    }

    /// The text without the credential, or nothing when the credential is not in it.
    pub fn redact(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut result: Option<Vec<u8>> = None;
        for needle in &self.needles {
            if let Some(replaced) = replace(result.as_deref().unwrap_or(bytes), needle) {
                result = Some(replaced);
            }
        }
        result
    }

    /// As [`Redactor::redact`], for text.
    pub fn redact_text(&self, text: &str) -> Option<String> {
        self.redact(text.as_bytes()).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn replace(bytes: &[u8], needle: &[u8]) -> Option<Vec<u8>> {
    let mut result: Option<Vec<u8>> = None;
    let mut rest = bytes;
    while let Some(at) = memchr::memmem::find(rest, needle) {
        let (before, after) = rest.split_at(at);
        let result = result.get_or_insert_with(Vec::new);
        result.extend_from_slice(before);
        result.extend_from_slice(MARK);
        rest = after.get(needle.len()..).unwrap_or_default();
    }
    result.map(|mut result| {
        result.extend_from_slice(rest);
        result
    })
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redactor")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redact(text: &str) -> Option<String> {
        Redactor::new(&Secret::new("tok+en/EXAMPLE".to_owned()), Some("a@b.c")).redact_text(text)
    }

    #[test]
    fn every_form_is_found() {
        let basic = STANDARD.encode("a@b.c:tok+en/EXAMPLE");
        for form in ["tok+en/EXAMPLE", "tok%2Ben%2FEXAMPLE", &basic, &STANDARD.encode("tok+en/EXAMPLE")] {
            let text = format!("{{\"a\":\"{form}\",\"b\":\"{form}\"}}");
            assert_eq!(redact(&text).unwrap(), "{\"a\":\"[redacted]\",\"b\":\"[redacted]\"}");
        }
        assert_eq!(redact("nothing here"), None);
    }

    #[test]
    fn short_tokens_leave_answers_alone() {
        let redactor = Redactor::new(&Secret::new("abc".to_owned()), None);
        assert_eq!(redactor.redact(b"abc abc"), None);
    }
}
