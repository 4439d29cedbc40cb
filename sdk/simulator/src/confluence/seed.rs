//! The data file `seed.toml` beside this one.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(super) struct Seed {
    pub(super) generated: Generated,
    pub(super) label: Vec<Label>,
    pub(super) blog: Vec<Blog>,
    pub(super) folder: Vec<Folder>,
    pub(super) comment: Vec<Comment>,
    pub(super) file: Vec<File>,
    pub(super) group: Vec<Group>,
    pub(super) restriction: Vec<Restriction>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Generated {
    pub(super) space: String,
    pub(super) parent: String,
    pub(super) count: usize,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) label: String,
    pub(super) deep: usize,
}

#[derive(Debug, Deserialize)]
pub(super) struct Label {
    pub(super) content: String,
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Blog {
    pub(super) id: String,
    pub(super) space: String,
    pub(super) title: String,
    pub(super) text: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Folder {
    pub(super) id: String,
    pub(super) space: String,
    pub(super) parent: String,
    pub(super) title: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Comment {
    pub(super) id: String,
    pub(super) content: String,
    pub(super) text: String,
    /// The comment that it answers.
    pub(super) below: Option<String>,
    /// The words that it is about.
    pub(super) selection: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct File {
    pub(super) id: String,
    pub(super) content: String,
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) text: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Group {
    pub(super) id: String,
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Restriction {
    pub(super) content: String,
    pub(super) operation: String,
    pub(super) group: String,
}

/// Reads the file built into the program.
pub(super) fn load() -> std::io::Result<Seed> {
    toml::from_str(include_str!("seed.toml")).map_err(std::io::Error::other)
}
