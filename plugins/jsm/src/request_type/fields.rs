//! `jsm request-type fields`: what a request of a type has to say.

use crate::desks::{self, DESKS};
use crate::fields::FIELDS;
use crate::types::{self, TYPES};
use atlassian_plugin_sdk::prelude::*;

/// List the fields of a request type
///
/// With the values that a field takes, where they are fixed. `jsm request create` takes them by name.
#[derive(Command)]
#[command(path = "request-type fields", effect = "read", result = "many", id = "/fieldId")]
#[command(example = "jsm request-type fields HELP \"Request a laptop\"")]
#[http(FIELDS, TYPES, DESKS)]
#[column("Field", "/fieldId")]
#[column("Name", "/name")]
#[column("Required", "/required")]
#[column("Type", "/jiraSchema/type")]
#[column("Values", "/validValues")]
#[column("Description", "/description")]
pub(crate) struct Fields {
    /// Service desk, by id, project key or name
    #[arg(positional)]
    desk: String,
    /// Request type, by id or name
    #[arg(positional)]
    request_type: String,
}

impl Run for Fields {
    async fn run(self, cx: &Cx) -> Result<()> {
        let desk = desks::find(cx, &self.desk).await?;
        let kind = types::find(cx, &desk, &self.request_type).await?;
        let request = cx.request(FIELDS).param("serviceDeskId", desk).param("requestTypeId", kind);
        request.list_whole(cx, Some("requestTypeFields")).await
    }
}
