//! Files on their way to a request: first to the desk as temporary ones, then to the request.

use crate::experimental::opt_in;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

pub(crate) const UPLOAD: Endpoint = endpoint!(
    jsm POST "/rest/servicedeskapi/servicedesk/{serviceDeskId}/attachTemporaryFile",
    classic("write:servicedesk-request"),
    granular("read:request.attachment:jira-service-management", "write:request.attachment:jira-service-management"),
);

pub(crate) const ATTACH: Endpoint = endpoint!(
    jsm POST "/rest/servicedeskapi/request/{issueIdOrKey}/attachment",
    classic("write:servicedesk-request"),
    granular(
        "read:request.attachment:jira-service-management", "read:user:jira",
        "write:request.attachment:jira-service-management",
    ),
);

/// What a file from standard input is called.
const UNNAMED: &str = "standard-input.txt";

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Uploaded {
    temporary_attachments: Vec<Temporary>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Temporary {
    temporary_attachment_id: String,
}

/// Sends files to a desk, and answers what they are called there. Needs [`UPLOAD`].
///
/// # Errors
///
/// When a file cannot be read, or the desk takes none.
pub(crate) async fn send(cx: &Cx, desk: &str, files: &[InputFile]) -> Result<Vec<String>> {
    // All are opened before the first is sent: a name that was mistyped stops everything.
    let open = files.iter().map(|file| cx.open(file)).collect::<Result<Vec<_>>>()?;
    let form = open.into_iter().fold(Multipart::new(), |form, file| {
        if file.name() == "-" { form.file_as("file", UNNAMED, file) } else { form.file("file", file) }
    });
    let request = cx.request(UPLOAD).param("serviceDeskId", desk).header("x-atlassian-token", "no-check");
    let Uploaded { temporary_attachments } = opt_in(request.multipart(form)).json().await?;
    Ok(temporary_attachments.into_iter().map(|file| file.temporary_attachment_id).collect())
}
