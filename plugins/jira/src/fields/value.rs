//! What somebody typed becomes a field's value, or an error that says what the field takes. Nothing is guessed: what
//! the site lists, a value must be on the list of.

use super::field::{EPIC_LINK, Field, SPRINT, label, plain};
use super::{sprint, when};
use crate::fields::catalogue::Catalogue;
use crate::key::IssueKey;
use crate::people;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::richtext::to_adf;
use atlassian_plugin_sdk::serde_json::{Value, from_str, json};

/// What stands between an option and the one below it.
const BELOW: char = '>';

/// The value of a field; nothing at all clears it. A list is split at commas.
pub(super) async fn of(cx: &Cx, catalogue: &Catalogue, field: &Field, text: &str) -> Result<Value> {
    if is_nothing(field, text) {
        return Ok(if field.is_list() { Value::Array(Vec::new()) } else { Value::Null });
    }
    if !field.is_list() {
        return one(cx, catalogue, field, text).await;
    }
    let mut values = Vec::new();
    for item in items(field, text) {
        values.push(one(cx, catalogue, field, &item).await?);
    }
    Ok(Value::Array(values))
}

/// Whether the field is to be cleared: by no text at all, or by `none` where that is no value of its own. In a text it
/// is a word; among labels it is not.
fn is_nothing(field: &Field, text: &str) -> bool {
    let is_text = matches!(field.kind(), "string" | "any") && !is_labels(field);
    let is_value = || field.allowed_values.as_ref().is_some_and(|allowed| pick(allowed, text.trim()).is_some());
    text.trim().is_empty() || (text.trim().eq_ignore_ascii_case("none") && !is_text && !is_value())
}

/// One value of a field, or of a field that holds several.
async fn one(cx: &Cx, catalogue: &Catalogue, field: &Field, text: &str) -> Result<Value> {
    if field.is_document() {
        return Ok(to_adf(text));
    }
    let trimmed = text.trim();
    match (field.kind(), field.schema.custom.as_str()) {
        (_, SPRINT) => sprint::id(cx, catalogue.project(), trimmed).await.map(|id| json!(id)),
        (_, EPIC_LINK) => Ok(json!(IssueKey::read(trimmed).0)),
        ("user", _) => match people::find(cx, trimmed).await? {
            Some(account) => Ok(json!({"accountId": account})),
            None => Ok(Value::Null),
        },
        ("date", _) => when::date(trimmed, cx.now()).map(Value::String).ok_or_else(|| {
            not(field, text, "a date").hint("a date is `2026-01-31`, `today`, `tomorrow`, `+7d` or `-2w`")
        }),
        ("datetime", _) => when::moment(trimmed, cx.now()).map(Value::String).ok_or_else(|| {
            not(field, text, "a moment")
                .hint("a moment is `2026-01-31T10:00`, with or without an offset such as `+02:00`")
        }),
        _ => plain_value(field, text),
    }
}

/// What needs nobody to be asked.
fn plain_value(field: &Field, text: &str) -> Result<Value> {
    let trimmed = text.trim();
    match field.kind() {
        "number" => number(trimmed).ok_or_else(|| not(field, text, "a number")),
        "option-with-child" => cascading(field, trimmed),
        "option" | "priority" | "resolution" | "version" | "component" | "securitylevel" | "issuetype" | "project" => {
            choice(field, trimmed)
        }
        "group" => Ok(json!({"name": trimmed})),
        "issuelink" => Ok(json!({"key": IssueKey::read(trimmed).0})),
        "timetracking" => time_tracking(field, trimmed),
        "string" if is_labels(field) => match trimmed {
            label if label.contains(char::is_whitespace) => {
                Err(Error::usage(format!("a label has no spaces: `{label}`")))
            }
            label => Ok(json!(label)),
        },
        "string" => string(field, text),
        // A type of an app's own: JSON where it is JSON.
        _ => Ok(from_str(trimmed).unwrap_or_else(|_| json!(text))),
    }
}

