//! Bitbucket's `q` and `sort`: conditions on members of the records that are shown, joined by AND, OR and parentheses.

use std::cmp::Ordering;

use serde_json::Value;

use super::error;
use crate::params::Params;
use crate::reply::Refusal;

/// Those that `q` lets through, in the order of `sort`.
pub(crate) fn select(mut values: Vec<Value>, params: &Params) -> Result<Vec<Value>, Refusal> {
    if let Some(query) = params.first("q").filter(|query| !query.trim().is_empty()) {
        let query = parse(query).ok_or_else(|| error(400, &format!("Invalid query: {query}")))?;
        values.retain(|value| query.holds(value));
    }
    if let Some(sort) = params.first("sort") {
        let (field, falls) = sort.strip_prefix('-').map_or((sort, false), |field| (field, true));
        values.sort_by(|one, other| {
            let order = compare(first(one, field), first(other, field));
            if falls { order.reverse() } else { order }
        });
    }
    Ok(values)
}

enum Query {
    Any(Vec<Query>),
    All(Vec<Query>),
    One(Condition),
}

impl Query {
    fn holds(&self, record: &Value) -> bool {
        match self {
            Self::Any(queries) => queries.iter().any(|query| query.holds(record)),
            Self::All(queries) => queries.iter().all(|query| query.holds(record)),
            Self::One(condition) => condition.holds(record),
        }
    }
}

struct Condition {
    field: String,
    operator: String,
    value: Value,
}

impl Condition {
    fn holds(&self, record: &Value) -> bool {
        let found = at(record, &self.field);
        let any = |fits: &dyn Fn(&Value) -> bool| found.iter().any(|value| fits(value));
        let contains = |value: &Value| {
            let needle = self.value.as_str().unwrap_or_default().to_lowercase();
            value.as_str().is_some_and(|text| text.to_lowercase().contains(&needle))
        };
        match self.operator.as_str() {
            "=" => any(&|value| *value == self.value) || (found.is_empty() && self.value.is_null()),
            "!=" => !any(&|value| *value == self.value),
            "~" => any(&contains),
            "!~" => !any(&contains),
            operator => any(&|value| {
                let order = compare(Some(value), Some(&self.value));
                match operator {
                    ">" => order == Ordering::Greater,
                    ">=" => order != Ordering::Less,
                    "<" => order == Ordering::Less,
                    _ => order != Ordering::Greater,
                }
            }),
        }
    }
}

fn parse(query: &str) -> Option<Query> {
    let words = words(query)?;
    let mut rest = words.as_slice();
    let query = any(&mut rest)?;
    rest.is_empty().then_some(query)
}

fn any(rest: &mut &[String]) -> Option<Query> {
    let mut queries = vec![all(rest)?];
    while took(rest, "OR") {
        queries.push(all(rest)?);
    }
    Some(Query::Any(queries))
}

fn all(rest: &mut &[String]) -> Option<Query> {
    let mut queries = vec![one(rest)?];
    while took(rest, "AND") {
        queries.push(one(rest)?);
    }
    Some(Query::All(queries))
}

fn one(rest: &mut &[String]) -> Option<Query> {
    if took(rest, "(") {
        let query = any(rest)?;
        return took(rest, ")").then_some(query);
    }
    let [field, operator, value, more @ ..] = *rest else { return None };
    let operators = ["=", "!=", "~", "!~", ">", ">=", "<", "<="];
    let condition = Condition { field: field.clone(), operator: operator.clone(), value: literal(value) };
    *rest = more;
    operators.contains(&condition.operator.as_str()).then_some(Query::One(condition))
}

/// Whether the next word is this one; then it is taken.
fn took(rest: &mut &[String], word: &str) -> bool {
    match rest.split_first() {
        Some((first, more)) if first.eq_ignore_ascii_case(word) => {
            *rest = more;
            true
        }
        _ => false,
    }
}

/// Names, operators and values; a text keeps its first quote as a mark.
fn words(query: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut rest = query.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = if first == '"' {
            let (text, end) = quoted(rest)?;
            words.push(text);
            end
        } else if first == '(' || first == ')' {
            words.push(first.to_string());
            1
        } else {
            let is_sign = |letter: char| "=!~<>".contains(letter);
            let kind =
                |letter: char| letter.is_whitespace() || "\"()".contains(letter) || is_sign(letter) != is_sign(first);
            let end = rest.find(kind).unwrap_or(rest.len());
            words.push(rest.get(..end)?.to_owned());
            end
        };
        rest = rest.get(end..)?.trim_start();
    }
    Some(words)
}

/// A text between quotes, and where it ends.
fn quoted(text: &str) -> Option<(String, usize)> {
    let mut value = "\"".to_owned();
    let mut letters = text.char_indices().skip(1);
    while let Some((place, letter)) = letters.next() {
        match letter {
            '"' => return Some((value, place + 1)),
            '\\' => value.push(letters.next()?.1),
            _ => value.push(letter),
        }
    }
    None
}

fn literal(word: &str) -> Value {
    match word.strip_prefix('"') {
        Some(text) => Value::from(text),
        None if word == "null" => Value::Null,
        None => match word.parse::<bool>() {
            Ok(value) => Value::from(value),
            Err(_) => word.parse::<i64>().map_or_else(|_| Value::from(word), Value::from),
        },
    }
}

/// The values at a dotted path; through a list, those of all its members.
fn at<'a>(record: &'a Value, path: &str) -> Vec<&'a Value> {
    let mut found = vec![record];
    for name in path.split('.') {
        let members = found.into_iter().flat_map(|value| match value {
            Value::Array(values) => values.iter().collect(),
            other => vec![other],
        });
        found = members.filter_map(|value| value.get(name)).collect();
    }
    found
}

fn first<'a>(record: &'a Value, path: &str) -> Option<&'a Value> {
    at(record, path).first().copied()
}

fn compare(one: Option<&Value>, other: Option<&Value>) -> Ordering {
    match (one, other) {
        (Some(Value::Number(one)), Some(Value::Number(other))) => one.as_i64().cmp(&other.as_i64()),
        // Times are spelled alike, so that their texts are in their order.
        (Some(Value::String(one)), Some(Value::String(other))) => one.cmp(other),
        (one, other) => one.is_some_and(|value| !value.is_null()).cmp(&other.is_some_and(|value| !value.is_null())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn conditions_and_order() {
        let records = || {
            vec![
                json!({"name": "b", "n": 1, "who": [{"id": "x"}]}),
                json!({"name": "a \"q\"", "n": 2, "who": [{"id": "y"}]}),
            ]
        };
        for (query, names) in [
            ("q=name~\"B\"", vec!["b"]),
            ("q=name%3D\"a \\\"q\\\"\"", vec!["a \"q\""]),
            ("q=n>1", vec!["a \"q\""]),
            ("q=who.id=\"x\" AND n=1", vec!["b"]),
            ("q=n=1 OR n=2&sort=name", vec!["a \"q\"", "b"]),
            ("q=n=2 AND (name=\"b\" OR who.id=\"y\")", vec!["a \"q\""]),
            ("sort=-n", vec!["a \"q\"", "b"]),
        ] {
            let found = select(records(), &Params::parse(query)).unwrap();
            assert_eq!(found.iter().map(|value| value["name"].as_str().unwrap()).collect::<Vec<_>>(), names, "{query}");
        }
        for wrong in ["q=name", "q=(n=1", "q=n=1 n=2", "q=n ? 1"] {
            assert!(select(records(), &Params::parse(wrong)).is_err(), "{wrong}");
        }
    }
}
