//! Any path of a product's API, typed by the user: what the `api` command of each bundled plugin does.
//!
//! The conventions are those of `gh api`: fields make a POST of what would be a GET, `-f` takes a text and `-F` a number,
//! `true`, `false` or `null` where the value is one, and `key[inner]=…`, `key[]=…` build objects and lists.

use crate::args::KeyValue;
use crate::cx::Cx;
use crate::endpoint::{Endpoint, Method};
use crate::error::{Error, Result};
use crate::query::pairs;
use crate::request::Request;
use crate::response::Response;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// A call as it was typed.
#[derive(Debug)]
pub struct Call {
    /// A path, or a method and a path. The path may have a query.
    pub words: Vec<String>,
    /// The method, where it is not one of the words.
    pub method: Option<String>,
    /// `-F`: fields whose values may be numbers, `true`, `false` or `null`.
    pub fields: Vec<KeyValue>,
    /// `-f`: fields whose values are texts.
    pub raw_fields: Vec<KeyValue>,
    /// The whole body.
    pub input: Option<Box<RawValue>>,
    /// Whether further pages are fetched, too.
    pub paginate: bool,
    /// Whether status and headers are shown.
    pub include: bool,
}

impl Call {
    /// Makes the call, and shows the answer as it came. One of `endpoints`, all declared with `ANY` and a template
    /// that ends in `{+path}`, has to fit the path.
    ///
    /// # Errors
    ///
    /// When the line is not a call, no endpoint fits, the site answers with an error, or names the same page twice.
    pub async fn run(self, cx: &Cx, endpoints: &[Endpoint]) -> Result<()> {
        let (method, path) = self.target()?;
        let (path, query) = path.split_once('?').unwrap_or((&path, ""));
        let path = format!("/{}", path.trim_start_matches('/'));
        let mut request = self.request(cx, endpoints, method, &path)?;
        for (name, value) in pairs(query) {
            request = request.query(&name, value);
        }
        let mut seen = BTreeSet::new();
        loop {
            let response = request.clone().answer().await?;
            self.show(cx, &response);
            // What the site says besides its error is seen, too.
            let response = response.checked()?;
            let next = if self.paginate { next(&response, &path)? } else { None };
            let Some(next) = next else { return Ok(()) };
            if !seen.insert(next.clone()) {
                return Err(Error::other("the site named the same page twice, so the listing cannot be completed"));
            }
            request = next.into_iter().fold(request, |request, (name, value)| request.replace_query(&name, &value));
        }
    }

    /// Method and path.
    fn target(&self) -> Result<(Method, String)> {
        let (word, path) = match self.words.as_slice() {
            [path] => (self.method.as_deref(), path),
            [method, path] if self.method.is_none() => (Some(method.as_str()), path),
            _ => return Err(Error::usage("the call is a path, or a method and a path")),
        };
        let has_body = self.input.is_some() || !self.fields.is_empty() || !self.raw_fields.is_empty();
        let method = match word.map(str::to_ascii_uppercase).as_deref() {
            None if has_body => Method::Post,
            None | Some("GET") => Method::Get,
            Some("HEAD") => Method::Head,
            Some("POST") => Method::Post,
            Some("PUT") => Method::Put,
            Some("PATCH") => Method::Patch,
            Some("DELETE") => Method::Delete,
            Some(other) => return Err(Error::usage(format!("`{other}` is no method"))),
        };
        if self.paginate && method != Method::Get {
            return Err(Error::usage("`--paginate` goes with GET"));
        }
        Ok((method, path.clone()))
    }

