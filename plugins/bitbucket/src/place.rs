//! Where a command works: a workspace, or a repository in it.
//!
//! A repository is always the flag `--repo`, so that what a command is about stands first. What is not typed comes from
//! the profile or the git remote; the host fills it in.

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::{Cx, Request};

/// A workspace.
#[derive(ArgGroup)]
pub(crate) struct InWorkspace {
    /// Workspace, by slug or UUID
    #[arg(long, from = "git-remote.workspace", value_name = "SLUG")]
    workspace: Option<String>,
}

impl InWorkspace {
    /// Its slug or UUID.
    pub(crate) fn name(&self) -> Result<&str> {
        self.workspace.as_deref().ok_or_else(no_workspace)
    }
}

/// A repository.
#[derive(ArgGroup)]
pub(crate) struct InRepository {
    /// Workspace, by slug or UUID
    #[arg(long, from = "git-remote.workspace", value_name = "SLUG")]
    workspace: Option<String>,
    /// Repository, as SLUG, as WORKSPACE/SLUG, or its address
    #[arg(long, from = "git-remote.repository", value_name = "REPOSITORY")]
    repo: Option<String>,
}

impl InRepository {
    /// What was typed or filled in.
    pub(crate) fn place(&self) -> Result<Repository> {
        place(self.repo.as_deref(), self.workspace.as_deref())
    }

    /// The repository that an address named, else what was typed or filled in.
    pub(crate) fn place_or(&self, named: Option<&Repository>) -> Result<Repository> {
        named.map_or_else(|| self.place(), |repository| Ok(repository.clone()))
    }
}

/// The repository of the flag `--repo`.
pub(crate) fn place(repo: Option<&str>, workspace: Option<&str>) -> Result<Repository> {
    let hint = "name it with `--repo WORKSPACE/SLUG`, or run this in a clone of it";
    Repository::read(Some(repo.ok_or_else(|| unnamed(hint))?), workspace)
}

fn unnamed(hint: &str) -> Error {
    Error::usage("which repository is meant is not said").hint(hint)
}

/// A repository that the command itself is about.
#[derive(ArgGroup)]
pub(crate) struct NamedRepository {
    /// Repository, as SLUG, as WORKSPACE/SLUG, or its address
    #[arg(positional, from = "git-remote.repository", value_name = "REPOSITORY")]
    repo: Option<String>,
    /// Workspace, by slug or UUID
    #[arg(long, from = "git-remote.workspace", value_name = "SLUG")]
    workspace: Option<String>,
}

impl NamedRepository {
    /// What was typed or filled in.
    pub(crate) fn place(&self) -> Result<Repository> {
        Repository::read(self.repo.as_deref(), self.workspace.as_deref())
    }
}

/// A repository by its two names, each a slug or a UUID in braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Repository {
    pub(crate) workspace: String,
    pub(crate) slug: String,
}

impl Repository {
    /// From what was typed for it and for its workspace.
    pub(crate) fn read(typed: Option<&str>, workspace: Option<&str>) -> Result<Self> {
        let typed = typed.map(str::trim).filter(|typed| !typed.is_empty());
        let typed = typed.ok_or_else(|| unnamed("name it, as WORKSPACE/SLUG, or run this in a clone of it"))?;
        let path = typed.strip_prefix("https://bitbucket.org/").unwrap_or(typed);
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next()) {
            (Some(workspace), Some(slug)) if path != typed || parts.next().is_none() => {
                Ok(Self { workspace: workspace.to_owned(), slug: slug.to_owned() })
            }
            (Some(slug), None) if path == typed => {
                let workspace = workspace.ok_or_else(no_workspace)?;
                Ok(Self { workspace: workspace.to_owned(), slug: slug.to_owned() })
            }
            _ => Err(Error::usage(format!("`{typed}` is no repository"))
                .hint("a repository is SLUG, WORKSPACE/SLUG, or its address at bitbucket.org")),
        }
    }

    /// A request to an endpoint of this repository.
    pub(crate) fn request(&self, cx: &Cx, endpoint: Endpoint) -> Request {
        cx.request(endpoint).param("workspace", &self.workspace).param("repo_slug", &self.slug)
    }

    /// The parameters of its pages.
    pub(crate) fn page(&self) -> [(&str, &str); 2] {
        [("workspace", &self.workspace), ("repository", &self.slug)]
    }
}

fn no_workspace() -> Error {
    Error::usage("which workspace is meant is not said").hint(
        "name it with `--workspace`, or keep one in the profile: `atlassian-cli config set \
               profiles.NAME.workspace SLUG`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_as_people_have_them() {
        let read = |typed, workspace| {
            Repository::read(typed, workspace).map(|found| format!("{} {}", found.workspace, found.slug)).ok()
        };
        for (typed, workspace, expected) in [
            (Some("backend"), Some("example"), Some("example backend")),
            (Some("other/backend"), Some("example"), Some("other backend")),
            (Some("other/backend"), None, Some("other backend")),
            (Some("https://bitbucket.org/other/backend/src/main/"), None, Some("other backend")),
            (Some("{1f6b7c6e}"), Some("{470c}"), Some("{470c} {1f6b7c6e}")),
            (Some("backend"), None, None),
            (Some("a/b/c"), None, None),
            (Some("https://bitbucket.org/other"), None, None),
            (None, Some("example"), None),
        ] {
            assert_eq!(read(typed, workspace).as_deref(), expected, "{typed:?} {workspace:?}");
        }
    }
}
