//! `bitbucket project get`: one project.

use super::PROJECT;
use crate::place::InWorkspace;
use atlassian_plugin_sdk::prelude::*;

/// Show a project
#[derive(Command)]
#[command(path = "project get", alias = "project view", effect = "read", result = "one", id = "/key")]
#[command(example = "bitbucket project get WEB")]
#[http(PROJECT)]
#[web(project: bitbucket "/{owner.username}/workspace/projects/{key}")]
#[column("Key", "/key")]
#[column("Name", "/name")]
#[column("Description", "/description")]
#[column("Private", "/is_private")]
#[column("Created", "/created_on", date)]
#[column("Updated", "/updated_on", date)]
#[column("UUID", "/uuid")]
pub(crate) struct Get {
    /// Project's key
    #[arg(positional)]
    key: String,
    #[arg(flatten)]
    place: InWorkspace,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = cx.request(PROJECT).param("workspace", self.place.name()?).param("project_key", &self.key);
        cx.emit_raw(&request.raw().await?)
    }
}
