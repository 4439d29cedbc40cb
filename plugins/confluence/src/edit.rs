//! Changing a page or a blog post: read, change what was asked for, send the rest back, and never over what somebody
//! else wrote meanwhile.

use crate::body;
use crate::content_id::ContentId;
use crate::json::put;
use crate::missing::{OrMissing, What};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Value, json};

/// What is to change. What is not named stays.
pub(crate) struct Edit<'a> {
    pub(crate) what: What,
    pub(crate) read: Endpoint,
    pub(crate) write: Endpoint,
    pub(crate) id: &'a ContentId,
    pub(crate) title: Option<String>,
    /// `{"representation", "value"}`.
    pub(crate) body: Option<Value>,
    pub(crate) parent: Option<String>,
    pub(crate) message: Option<String>,
    /// The version that it has to have.
    pub(crate) version: Option<u64>,
}

impl Edit<'_> {
    /// Writes the next version, and answers it.
    ///
    /// # Errors
    ///
    /// When it has another version than was said, or has got one since it was read.
    pub(crate) async fn save(self, cx: &Cx) -> Result<Box<RawValue>> {
        let old = self.current(cx).await?;
        let now = number(&old)?;
        if let Some(wanted) = self.version.filter(|wanted| *wanted != now) {
            return Err(self.conflict(format!("`{}` is at version {now}, not {wanted}", self.id)));
        }
        let change = self.change(&old, "current", now + 1);
        self.put(cx, &change).await
    }

    /// Writes the draft, which nobody else sees yet.
    ///
    /// # Errors
    ///
    /// As the site says.
    pub(crate) async fn save_draft(self, cx: &Cx) -> Result<Box<RawValue>> {
        let old = self.draft(cx).await?;
        // All drafts have this number.
        let change = self.change(&old, "draft", 1);
        self.put(cx, &change).await
    }

    /// Publishes the draft.
    ///
    /// # Errors
    ///
    /// When there is no draft and nothing else to publish.
    pub(crate) async fn publish(self, cx: &Cx) -> Result<Box<RawValue>> {
        let draft = self.draft(cx).await?;
        let is_draft = has_status(&draft, "draft");
        if !is_draft && self.body.is_none() && self.title.is_none() {
            return Err(Error::invalid(format!("`{}` has no draft that could be published", self.id))
                .hint("`--body` and `--title` publish something new"));
        }
        let number = match self.current(cx).await {
            Ok(published) if !has_status(&published, "draft") => number(&published)? + 1,
            // What was never published begins at 1.
            Ok(_) => 1,
            Err(error) if is_draft && error.kind() == Kind::NotFound => 1,
            Err(error) => return Err(error),
        };
        if let Some(wanted) = self.version.filter(|wanted| wanted + 1 != number) {
            return Err(self.conflict(format!("`{}` is at version {}, not {wanted}", self.id, number - 1)));
        }
        let change = self.change(&draft, "current", number);
        self.put(cx, &change).await
    }

    async fn current(&self, cx: &Cx) -> Result<Value> {
        let request = cx.request(self.read).param("id", self.id).query("body-format", "storage");
        request.json().await.or_missing(self.what, self.id)
    }

    async fn draft(&self, cx: &Cx) -> Result<Value> {
        let request = cx.request(self.read).param("id", self.id).query("body-format", "storage");
        request.query("get-draft", true).json().await.or_missing(self.what, self.id)
    }

    fn change(&self, old: &Value, status: &str, number: u64) -> Value {
        let title = self.title.as_deref().or_else(|| old.get("title").and_then(Value::as_str)).unwrap_or_default();
        let mut version = json!({"number": number});
        if let Some(message) = &self.message {
            put(&mut version, "message", json!(message));
        }
        let mut change = json!({
            "id": self.id.0,
            "status": status,
            "title": title,
            "body": self.body.clone().unwrap_or_else(|| body::unchanged(old)),
            "version": version,
        });
        if let Some(parent) = &self.parent {
            put(&mut change, "parentId", json!(parent));
        }
        change
    }

    async fn put(&self, cx: &Cx, change: &Value) -> Result<Box<RawValue>> {
        let answer = cx.request(self.write).param("id", self.id).json_body(change).raw().await;
        answer.map_err(|error| if error.kind() == Kind::Conflict { self.hinted(error) } else { error })
    }

    fn conflict(&self, message: String) -> Error {
        self.hinted(Error::new(Kind::Conflict, message))
    }

    fn hinted(&self, error: Error) -> Error {
        let id = self.id;
        error.hint(match self.what {
            What::Page => format!("nothing was overwritten: `confluence page diff {id}` shows what was changed last"),
            _ => format!("nothing was overwritten: `confluence blog versions {id}` shows who changed it last"),
        })
    }
}

fn has_status(record: &Value, status: &str) -> bool {
    record.get("status").and_then(Value::as_str) == Some(status)
}

/// The number of the version that was read.
pub(crate) fn number(record: &Value) -> Result<u64> {
    let number = record.pointer("/version/number").and_then(Value::as_u64);
    number.ok_or_else(|| Error::other("the site did not say which version it is"))
}
