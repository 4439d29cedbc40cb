//! Deleting a page or a blog post: first into the trash, then, if that is wanted, for good.

use crate::content_id::ContentId;
use crate::missing::{OrMissing, What};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

/// What is to be deleted.
pub(crate) struct Target<'a> {
    pub(crate) what: What,
    pub(crate) read: Endpoint,
    pub(crate) delete: Endpoint,
    pub(crate) id: &'a ContentId,
    pub(crate) purge: bool,
    pub(crate) draft: bool,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Found {
    title: String,
    status: String,
}

/// Deletes it, after the user's consent.
///
/// # Errors
///
/// When it is not there, or is in the trash already and is not to be deleted for good.
pub(crate) async fn delete(cx: &Cx, target: Target<'_>) -> Result<()> {
    let Target { what, read, delete, id, purge, draft } = target;
    let request = cx.request(read).param("id", id);
    let request = request.query_all("status", ["current", "trashed"].into_iter().chain(draft.then_some("draft")));
    let found = request.query_opt("get-draft", draft.then_some(true)).json().await;
    let Found { title, status } = found.or_missing(what, id)?;
    let is_trashed = status == "trashed";
    if is_trashed && !purge {
        return Err(Error::new(Kind::Conflict, format!("`{title}` is in the trash already"))
            .hint("`--purge` deletes it for good"));
    }
    // For good means in two steps, unless the first one was made before.
    let (action, steps) = match (purge, is_trashed) {
        (false, _) if draft => ("delete the draft", 1),
        (false, _) => ("put into the trash", 1),
        (true, false) => ("put into the trash and delete there, for good,", 2),
        (true, true) => ("delete from the trash, for good,", 1),
    };
    let named = format!("{title} ({id})");
    cx.confirm(&format!("{action} {named}"), steps, [&named]);
    let request = || cx.request(delete).param("id", id);
    if !is_trashed {
        request().query_opt("draft", draft.then_some(true)).send().await?;
    }
    if purge && !draft {
        request().query("purge", true).send().await?;
    }
    cx.success(&if purge || draft { format!("deleted `{title}`") } else { format!("`{title}` is in the trash") });
    Ok(())
}
