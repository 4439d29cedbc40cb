//! Routes that no document has, each with its source.

use std::io;
use std::path::Path;

use serde::Deserialize;

use super::matches;

/// One route.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// One method, or `*`.
    pub method: String,
    /// Path template.
    pub path: String,
    /// Why it is known all the same.
    pub source: String,
}

/// The file `contract-exceptions.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exceptions {
    #[serde(default)]
    exception: Vec<Exception>,
}

impl Exceptions {
    /// The list of this repository.
    ///
    /// # Errors
    ///
    /// When the file cannot be read as TOML; a test holds that it can.
    pub fn built_in() -> io::Result<Self> {
        toml::from_str(include_str!("../../contract-exceptions.toml")).map_err(io::Error::other)
    }

    /// Another list.
    ///
    /// # Errors
    ///
    /// When the file is missing or no such list.
    pub fn load(file: &Path) -> io::Result<Self> {
        toml::from_str(&std::fs::read_to_string(file)?).map_err(io::Error::other)
    }

    /// The exception for a request, if there is one.
    pub fn find(&self, method: &str, path: &str) -> Option<&Exception> {
        let fits = |exception: &&Exception| {
            (exception.method == "*" || exception.method == method) && matches(&exception.path, path)
        };
        self.exception.iter().find(fits)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Exception> {
        self.exception.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_this_repository_names_sources_and_is_narrow() {
        let list = Exceptions::built_in().unwrap();
        assert!(list.iter().all(|exception| exception.source.len() > 20));
        assert!(list.find("GET", "/_edge/tenant_info").is_some());
        assert!(list.find("POST", "/ex/jira/id/rest/api/3/issue").is_some());
        for (method, path) in [("POST", "/_edge/tenant_info"), ("GET", "/rest/api/3/myself"), ("GET", "/ex/other/id/x")]
        {
            assert!(list.find(method, path).is_none(), "{method} {path}");
        }
    }
}
