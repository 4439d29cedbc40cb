//! A line as a shell would split it, as far as our own files need: blanks, quotes of both kinds, and a backslash before a
//! double quote.

/// The words of a line.
pub(crate) fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut letters = line.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '\\' if quote != Some('\'') && letters.peek() == Some(&'"') => {
                word.get_or_insert_default().extend(letters.next());
            }
            '"' | '\'' if quote.is_none() || quote == Some(c) => {
                quote = if quote.is_none() { Some(c) } else { None };
                word.get_or_insert_default();
            }
            c if c.is_whitespace() && quote.is_none() => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn quotes_keep_words_together() {
        assert_eq!(
            split("jira search --jql \"project = DEV\"  --limit 0"),
            ["jira", "search", "--jql", "project = DEV", "--limit", "0"]
        );
        assert_eq!(split("a \"\" b"), ["a", "", "b"]);
        assert_eq!(split("a '{\"b\": 1}' \"{\\\"c\\\": 'd'}\""), ["a", "{\"b\": 1}", "{\"c\": 'd'}"]);
    }
}
