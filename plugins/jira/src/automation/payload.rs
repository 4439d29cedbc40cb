//! A rule on its way to the site.

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{self, Map, Value, json};

/// What the site makes and does not take back.
const OWN: [&str; 3] = ["uuid", "created", "updated"];

/// A rule and the connections that it uses.
pub(super) struct Payload {
    rule: Map<String, Value>,
    connections: Value,
}

impl Payload {
    /// Reads a definition: a rule as it was exported, or the rule alone.
    ///
    /// # Errors
    ///
    /// When it is neither.
    pub(super) fn read(definition: &RawValue) -> Result<Self> {
        let wrong = || {
            Error::invalid("the definition is no automation rule")
                .hint("`jira automation export` writes one; at the least it has `name`, `trigger` and `components`")
        };
        let value: Value = serde_json::from_str(definition.get()).map_err(|_| wrong())?;
        let Value::Object(mut members) = value else { return Err(wrong()) };
        let (mut rule, connections) = match members.remove("rule") {
            Some(Value::Object(rule)) => (rule, members.remove("connections").unwrap_or_else(|| json!([]))),
            Some(_) => return Err(wrong()),
            None => (members, json!([])),
        };
        if !rule.contains_key("trigger") {
            return Err(wrong());
        }
        rule.retain(|name, _| !OWN.contains(&name.as_str()));
        Ok(Self { rule, connections })
    }

    /// Gives the rule another value, if there is one.
    pub(super) fn set(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.rule.insert(name.to_owned(), Value::from(value));
        }
    }

    pub(super) fn has_name(&self) -> bool {
        self.rule.get("name").is_some_and(Value::is_string)
    }

    /// As it is sent.
    pub(super) fn body(&self) -> Value {
        json!({"rule": self.rule, "connections": self.connections})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &Value) -> Option<Value> {
        let raw = RawValue::from_string(json.to_string()).ok()?;
        Payload::read(&raw).ok().map(|payload| payload.body())
    }

    #[test]
    fn a_rule_alone_and_an_exported_one_are_the_same() {
        let sent = json!({"rule": {"name": "a", "trigger": {}}, "connections": []});
        assert_eq!(read(&json!({"name": "a", "trigger": {}, "uuid": "1"})), Some(sent.clone()));
        assert_eq!(read(&json!({"rule": {"name": "a", "trigger": {}, "created": 1.5}, "connections": []})), Some(sent));
        for wrong in [json!([]), json!({"rule": 1}), json!({"name": "a"})] {
            assert_eq!(read(&wrong), None, "{wrong}");
        }
    }
}
