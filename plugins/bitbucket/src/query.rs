//! Bitbucket's query language, as far as flags become conditions of it.

/// Conditions that hold together.
#[derive(Default)]
pub(crate) struct Query(Vec<String>);

impl Query {
    /// Adds `field operator "value"` if there is a value.
    pub(crate) fn and(mut self, field: &str, operator: &str, value: Option<&str>) -> Self {
        self.0.extend(value.map(|value| format!("{field} {operator} {}", quoted(value))));
        self
    }

    /// Adds a condition that the user wrote.
    pub(crate) fn written(mut self, condition: Option<&str>) -> Self {
        let alone = self.0.is_empty();
        self.0.extend(condition.map(|text| if alone { text.to_owned() } else { format!("({text})") }));
        self
    }

    /// The parameter `q`, if there is a condition.
    pub(crate) fn text(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.0.join(" AND "))
    }
}

/// A text in quotes; what would end it is escaped.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_a_value() {
        let query = Query::default().and("name", "~", Some("a\" OR \\")).and("x", "=", None).and("y", "=", Some("z"));
        assert_eq!(query.text().as_deref(), Some(r#"name ~ "a\" OR \\" AND y = "z""#));
        assert_eq!(Query::default().written(Some("a = 1 OR b = 2")).text().as_deref(), Some("a = 1 OR b = 2"));
        let both = Query::default().and("n", "=", Some("x")).written(Some("a = 1 OR b = 2"));
        assert_eq!(both.text().as_deref(), Some(r#"n = "x" AND (a = 1 OR b = 2)"#));
        assert_eq!(Query::default().text(), None);
    }
}
