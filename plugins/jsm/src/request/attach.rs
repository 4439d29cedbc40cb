//! `jsm request attach`: files to a request.

use super::get::REQUEST;
use crate::key::RequestKey;
use crate::uploads::{self, ATTACH, UPLOAD};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::{Map, json};

/// Attach files to a request
///
/// For the agents alone, unless --public.
#[derive(Command)]
#[command(path = "request attach", effect = "write", result = "many", id = "/filename", need = "files")]
#[command(example = "jsm request attach HELP-1 notes.txt README.md --public --comment \"What I wrote down\"")]
#[http(REQUEST, UPLOAD, ATTACH)]
#[column("File", "/filename")]
#[column("Size", "/size", bytes)]
#[column("Type", "/mimeType")]
#[column("Created", "/created/iso8601", date)]
pub(crate) struct Attach {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
    /// File to attach, - for standard input (can be repeated)
    #[arg(positional, required)]
    file: Vec<InputFile>,
    /// Comment that goes with them
    #[arg(long, value_name = "TEXT")]
    comment: Option<Text>,
    /// Show them to the customer
    #[arg(long)]
    public: bool,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Request {
    service_desk_id: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Attached {
    attachments: Page,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Page {
    values: Vec<Box<RawValue>>,
}

impl Run for Attach {
    async fn run(self, cx: &Cx) -> Result<()> {
        let key = &self.key.0;
        let Request { service_desk_id } = cx.request(REQUEST).param("issueIdOrKey", key).json().await?;
        let files = uploads::send(cx, &service_desk_id, &self.file).await?;
        let mut body = Map::new();
        body.insert("temporaryAttachmentIds".to_owned(), json!(files));
        body.insert("public".to_owned(), json!(self.public));
        if let Some(Text(text)) = self.comment {
            body.insert("additionalComment".to_owned(), json!({"body": text}));
        }
        let attached: Attached = cx.request(ATTACH).param("issueIdOrKey", key).json_body(&body).json().await?;
        attached.attachments.values.iter().try_for_each(|file| cx.emit_raw(file))
    }
}
