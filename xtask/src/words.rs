//! A line as a shell would split it, as far as our own files need: double quotes and blanks.

/// The words of a line.
pub(crate) fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            c if c.is_whitespace() && !quoted => words.extend(word.take()),
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
    }
}
