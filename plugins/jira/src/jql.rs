//! JQL, put together from what the user typed: every value quoted, and a query of the user's own kept whole.

mod words;
use std::fmt;

/// A query in the making.
#[derive(Debug, Default)]
pub(crate) struct Jql {
    clauses: Vec<String>,
    order: Vec<String>,
}

/// What stands for "no value".
pub(crate) const NONE: &str = "none";

impl Jql {
    /// Begins with a query of the user's own. What follows narrows it down; its order stays unless another is named.
    pub(crate) fn of(query: Option<&str>) -> Self {
        let (filter, order) = words::split_order(query.unwrap_or_default());
        let clauses = Some(filter.trim()).filter(|filter| !filter.is_empty()).map(str::to_owned);
        let order = Some(order.trim()).filter(|order| !order.is_empty()).map(str::to_owned);
        Self { clauses: clauses.into_iter().collect(), order: order.into_iter().collect() }
    }

    /// Whether nothing restricts it.
    pub(crate) fn is_unbounded(&self) -> bool {
        self.clauses.is_empty()
    }

    /// Adds a condition that is JQL already.
    pub(crate) fn and(&mut self, clause: impl Into<String>) {
        self.clauses.push(clause.into());
    }

    /// The field is one of the values, and none of those with `!` before them. No values say nothing. `none` finds what
    /// has no value.
    pub(crate) fn one_of(&mut self, field: &str, values: &[String]) {
        let (unwanted, wanted): (Vec<_>, Vec<_>) =
            values.iter().map(|value| value.trim()).partition(|value| value.len() > 1 && value.starts_with('!'));
        self.clauses.extend(among(field, &wanted));
        let unwanted: Vec<_> = unwanted.iter().filter_map(|value| value.strip_prefix('!')).collect();
        self.clauses.extend(not_among(field, &unwanted));
    }

    /// As [`one_of`](Self::one_of) for sprints: `active`, `future` and `closed` stand for all of that state.
    pub(crate) fn sprint(&mut self, values: &[String]) {
        let state = |value: &String| match value.to_ascii_lowercase().as_str() {
            "active" | "current" | "open" => Some("openSprints()"),
            "future" | "next" => Some("futureSprints()"),
            "closed" => Some("closedSprints()"),
            _ => None,
        };
        let (states, named): (Vec<_>, Vec<_>) = values.iter().cloned().partition(|value| state(value).is_some());
        let mut named_only = Self::default();
        named_only.one_of("sprint", &named);
        let states = states.iter().filter_map(state).map(|function| format!("sprint in {function}"));
        let parts: Vec<_> = states.chain(named_only.clauses).collect();
        match parts.as_slice() {
            [] => {}
            [one] => self.and(one),
            several => self.and(format!("({})", several.join(" OR "))),
        }
    }

    /// The field has that text, in the words of Jira's text search.
    pub(crate) fn contains(&mut self, field: &str, text: &str) {
        self.and(format!("{field} ~ {}", quoted(text)));
    }

    /// Sorts by these: `updated`, `-updated`, `updated desc`. None leave the order as it is.
    pub(crate) fn order_by(&mut self, fields: &[String]) {
        let fields: Vec<_> = fields
            .iter()
            .flat_map(|list| list.split(','))
            .map(str::trim)
            .filter(|field| !field.is_empty())
            .map(direction)
            .collect();
        if !fields.is_empty() {
            self.order = fields;
        }
    }
}

impl fmt::Display for Jql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.clauses.as_slice() {
            [only] => f.write_str(only)?,
            // The first may be the user's own, with an OR in it.
            [first, rest @ ..] => {
                if words::has_or(first) {
                    write!(f, "({first})")?;
                } else {
                    f.write_str(first)?;
                }
                rest.iter().try_for_each(|clause| write!(f, " AND {clause}"))?;
            }
            [] => {}
        }
        if !self.order.is_empty() {
            let space = if self.clauses.is_empty() { "" } else { " " };
            write!(f, "{space}ORDER BY {}", self.order.join(", "))?;
        }
        Ok(())
    }
}

fn is_empty(value: &str) -> bool {
    value.eq_ignore_ascii_case(NONE)
}

fn among(field: &str, values: &[&str]) -> Option<String> {
    let named: Vec<_> = values.iter().filter(|value| !is_empty(value)).map(|value| quoted(value)).collect();
    let equal = match named.as_slice() {
        [] => None,
        [one] => Some(format!("{field} = {one}")),
        several => Some(format!("{field} in ({})", several.join(", "))),
    };
    match (equal, values.len() > named.len()) {
        (Some(equal), true) => Some(format!("({equal} OR {field} is EMPTY)")),
        (None, true) => Some(format!("{field} is EMPTY")),
        (equal, false) => equal,
    }
}

