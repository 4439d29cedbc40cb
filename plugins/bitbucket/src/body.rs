//! The body of a request that changes only what was typed.

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::Serialize;
use atlassian_plugin_sdk::serde_json::{Map, Value, json};

/// Members that a request sends.
pub(crate) struct Body(Map<String, Value>);

impl Body {
    /// A body of that type, with nothing in it yet.
    pub(crate) fn of(kind: &str) -> Self {
        Self([("type".to_owned(), json!(kind))].into_iter().collect())
    }

    /// Sets a member.
    pub(crate) fn set(mut self, name: &str, value: impl Serialize) -> Self {
        self.0.insert(name.to_owned(), json!(value));
        self
    }

    /// Sets a member if there is a value.
    pub(crate) fn set_opt(self, name: &str, value: Option<impl Serialize>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    /// The same, where something has to be in it.
    ///
    /// # Errors
    ///
    /// When nothing was typed that could be changed.
    pub(crate) fn changing(self) -> Result<Self> {
        if self.0.len() > 1 {
            return Ok(self);
        }
        Err(Error::usage("nothing to change was given").hint("say what is to become of it, see `--help`"))
    }

    /// As JSON.
    pub(crate) fn json(self) -> Value {
        Value::Object(self.0)
    }
}

/// One of two switches that say opposite things.
pub(crate) fn either(yes: bool, no: bool) -> Option<bool> {
    match (yes, no) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}