    fn request(&self, cx: &Cx, endpoints: &[Endpoint], method: Method, path: &str) -> Result<Request> {
        let prefix = |endpoint: &Endpoint| endpoint.template().split("{+").next().unwrap_or_default().to_owned();
        let found = endpoints.iter().find_map(|endpoint| Some((endpoint, path.strip_prefix(&prefix(endpoint))?)));
        let Some((endpoint, rest)) = found else {
            let known: Vec<_> = endpoints.iter().map(|endpoint| format!("`{}`", prefix(endpoint))).collect();
            return Err(Error::usage(format!("the path begins with {}", known.join(" or "))));
        };
        let request = cx.request(*endpoint).method(method).param("path", rest);
        let fields = self.raw_fields.iter().map(|field| (field, Value::from(field.value.as_str())));
        let fields: Vec<_> = fields.chain(self.fields.iter().map(|field| (field, typed(&field.value)))).collect();
        if matches!(method, Method::Get | Method::Head) {
            if self.input.is_some() {
                return Err(Error::usage("GET and HEAD take no `--input`"));
            }
            let add = |request: Request, (field, _): &(&KeyValue, Value)| request.query(&field.key, &field.value);
            return Ok(fields.iter().fold(request, add));
        }
        match &self.input {
            Some(_) if !fields.is_empty() => Err(Error::usage("the body is `--input` or fields, not both")),
            Some(input) => Ok(request.json_body(input)),
            None if fields.is_empty() => Ok(request),
            None => {
                let mut body = Value::Object(Map::new());
                fields.into_iter().try_for_each(|(field, value)| put(&mut body, &field.key, value))?;
                Ok(request.json_body(&body))
            }
        }
    }

    fn show(&self, cx: &Cx, response: &Response) {
        if self.include {
            // What is filtered has to be JSON and nothing else.
            let is_filtered = cx.profile("filtered").is_some_and(|fact| fact == "true");
            let show = |line: &str| if is_filtered { cx.note(line) } else { cx.text(&format!("{line}\n")) };
            show(&format!("HTTP {}", response.status()));
            response.headers().for_each(|(name, value)| show(&format!("{name}: {value}")));
            if !is_filtered {
                cx.text("\n");
            }
        }
        let text = response.text();
        cx.text(&text);
        if !text.is_empty() && !text.ends_with('\n') {
            cx.text("\n");
        }
    }
}

/// A number, `true`, `false` or `null`; else the text.
fn typed(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(value @ (Value::Null | Value::Bool(_) | Value::Number(_))) => value,
        _ => Value::from(text),
    }
}

/// Puts a value where `key[inner][]` says.
fn put(body: &mut Value, key: &str, value: Value) -> Result<()> {
    let wrong = || Error::usage(format!("`{key}` does not fit the fields before it, or is no `key[inner]`"));
    let (first, rest) = key.split_once('[').map_or((key, ""), |(first, rest)| (first, rest));
    let mut steps = vec![first];
    if !rest.is_empty() {
        let inner = rest.strip_suffix(']').ok_or_else(wrong)?;
        steps.extend(inner.split("]["));
    }
    let mut place = body;
    for step in steps {
        if place.is_null() {
            *place = if step.is_empty() { Value::Array(Vec::new()) } else { Value::Object(Map::new()) };
        }
        place = match place {
            Value::Object(object) if !step.is_empty() => object.entry(step).or_insert(Value::Null),
            Value::Array(list) if step.is_empty() => {
                list.push(Value::Null);
                list.last_mut().ok_or_else(wrong)?
            }
            _ => return Err(wrong()),
        };
    }
    if !place.is_null() {
        return Err(wrong());
    }
    *place = value;
    Ok(())
}

/// What has to change in the query for the next page, if there is one. Each product has its own way of saying so.
fn next(response: &Response, path: &str) -> Result<Option<Vec<(String, String)>>> {
    let Ok(body) = response.json::<Value>() else { return Ok(None) };
    let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str);
    let number = |pointer: &str| body.pointer(pointer).and_then(Value::as_u64);
    if let Some(address) = text("/next").or_else(|| text("/_links/next")) {
        return linked(address, path).map(Some);
    }
    if body.pointer("/isLast") == Some(&Value::Bool(true)) || body.pointer("/isLastPage") == Some(&Value::Bool(true)) {
        return Ok(None);
    }
    if let Some(token) = text("/nextPageToken") {
        return Ok(Some(vec![("nextPageToken".to_owned(), token.to_owned())]));
    }
    let records = body.as_object().and_then(|object| object.values().find_map(Value::as_array));
    let (Some(start), Some(records)) = (number("/startAt"), records) else { return Ok(None) };
    let end = start + records.len() as u64;
    let more = !records.is_empty() && number("/total").map_or(body.get("isLast").is_some(), |total| end < total);
    Ok(more.then(|| vec![("startAt".to_owned(), end.to_string())]))
}

