//! Small readers for `key = "value"` attributes, with errors that name what is known.

use syn::meta::ParseNestedMeta;
use syn::{Error, LitStr, Result};

/// Reads `key = "text"` into `slot`, which must still be empty.
pub(crate) fn set(slot: &mut Option<LitStr>, meta: &ParseNestedMeta<'_>) -> Result<()> {
    if slot.is_some() {
        return Err(meta.error("given twice"));
    }
    *slot = Some(meta.value()?.parse()?);
    Ok(())
}

/// Reads `key = "text"` where the key may stand more than once.
pub(crate) fn push(slot: &mut Vec<LitStr>, meta: &ParseNestedMeta<'_>) -> Result<()> {
    slot.push(meta.value()?.parse()?);
    Ok(())
}

/// The error for a key that does not exist.
pub(crate) fn unknown(meta: &ParseNestedMeta<'_>, known: &[&str]) -> Error {
    meta.error(format!("unknown key; known ones are {}", known.join(", ")))
}

/// Checks that a value is one of a few words.
pub(crate) fn one_of(value: &LitStr, known: &[&str]) -> Result<()> {
    if known.contains(&value.value().as_str()) {
        return Ok(());
    }
    Err(Error::new(value.span(), format!("must be one of {}", known.join(", "))))
}

/// Checks that a value is a JSON pointer (RFC 6901).
pub(crate) fn pointer(value: &LitStr) -> Result<()> {
    let text = value.value();
    if text.is_empty() || text.starts_with('/') {
        return Ok(());
    }
    Err(Error::new(value.span(), "a JSON pointer begins with `/`, like \"/fields/summary\""))
}

/// Splits a path like `issue get` into its words.
pub(crate) fn words(path: &LitStr) -> Result<Vec<String>> {
    let words: Vec<String> = path.value().split(' ').map(str::to_owned).collect();
    if words.iter().all(|word| is_word(word)) {
        return Ok(words);
    }
    Err(Error::new(path.span(), "a path is words of a-z, 0-9 and `-`, with one space between them"))
}

fn is_word(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// `maxResults`, `max_results` and `MaxResults` all become `max-results`.
pub(crate) fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for c in name.trim_start_matches("r#").chars() {
        if c.is_ascii_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(if c == '_' { '-' } else { c.to_ascii_lowercase() });
    }
    kebab
}

#[cfg(test)]
mod tests {
    use super::kebab;

    #[test]
    fn names_become_kebab_case() {
        for (name, expected) in
            [("key", "key"), ("max_results", "max-results"), ("InProgress", "in-progress"), ("r#type", "type")]
        {
            assert_eq!(kebab(name), expected);
        }
    }
}
