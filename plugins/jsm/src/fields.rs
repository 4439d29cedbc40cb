//! The fields of a request type, and what was typed for them.

pub(crate) mod value;

use crate::people;
use atlassian_plugin_sdk::choose;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::{self, Map, Value};
use std::collections::BTreeMap;

pub(crate) const FIELDS: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/servicedesk/{serviceDeskId}/requesttype/{requestTypeId}/field",
    classic("read:servicedesk-request"),
    granular("read:requesttype:jira-service-management"),
);

/// What a request of a type has to say, and what the user may do with it.
#[derive(Debug, Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
pub(crate) struct Form {
    #[serde(default)]
    pub(crate) can_add_request_participants: bool,
    #[serde(default)]
    pub(crate) can_raise_on_behalf_of: bool,
    #[serde(default)]
    pub(crate) request_type_fields: Vec<Field>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
pub(crate) struct Field {
    pub(crate) field_id: String,
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) jira_schema: Schema,
    #[serde(default)]
    pub(crate) valid_values: Vec<Choice>,
    /// Values that the portal fills in; a field with one need not be named.
    #[serde(default)]
    default_values: Vec<Choice>,
    #[serde(default)]
    preset_values: Vec<Value>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(crate = "self::serde")]
pub(crate) struct Schema {
    #[serde(rename = "type", default)]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) items: Option<String>,
    #[serde(default)]
    system: Option<String>,
}

/// A value that a field takes.
#[derive(Debug, Clone, Deserialize)]
#[serde(crate = "self::serde")]
pub(crate) struct Choice {
    #[serde(default)]
    pub(crate) value: String,
    #[serde(default)]
    pub(crate) label: String,
    #[serde(default)]
    pub(crate) children: Vec<Choice>,
}

impl Field {
    /// Whether it holds files.
    pub(crate) fn is_attachment(&self) -> bool {
        self.field_id == "attachment" || self.jira_schema.system.as_deref() == Some("attachment")
    }

    fn has_default(&self) -> bool {
        !self.default_values.is_empty() || !self.preset_values.is_empty()
    }
}

/// What was typed, by field; a field that takes a list may be named more than once.
#[derive(Debug, Default)]
pub(crate) struct Typed {
    texts: BTreeMap<String, Vec<String>>,
    /// Given as JSON, to be sent as it is.
    json: Map<String, Value>,
}

impl Typed {
    /// Takes the value of a field that has a flag of its own.
    pub(crate) fn put(&mut self, id: &str, text: &str) {
        self.texts.entry(id.to_owned()).or_default().push(text.to_owned());
    }

    /// Takes `NAME=VALUE`, or `NAME:=JSON`. The name is the field's, in any case, or its id.
    ///
    /// # Errors
    ///
    /// When the form has no such field, with those that it has; or when the JSON is none.
    pub(crate) fn assign(&mut self, form: &Form, pair: &KeyValue) -> Result<()> {
        let fields: Vec<&Field> = form.request_type_fields.iter().collect();
        let named = |name: &str| {
            choose("field of the request type", name, fields.clone(), |field| {
                (field.field_id.clone(), field.name.clone())
            })
        };
        match pair.key.strip_suffix(':') {
            Some(name) => {
                let field = named(name)?;
                let value = serde_json::from_str(&pair.value)
                    .map_err(|error| Error::invalid(format!("the value of `{}` is not JSON: {error}", field.name)))?;
                self.json.insert(field.field_id.clone(), value);
            }
            None => self.put(&named(&pair.key)?.field_id, &pair.value),
        }
        Ok(())
    }

    fn names(&self, id: &str) -> bool {
        self.texts.contains_key(id) || self.json.contains_key(id)
    }

    /// Refuses what cannot become a request: fields that it lacks are named, each with the values that it takes.
    ///
    /// # Errors
    ///
    /// When a field is missing, or one was named that the form does not have.
    pub(crate) fn check(&self, form: &Form, with_files: bool) -> Result<()> {
        let known = |id: &String| form.request_type_fields.iter().any(|field| field.field_id == *id);
        if let Some(stranger) = self.texts.keys().find(|id| !known(id)) {
            return Err(Error::invalid(format!("requests of this type have no field `{stranger}`"))
                .hint("`jsm request-type fields` shows those that they have"));
        }
        let missing: Vec<&Field> = form
            .request_type_fields
            .iter()
            .filter(|field| field.required && !field.has_default() && !self.names(&field.field_id))
            .filter(|field| !(with_files && field.is_attachment()))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = missing.iter().map(|field| format!("`{}`", field.name)).collect();
        let error = Error::invalid(format!("the request lacks {}", names.join(" and ")));
        Err(missing.into_iter().fold(error, |error, field| error.hint(value::cure(field))))
    }

    /// The values as the site takes them, each checked against its field. People are looked up. Needs
    /// [`people::FIND_AT_DESK`].
    ///
    /// # Errors
    ///
    /// When a value is none of its field, with the values that the field takes.
    pub(crate) async fn values(&self, cx: &Cx, desk: &str, form: &Form) -> Result<Map<String, Value>> {
        let mut values = self.json.clone();
        for field in &form.request_type_fields {
            let Some(texts) = self.texts.get(&field.field_id) else { continue };
            let mut parts = value::parts(field, texts)?;
            if value::holds_people(field) {
                for part in &mut parts {
                    *part = people::account(cx, part, Some(desk)).await?;
                }
            }
            values.insert(field.field_id.clone(), value::of(field, &parts)?);
        }
        Ok(values)
    }
}
