//! `bitbucket repo update`: changes what is named of a repository.

use super::Forks;
use crate::body::{Body, either};
use crate::place::NamedRepository;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const UPDATE: Endpoint = endpoint!(
    bitbucket PUT "/2.0/repositories/{workspace}/{repo_slug}",
    classic("repository:admin"),
    granular("admin:repository:bitbucket"),
);

/// Change a repository
///
/// What is not named stays as it is. Another name is another slug, and so another address.
#[derive(Command)]
#[command(path = "repo update", effect = "write", result = "one", id = "/slug")]
#[command(example = "bitbucket repo update backend --description \"API and jobs\" --language rust")]
#[http(UPDATE)]
#[web(repository: bitbucket "/{workspace.slug}/{slug}")]
#[column("Repository", "/full_name")]
#[column("Name", "/name")]
#[column("Description", "/description")]
#[column("Project", "/project/key")]
#[column("Main branch", "/mainbranch/name")]
#[column("Language", "/language")]
#[column("Private", "/is_private")]
pub(crate) struct Update {
    #[arg(flatten)]
    place: NamedRepository,
    /// New name; its address changes with it
    #[arg(long)]
    name: Option<String>,
    /// New description
    #[arg(long)]
    description: Option<Text>,
    /// Key of the project to move it to
    #[arg(long, value_name = "KEY")]
    project: Option<String>,
    /// Main language
    #[arg(long)]
    language: Option<String>,
    /// Branch that is to be the main one
    #[arg(long, value_name = "BRANCH")]
    main_branch: Option<String>,
    /// Hide it from whoever was not given access
    #[arg(long, conflicts = "public")]
    private: bool,
    /// Show it to everybody
    #[arg(long)]
    public: bool,
    /// Who may fork it
    #[arg(long)]
    forks: Option<Forks>,
}

impl Run for Update {
    async fn run(self, cx: &Cx) -> Result<()> {
        let body = Body::of("repository")
            .set_opt("name", self.name)
            .set_opt("description", self.description.map(|Text(text)| text))
            .set_opt("language", self.language)
            .set_opt("is_private", either(self.private, self.public))
            .set_opt("fork_policy", self.forks.map(|forks| forks.policy()))
            .set_opt("mainbranch", self.main_branch.map(|name| json!({"type": "branch", "name": name})))
            .set_opt("project", self.project.map(|key| json!({"type": "project", "key": key})))
            .changing()?;
        cx.emit_raw(&self.place.place()?.request(cx, UPDATE).json_body(&body.json()).raw().await?)
    }
}