/// `!=` alone would leave out what has no value, too, which is not what somebody means by "not".
fn not_among(field: &str, values: &[&str]) -> Option<String> {
    let named: Vec<_> = values.iter().filter(|value| !is_empty(value)).map(|value| quoted(value)).collect();
    let unequal = match named.as_slice() {
        [] => None,
        [one] => Some(format!("{field} = {one}")),
        several => Some(format!("{field} in ({})", several.join(", "))),
    };
    match (unequal, values.len() > named.len()) {
        (Some(equal), true) => Some(format!("{field} is not EMPTY AND NOT {equal}")),
        (None, true) => Some(format!("{field} is not EMPTY")),
        (Some(equal), false) => Some(format!("NOT {equal}")),
        (None, false) => None,
    }
}

fn direction(field: &str) -> String {
    if let Some(field) = field.strip_prefix('-') {
        return format!("{} DESC", name(field));
    }
    match field.rsplit_once(char::is_whitespace) {
        Some((field, way)) if way.eq_ignore_ascii_case("desc") => format!("{} DESC", name(field.trim_end())),
        Some((field, way)) if way.eq_ignore_ascii_case("asc") => format!("{} ASC", name(field.trim_end())),
        _ => name(field),
    }
}

/// A field's name as JQL takes it: plain where that is enough.
pub(crate) fn name(field: &str) -> String {
    let is_custom = field.strip_prefix("cf[").and_then(|rest| rest.strip_suffix(']')).is_some_and(is_number);
    let is_plain = field.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && field.chars().all(|letter| letter.is_ascii_alphanumeric());
    if is_custom || is_plain { field.to_owned() } else { quoted(field) }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A text as a string of JQL: whatever stands in it, it stays one value.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if letter.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(letter))),
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(values: &[&str]) -> Vec<String> {
        values.iter().map(|value| (*value).to_owned()).collect()
    }

    fn built(query: Option<&str>, build: impl Fn(&mut Jql)) -> String {
        let mut jql = Jql::of(query);
        build(&mut jql);
        jql.to_string()
    }

    #[test]
    fn a_value_stays_a_value() {
        for (text, expected) in [
            ("Done", r#""Done""#),
            (r#"a" OR project = "B"#, r#""a\" OR project = \"B""#),
            (r"back\slash", r#""back\\slash""#),
            ("two\nlines", r#""two\nlines""#),
            ("\u{1}", r#""\u0001""#),
            ("検索", "\"検索\""),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }

    #[test]
    fn flags_become_conditions() {
        let one = |values: &[&str]| built(None, |jql| jql.one_of("status", &texts(values)));
        assert_eq!(one(&[]), "");
        assert_eq!(one(&["Done"]), r#"status = "Done""#);
        assert_eq!(one(&["Done", "To Do"]), r#"status in ("Done", "To Do")"#);
        assert_eq!(one(&["none"]), "status is EMPTY");
        assert_eq!(one(&["a", "none"]), r#"(status = "a" OR status is EMPTY)"#);
        assert_eq!(one(&["!a"]), r#"NOT status = "a""#);
        assert_eq!(one(&["!a", "!b", "c"]), r#"status = "c" AND NOT status in ("a", "b")"#);
        assert_eq!(one(&["!none"]), "status is not EMPTY");
        assert_eq!(one(&["!"]), r#"status = "!""#);
    }

    #[test]
    fn sprints_are_named_or_meant_by_their_state() {
        let sprints = |values: &[&str]| built(None, |jql| jql.sprint(&texts(values)));
        assert_eq!(sprints(&["active"]), "sprint in openSprints()");
        assert_eq!(sprints(&["future", "Sprint 7"]), r#"(sprint in futureSprints() OR sprint = "Sprint 7")"#);
        assert_eq!(sprints(&["none"]), "sprint is EMPTY");
        assert_eq!(sprints(&[]), "");
    }

    #[test]
    fn a_query_of_the_users_own_stays_whole() {
        let narrowed = |query| built(Some(query), |jql| jql.one_of("type", &texts(&["Bug"])));
        assert_eq!(narrowed("a = 1 OR b = 2"), r#"(a = 1 OR b = 2) AND type = "Bug""#);
        assert_eq!(narrowed("a = 1 ORDER BY created"), r#"a = 1 AND type = "Bug" ORDER BY created"#);
        assert_eq!(narrowed(" order  by rank"), r#"type = "Bug" ORDER BY rank"#);
        assert_eq!(built(Some("x = \" ORDER BY y\""), |_| ()), "x = \" ORDER BY y\"");
        assert_eq!(built(Some("broken ="), |_| ()), "broken =");
    }

    #[test]
    fn orders_are_written_in_three_ways() {
        let ordered = |fields: &[&str]| built(Some("a = 1 ORDER BY x"), |jql| jql.order_by(&texts(fields)));
        assert_eq!(ordered(&[]), "a = 1 ORDER BY x");
        assert_eq!(ordered(&["-updated,key"]), "a = 1 ORDER BY updated DESC, key");
        assert_eq!(
            ordered(&["Story Points desc", "cf[10016] asc"]),
            "a = 1 ORDER BY \"Story Points\" DESC, cf[10016] ASC"
        );
        assert_eq!(built(None, |jql| jql.order_by(&texts(&["rank"]))), "ORDER BY rank");
    }
}
