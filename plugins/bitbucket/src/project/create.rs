//! `bitbucket project create`: a new project.

use crate::body::Body;
use crate::place::InWorkspace;
use atlassian_plugin_sdk::prelude::*;

const CREATE: Endpoint = endpoint!(
    bitbucket POST "/2.0/workspaces/{workspace}/projects",
    classic("project:admin"),
    granular("admin:project:bitbucket"),
);

/// Create a project
#[derive(Command)]
#[command(path = "project create", effect = "write", result = "one", id = "/key")]
#[command(example = "bitbucket project create APP --name Apps --private")]
#[http(CREATE)]
#[column("Key", "/key")]
#[column("Name", "/name")]
#[column("Private", "/is_private")]
#[column("UUID", "/uuid")]
pub(crate) struct Create {
    /// Key: capital letters, digits and underscores
    #[arg(positional)]
    key: String,
    /// Name
    #[arg(long)]
    name: String,
    /// What it is for
    #[arg(long)]
    description: Option<Text>,
    /// Hide it from whoever is not in the workspace
    #[arg(long)]
    private: bool,
    #[arg(flatten)]
    place: InWorkspace,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let body = Body::of("project").set("key", &self.key).set("name", &self.name).set("is_private", self.private);
        let body = body.set_opt("description", self.description.map(|Text(text)| text));
        let request = cx.request(CREATE).param("workspace", self.place.name()?);
        let made = request.json_body(&body.json()).raw().await?;
        cx.success(&format!("created project {}", self.key));
        cx.emit_raw(&made)
    }
}
