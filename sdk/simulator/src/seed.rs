//! The data file `seed.toml`: what the site holds at the start.

use serde::Deserialize;

/// The file as it is written.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Seed {
    pub(crate) site: Site,
    pub(crate) user: Vec<User>,
    pub(crate) status: Vec<Status>,
    pub(crate) issue_type: Vec<Named>,
    pub(crate) priority: Vec<Named>,
    pub(crate) project: Vec<Project>,
    pub(crate) version: Vec<Version>,
    pub(crate) issue: Vec<Issue>,
    pub(crate) generator: Generator,
    pub(crate) space: Vec<Space>,
    pub(crate) page: Vec<Page>,
    pub(crate) workspace: Vec<Workspace>,
    pub(crate) repository: Vec<Repository>,
    pub(crate) service_desk: Vec<ServiceDesk>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Site {
    pub(crate) name: String,
    pub(crate) cloud_id: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct User {
    pub(crate) account_id: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) time_zone: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Status {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) category: Category,
}

/// Jira's three columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Category {
    New,
    Indeterminate,
    Done,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Named {
    pub(crate) id: String,
    pub(crate) name: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Project {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) description: String,
    #[serde(default)]
    pub(crate) url: String,
    /// Place of who leads it.
    #[serde(default)]
    pub(crate) lead: u8,
    /// It was deleted; its place stays.
    #[serde(default)]
    pub(crate) gone: bool,
}

/// A version of a project, for `fixVersions`.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Version {
    pub(crate) id: String,
    pub(crate) project: String,
    pub(crate) name: String,
    /// Day on which it was released; empty where nobody said which.
    pub(crate) released: Option<String>,
    /// Day on which it will be.
    pub(crate) planned: Option<String>,
    pub(crate) start: Option<String>,
    #[serde(default)]
    pub(crate) description: String,
    #[serde(default)]
    pub(crate) archived: bool,
    /// It was deleted; its place stays.
    #[serde(default)]
    pub(crate) gone: bool,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Issue {
    pub(crate) project: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) status: String,
    pub(crate) priority: String,
    pub(crate) assignee: Option<String>,
    pub(crate) reporter: String,
    pub(crate) summary: String,
    pub(crate) labels: Vec<String>,
    #[serde(default)]
    pub(crate) fix_versions: Vec<String>,
    pub(crate) created: String,
    pub(crate) updated: String,
    pub(crate) description: Option<String>,
    /// Other fields, as `jira/stored.rs` keeps them.
    #[serde(default)]
    pub(crate) fields: serde_json::Map<String, serde_json::Value>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Generator {
    pub(crate) project: String,
    pub(crate) created: String,
    pub(crate) summaries: Vec<String>,
    pub(crate) labels: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Space {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    #[serde(default = "current")]
    pub(crate) status: String,
    pub(crate) homepage: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Page {
    pub(crate) id: String,
    pub(crate) space: String,
    pub(crate) parent: Option<String>,
    pub(crate) title: String,
    pub(crate) text: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Workspace {
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) uuid: String,
    pub(crate) administrator: bool,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Repository {
    pub(crate) workspace: String,
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) uuid: String,
    pub(crate) language: String,
    pub(crate) description: String,
    pub(crate) private: bool,
    pub(crate) size: u64,
    pub(crate) created: String,
    pub(crate) updated: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ServiceDesk {
    pub(crate) id: String,
    pub(crate) project: String,
}

fn current() -> String {
    "current".to_owned()
}

/// Reads the file built into the program.
pub(crate) fn load() -> std::io::Result<Seed> {
    toml::from_str(include_str!("seed.toml")).map_err(std::io::Error::other)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_file_can_be_read_and_refers_only_to_what_it_holds() {
        let seed = super::load().unwrap();
        assert!(seed.issue.len() >= 12);
        for page in &seed.page {
            assert!(seed.space.iter().any(|space| space.id == page.space), "{}", page.title);
        }
        for space in &seed.space {
            assert!(seed.page.iter().any(|page| page.id == space.homepage), "{}", space.key);
        }
        for repository in &seed.repository {
            assert!(
                seed.workspace.iter().any(|workspace| workspace.slug == repository.workspace),
                "{}",
                repository.slug
            );
        }
    }
}
