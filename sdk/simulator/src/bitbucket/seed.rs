//! The data file `seed.toml` beside this: what Bitbucket holds at the start.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) person: Vec<Person>,
    pub(crate) project: Vec<Project>,
    pub(crate) commit: Vec<Commit>,
    pub(crate) tag: Vec<Tag>,
    pub(crate) pull: Vec<Pull>,
    pub(crate) status: Vec<Status>,
    pub(crate) pipeline: Vec<Pipeline>,
    pub(crate) environment: Vec<Environment>,
    pub(crate) variable: Vec<Variable>,
    pub(crate) restriction: Vec<Restriction>,
    pub(crate) hook: Vec<Hook>,
    pub(crate) deploy_key: Vec<DeployKey>,
    pub(crate) default_reviewer: Vec<DefaultReviewer>,
    pub(crate) permission: Vec<Permission>,
    pub(crate) group: Vec<Group>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Person {
    pub(crate) nickname: String,
    pub(crate) name: String,
    pub(crate) account_id: String,
    pub(crate) uuid: String,
    pub(crate) workspaces: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Project {
    pub(crate) workspace: String,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) private: bool,
    pub(crate) uuid: String,
    pub(crate) created: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Commit {
    pub(crate) repository: String,
    pub(crate) branch: String,
    pub(crate) from: Option<String>,
    pub(crate) merge: Option<String>,
    pub(crate) author: String,
    pub(crate) date: String,
    pub(crate) message: String,
    pub(crate) files: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tag {
    pub(crate) repository: String,
    pub(crate) name: String,
    pub(crate) revision: String,
    pub(crate) message: Option<String>,
    pub(crate) date: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pull {
    pub(crate) repository: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) author: String,
    pub(crate) reviewers: Vec<String>,
    #[serde(default)]
    pub(crate) approved: Vec<String>,
    pub(crate) source: String,
    pub(crate) destination: String,
    pub(crate) state: String,
    #[serde(default)]
    pub(crate) reason: String,
    pub(crate) created: String,
    #[serde(default)]
    pub(crate) comments: Vec<Comment>,
    #[serde(default)]
    pub(crate) tasks: Vec<Task>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Comment {
    pub(crate) author: String,
    pub(crate) text: String,
    pub(crate) path: Option<String>,
    pub(crate) line: Option<u64>,
    #[serde(default)]
    pub(crate) resolved: bool,
    /// Place in this list.
    pub(crate) parent: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Task {
    pub(crate) author: String,
    pub(crate) text: String,
    /// Place in the list of comments.
    pub(crate) comment: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Status {
    pub(crate) repository: String,
    pub(crate) revision: String,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) state: String,
    pub(crate) description: String,
    pub(crate) url: String,
    pub(crate) created: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pipeline {
    pub(crate) repository: String,
    pub(crate) branch: String,
    pub(crate) created: String,
    pub(crate) result: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Environment {
    pub(crate) repository: String,
    pub(crate) name: String,
    pub(crate) kind: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Variable {
    pub(crate) repository: Option<String>,
    pub(crate) environment: Option<String>,
    pub(crate) workspace: Option<String>,
    pub(crate) key: String,
    pub(crate) value: String,
    #[serde(default)]
    pub(crate) secured: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Restriction {
    pub(crate) repository: String,
    pub(crate) kind: String,
    pub(crate) pattern: String,
    pub(crate) value: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hook {
    pub(crate) repository: String,
    pub(crate) url: String,
    pub(crate) description: String,
    pub(crate) events: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeployKey {
    pub(crate) repository: String,
    pub(crate) label: String,
    pub(crate) key: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DefaultReviewer {
    pub(crate) repository: String,
    pub(crate) person: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Permission {
    pub(crate) repository: String,
    pub(crate) person: Option<String>,
    pub(crate) group: Option<String>,
    pub(crate) permission: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    pub(crate) workspace: String,
    pub(crate) slug: String,
    pub(crate) name: String,
}

/// Reads the file built into the program.
pub(crate) fn load() -> std::io::Result<File> {
    toml::from_str(include_str!("seed.toml")).map_err(std::io::Error::other)
}
