//! What was typed for a field becomes what the site takes, by the field's type.

use super::{Choice, Field};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Value, json};

/// Values that an error lists.
const LISTED: usize = 20;

/// The type of one value: an array's items, or the field's own.
fn kind(field: &Field) -> &str {
    match field.jira_schema.kind.as_str() {
        "array" => field.jira_schema.items.as_deref().unwrap_or("string"),
        kind => kind,
    }
}

fn is_list(field: &Field) -> bool {
    field.jira_schema.kind == "array"
}

/// Whether its values are people.
pub(crate) fn holds_people(field: &Field) -> bool {
    kind(field) == "user"
}

/// The single values: a list's stand between commas, unless a whole text is one of them.
///
/// # Errors
///
/// When a field that takes one value was given several.
pub(crate) fn parts(field: &Field, texts: &[String]) -> Result<Vec<String>> {
    if !is_list(field) {
        return match texts {
            [text] => Ok(vec![text.clone()]),
            _ => Err(Error::usage(format!("`{}` takes one value, and was given {}", field.name, texts.len()))),
        };
    }
    let mut parts = Vec::new();
    for text in texts {
        if pick(&field.valid_values, text).is_some() {
            parts.push(text.clone());
        } else {
            parts.extend(text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned));
        }
    }
    Ok(parts)
}

/// The value of a field; people are account ids by now.
///
/// # Errors
///
/// When the field does not take it.
pub(crate) fn of(field: &Field, parts: &[String]) -> Result<Value> {
    if is_list(field) {
        return parts.iter().map(|part| one(field, part)).collect::<Result<Vec<Value>>>().map(Value::from);
    }
    parts.first().map_or(Ok(Value::Null), |part| one(field, part))
}

fn one(field: &Field, text: &str) -> Result<Value> {
    let text = text.trim();
    let wrong = |expected: &str| Err(Error::invalid(format!("`{text}` is no value of `{}`: {expected}", field.name)));
    match kind(field) {
        "option-with-child" => nested(field, text),
        "number" => match text.parse::<f64>().ok().filter(|number| number.is_finite()) {
            Some(number) if number.fract() == 0.0 && text.parse::<i64>().is_ok() => Ok(json!(text.parse::<i64>().ok())),
            Some(number) => Ok(json!(number)),
            None => wrong("it is a number"),
        },
        "date" if !is_day(text) => wrong("a date looks like `2026-01-31`"),
        "datetime" if !is_moment(text) => wrong("a moment looks like `2026-01-31T10:00:00.000+0000`"),
        "user" => Ok(json!({"accountId": text})),
        kind if !field.valid_values.is_empty() => match pick(&field.valid_values, text) {
            Some(choice) if kind == "string" => Ok(json!(choice.value)),
            Some(choice) => Ok(json!({"id": choice.value})),
            None => Err(unknown(field, text)),
        },
        "option" => Ok(json!({"value": text})),
        "priority" | "component" | "version" | "resolution" | "group" => Ok(json!({"name": text})),
        _ => Ok(json!(text)),
    }
}

/// `Parent`, or `Parent > Child`.
fn nested(field: &Field, text: &str) -> Result<Value> {
    let (parent, child) = match text.split_once('>') {
        Some((parent, child)) => (parent.trim(), Some(child.trim())),
        None => (text, None),
    };
    let Some(above) = pick(&field.valid_values, parent) else { return Err(unknown(field, parent)) };
    let Some(child) = child else { return Ok(json!({"id": above.value})) };
    match pick(&above.children, child) {
        Some(below) => Ok(json!({"id": above.value, "child": {"id": below.value}})),
        None => Err(Error::invalid(format!("`{child}` is no value of `{}` below `{}`", field.name, above.label))
            .hint(format!("it takes {}", listed(&above.children)))),
    }
}

fn pick<'a>(choices: &'a [Choice], text: &str) -> Option<&'a Choice> {
    let text = text.trim();
    let by_label = choices.iter().find(|choice| choice.label.to_lowercase() == text.to_lowercase());
    by_label.or_else(|| choices.iter().find(|choice| choice.value == text))
}

fn unknown(field: &Field, text: &str) -> Error {
    Error::invalid(format!("`{text}` is no value of `{}`", field.name))
        .hint(format!("it takes {}", listed(&field.valid_values)))
}

fn listed(choices: &[Choice]) -> String {
    let labels: Vec<String> = choices.iter().take(LISTED).map(|choice| format!("`{}`", choice.label)).collect();
    let more = choices.len().saturating_sub(LISTED);
    if more > 0 { format!("{} and {more} others", labels.join(", ")) } else { labels.join(", ") }
}

