//! `bitbucket deploy-key add`: lets an SSH key read a repository.

use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const CREATE: Endpoint = endpoint!(
    bitbucket POST "/2.0/repositories/{workspace}/{repo_slug}/deploy-keys",
    classic("repository", "repository:admin"),
    granular("admin:repository:bitbucket", "write:ssh-key:bitbucket"),
);

/// Add a deploy key
///
/// The key is the public one, for example `--key @id_ed25519.pub`.
#[derive(Command)]
#[command(path = "deploy-key add", alias = "ssh-key add", effect = "write", result = "one", id = "/id")]
#[command(example = "bitbucket deploy-key add Robot --key \
                     \"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIROBOTEXAMPLE robot@example.com\" --repo backend")]
#[http(CREATE)]
#[column("Id", "/id", number)]
#[column("Label", "/label")]
#[column("Comment", "/comment")]
pub(crate) struct Add {
    /// What to call it
    #[arg(positional)]
    label: String,
    /// Public key
    #[arg(long)]
    key: Text,
    #[arg(flatten)]
    place: InRepository,
}

impl Run for Add {
    async fn run(self, cx: &Cx) -> Result<()> {
        let key = self.key.0.trim();
        if key.contains("PRIVATE KEY") {
            return Err(Error::usage("this is a private key, and stays here")
                .hint("the public one ends in `.pub`, or comes from `ssh-keygen -y -f FILE`"));
        }
        let body = json!({"label": self.label, "key": key});
        let made = self.place.place()?.request(cx, CREATE).json_body(&body).raw().await?;
        cx.success(&format!("created deploy key {}", self.label));
        cx.emit_raw(&made)
    }
}
