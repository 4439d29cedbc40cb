//! Values of fields, put together for one request that makes or changes an issue.

use super::catalogue::Catalogue;
use super::field::{Field, listed};
use super::{sprint, value};
use crate::people;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Map, Value, from_str, json};

/// What looking up people and sprints may ask.
pub(crate) const VALUES: EndpointGroup = endpoint_group!(people::FIND, sprint::FIND);

/// Values so far, each checked against the catalogue.
pub(crate) struct Edits<'a> {
    cx: &'a Cx,
    catalogue: &'a Catalogue,
    fields: Map<String, Value>,
    update: Map<String, Value>,
}

impl<'a> Edits<'a> {
    /// No values yet.
    pub(crate) fn new(cx: &'a Cx, catalogue: &'a Catalogue) -> Self {
        Self { cx, catalogue, fields: Map::new(), update: Map::new() }
    }

    /// `--field NAME=VALUE`. `NAME+=VALUE` and `NAME-=VALUE` add to a list and take away from it, and `NAME:=JSON` is
    /// sent as it is. A list may be named again and has all the values then.
    ///
    /// # Errors
    ///
    /// When there is no such field, it does not take this value, or has one already.
    pub(crate) async fn assign(&mut self, pair: &KeyValue) -> Result<()> {
        let KeyValue { key, value } = pair;
        match signed(self.catalogue, key) {
            (name, "+") => self.operate("add", name, value).await,
            (name, "-") => self.operate("remove", name, value).await,
            (name, ":") => {
                let field = self.settable(name)?;
                if self.fields.contains_key(&field.id) {
                    return Err(twice(field));
                }
                let json: Value = from_str(value)
                    .map_err(|error| Error::invalid(format!("the value of `{}` is not JSON: {error}", field.name)))?;
                self.put(field.id.clone(), json);
                Ok(())
            }
            (name, _) => {
                let field = self.settable(name)?;
                match self.fields.remove(&field.id) {
                    None => self.set(name, value).await,
                    Some(Value::Array(mut values)) if field.is_list() => {
                        self.set(name, value).await?;
                        if let Some(Value::Array(more)) = self.fields.remove(&field.id) {
                            values.extend(more.into_iter().filter(|value| !values.contains(value)).collect::<Vec<_>>());
                        }
                        self.put(field.id.clone(), values.into());
                        Ok(())
                    }
                    Some(_) => Err(twice(field)),
                }
            }
        }
    }

    /// Whether it names a field that is here.
    pub(crate) fn knows(&self, pair: &KeyValue) -> bool {
        !self.catalogue.all_called(signed(self.catalogue, &pair.key).0).is_empty()
    }

    /// Gives a field a value; nothing at all clears it.
    ///
    /// # Errors
    ///
    /// When there is no such field, or it does not take this value.
    pub(crate) async fn set(&mut self, name: &str, text: &str) -> Result<()> {
        let field = self.settable(name)?;
        if self.update.contains_key(&field.id) {
            return Err(both(field));
        }
        match value::of(self.cx, self.catalogue, field, text).await? {
            // Jira takes nothing else for "no parent".
            Value::Null if field.schema.system == "parent" => {
                self.put_operation(&field.id, json!({"set": {"none": true}}));
            }
            value => self.put(field.id.clone(), value),
        }
        Ok(())
    }

    /// Gives a field a value where one was typed.
    ///
    /// # Errors
    ///
    /// As [`set`](Self::set).
    pub(crate) async fn set_if(&mut self, name: &str, text: Option<&str>) -> Result<()> {
        match text {
            Some(text) => self.set(name, text).await,
            None => Ok(()),
        }
    }

    /// Gives a list the values of a flag that can be repeated; without any, it stays.
    ///
    /// # Errors
    ///
    /// As [`set`](Self::set).
    pub(crate) async fn set_all(&mut self, name: &str, texts: &[String]) -> Result<()> {
        if texts.is_empty() {
            return Ok(());
        }
        self.set(name, &texts.join(",")).await
    }

    /// Adds values to a list, or takes them away (`operation` is `add` or `remove`).
    ///
    /// # Errors
    ///
    /// When the field is no list, or does not take this value.
    pub(crate) async fn operate(&mut self, operation: &str, name: &str, text: &str) -> Result<()> {
        let field = self.catalogue.find(name)?;
        if !field.is_list() || !field.allows(operation) {
            return Err(Error::invalid(format!("`{}` holds one value, which can be set only", field.name)));
        }
        if self.fields.contains_key(&field.id) {
            return Err(both(field));
        }
        let values = value::of(self.cx, self.catalogue, field, text).await?;
        let operations = self.update.entry(field.id.clone()).or_insert_with(|| json!([]));
        if let (Some(operations), Value::Array(values)) = (operations.as_array_mut(), values) {
            operations.extend(values.into_iter().map(|value| json!({operation: value})));
        }
        Ok(())
    }