/// How a field that is missing is given.
pub(crate) fn cure(field: &Field) -> String {
    let flag = match field.field_id.as_str() {
        "summary" => "--summary TEXT".to_owned(),
        "description" => "--description TEXT".to_owned(),
        _ if field.is_attachment() => "--attach FILE".to_owned(),
        _ => format!("--field \"{}=VALUE\"", field.name),
    };
    let values = match kind(field) {
        _ if !field.valid_values.is_empty() => format!(", where VALUE is one of {}", listed(&field.valid_values)),
        "date" => ", where VALUE is a date like `2026-01-31`".to_owned(),
        "number" => ", where VALUE is a number".to_owned(),
        "user" => ", where VALUE is a person".to_owned(),
        _ => String::new(),
    };
    format!("add `{flag}`{values}")
}

/// `2026-01-31`
fn is_day(text: &str) -> bool {
    let number = |part: Option<&str>, length: usize| {
        part.filter(|part| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|part| part.parse::<u32>().ok())
    };
    let mut parts = text.split('-');
    let (year, month, day) = (number(parts.next(), 4), number(parts.next(), 2), number(parts.next(), 2));
    year.is_some()
        && month.is_some_and(|month| (1..=12).contains(&month))
        && day.is_some_and(|day| (1..=31).contains(&day))
        && parts.next().is_none()
}

/// A day, a time and an offset.
fn is_moment(text: &str) -> bool {
    text.split_once('T').is_some_and(|(day, time)| is_day(day) && time.contains(':') && time.contains(['Z', '+', '-']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlassian_plugin_sdk::serde_json::from_value;

    #[expect(clippy::needless_pass_by_value, reason = "`json!` is written in place")]
    fn field(schema: Value, values: Value) -> Field {
        from_value(json!({"fieldId": "f", "name": "Field", "jiraSchema": schema, "validValues": values})).unwrap()
    }

    fn value(field: &Field, typed: &[&str]) -> Result<Value> {
        let typed: Vec<String> = typed.iter().map(|text| (*text).to_owned()).collect();
        of(field, &parts(field, &typed)?)
    }

    #[test]
    fn each_type_is_sent_in_its_form() {
        let none = || json!([]);
        for (kind, typed, sent) in [
            ("string", "a, b", json!("a, b")),
            ("number", "42", json!(42)),
            ("number", "4.5", json!(4.5)),
            ("date", "2026-01-31", json!("2026-01-31")),
            ("datetime", "2026-01-31T10:00:00.000+0000", json!("2026-01-31T10:00:00.000+0000")),
            ("user", "712020:x", json!({"accountId": "712020:x"})),
            ("option", "Red", json!({"value": "Red"})),
            ("priority", "High", json!({"name": "High"})),
        ] {
            assert_eq!(value(&field(json!({"type": kind}), none()), &[typed]), Ok(sent), "{kind}");
        }
        let labels = field(json!({"type": "array", "items": "string"}), none());
        assert_eq!(value(&labels, &["a, b", "c"]), Ok(json!(["a", "b", "c"])));
    }

    #[test]
    fn options_are_chosen_by_label_or_id_and_listed_when_wrong() {
        let values = json!([{"value": "1", "label": "Low"}, {"value": "2", "label": "High, very"}]);
        let single = field(json!({"type": "option"}), values.clone());
        assert_eq!(value(&single, &["low"]), Ok(json!({"id": "1"})));
        assert_eq!(value(&single, &["2"]), Ok(json!({"id": "2"})));
        let error = value(&single, &["Huge"]).unwrap_err();
        assert_eq!(error.message(), "`Huge` is no value of `Field`");
        assert_eq!(error.hints(), ["it takes `Low`, `High, very`"]);
        assert!(value(&single, &["Low", "Low"]).is_err());
        let several = field(json!({"type": "array", "items": "option"}), values);
        assert_eq!(value(&several, &["High, very", "Low"]), Ok(json!([{"id": "2"}, {"id": "1"}])));
    }

    #[test]
    fn a_child_is_looked_for_below_its_parent() {
        let children = json!([{"value": "11", "label": "Vienna"}]);
        let places = json!([{"value": "1", "label": "Europe", "children": children}, {"value": "2", "label": "Asia"}]);
        let cascading = field(json!({"type": "option-with-child"}), places);
        assert_eq!(value(&cascading, &["europe > vienna"]), Ok(json!({"id": "1", "child": {"id": "11"}})));
        assert_eq!(value(&cascading, &["Asia"]), Ok(json!({"id": "2"})));
        let error = value(&cascading, &["Europe > Rome"]).unwrap_err();
        assert_eq!(error.message(), "`Rome` is no value of `Field` below `Europe`");
    }

    #[test]
    fn what_is_no_number_or_date_is_refused() {
        for (kind, wrong) in [
            ("number", "many"),
            ("number", "inf"),
            ("date", "31.1.2026"),
            ("date", "2026-13-01"),
            ("datetime", "2026-01-31"),
        ] {
            assert!(value(&field(json!({"type": kind}), json!([])), &[wrong]).is_err(), "{wrong}");
        }
    }
}
