//! A query's words, as far as one has to know them to add to it: what stands in quotes is no word.

/// Splits a query at its `ORDER BY`; the second part is what follows it.
pub(super) fn split_order(query: &str) -> (&str, &str) {
    let words = words(query);
    let split = words
        .iter()
        .zip(words.iter().skip(1))
        .find(|((_, first), (_, second))| first.eq_ignore_ascii_case("order") && second.eq_ignore_ascii_case("by"));
    match split {
        Some(((start, _), (by, word))) => {
            (query.get(..*start).unwrap_or_default(), query.get(by + word.len()..).unwrap_or_default())
        }
        None => (query, ""),
    }
}

/// Whether an `OR` stands in the query, outside of quotes.
pub(super) fn has_or(query: &str) -> bool {
    words(query).iter().any(|(_, word)| word.eq_ignore_ascii_case("or") || *word == "||")
}

/// Words outside of quotes, and where each begins.
fn words(query: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let (mut quote, mut escaped, mut start) = (None, false, None);
    for (at, letter) in query.char_indices() {
        let is_word = quote.is_none() && !letter.is_whitespace() && !"()\"'=<>~!,".contains(letter);
        if !is_word && let Some(start) = start.take() {
            words.push((start, query.get(start..at).unwrap_or_default()));
        }
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if letter == '\\' => escaped = true,
            Some(open) if letter == open => quote = None,
            Some(_) => {}
            None if matches!(letter, '"' | '\'') => quote = Some(letter),
            None if is_word => start = start.or(Some(at)),
            None => {}
        }
    }
    if let Some(start) = start {
        words.push((start, query.get(start..).unwrap_or_default()));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_found_where_it_is_one() {
        for (query, filter, order) in [
            ("a = 1 ORDER BY b", "a = 1 ", " b"),
            ("a=1 order\nby b desc, c", "a=1 ", " b desc, c"),
            ("ORDER BY b", "", " b"),
            ("a = 'order by' and b = \"\\\" order by \"", "a = 'order by' and b = \"\\\" order by \"", ""),
            ("(a = 1)ORDER BY b", "(a = 1)", " b"),
            ("reorder by", "reorder by", ""),
            ("", "", ""),
        ] {
            assert_eq!(split_order(query), (filter, order), "{query}");
        }
    }

    #[test]
    fn an_or_is_found_where_it_is_one() {
        assert!(has_or("a = 1 or b = 2") && has_or("a=1 OR(b=2)") && has_or("a = 1 || b = 2"));
        assert!(!has_or("a = \"x or y\" and color = or1") && !has_or("order = 1"));
    }
}
