//! Pull requests as people have them at hand: a number, or pasted from the browser.

use crate::place::Repository;
use atlassian_plugin_sdk::prelude::*;

/// A pull request's number, and the repository if an address named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PullId {
    pub(crate) number: u64,
    pub(crate) repository: Option<Repository>,
}

impl ArgType for PullId {
    const KIND: &'static str = "string";

    fn from_json(json: &RawValue) -> Result<Self, String> {
        let text = String::from_json(json)?;
        Self::from_text(text.trim()).ok_or_else(|| format!("`{text}` is no pull request's number or address"))
    }
}

impl PullId {
    fn from_text(text: &str) -> Option<Self> {
        if let Some(path) = text.strip_prefix("https://bitbucket.org/") {
            let mut parts = path.split(['/', '?', '#']);
            let (workspace, slug, kind, number) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
            let repository = Repository { workspace: workspace.to_owned(), slug: slug.to_owned() };
            let number = number.parse().ok().filter(|_| kind == "pull-requests")?;
            return Some(Self { number, repository: Some(repository) });
        }
        let number = text.strip_prefix('#').unwrap_or(text).parse().ok()?;
        Some(Self { number, repository: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses() {
        let shown = |text| {
            PullId::from_text(text)
                .map(|id| (id.number, id.repository.map(|one| format!("{}/{}", one.workspace, one.slug))))
        };
        assert_eq!(shown("12"), Some((12, None)));
        assert_eq!(shown("#12"), Some((12, None)));
        let there = Some((7, Some("a/b".to_owned())));
        assert_eq!(shown("https://bitbucket.org/a/b/pull-requests/7"), there);
        assert_eq!(shown("https://bitbucket.org/a/b/pull-requests/7/diff#comment-1"), there);
        for wrong in ["", "-1", "x", "https://bitbucket.org/a/b/src/7", "https://example.com/a/b/pull-requests/7"] {
            assert_eq!(shown(wrong), None, "{wrong}");
        }
    }
}