fn is_labels(field: &Field) -> bool {
    field.is_list() && (field.schema.system == "labels" || field.schema.custom.ends_with(":labels"))
}

/// A text of one line.
fn string(field: &Field, text: &str) -> Result<Value> {
    if field.allowed_values.is_some() {
        return choice(field, text.trim());
    }
    if text.trim_end().contains('\n') {
        return Err(Error::usage(format!("`{}` takes one line of text", field.name)));
    }
    Ok(json!(text.trim_end()))
}

/// Whole numbers stay whole.
fn number(text: &str) -> Option<Value> {
    match text.parse::<i64>() {
        Ok(number) => Some(json!(number)),
        Err(_) => text.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| json!(number)),
    }
}

/// One of the values that the site lists. Without a list, the name is sent for the site to judge.
fn choice(field: &Field, text: &str) -> Result<Value> {
    let Some(allowed) = &field.allowed_values else {
        let name = if field.kind() == "option" { "value" } else { "name" };
        return Ok(json!({name: text}));
    };
    let Some(found) = pick(allowed, text) else { return Err(unknown(field, text, &field.name)) };
    Ok(by_id(found).unwrap_or_else(|| found.clone()))
}

/// `Parent`, or `Parent > Child`.
fn cascading(field: &Field, text: &str) -> Result<Value> {
    let Some(allowed) = &field.allowed_values else {
        return Ok(match text.split_once(BELOW) {
            Some((parent, child)) => json!({"value": parent.trim(), "child": {"value": child.trim()}}),
            None => json!({"value": text}),
        });
    };
    // An option may have the sign in its own name.
    if let Some(parent) = pick(allowed, text) {
        return Ok(by_id(parent).unwrap_or_else(|| parent.clone()));
    }
    let (above, below) = text.split_once(BELOW).map_or((text, ""), |(above, below)| (above.trim(), below.trim()));
    let Some(parent) = pick(allowed, above) else {
        let error = unknown(field, above, &field.name);
        return Err(match whole(allowed, text) {
            Some(whole) => error.hint(format!("or is it `{whole}`?")),
            None => error,
        });
    };
    let children = parent.get("children").and_then(Value::as_array).cloned().unwrap_or_default();
    let Some(child) = pick(&children, below) else {
        let whole = format!("{} > {above}", field.name);
        let narrowed = Field { allowed_values: Some(children), ..field.clone() };
        return Err(unknown(&narrowed, below, &whole));
    };
    Ok(json!({"id": parent.get("id"), "child": {"id": child.get("id")}}))
}

/// A choice that was named without the one above it, with that.
fn whole(allowed: &[Value], below: &str) -> Option<String> {
    allowed.iter().find_map(|parent| {
        let child = pick(parent.get("children")?.as_array()?, below).and_then(label)?;
        Some(format!("{} {BELOW} {child}", label(parent)?))
    })
}

/// The one that is called so, exactly or else in any case, or has this id.
fn pick<'a>(allowed: &'a [Value], text: &str) -> Option<&'a Value> {
    let called =
        |same: &dyn Fn(&str) -> bool| allowed.iter().find(|value| label(value).is_some_and(|name| same(&name)));
    called(&|name| name == text)
        .or_else(|| called(&|name| name.to_lowercase() == text.to_lowercase()))
        .or_else(|| allowed.iter().find(|value| value.get("id").and_then(Value::as_str) == Some(text)))
        .or_else(|| allowed.iter().find(|value| value.get("key").and_then(Value::as_str) == Some(text)))
}

fn by_id(value: &Value) -> Option<Value> {
    value.get("id").map(|id| json!({"id": id}))
}

fn unknown(field: &Field, text: &str, name: &str) -> Error {
    let error = Error::invalid(format!("`{name}` has no value `{text}`"));
    match field.choices() {
        Some(choices) if !choices.is_empty() => error.hint(format!("it takes {choices}")),
        _ => error.hint("it has no values yet"),
    }
}

