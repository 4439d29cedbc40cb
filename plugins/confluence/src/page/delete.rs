//! `confluence page delete`: into the trash, or for good.

use super::get::GET;
use crate::content_id::ContentId;
use crate::missing::What;
use crate::trash::{Target, delete};
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    confluence DELETE "/wiki/api/v2/pages/{id}",
    granular("delete:page:confluence"),
);

/// Put a page into the trash
///
/// From there, `page restore` takes it back. What lies below the page moves up to where it lay. With `--purge`, it
/// is deleted for good, whether it is in the trash already or not.
#[derive(Command)]
#[command(path = "page delete", effect = "delete", result = "none", need = "prompt")]
#[command(example = "confluence page delete 131074 --yes", example = "confluence page delete 131074 --purge --yes")]
#[http(GET, DELETE)]
pub(crate) struct Delete {
    /// Id or address of the page
    #[arg(positional)]
    page: ContentId,
    /// Delete it for good
    #[arg(long)]
    purge: bool,
    /// Delete a draft that was never published
    #[arg(long)]
    draft: bool,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let target = Target {
            what: What::Page,
            read: GET,
            delete: DELETE,
            id: &self.page,
            purge: self.purge,
            draft: self.draft,
        };
        delete(cx, target).await
    }
}
