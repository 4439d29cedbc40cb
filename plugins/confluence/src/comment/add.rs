//! `confluence comment add`: below a page, or on a place in its text.

use crate::body::BodyFormat;
use crate::content_id::ContentId;
use crate::json::put;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{self, Value, json};

pub(crate) const FOOTER: Endpoint = endpoint!(
    confluence POST "/wiki/api/v2/footer-comments",
    granular("write:comment:confluence"),
);

pub(crate) const INLINE: Endpoint = endpoint!(
    confluence POST "/wiki/api/v2/inline-comments",
    granular("write:comment:confluence"),
);

const PAGE: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/pages/{id}",
    granular("read:page:confluence"),
);

const BLOG: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/blogposts/{id}",
    granular("read:page:confluence"),
);

/// Comment on a page or a blog post
///
/// Below it, or with `--on` on words that stand in its text.
#[derive(Command)]
#[command(path = "comment add", alias = "page add-comment", alias = "comment create")]
#[command(effect = "write", result = "one", id = "/id")]
#[command(example = "confluence comment add 131074 \"Looks **good**.\"")]
#[command(example = "confluence comment add 131074 \"Which one?\" --on \"the button\"")]
#[http(FOOTER, INLINE, PAGE, BLOG)]
#[column("Id", "/id")]
#[column("Title", "/title")]
#[column("State", "/resolutionStatus", status)]
pub(crate) struct Add {
    /// Id or address of the page
    #[arg(positional)]
    page: ContentId,
    /// What to say (`-` for standard input, `@FILE` for a file)
    #[arg(positional)]
    text: Text,
    /// How it is written
    #[arg(long, default = "markdown", value_name = "FORMAT")]
    body_format: BodyFormat,
    /// It is a blog post
    #[arg(long)]
    blog: bool,
    /// Words in the text to comment on
    #[arg(long, value_name = "WORDS")]
    on: Option<String>,
    /// Which of them, if they stand there more than once; the first is 1
    #[arg(long, value_name = "N", requires = "on")]
    occurrence: Option<u32>,
}

impl Run for Add {
    async fn run(self, cx: &Cx) -> Result<()> {
        let body = self.body_format.body(&self.text.0)?;
        let container = if self.blog { "blogPostId" } else { "pageId" };
        let mut comment = json!({"body": body});
        put(&mut comment, container, self.page.0.as_str());
        let endpoint = match &self.on {
            None => FOOTER,
            Some(words) => {
                put(&mut comment, "inlineCommentProperties", self.selection(cx, words).await?);
                INLINE
            }
        };
        let made = cx.request(endpoint).json_body(&comment).raw().await?;
        cx.success(&format!("commented on `{}`", self.page));
        cx.emit_raw(&made)
    }
}

impl Add {
    /// The place that the words have in the text: Confluence wants to know how often they stand there.
    async fn selection(&self, cx: &Cx, words: &str) -> Result<Value> {
        let endpoint = if self.blog { BLOG } else { PAGE };
        let request = cx.request(endpoint).param("id", &self.page).query("body-format", "atlas_doc_format");
        let page: Value = request.json().await?;
        let document = page.pointer("/body/atlas_doc_format/value").and_then(Value::as_str).unwrap_or_default();
        let document: Value = serde_json::from_str(document).unwrap_or_default();
        let mut text = String::new();
        collect(&document, &mut text);
        let count = u32::try_from(text.matches(words).count()).unwrap_or(u32::MAX);
        let which = self.occurrence.unwrap_or(1);
        match (count, self.occurrence) {
            _ if words.is_empty() => Err(Error::usage("`--on` names no words")),
            (0, _) => Err(Error::not_found(format!("`{words}` does not stand in the text"))),
            (2.., None) => Err(Error::invalid(format!("`{words}` stands in the text {count} times"))
                .hint("`--occurrence` says which of them, from 1")),
            (count, _) if which == 0 || which > count => {
                Err(Error::invalid(format!("`{words}` stands in the text {count} times, not {which}")))
            }
            (count, _) => Ok(json!({
                "textSelection": words,
                "textSelectionMatchCount": count,
                "textSelectionMatchIndex": which - 1,
            })),
        }
    }
}

/// The words of a document. What stands in two blocks is not one text.
fn collect(node: &Value, text: &mut String) {
    text.push_str(node.get("text").and_then(Value::as_str).unwrap_or_default());
    let children = node.get("content").and_then(Value::as_array);
    for child in children.into_iter().flatten() {
        collect(child, text);
    }
    if children.is_some() {
        text.push('\n');
    }
}
