//! `confluence bulk …`: the same thing done to all that a query finds.

pub(crate) mod delete;
pub(crate) mod export;
pub(crate) mod label;

use crate::search::{PAGE, SEARCH};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

/// A page or a blog post that was found.
#[derive(Debug, Clone, Deserialize)]
#[serde(crate = "self::serde")]
pub(crate) struct Found {
    pub(crate) id: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) title: String,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(crate = "self::serde")]
struct Metadata {
    #[serde(default)]
    labels: Labels,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(crate = "self::serde")]
struct Labels {
    #[serde(default)]
    results: Vec<Label>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(crate = "self::serde")]
struct Label {
    name: String,
}

impl Found {
    pub(crate) fn is_blog(&self) -> bool {
        self.kind == "blogpost"
    }

    pub(crate) fn labels(&self) -> impl Iterator<Item = &str> {
        self.metadata.labels.results.iter().map(|label| label.name.as_str())
    }

    /// For a question.
    pub(crate) fn named(&self) -> String {
        format!("{} ({} {})", self.title, self.kind, self.id)
    }
}

/// All pages and blog posts that a query finds.
///
/// # Errors
///
/// As the site says.
pub(crate) async fn find(cx: &Cx, cql: &str, expand: Option<&str>) -> Result<Vec<Found>> {
    let kinds = ["page".to_owned(), "blogpost".to_owned()];
    let query = crate::cql::Query::default().any("type", &kinds).with(Some(cql));
    cx.request(SEARCH).query("cql", query).query_opt("expand", expand).all(PAGE).await
}

/// `1 page`, `2 pages`: blog posts count as pages here.
pub(crate) fn counted(count: usize) -> String {
    if count == 1 { "1 page".to_owned() } else { format!("{count} pages") }
}