    /// Adds the values of a flag that can be repeated to a list, or takes them away.
    ///
    /// # Errors
    ///
    /// As [`operate`](Self::operate).
    pub(crate) async fn operate_all(&mut self, operation: &str, name: &str, texts: &[String]) -> Result<()> {
        if texts.is_empty() {
            return Ok(());
        }
        self.operate(operation, name, &texts.join(",")).await
    }

    /// Puts project and type of a new issue, as the catalogue was made for them.
    pub(crate) fn place_new(&mut self) {
        if let (Some(project), Some(kind)) = (self.catalogue.project(), self.catalogue.kind()) {
            let by = if project.bytes().all(|byte| byte.is_ascii_digit()) { "id" } else { "key" };
            self.put("project", json!({by: project}));
            self.put("issuetype", json!({"id": kind.id}));
        }
    }

    /// Puts a value that needs no checking.
    pub(crate) fn put(&mut self, id: impl Into<String>, value: Value) {
        self.fields.insert(id.into(), value);
    }

    /// Adds an operation that needs no checking, such as a comment.
    pub(crate) fn put_operation(&mut self, id: &str, operation: Value) {
        let operations = self.update.entry(id.to_owned()).or_insert_with(|| json!([]));
        if let Some(operations) = operations.as_array_mut() {
            operations.push(operation);
        }
    }

    /// Whether nothing was set.
    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.update.is_empty()
    }

    /// Whether a field has a value, or is changed.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.fields.contains_key(id) || self.update.contains_key(id)
    }

    /// Refuses to go on while a required field has no value, naming each and what it takes.
    ///
    /// # Errors
    ///
    /// When one has none.
    pub(crate) fn check_required(&self) -> Result<()> {
        let missing: Vec<_> = self.catalogue.missing(|id| self.has(id)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let names = listed(missing.iter().map(|field| field.name.as_str()));
        let error = Error::invalid(format!("a value is required {}: {names}", self.catalogue.place()));
        Err(missing.iter().fold(error, |error, field| error.hint(required(field))))
    }

    /// The body of a request: `fields` and `update`, where there is something in them.
    pub(crate) fn body(self) -> Map<String, Value> {
        let parts = [("fields", self.fields), ("update", self.update)];
        parts
            .into_iter()
            .filter(|(_, part)| !part.is_empty())
            .map(|(name, part)| (name.to_owned(), part.into()))
            .collect()
    }

    fn settable(&self, name: &str) -> Result<&'a Field> {
        let field = self.catalogue.find(name)?;
        if field.allows("set") || field.schema.system == "parent" {
            return Ok(field);
        }
        Err(Error::invalid(format!("`{}` cannot be set {}", field.name, self.catalogue.place())))
    }
}

/// A field's name, and the sign before the `=`. A field may have the sign in its own name.
pub(crate) fn signed<'k>(catalogue: &Catalogue, key: &'k str) -> (&'k str, &'k str) {
    let key = key.trim();
    let split = key.split_at_checked(key.len().saturating_sub(1));
    let is_field = catalogue.fields().iter().any(|field| field.is_called(key));
    match split.filter(|(name, sign)| !is_field && matches!(*sign, "+" | "-" | ":") && !name.is_empty()) {
        Some((name, sign)) => (name.trim(), sign),
        None => (key, ""),
    }
}

/// Jira takes a field in one of its two lists alone, `fields` or `update`.
fn both(field: &Field) -> Error {
    Error::usage(format!("`{}` cannot be replaced and added to at one time", field.name))
}

/// One value is not guessed to be meant rather than the other.
fn twice(field: &Field) -> Error {
    Error::usage(format!("`{}` holds one value and was given two", field.name))
}

/// How a required field is set.
fn required(field: &Field) -> String {
    let flag = format!("`--field \"{}=…\"`", field.name);
    match field.choices() {
        Some(choices) if !choices.is_empty() => format!("{flag} takes {choices}"),
        _ => format!("set it with {flag}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_before_the_equals_sign_is_none_of_the_name() -> Result<()> {
        let named = |name: &str| json!({"name": name, "schema": {"type": "string"}});
        let fields = json!({"customfield_1": named("Platforms"), "customfield_2": named("C+")});
        let catalogue = Catalogue::of_screen(fields.as_object().cloned().unwrap_or_default(), "x", None)?;
        for (key, expected) in [
            ("Platforms", ("Platforms", "")),
            ("Platforms+", ("Platforms", "+")),
            ("platforms -", ("platforms", "-")),
            ("customfield_1:", ("customfield_1", ":")),
            ("C+", ("C+", "")),
            ("C++", ("C+", "+")),
            ("+", ("+", "")),
            ("", ("", "")),
        ] {
            assert_eq!(signed(&catalogue, key), expected, "{key}");
        }
        Ok(())
    }
}
