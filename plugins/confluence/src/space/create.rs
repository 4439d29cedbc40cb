//! `confluence space create`: a new space.

use crate::json::put;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const CREATE: Endpoint = endpoint!(
    confluence POST "/wiki/api/v2/spaces",
    granular("write:space:confluence"),
);

/// Create a space
#[derive(Command)]
#[command(path = "space create", effect = "write", result = "one", id = "/key")]
#[command(example = "confluence space create --key DOCS --name Handbook --description \"How we work\"")]
#[http(CREATE)]
#[web(space: confluence "/wiki/spaces/{key}")]
#[column("Key", "/key")]
#[column("Name", "/name")]
#[column("Homepage", "/homepageId")]
#[column("Id", "/id")]
pub(crate) struct Create {
    /// Key of the space: letters and digits
    #[arg(long, value_name = "KEY")]
    key: String,
    /// Name of the space
    #[arg(long, value_name = "NAME")]
    name: String,
    /// What the space is for (`-` for standard input, `@FILE` for a file)
    #[arg(long, value_name = "TEXT")]
    description: Option<Text>,
    /// Let nobody but yourself see it
    #[arg(long)]
    private: bool,
}

impl Run for Create {
    async fn run(self, cx: &Cx) -> Result<()> {
        let mut space = json!({"key": self.key, "name": self.name});
        if let Some(Text(text)) = &self.description {
            put(&mut space, "description", json!({"value": text, "representation": "plain"}));
        }
        if self.private {
            put(&mut space, "createPrivateSpace", json!(true));
        }
        let made = cx.request(CREATE).json_body(&space).raw().await?;
        cx.success(&format!("created the space `{}`", self.key));
        cx.emit_raw(&made)
    }
}