fn not(field: &Field, text: &str, what: &str) -> Error {
    Error::invalid(format!("`{}` is {what}, not `{}`", field.name, text.trim()))
}

/// `3d`, or `3d/1d`: estimate and what is left of it.
fn time_tracking(field: &Field, text: &str) -> Result<Value> {
    let (estimate, left) = text.split_once('/').map_or((text, ""), |(estimate, left)| (estimate.trim(), left.trim()));
    if ![estimate, left].iter().all(|text| text.split_whitespace().all(is_period)) {
        return Err(not(field, text, "a time such as `2h 30m`, or two with `/` between: estimated and left"));
    }
    let mut value = json!({});
    for (name, text) in [("originalEstimate", estimate), ("remainingEstimate", left)] {
        if !text.is_empty()
            && let Some(members) = value.as_object_mut()
        {
            members.insert(name.to_owned(), json!(text));
        }
    }
    Ok(value)
}

/// `2h`, `1.5d`, `30m`, `1w`.
fn is_period(text: &str) -> bool {
    text.strip_suffix(['w', 'd', 'h', 'm'])
        .is_some_and(|number| number.parse::<f64>().is_ok_and(|number| number >= 0.0))
}

/// The parts of a list. A comma within the name of an allowed value is part of it.
fn items(field: &Field, text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split(',').collect();
    let known: Vec<String> = field.allowed_values.iter().flatten().filter_map(label).map(|name| plain(&name)).collect();
    let mut items = Vec::new();
    let mut rest = parts.as_slice();
    while let [first, others @ ..] = rest {
        let longest = (2..=rest.len())
            .rev()
            .filter_map(|count| Some((count, rest.get(..count)?.join(","))))
            .find(|(_, joined)| known.contains(&plain(joined)));
        match longest {
            Some((count, joined)) => {
                items.push(joined);
                rest = rest.get(count..).unwrap_or_default();
            }
            None => {
                items.push((*first).to_owned());
                rest = others;
            }
        }
    }
    items.into_iter().map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlassian_plugin_sdk::serde_json::from_value;

    fn field(schema: &Value, allowed: &Value) -> Result<Field> {
        let described = json!({"name": "It", "schema": schema, "allowedValues": allowed});
        from_value(described).map_err(|error| Error::other(error.to_string()))
    }

    fn options() -> Value {
        json!([
            {"id": "1", "value": "Low"}, {"id": "2", "value": "High, or more"},
            {"id": "3", "value": "high"}, {"id": "4", "value": "High"},
        ])
    }

    #[test]
    fn values_are_typed_by_the_schema() -> Result<()> {
        for (kind, allowed, text, expected) in [
            ("number", Value::Null, "5", json!(5)),
            ("number", Value::Null, " 2.5 ", json!(2.5)),
            ("string", Value::Null, "a text\n", json!("a text")),
            ("option", options(), "low", json!({"id": "1"})),
            ("option", options(), "High", json!({"id": "4"})),
            ("option", options(), "3", json!({"id": "3"})),
            ("option", Value::Null, "new", json!({"value": "new"})),
            ("version", json!([{"id": "7", "name": "1.0"}]), "1.0", json!({"id": "7"})),
            ("version", Value::Null, "1.0", json!({"name": "1.0"})),
            ("group", Value::Null, "team", json!({"name": "team"})),
            ("issuelink", Value::Null, "dev-1", json!({"key": "DEV-1"})),
            ("timetracking", Value::Null, "2h 30m", json!({"originalEstimate": "2h 30m"})),
            ("timetracking", Value::Null, "3d/1d", json!({"originalEstimate": "3d", "remainingEstimate": "1d"})),
            ("timetracking", Value::Null, "/1d", json!({"remainingEstimate": "1d"})),
            ("any", Value::Null, "{\"a\":1}", json!({"a": 1})),
            ("any", Value::Null, "word", json!("word")),
        ] {
            let field = field(&json!({"type": kind}), &allowed)?;
            assert_eq!(plain_value(&field, text), Ok(expected), "{kind} {text}");
        }
        Ok(())
    }

    #[test]
    fn a_wrong_value_is_refused_with_what_is_right() -> Result<()> {
        for (kind, allowed, text, message, hint) in [
            ("number", Value::Null, "five", "`It` is a number, not `five`", None),
            (
                "option",
                options(),
                "huge",
                "`It` has no value `huge`",
                Some("it takes `Low`, `High, or more`, `high`, `High`"),
            ),
            ("version", json!([]), "1", "`It` has no value `1`", Some("it has no values yet")),
            ("string", Value::Null, "a\nb", "`It` takes one line of text", None),
        ] {
            let error = plain_value(&field(&json!({"type": kind}), &allowed)?, text).err();
            assert_eq!(error.as_ref().map(Error::message), Some(message));
            assert_eq!(error.as_ref().and_then(|error| error.hints().first()).map(String::as_str), hint);
        }
        Ok(())
    }

    #[test]
    fn a_choice_below_a_choice_is_written_with_a_sign_between() -> Result<()> {
        let allowed = json!([
            {"id": "1", "value": "Europe", "children": [{"id": "11", "value": "Vienna"}]},
            {"id": "2", "value": "a > b"},
        ]);
        let field = field(&json!({"type": "option-with-child"}), &allowed)?;
        assert_eq!(plain_value(&field, "europe>vienna"), Ok(json!({"id": "1", "child": {"id": "11"}})));
        assert_eq!(plain_value(&field, "Europe"), Ok(json!({"id": "1"})));
        assert_eq!(plain_value(&field, "a > b"), Ok(json!({"id": "2"})));
        let error = plain_value(&field, "Europe > Rome").err();
        assert_eq!(error.as_ref().map(Error::message), Some("`It > Europe` has no value `Rome`"));
        assert_eq!(error.map(|error| error.hints().to_vec()), Some(vec!["it takes `Vienna`".to_owned()]));
        let error = plain_value(&field, "vienna").err();
        assert_eq!(
            error.and_then(|error| error.hints().last().cloned()).as_deref(),
            Some("or is it `Europe > Vienna`?")
        );
        Ok(())
    }

    #[test]
    fn a_comma_within_an_allowed_value_is_part_of_it() -> Result<()> {
        let field = field(&json!({"type": "array", "items": "option"}), &options())?;
        assert_eq!(items(&field, "Low, High, or more,high"), ["Low", "High, or more", "high"]);
        assert_eq!(items(&field, " ,"), Vec::<String>::new());
        Ok(())
    }

    #[test]
    fn none_clears_what_cannot_be_called_so() -> Result<()> {
        for (kind, allowed, clears) in [
            ("number", Value::Null, true),
            ("option", options(), true),
            ("option", json!([{"id": "1", "value": "None"}]), false),
            ("string", Value::Null, false),
        ] {
            assert_eq!(is_nothing(&field(&json!({"type": kind}), &allowed)?, "none"), clears, "{kind}");
        }
        assert!(is_nothing(&field(&json!({"type": "string"}), &Value::Null)?, " "));
        let labels = json!({"type": "array", "items": "string", "system": "labels"});
        assert!(is_nothing(&field(&labels, &Value::Null)?, "None"));
        Ok(())
    }

    #[test]
    fn labels_have_no_spaces() -> Result<()> {
        let field = field(&json!({"type": "array", "items": "string", "system": "labels"}), &Value::Null)?;
        assert_eq!(plain_value(&field, "ui"), Ok(json!("ui")));
        assert!(plain_value(&field, "two words").is_err());
        Ok(())
    }
}