/// The query of the next page's address, which has to be one of the same listing.
fn linked(address: &str, path: &str) -> Result<Vec<(String, String)>> {
    let (before, query) = address.split_once('?').unwrap_or((address, ""));
    let listing = path.rsplit('/').find(|segment| !segment.is_empty()).unwrap_or_default();
    let same = before.trim_end_matches('/').rsplit('/').next().is_some_and(|last| last == listing);
    if !same || query.is_empty() {
        return Err(Error::other("the next page is said to be elsewhere, so the listing cannot be completed"));
    }
    Ok(pairs(query))
}

/// Declares the command `api` of a plugin: `Api`, with its arguments, and the endpoints that it may use.
///
/// ```
/// atlassian_plugin_sdk::api_command! {
///     /// Call any path of the tracker
///     examples: ["tracker api /rest/api/3/myself"],
///     endpoints: { REST = jira "/rest/api/{+path}" },
/// }
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! api_command {
    (
        #[doc = $about:literal]
        examples: [$($example:literal),+ $(,)?],
        endpoints: { $($name:ident = $service:ident $template:literal),+ $(,)? } $(,)?
    ) => {
        $(const $name: $crate::Endpoint = $crate::endpoint!($service ANY $template);)+

        #[doc = $about]
        ///
        /// The path may have a query. Fields make it a POST; in a GET they become the query. The answer is shown as it
        /// came, and is filtered by --jq.
        #[derive($crate::Command)]
        #[command(path = "api", effect = "delete", result = "text", $(example = $example),+)]
        $(#[http($name)])+
        pub(crate) struct Api {
            /// Path, or method and path
            #[arg(positional, required, value_name = "[METHOD] PATH")]
            words: Vec<String>,
            /// Method, where it does not stand before the path
            #[arg(long, short = 'X')]
            method: Option<String>,
            /// Field with a number, true, false, null or text (can be repeated)
            #[arg(long, short = 'F', value_name = "KEY=VALUE")]
            field: Vec<$crate::KeyValue>,
            /// Field with a text (can be repeated)
            #[arg(long, short = 'f', value_name = "KEY=TEXT")]
            raw_field: Vec<$crate::KeyValue>,
            /// Whole body as JSON, @FILE or -
            #[arg(long, value_name = "JSON")]
            input: Option<Box<$crate::RawValue>>,
            /// Fetch all pages
            #[arg(long)]
            paginate: bool,
            /// Show status and headers before each answer; with --jq, on standard error
            #[arg(long, short = 'i')]
            include: bool,
        }

        impl $crate::Run for Api {
            async fn run(self, cx: &$crate::Cx) -> $crate::Result<()> {
                let call = $crate::api::Call {
                    words: self.words,
                    method: self.method,
                    fields: self.field,
                    raw_fields: self.raw_field,
                    input: self.input,
                    paginate: self.paginate,
                    include: self.include,
                };
                call.run(cx, &[$($name),+]).await
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fields_build_objects_and_lists() {
        let mut body = json!({});
        for (key, value) in [
            ("summary", typed("text")),
            ("fields[project][key]", typed("DEV")),
            ("fields[n]", typed("5")),
            ("labels[]", typed("a")),
            ("labels[]", typed("true")),
            ("list[][name]", typed("\"x\"")),
        ] {
            assert_eq!(put(&mut body, key, value), Ok(()), "{key}");
        }
        let expected = json!({
            "summary": "text", "fields": {"project": {"key": "DEV"}, "n": 5}, "labels": ["a", true],
            "list": [{"name": "\"x\""}],
        });
        assert_eq!(body, expected);
        for key in ["summary", "summary[x]", "labels[x]", "fields[", "fields[]"] {
            assert!(put(&mut body, key, json!(1)).is_err(), "{key}");
        }
    }

    #[test]
    fn queries_are_decoded_once() {
        assert_eq!(
            pairs("jql=a%20%3D+b&x&=%2525"),
            [("jql", "a = b"), ("x", ""), ("", "%25")].map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
    }

    #[test]
    fn the_next_page_belongs_to_the_same_listing() {
        assert_eq!(
            linked("https://elsewhere.example/2.0/repositories/w?page=2", "/2.0/repositories/w"),
            Ok(vec![("page".to_owned(), "2".to_owned())])
        );
        assert!(linked("/wiki/api/v2/other?cursor=x", "/wiki/api/v2/spaces").is_err());
    }
}
