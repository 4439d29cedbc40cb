//! `confluence space update`: name, description and homepage; v2 has no such route.

use crate::content_id::ContentId;
use crate::json::put;
use crate::spaces::{SPACES, SpaceRef};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Value, json};

const UPDATE: Endpoint = endpoint!(
    confluence PUT "/wiki/rest/api/space/{spaceKey}",
    classic("write:confluence-space"),
    granular("read:space-details:confluence", "write:space.permission:confluence", "write:space:confluence"),
);

#[derive(Choice)]
enum Status {
    Current,
    Archived,
}

/// Change the name, description, homepage or status of a space
///
/// What is not named stays as it is.
#[derive(Command)]
#[command(path = "space update", effect = "write", result = "one", id = "/key")]
#[command(example = "confluence space update DEV --name \"Development and more\"")]
#[http(SPACES, UPDATE)]
#[web(space: confluence "/wiki/spaces/{key}")]
#[column("Key", "/key")]
#[column("Name", "/name")]
#[column("Status", "/status", status)]
#[column("Description", "/description/plain/value")]
pub(crate) struct Update {
    /// Key, id or address of the space
    #[arg(positional)]
    space: SpaceRef,
    /// New name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// New description (`-` for standard input, `@FILE` for a file)
    #[arg(long, value_name = "TEXT")]
    description: Option<Text>,
    /// Page to be the homepage
    #[arg(long, value_name = "PAGE")]
    homepage: Option<ContentId>,
    /// Archive it, or take it out of the archive
    #[arg(long, value_name = "STATUS")]
    status: Option<Status>,
}

impl Run for Update {
    async fn run(self, cx: &Cx) -> Result<()> {
        let change = self.change()?;
        let space = self.space.find(cx).await?;
        let changed = cx.request(UPDATE).param("spaceKey", &space.key).json_body(&change).raw().await?;
        cx.success(&format!("changed the space `{}`", space.key));
        cx.emit_raw(&changed)
    }
}

impl Update {
    fn change(&self) -> Result<Value> {
        let mut change = json!({});
        if let Some(name) = &self.name {
            put(&mut change, "name", json!(name));
        }
        if let Some(Text(text)) = &self.description {
            put(&mut change, "description", json!({"plain": {"value": text, "representation": "plain"}}));
        }
        if let Some(ContentId(id)) = &self.homepage {
            put(&mut change, "homepage", json!({"id": id}));
        }
        if let Some(status) = &self.status {
            put(&mut change, "status", json!(status.to_string()));
        }
        if change == json!({}) {
            return Err(Error::usage("there is nothing to change")
                .hint("`--name`, `--description`, `--homepage` and `--status` say what"));
        }
        Ok(change)
    }
}
