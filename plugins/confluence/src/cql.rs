//! Confluence's query language, written from what was typed.

/// A text as CQL writes it: nothing in it is taken for anything else.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Clauses that all have to hold.
#[derive(Debug, Default)]
pub(crate) struct Query(Vec<String>);

impl Query {
    /// Adds `field operator "value"` if there is a value.
    pub(crate) fn clause(mut self, field: &str, operator: &str, value: Option<&str>) -> Self {
        self.0.extend(value.map(|value| format!("{field} {operator} {}", quoted(value))));
        self
    }

    /// Adds a clause that is satisfied by any of the values, if there are any.
    pub(crate) fn any(mut self, field: &str, values: &[String]) -> Self {
        match values {
            [] => self,
            [one] => self.clause(field, "=", Some(one)),
            several => {
                let list: Vec<_> = several.iter().map(|value| quoted(value)).collect();
                self.0.push(format!("{field} in ({})", list.join(", ")));
                self
            }
        }
    }

    /// Adds a clause as it is.
    pub(crate) fn raw(mut self, clause: Option<String>) -> Self {
        self.0.extend(clause);
        self
    }

    /// Puts a query of the user's own before all others, in brackets where there are others. Its order stays last.
    pub(crate) fn with(self, own: Option<&str>) -> String {
        let Some(own) = own.map(str::trim).filter(|own| !own.is_empty()) else { return self.0.join(" AND ") };
        if self.0.is_empty() {
            return own.to_owned();
        }
        let (filter, order) = split_order(own);
        let rest = self.0.join(" AND ");
        match (filter.trim(), order) {
            ("", order) => format!("{rest} {order}").trim().to_owned(),
            (filter, order) => format!("({filter}) AND {rest} {order}").trim().to_owned(),
        }
    }
}

/// A query before `ORDER BY`, and from there on. Texts in quotation marks are passed over.
fn split_order(query: &str) -> (&str, &str) {
    let lower = query.to_ascii_lowercase();
    let bytes = lower.as_bytes();
    let mut quote = None;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match (quote, byte) {
            (Some(_), b'\\') => at += 1,
            (Some(open), byte) if open == *byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, b'o') if is_order(&lower, at) => return query.split_at(at),
            _ => {}
        }
        at += 1;
    }
    (query, "")
}

fn is_order(lower: &str, at: usize) -> bool {
    let before = lower.get(..at).is_none_or(|before| before.is_empty() || before.ends_with(char::is_whitespace));
    let mut words = lower.get(at..).unwrap_or_default().split_whitespace();
    before && words.next() == Some("order") && words.next() == Some("by")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_stays_a_value() {
        let query = Query::default().clause("title", "~", Some("a \"b\" \\ or space = X")).clause("text", "~", None);
        assert_eq!(query.with(None), r#"title ~ "a \"b\" \\ or space = X""#);
        let labels = ["a".to_owned(), "b c".to_owned()];
        assert_eq!(Query::default().any("label", &labels).with(None), r#"label in ("a", "b c")"#);
    }

    #[test]
    fn an_own_query_comes_first_and_keeps_its_order() {
        let query = || Query::default().clause("type", "=", Some("page"));
        assert_eq!(
            query().with(Some("a = 1 or b = 2 ORDER  BY created")),
            "(a = 1 or b = 2 ) AND type = \"page\" ORDER  BY created".replace(" )", ")")
        );
        assert_eq!(query().with(Some("title ~ \"order by\"")), "(title ~ \"order by\") AND type = \"page\"");
        assert_eq!(query().with(Some("order by created")), "type = \"page\" order by created");
        assert_eq!(Query::default().with(Some("x = 1")), "x = 1");
    }
}
