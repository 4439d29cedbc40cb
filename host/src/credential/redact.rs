//! Takes credentials out of text in the forms in which a site could send it back.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use super::Secret;

/// What stands where a credential stood.
pub(super) const MARK: &str = "[redacted]";

/// What `encodeURIComponent` encodes.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// What query pairs encode, as forms send them.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'*');

/// Shorter ones would take ordinary words out of answers.
pub(super) const SHORTEST: usize = 8;

/// The forms of the credentials of a run. Beyond its reach: forms that a hostile site invents, such as the token
/// backwards.
#[derive(Clone, Default)]
pub struct Redactor {
    needles: Vec<Zeroizing<Vec<u8>>>,
}

impl Redactor {
    /// One that finds nothing yet.
    pub(super) const fn none() -> Self {
        Self { needles: Vec::new() }
    }

    pub(super) fn new(secret: &Secret, email: Option<&str>) -> Self {
        let token = secret.expose();
        let mut redactor = Self::default();
        if token.len() >= SHORTEST {
            if let Some(email) = email {
                redactor.add(&Zeroizing::new(format!("{email}:{token}")));
            }
            redactor.add(token);
        }
        redactor
    }

    /// Finds one more secret, unless it is too short to be told from ordinary words.
    pub fn add(&mut self, secret: &str) {
        if secret.len() < SHORTEST {
            return;
        }
        self.needles.extend(forms(secret).into_iter().map(|form| Zeroizing::new(form.into_bytes())));
        self.sort();
    }

    /// Finds all that another one finds, too.
    pub fn join(&mut self, other: &Self) {
        self.needles.extend_from_slice(&other.needles);
        self.sort();
    }

    /// Longest first: a part replaced early would hide the whole.
    fn sort(&mut self) {
        self.needles.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        self.needles.dedup();
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

/// A secret as it is, as base64, and as addresses and JSON write it.
fn forms(secret: &str) -> Vec<String> {
    let mut forms = vec![secret.to_owned(), secret.to_ascii_lowercase(), secret.replace('/', "\\/")];
    forms.extend([STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD].map(|engine| engine.encode(secret)));
    // Encoders differ in what they leave alone, and in the case of their digits.
    for left_alone in [NON_ALPHANUMERIC, COMPONENT, FORM] {
        let encoded = utf8_percent_encode(secret, left_alone).to_string();
        forms.push(lower_case_digits(&encoded));
        forms.push(encoded);
    }
    // Some write `=` and its like in JSON as `\u003d`, so that HTML around it stays whole.
    forms.push(unicode_escaped(secret, |c| format!("\\u{:04x}", u32::from(c))));
    forms.push(unicode_escaped(secret, |c| format!("\\u{:04X}", u32::from(c))));
    forms.push(in_json(secret));
    forms
}

/// As it stands between the quotes of JSON.
pub(super) fn in_json(secret: &str) -> String {
    let quoted = serde_json::Value::from(secret).to_string();
    quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
}

fn unicode_escaped(secret: &str, escape: impl Fn(char) -> String) -> String {
    secret.chars().map(|c| if "=<>&+'\"".contains(c) { escape(c) } else { c.to_string() }).collect()
}

/// `%2B` as `%2b`.
fn lower_case_digits(encoded: &str) -> String {
    let mut digits = 0;
    let lower = |c: char| match c {
        '%' => {
            digits = 2;
            c
        }
        c if digits > 0 => {
            digits -= 1;
            c.to_ascii_lowercase()
        }
        c => c,
    };
    encoded.chars().map(lower).collect()
}

fn replace(bytes: &[u8], needle: &[u8]) -> Option<Vec<u8>> {
    let mut result: Option<Vec<u8>> = None;
    let mut rest = bytes;
    while let Some(at) = memchr::memmem::find(rest, needle) {
        let (before, after) = rest.split_at(at);
        let result = result.get_or_insert_with(Vec::new);
        result.extend_from_slice(before);
        result.extend_from_slice(MARK.as_bytes());
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

    /// Tokens of Atlassian's have `-`, `_` and `=` in them: encoders leave the first two alone.
    #[test]
    fn what_encoders_leave_alone_is_found() {
        let redactor = Redactor::new(&Secret::new("ATATT3x-F_1=5A+B/C".to_owned()), None);
        for form in [
            "ATATT3x-F_1%3D5A%2BB%2FC",
            "ATATT3x-F_1%3d5A%2bB%2fC",
            "ATATT3x%2DF%5F1%3D5A%2BB%2FC",
            "ATATT3x-F_1=5A+B\\/C",
            "atatt3x-f_1=5a+b/c",
        ] {
            assert_eq!(redactor.redact_text(form).as_deref(), Some("[redacted]"), "{form}");
        }
    }

    #[test]
    fn several_secrets_are_found() {
        let mut redactor = Redactor::new(&Secret::new("token-EXAMPLE".to_owned()), None);
        redactor.add("other-EXAMPLE");
        redactor.add("short");
        assert_eq!(redactor.redact_text("token-EXAMPLE other-EXAMPLE short").unwrap(), "[redacted] [redacted] short");
    }

    #[test]
    fn short_tokens_leave_answers_alone() {
        let redactor = Redactor::new(&Secret::new("abc".to_owned()), None);
        assert_eq!(redactor.redact(b"abc abc"), None);
    }
}
