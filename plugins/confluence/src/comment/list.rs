//! `confluence comment list`: what was said of a page, with the answers.

use super::Place;
use crate::body::BodyFormat;
use crate::content_id::ContentId;
use crate::missing::OrMissing;
use crate::names::{Names, PEOPLE};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Value, json};
use std::collections::VecDeque;

const FOOTER_OF_PAGE: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/pages/{id}/footer-comments",
    granular("read:comment:confluence"),
);

const INLINE_OF_PAGE: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/pages/{id}/inline-comments",
    granular("read:comment:confluence"),
);

const FOOTER_OF_BLOG: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/blogposts/{id}/footer-comments",
    granular("read:comment:confluence"),
);

const INLINE_OF_BLOG: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/blogposts/{id}/inline-comments",
    granular("read:comment:confluence"),
);

const FOOTER_REPLIES: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/footer-comments/{id}/children",
    granular("read:comment:confluence"),
);

const INLINE_REPLIES: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/inline-comments/{id}/children",
    granular("read:comment:confluence"),
);

/// As many as Confluence gives on a page.
const PAGE: Paging = Paging::confluence(250);

#[derive(Choice)]
enum Resolution {
    Open,
    Reopened,
    Resolved,
    Dangling,
}

/// List the comments on a page or a blog post, with the answers to them
///
/// First those below it, then those on places in its text. Answers are indented below what they answer. `--replies
/// none` leaves them out, which saves a request for each comment.
#[derive(Command)]
#[command(path = "comment list", alias = "page comments", effect = "read", result = "many", id = "/id")]
#[command(example = "confluence comment list 131074")]
#[command(example = "confluence comment list 131074 --place inline --resolution open --replies none")]
#[http(FOOTER_OF_PAGE, INLINE_OF_PAGE, FOOTER_OF_BLOG, INLINE_OF_BLOG, FOOTER_REPLIES, INLINE_REPLIES, PEOPLE)]
#[column("Id", "/id")]
#[column("Place", "/place")]
#[column("State", "/resolutionStatus", status)]
#[column("Author", "/author/displayName", user)]
#[column("Updated", "/version/createdAt", date)]
#[column("About", "/properties/inlineOriginalSelection")]
#[column("Text", "/text")]
pub(crate) struct List {
    /// Id or address of the page
    #[arg(positional)]
    page: ContentId,
    /// It is a blog post
    #[arg(long)]
    blog: bool,
    /// Only comments in one of the two places
    #[arg(long, value_name = "PLACE")]
    place: Option<Place>,
    /// Only comments on places in the text that are in this state
    #[arg(long, value_name = "STATE")]
    resolution: Option<Resolution>,
    /// Whether answers are shown
    #[arg(long, default = "all", value_name = "WHICH")]
    replies: Replies,
    /// Most comments to show, answers included; 0 for all
    #[arg(long, default = "50", value_name = "N")]
    limit: Limit,
}

#[derive(PartialEq, Choice)]
enum Replies {
    All,
    None,
}

impl Run for List {
    async fn run(self, cx: &Cx) -> Result<()> {
        let wanted = self.place.or(self.resolution.as_ref().map(|_| Place::Inline));
        let mut shown = Shown { left: self.limit.get(), names: Names::default(), more: false };
        for place in [Place::Footer, Place::Inline] {
            if wanted.is_none_or(|wanted| wanted == place) {
                self.of(cx, place, &mut shown).await?;
            }
        }
        if shown.more {
            cx.incomplete("`--limit 0` for all", None);
        }
        Ok(())
    }
}

/// What has been shown so far.
struct Shown {
    left: Option<usize>,
    names: Names,
    more: bool,
}

impl Shown {
    /// Shows one comment, unless there were enough.
    fn emit(&mut self, cx: &Cx, mut comment: Value, place: Place, depth: usize) -> Result<()> {
        if self.left == Some(0) {
            self.more = true;
            return Ok(());
        }
        self.left = self.left.map(|left| left - 1);
        let text = BodyFormat::Markdown.text(&comment);
        let text = format!("{}{}", "  ".repeat(depth), text.trim_end());
        if let Some(members) = comment.as_object_mut() {
            members.insert("place".to_owned(), json!(place.to_string()));
            members.insert("depth".to_owned(), json!(depth));
            members.insert("text".to_owned(), json!(text));
        }
        cx.emit(&comment)
    }
}

impl List {
    async fn of(&self, cx: &Cx, place: Place, shown: &mut Shown) -> Result<()> {
        let endpoint = match (place, self.blog) {
            (Place::Footer, false) => FOOTER_OF_PAGE,
            (Place::Inline, false) => INLINE_OF_PAGE,
            (Place::Footer, true) => FOOTER_OF_BLOG,
            (Place::Inline, true) => INLINE_OF_BLOG,
        };
        let request = cx.request(endpoint).param("id", &self.page).query("body-format", "storage");
        let mut pages = request.query_opt("resolution-status", self.resolution.as_ref()).pages(PAGE, Limit::ALL);
        while let Some(comments) = pages.try_next().await.or_missing_unless_blog(&self.page, self.blog)? {
            for comment in shown.names.named(cx, &comments, "/version/authorId").await? {
                let id = crate::json::text(&comment, "id").to_owned();
                shown.emit(cx, comment, place, 0)?;
                if self.replies == Replies::All {
                    self.replies_to(cx, place, id, shown).await?;
                }
                if shown.more {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Shows the answers to a comment, and the answers to them.
    async fn replies_to(&self, cx: &Cx, place: Place, id: String, shown: &mut Shown) -> Result<()> {
        let endpoint = if place == Place::Footer { FOOTER_REPLIES } else { INLINE_REPLIES };
        let mut ahead = VecDeque::from([(id, 1)]);
        while let Some((id, depth)) = ahead.pop_front() {
            if shown.more {
                return Ok(());
            }
            let request = cx.request(endpoint).param("id", &id).query("body-format", "storage");
            let mut pages = request.pages(PAGE, Limit::ALL);
            while let Some(replies) = pages.try_next().await? {
                for reply in shown.names.named(cx, &replies, "/version/authorId").await? {
                    ahead.push_back((crate::json::text(&reply, "id").to_owned(), depth + 1));
                    shown.emit(cx, reply, place, depth)?;
                }
            }
        }
        Ok(())
    }
}
