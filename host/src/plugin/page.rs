//! Pages of the products: where `--web` leads, and what an identifier in a terminal links to.
//!
//! A plugin names a path, and perhaps a query, on a service's web origin. The origin is the profile's, and values are
//! encoded as in a request: no answer of a site and no plugin leads anywhere else.

use percent_encoding::utf8_percent_encode;
use serde_json::Value;

use crate::http::{self, ENCODED, Template};
use crate::profile::Selected;

use super::manifest;

/// A page of a command, under one profile.
#[derive(Debug, Clone)]
pub struct Page {
    /// What the plugin calls it.
    pub name: String,
    origin: String,
    path: Template,
    query: Vec<(String, String)>,
}

impl Page {
    /// The page as a manifest declares it; nothing where the profile does not have the service.
    pub fn of(page: &manifest::Page, selected: &Selected) -> Option<Self> {
        let origin = http::service(&page.service)?.web_origin(selected)?;
        let (path, query) = parse(&page.template).ok()?;
        Some(Self { name: page.name.clone(), origin: origin.trim_end_matches('/').to_owned(), path, query })
    }

    /// The address for these parameters.
    ///
    /// # Errors
    /// When one is missing, left over or not allowed.
    pub fn address(&self, params: &[(String, String)]) -> Result<String, String> {
        let is_in_query = |name: &str| self.query.iter().any(|(_, param)| param == name);
        let (in_query, in_path): (Vec<_>, Vec<_>) = params.iter().cloned().partition(|(name, _)| is_in_query(name));
        let mut address = format!("{}{}", self.origin, self.path.expand(&in_path)?);
        for (index, (key, name)) in self.query.iter().enumerate() {
            let value = in_query.iter().find(|(param, _)| param == name).map(|(_, value)| value);
            let value = value.ok_or_else(|| format!("there is no value for `{name}`"))?;
            let mark = if index == 0 { '?' } else { '&' };
            address.push_str(&format!("{mark}{key}={}", utf8_percent_encode(value, ENCODED)));
        }
        Ok(address)
    }

    /// The address of a record's page: a parameter is the name of a member, with dots on the way down. Nothing where
    /// the record lacks one.
    pub fn of_record(&self, record: &Value) -> Option<String> {
        let names = self.path.params().chain(self.query.iter().map(|(_, name)| name.as_str()));
        let params = names.map(|name| {
            let value = name.split('.').try_fold(record, |value, member| value.get(member))?;
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                _ => return None,
            };
            Some((name.to_owned(), text))
        });
        self.address(&params.collect::<Option<Vec<_>>>()?).ok()
    }
}

/// Reads a page's template: a path, and after `?` parameters as `key={name}`.
///
/// # Errors
/// When it is not one; the text finishes "the template …".
pub(super) fn parse(template: &str) -> Result<(Template, Vec<(String, String)>), String> {
    let (path, query) = template.split_once('?').map_or((template, None), |(path, query)| (path, Some(query)));
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    let query = query.into_iter().flat_map(|query| query.split('&')).map(|pair| {
        let wrong = || format!("has `{}` in its query, which is not `key={{name}}`", pair.escape_debug());
        let (key, value) = pair.split_once('=').ok_or_else(wrong)?;
        let name = value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).ok_or_else(wrong)?;
        if plain(key) && plain(name) { Ok((key.to_owned(), name.to_owned())) } else { Err(wrong()) }
    });
    Ok((Template::parse(path)?, query.collect::<Result<_, String>>()?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn page(template: &str) -> Page {
        let (path, query) = parse(template).unwrap();
        Page { name: "page".to_owned(), origin: "https://example.atlassian.net".to_owned(), path, query }
    }

    #[test]
    fn a_record_has_its_page() {
        let issue = json!({"key": "DEV-1", "space": {"key": "A B"}, "id": 5, "none": null});
        for (template, expected) in [
            ("/browse/{key}", Some("/browse/DEV-1")),
            ("/wiki/spaces/{space.key}/pages/{id}", Some("/wiki/spaces/A%20B/pages/5")),
            ("/wiki/pages/viewpage.action?pageId={id}", Some("/wiki/pages/viewpage.action?pageId=5")),
            ("/browse/{none}", None),
            ("/browse/{absent}", None),
        ] {
            let expected = expected.map(|path| format!("https://example.atlassian.net{path}"));
            assert_eq!(page(template).of_record(&issue), expected, "{template}");
        }
    }

    #[test]
    fn nothing_in_a_value_leads_elsewhere() {
        let issue = |key: &str| page("/browse/{key}").of_record(&json!({ "key": key }));
        for key in ["..", "", "a/../b", "a/b", "%2e%2e", "\u{1b}]8;;x", "a\nb"] {
            assert_eq!(issue(key), None, "{key:?}");
        }
        assert_eq!(issue("@evil.example").unwrap(), "https://example.atlassian.net/browse/%40evil.example");
        let query = page("/issues?jql={jql}").address(&[("jql".to_owned(), "a&b=#\u{1b}".to_owned())]).unwrap();
        assert_eq!(query, "https://example.atlassian.net/issues?jql=a%26b%3D%23%1B");
    }

    #[test]
    fn a_template_is_a_path_and_perhaps_a_query() {
        for wrong in ["browse/{key}", "//evil.example/{key}", "/a?b", "/a?b=c", "/a?b={}", "/a?={b}", "/a?b={c}#d"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
