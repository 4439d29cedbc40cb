//! `bitbucket project update`: another name, description or visibility.

use super::PROJECT;
use crate::body::{Body, either};
use crate::place::InWorkspace;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

const UPDATE: Endpoint = endpoint!(
    bitbucket PUT "/2.0/workspaces/{workspace}/projects/{project_key}",
    classic("project:admin"),
    granular("admin:project:bitbucket"),
);

/// What Bitbucket wants back although it stays.
#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Before {
    key: String,
    name: String,
    #[serde(default)]
    description: Option<String>,
    is_private: bool,
}

/// Change a project
///
/// What is not named stays as it is.
#[derive(Command)]
#[command(path = "project update", effect = "write", result = "one", id = "/key")]
#[command(example = "bitbucket project update WEB --description \"What customers see\"")]
#[http(PROJECT, UPDATE)]
#[column("Key", "/key")]
#[column("Name", "/name")]
#[column("Description", "/description")]
#[column("Private", "/is_private")]
pub(crate) struct Update {
    /// Project's key
    #[arg(positional)]
    key: String,
    /// New name
    #[arg(long)]
    name: Option<String>,
    /// New description
    #[arg(long)]
    description: Option<Text>,
    /// Hide it from whoever is not in the workspace
    #[arg(long, conflicts = "public")]
    private: bool,
    /// Show it to everybody
    #[arg(long)]
    public: bool,
    /// New key; addresses change with it
    #[arg(long, value_name = "KEY")]
    new_key: Option<String>,
    #[arg(flatten)]
    place: InWorkspace,
}

impl Run for Update {
    async fn run(self, cx: &Cx) -> Result<()> {
        let description = self.description.map(|Text(text)| text);
        let private = either(self.private, self.public);
        Body::of("project")
            .set_opt("name", self.name.as_ref())
            .set_opt("description", description.as_ref())
            .set_opt("is_private", private)
            .set_opt("key", self.new_key.as_ref())
            .changing()?;
        let workspace = self.place.name()?;
        let to = |endpoint| cx.request(endpoint).param("workspace", workspace).param("project_key", &self.key);
        let before: Before = to(PROJECT).json().await?;
        let body = Body::of("project")
            .set("key", self.new_key.unwrap_or(before.key))
            .set("name", self.name.unwrap_or(before.name))
            .set("description", description.or(before.description).unwrap_or_default())
            .set("is_private", private.unwrap_or(before.is_private));
        cx.emit_raw(&to(UPDATE).json_body(&body.json()).raw().await?)
    }
}
