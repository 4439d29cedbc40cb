//! `bitbucket repo fork`: a copy of a repository that remembers where it came from.

use crate::body::Body;
use crate::place::NamedRepository;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const FORK: Endpoint = endpoint!(
    bitbucket POST "/2.0/repositories/{workspace}/{repo_slug}/forks",
    classic("repository:write"),
    granular("read:repository:bitbucket", "write:repository:bitbucket"),
);

/// Fork a repository
///
/// Within one workspace, the fork needs a name of its own.
#[derive(Command)]
#[command(path = "repo fork", effect = "write", result = "one", id = "/slug")]
#[command(example = "bitbucket repo fork backend --to example-labs")]
#[command(example = "bitbucket repo fork backend --name backend-experiment --project PLAT")]
#[http(FORK)]
#[web(repository: bitbucket "/{workspace.slug}/{slug}")]
#[column("Repository", "/full_name")]
#[column("Name", "/name")]
#[column("Forked from", "/parent/full_name")]
#[column("Private", "/is_private")]
pub(crate) struct Fork {
    #[arg(flatten)]
    place: NamedRepository,
    /// Workspace that the fork goes to; without it, the repository's own
    #[arg(long, value_name = "SLUG")]
    to: Option<String>,
    /// Name of the fork
    #[arg(long)]
    name: Option<String>,
    /// What the fork is for
    #[arg(long)]
    description: Option<Text>,
    /// Key of the project to put the fork in
    #[arg(long, value_name = "KEY")]
    project: Option<String>,
    /// Hide the fork from whoever was not given access
    #[arg(long)]
    private: bool,
}

impl Run for Fork {
    async fn run(self, cx: &Cx) -> Result<()> {
        let place = self.place.place()?;
        if self.name.is_none() && self.to.as_ref().is_none_or(|to| *to == place.workspace) {
            return Err(Error::usage("a fork in the same workspace needs a name of its own")
                .hint("give it one with `--name`, or another workspace with `--to`"));
        }
        let body = Body::of("repository")
            .set("workspace", json!({"type": "workspace", "slug": self.to.as_ref().unwrap_or(&place.workspace)}))
            .set_opt("name", self.name)
            .set_opt("description", self.description.map(|Text(text)| text))
            .set_opt("is_private", self.private.then_some(true))
            .set_opt("project", self.project.map(|key| json!({"type": "project", "key": key})));
        let made = place.request(cx, FORK).json_body(&body.json()).raw().await?;
        cx.success(&format!("created a fork of {}/{}", place.workspace, place.slug));
        cx.emit_raw(&made)
    }
}
