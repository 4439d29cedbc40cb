//! The schemas of an OpenAPI 3.0 document as JSON Schema draft 4, which they nearly are.

use serde_json::{Map, Value, json};

/// Rewrites `nullable`, which JSON Schema does not know, everywhere below a value.
pub(super) fn normalize(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(normalize),
        Value::Object(object) => {
            object.values_mut().for_each(normalize);
            if object.remove("nullable") == Some(Value::Bool(true)) {
                let schema = Value::Object(std::mem::take(object));
                object.insert("anyOf".to_owned(), json!([schema, {"type": "null"}]));
            }
        }
        _ => {}
    }
}

/// A schema that stands on its own: its references lead into `components`, which come with it.
pub(super) fn stand_alone(schema: &Value, components: &Value) -> Value {
    json!({"allOf": [schema], "components": components})
}

/// A value of a query or a path, as its schema would have it: text becomes a number or a boolean where it is one.
pub(super) fn coerce(text: &str, schema: &Map<String, Value>) -> Value {
    let read = match schema.get("type").and_then(Value::as_str) {
        Some("integer") => text.parse::<i64>().ok().map(Value::from),
        Some("number") => text.parse::<f64>().ok().map(Value::from),
        Some("boolean") => text.parse::<bool>().ok().map(Value::from),
        _ => None,
    };
    read.unwrap_or_else(|| Value::String(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nullable_becomes_a_choice() {
        let mut schema = json!({"properties": {"a": {"type": "string", "nullable": true}, "b": {"nullable": false}}});
        normalize(&mut schema);
        let a = json!({"anyOf": [{"type": "string"}, {"type": "null"}]});
        assert_eq!(schema, json!({"properties": {"a": a, "b": {}}}));
    }

    #[test]
    fn text_is_read_only_as_what_the_schema_wants() {
        let schema = |kind: &str| json!({"type": kind}).as_object().unwrap().clone();
        assert_eq!(coerce("5", &schema("integer")), json!(5));
        assert_eq!(coerce("5", &schema("string")), json!("5"));
        assert_eq!(coerce("x", &schema("integer")), json!("x"));
        assert_eq!(coerce("true", &schema("boolean")), json!(true));
    }
}
