//! `confluence attachment delete`: into the trash, or for good.

use super::Attachment;
use super::get::GET;
use atlassian_plugin_sdk::prelude::*;

const DELETE: Endpoint = endpoint!(
    confluence DELETE "/wiki/api/v2/attachments/{id}",
    granular("delete:attachment:confluence"),
);

/// Put a file into the trash, or delete it for good
#[derive(Command)]
#[command(path = "attachment delete", effect = "delete", result = "none", need = "prompt")]
#[command(example = "confluence attachment delete att131951 --yes")]
#[http(GET, DELETE)]
pub(crate) struct Delete {
    /// Id of the attachment
    #[arg(positional, value_name = "ID")]
    attachment: String,
    /// Delete it for good, with all its versions
    #[arg(long)]
    purge: bool,
}

impl Run for Delete {
    async fn run(self, cx: &Cx) -> Result<()> {
        let Attachment { id, title, .. } = Attachment::find(cx, &self.attachment).await?;
        let (action, steps) = if self.purge { ("delete for good", 2) } else { ("put into the trash", 1) };
        cx.confirm(&format!("{action}: {title}"), steps, [format!("{title} ({id})")]);
        let number = number(&id);
        cx.request(DELETE).param("id", number).send().await?;
        if self.purge {
            cx.request(DELETE).param("id", number).query("purge", true).send().await?;
        }
        cx.success(&if self.purge { format!("deleted `{title}`") } else { format!("`{title}` is in the trash") });
        Ok(())
    }
}

/// The id as this one endpoint wants it: a number. Everywhere else, `att` stands before it.
fn number(id: &str) -> &str {
    id.strip_prefix("att").unwrap_or(id)
}
