//! Names of journals: the time and four letters, so that they sort by age and can be typed.

use jiff::Timestamp;

use crate::error::{Error, Result};

/// Letters and digits that are not taken for one another.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// What a file of a journal is called after its name.
pub(super) const ENDING: &str = ".jsonl";

/// A new name.
pub(super) fn new(now: Timestamp) -> Result<String> {
    let mut random = [0_u8; 4];
    getrandom::fill(&mut random)
        .map_err(|error| Error::failed("the system gives no random numbers").caused_by(error))?;
    let letters = random.iter().filter_map(|byte| LETTERS.get(usize::from(byte % 32)).copied().map(char::from));
    Ok(format!("{}-{}", now.strftime("%Y%m%d-%H%M%S"), letters.collect::<String>()))
}

/// Whether a text can be a name; nothing else becomes part of a path.
pub(super) fn is_one(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=40).contains(&text.len()) && text.chars().all(plain)
}

/// There is no such journal.
pub(super) fn unknown(text: &str) -> Error {
    Error::new(crate::error::Kind::NotFound, format!("there is no journal `{}`", text.escape_debug()))
        .hinted("`atlassian-cli bulk list` shows all")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_names_and_paths_are_none() {
        let now = "2026-01-02T03:04:05Z".parse().unwrap();
        let (one, other) = (new(now).unwrap(), new(now).unwrap());
        assert!(one.starts_with("20260102-030405-") && one.len() == 20 && is_one(&one), "{one}");
        assert_ne!(one, other);
        for odd in ["", "..", "../x", "a/b", "a\\b", "A", "a.b", &"a".repeat(41)] {
            assert!(!is_one(odd), "{odd}");
        }
    }
}
