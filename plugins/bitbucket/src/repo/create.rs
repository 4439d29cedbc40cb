//! `bitbucket repo create`: a new, empty repository.

use super::Forks;
use crate::body::{Body, either};
use crate::place::Repository;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const CREATE: Endpoint = endpoint!(
    bitbucket POST "/2.0/repositories/{workspace}/{repo_slug}",
    classic("repository:admin"),
    granular("admin:repository:bitbucket"),
);

/// Create a repository
///
/// It is private unless `--public` is given. Without `--project`, it goes to the workspace's oldest project.
#[derive(Command)]
#[command(path = "repo create", effect = "write", result = "one", id = "/slug")]
#[command(example = "bitbucket repo create mobile --name \"Mobile app\" --project WEB")]
#[http(CREATE)]
#[web(repository: bitbucket "/{workspace.slug}/{slug}")]
#[column("Repository", "/full_name")]
#[column("Name", "/name")]
#[column("Project", "/project/key")]
#[column("Private", "/is_private")]
#[column("UUID", "/uuid")]
pub(crate) struct Create {
    /// Repository, as SLUG or WORKSPACE/SLUG
    #[arg(positional, value_name = "REPOSITORY")]
    repo: String,
    /// Name, if it is not the slug
    #[arg(long)]
    name: Option<String>,
    /// What it is for
    #[arg(long)]
    description: Option<Text>,
    /// Key of the project to put it in
    #[arg(long, value_name = "KEY")]
    project: Option<String>,
    /// Main language
    #[arg(long)]
    language: Option<String>,
    /// Hide it from whoever was not given access, as without this flag
    #[arg(long, conflicts = "public")]
    private: bool,
    /// Show it to everybody
    #[arg(long)]
    public: bool,
    /// Who may fork it
    #[arg(long)]
    forks: Option<Forks>,
    /// Workspace, by slug or UUID
    #[arg(long, from = "git-remote.workspace", value_name = "SLUG")]
    workspace: Option<String>,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let place = Repository::read(Some(&self.repo), self.workspace.as_deref())?;
        let body = Body::of("repository")
            .set("scm", "git")
            .set("is_private", either(self.private, self.public).unwrap_or(true))
            .set_opt("name", self.name)
            .set_opt("description", self.description.map(|Text(text)| text))
            .set_opt("language", self.language)
            .set_opt("fork_policy", self.forks.map(|forks| forks.policy()))
            .set_opt("project", self.project.map(|key| json!({"type": "project", "key": key})));
        let made = place.request(cx, CREATE).json_body(&body.json()).raw().await?;
        cx.success(&format!("created repository {}/{}", place.workspace, place.slug));
        cx.emit_raw(&made)
    }
}
