//! `bitbucket pipeline env create`: a new environment.

use crate::body::Body;
use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const CREATE: Endpoint = endpoint!(
    bitbucket POST "/2.0/repositories/{workspace}/{repo_slug}/environments",
    classic("pipeline"),
    granular("admin:pipeline:bitbucket"),
);

/// What an environment is for.
#[derive(Choice)]
enum Type {
    Test,
    Staging,
    Production,
}

impl Type {
    fn name(&self) -> &'static str {
        match self {
            Self::Test => "Test",
            Self::Staging => "Staging",
            Self::Production => "Production",
        }
    }
}

/// Create an environment that pipelines can deploy to
#[derive(Command)]
#[command(path = "pipeline env create", effect = "write", result = "one", id = "/name")]
#[command(example = "bitbucket pipeline env create Staging --type staging --repo backend")]
#[http(CREATE)]
#[column("Environment", "/name")]
#[column("Type", "/environment_type/name")]
#[column("UUID", "/uuid")]
pub(crate) struct Create {
    /// Name
    #[arg(positional)]
    name: String,
    /// What it is for
    #[arg(long = "type", default = "test")]
    kind: Type,
    #[arg(flatten)]
    place: InRepository,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let kind = json!({"type": "deployment_environment_type", "name": self.kind.name()});
        let body = Body::of("deployment_environment").set("name", &self.name).set("environment_type", kind);
        let made = self.place.place()?.request(cx, CREATE).json_body(&body.json()).raw().await?;
        cx.success(&format!("created environment {}", self.name));
        cx.emit_raw(&made)
    }
}
