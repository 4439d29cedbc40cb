//! Requests held against one OpenAPI document.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value};

use super::{matches, schema};

const METHODS: [&str; 7] = ["get", "put", "post", "delete", "patch", "head", "options"];

/// An OpenAPI 3.0 document.
#[derive(Debug)]
pub struct Document {
    operations: Vec<Operation>,
    components: Value,
    /// Validators of bodies, made when they are first wanted: by place in `operations`.
    bodies: Mutex<HashMap<usize, Arc<Validator>>>,
}

#[derive(Debug)]
struct Operation {
    method: String,
    template: String,
    parameters: Vec<Map<String, Value>>,
    /// The schema of a JSON body, if there is one.
    body: Option<Value>,
    body_required: bool,
}

/// A request, as far as a document speaks of it.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// In capitals.
    pub method: &'a str,
    /// Without the query.
    pub path: &'a str,
    /// Names and values, decoded.
    pub query: &'a [(String, String)],
    /// Names in lower case.
    pub header_names: &'a [String],
    /// Without parameters.
    pub content_type: Option<&'a str>,
    /// As it was sent.
    pub body: &'a [u8],
}

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    ///
    /// When the file is missing or no JSON.
    pub fn load(file: &Path) -> io::Result<Self> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", file.display())))?;
        Ok(Self::new(&serde_json::from_str(&text).map_err(io::Error::other)?))
    }

    fn new(document: &Value) -> Self {
        let mut components = document.get("components").cloned().unwrap_or_default();
        schema::normalize(&mut components);
        let mut operations = Vec::new();
        for (template, item) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
            for method in METHODS {
                if let Some(operation) = item.get(method).and_then(Value::as_object) {
                    operations.push(Operation::new(method, template, operation, &components));
                }
            }
        }
        // Templates with fewer parameters first: `/user/current` before `/user/{id}`.
        operations.sort_by_key(|operation| operation.template.matches('{').count());
        Self { operations, components, bodies: Mutex::default() }
    }

    /// What is wrong with a request; nothing, if nothing is.
    pub fn check(&self, call: Call<'_>) -> Vec<String> {
        let fitting: Vec<_> =
            self.operations.iter().enumerate().filter(|(_, own)| matches(&own.template, call.path)).collect();
        if fitting.is_empty() {
            return vec!["the document has no such path".to_owned()];
        }
        let Some((place, operation)) = fitting.into_iter().find(|(_, own)| own.method == call.method) else {
            return vec![format!("the document has no {} for this path", call.method)];
        };
        let mut errors = operation.check_parameters(call);
        errors.extend(self.check_body(place, operation, call));
        errors
    }

    fn check_body(&self, place: usize, operation: &Operation, call: Call<'_>) -> Vec<String> {
        if call.body.is_empty() {
            let missing = operation.body_required.then(|| "the body is missing".to_owned());
            return missing.into_iter().collect();
        }
        let Some(body) = &operation.body else { return Vec::new() };
        if call.content_type != Some("application/json") {
            return vec![format!("the body is {} instead of application/json", call.content_type.unwrap_or("untyped"))];
        }
        let value = match serde_json::from_slice::<Value>(call.body) {
            Ok(value) => value,
            Err(error) => return vec![format!("the body is no JSON: {error}")],
        };
        match self.validator(place, body) {
            Ok(validator) => validator.iter_errors(&value).map(|error| at(&error)).collect(),
            Err(error) => vec![error],
        }
    }

    fn validator(&self, place: usize, body: &Value) -> Result<Arc<Validator>, String> {
        let mut bodies = self.bodies.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(validator) = bodies.get(&place) {
            return Ok(Arc::clone(validator));
        }
        let schema = schema::stand_alone(body, &self.components);
        let validator = jsonschema::options().with_draft(Draft::Draft4).build(&schema);
        let validator = Arc::new(validator.map_err(|error| format!("the document's own schema is wrong: {error}"))?);
        bodies.insert(place, Arc::clone(&validator));
        Ok(validator)
    }
}

fn at(error: &jsonschema::ValidationError<'_>) -> String {
    format!("body{}: {error}", error.instance_path())
}

impl Operation {
    fn new(method: &str, template: &str, operation: &Map<String, Value>, components: &Value) -> Self {
        let parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
        let request = operation.get("requestBody").map(|body| resolve(body, components));
        let mut body = request.and_then(|body| body.pointer("/content/application~1json/schema")).cloned();
        if let Some(body) = &mut body {
            schema::normalize(body);
        }
        Self {
            method: method.to_uppercase(),
            template: template.to_owned(),
            parameters: parameters.filter_map(|one| resolve(one, components).as_object().cloned()).collect(),
            body,
            body_required: request.and_then(|body| body.get("required")) == Some(&Value::Bool(true)),
        }
    }

    fn check_parameters(&self, call: Call<'_>) -> Vec<String> {
        let mut errors = Vec::new();
        for parameter in &self.parameters {
            let name = text(parameter, "name");
            let values = match text(parameter, "in") {
                "query" => call.query.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect(),
                "path" => segment(&self.template, call.path, name).into_iter().collect(),
                "header" => {
                    let sent = call.header_names.iter().any(|header| header.eq_ignore_ascii_case(name));
                    if sent { vec![""] } else { Vec::new() }
                }
                _ => continue,
            };
            if values.is_empty() && parameter.get("required") == Some(&Value::Bool(true)) {
                errors.push(format!("the {} parameter `{name}` is missing", text(parameter, "in")));
            }
            if text(parameter, "in") != "header" {
                errors.extend(values.iter().filter_map(|value| check_value(parameter, name, value)));
            }
        }
        let known =
            |key: &str| self.parameters.iter().any(|own| text(own, "in") == "query" && text(own, "name") == key);
        let unknown = call.query.iter().filter(|(key, _)| !known(key));
        errors.extend(unknown.map(|(key, _)| format!("the document has no query parameter `{key}`")));
        errors
    }
}

/// What is wrong with one value of a parameter.
fn check_value(parameter: &Map<String, Value>, name: &str, value: &str) -> Option<String> {
    let mut schema = parameter.get("schema")?.as_object()?;
    let mut values = vec![value];
    if text(schema, "type") == "array" {
        schema = schema.get("items")?.as_object()?;
        // Without `explode` a list is one value with commas.
        if parameter.get("explode") == Some(&Value::Bool(false)) {
            values = value.split(',').collect();
        }
    }
    let wanted = Value::Object(schema.clone());
    let validator = jsonschema::options().with_draft(Draft::Draft4).build(&wanted).ok()?;
    let wrong = values.into_iter().find(|value| !validator.is_valid(&schema::coerce(value, schema)))?;
    Some(format!("the {} parameter `{name}` may not be `{wrong}`", text(parameter, "in")))
}

/// The segment of a path that a parameter of its template stands for.
fn segment<'a>(template: &str, path: &'a str, name: &str) -> Option<&'a str> {
    let place = template.split('/').position(|part| part == format!("{{{name}}}"))?;
    path.split('/').nth(place)
}

fn resolve<'a>(value: &'a Value, components: &'a Value) -> &'a Value {
    let target = value.get("$ref").and_then(Value::as_str).and_then(|link| link.strip_prefix("#/components"));
    target.and_then(|pointer| components.pointer(pointer)).unwrap_or(value)
}

fn text<'a>(object: &'a Map<String, Value>, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or("")
}

#[cfg(test)]
mod tests;
