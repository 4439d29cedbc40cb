//! `confluence page diff`: what changed between two versions.

use super::get::GET;
use crate::body::BodyFormat;
use crate::content_id::ContentId;
use crate::edit::number;
use crate::missing::{OrMissing, What};
use atlassian_plugin_sdk::futures_util::try_join;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::Value;
use similar::TextDiff;

/// Show what changed between two versions of a page, as a unified diff
///
/// Without `--from` and `--to`: between the newest version and the one before it. A changed title stands in the diff's
/// first lines.
#[derive(Command)]
#[command(path = "page diff", effect = "read", result = "text")]
#[command(example = "confluence page diff 131074 --from 1")]
#[http(GET)]
pub(crate) struct Diff {
    /// Id or address of the page
    #[arg(positional)]
    page: ContentId,
    /// Older version
    #[arg(long, value_name = "N")]
    from: Option<u64>,
    /// Newer version; without it, the newest
    #[arg(long, value_name = "N")]
    to: Option<u64>,
    /// How the bodies are written in the diff
    #[arg(long, default = "markdown", value_name = "FORMAT")]
    body_format: BodyFormat,
    /// Lines around each change
    #[arg(long, default = "3", value_name = "N")]
    context: u32,
}

impl Run for Diff {
    async fn run(self, cx: &Cx) -> Result<()> {
        let (old, new) = match (self.from, self.to) {
            (Some(from), to) => try_join!(self.version(cx, Some(from)), self.version(cx, to))?,
            (None, to) => {
                let new = self.version(cx, to).await?;
                let before = number(&new)?.checked_sub(1).filter(|number| *number > 0);
                let Some(before) = before else {
                    return Err(Error::invalid(format!("`{}` has no version before that one", self.page)));
                };
                (self.version(cx, Some(before)).await?, new)
            }
        };
        let (before, after) = (self.text(&old), self.text(&new));
        let diff = TextDiff::from_lines(&before, &after);
        let context = usize::try_from(self.context).unwrap_or(usize::MAX);
        let (from, to) = (self.head(&old)?, self.head(&new)?);
        cx.text(&diff.unified_diff().context_radius(context).header(&from, &to).to_string());
        Ok(())
    }
}

impl Diff {
    async fn version(&self, cx: &Cx, number: Option<u64>) -> Result<Value> {
        let request = cx.request(GET).param("id", &self.page);
        let request = request.query("body-format", self.body_format.representation()).query_opt("version", number);
        request.json().await.or_missing_version(What::Page, &self.page, number)
    }

    fn text(&self, version: &Value) -> String {
        let mut text = self.body_format.text(version);
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text
    }

    /// What stands behind `---` and `+++`: a title could break the line, and does not.
    fn head(&self, version: &Value) -> Result<String> {
        let title = version.get("title").and_then(Value::as_str).unwrap_or_default();
        let title: String = title.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Ok(format!("{title}\tversion {}", number(version)?))
    }
}
