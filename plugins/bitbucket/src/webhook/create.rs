//! `bitbucket webhook create`: has an address told of what happens in a repository.

use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const CREATE: Endpoint = endpoint!(
    bitbucket POST "/2.0/repositories/{workspace}/{repo_slug}/hooks",
    classic("webhook"),
    granular("read:webhook:bitbucket", "write:webhook:bitbucket"),
);

/// Create a webhook
///
/// With `--secret`, Bitbucket signs what it sends.
#[derive(Command)]
#[command(path = "webhook create", effect = "write", result = "one", id = "/uuid")]
#[command(example = "bitbucket webhook create --url https://ci.example.com/hook --event repo:push \
                     --event pullrequest:created --repo backend")]
#[http(CREATE)]
#[column("UUID", "/uuid")]
#[column("Description", "/description")]
#[column("Address", "/url")]
#[column("Events", "/events")]
#[column("Active", "/active")]
pub(crate) struct Create {
    /// Address to tell
    #[arg(long)]
    url: String,
    /// What to tell it of, such as repo:push or pullrequest:created, or several with commas (can be repeated)
    #[arg(long, required)]
    event: Vec<String>,
    /// What it is for
    #[arg(long)]
    description: Option<String>,
    /// What Bitbucket is to sign with
    #[arg(long, value_name = "-")]
    secret: Option<SecretText>,
    /// Create it, but do not use it yet
    #[arg(long)]
    inactive: bool,
    #[arg(flatten)]
    place: InRepository,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let events: Vec<_> = self.event.iter().flat_map(|list| list.split(',')).map(str::trim).collect();
        let description = self.description.unwrap_or_else(|| self.url.clone());
        let mut body = json!({"description": description, "url": self.url, "active": !self.inactive, "events": events});
        if let (Some(secret), Some(body)) = (&self.secret, body.as_object_mut()) {
            body.insert("secret".to_owned(), json!(secret.expose()));
        }
        let made = self.place.place()?.request(cx, CREATE).json_body(&body).raw().await?;
        cx.success(&format!("created a webhook to {}", self.url));
        cx.emit_raw(&made)
    }
}
