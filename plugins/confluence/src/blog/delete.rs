//! `confluence blog delete`: into the trash, or for good.

use super::get::GET;
use crate::content_id::ContentId;
use crate::missing::What;
use crate::trash::{Target, delete};
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    confluence DELETE "/wiki/api/v2/blogposts/{id}",
    granular("delete:page:confluence"),
);

/// Put a blog post into the trash
///
/// From there it can be taken back in the browser. With `--purge`, it
/// is deleted for good, whether it is in the trash already or not.
#[derive(Command)]
#[command(path = "blog delete", effect = "delete", result = "none", need = "prompt")]
#[command(example = "confluence blog delete 131301 --yes", example = "confluence blog delete 131301 --purge --yes")]
#[http(GET, DELETE)]
pub(crate) struct Delete {
    /// Id or address of the blog post
    #[arg(positional)]
    blog: ContentId,
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
            what: What::Blog,
            read: GET,
            delete: DELETE,
            id: &self.blog,
            purge: self.purge,
            draft: self.draft,
        };
        delete(cx, target).await
    }
}
