//! Listings of issues: which fields are asked for, all pages, and how many there are where the limit cut.

use crate::fields::Shown;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::{Request, serde_json::Value};

/// As many as Jira gives when fields are asked for.
const PAGE: Paging = Paging::token("issues", 100);

/// What the table shows.
const FIELDS: &str = "issuetype,summary,status,assignee,priority,updated";

/// Shows the issues that a request finds. `count` asks how many there are in all; it is sent only when the limit cut.
///
/// # Errors
///
/// When a page cannot be had. That they cannot be counted is none: the listing is there without it.
pub(crate) async fn show(
    cx: &Cx,
    request: Request,
    count: Option<Request>,
    fields: &[String],
    limit: Limit,
) -> Result<()> {
    let chosen = Shown::chosen(cx, fields).await?;
    if let Some(fields) = chosen.as_ref().filter(|fields| !fields.is_pattern()) {
        cx.columns(fields.columns());
    }
    let fields = chosen.map_or_else(|| FIELDS.to_owned(), |fields| fields.to_string());
    let shown = request.query("fields", fields).show(cx, PAGE, limit).await?;
    if shown.more {
        let total = match count {
            Some(request) => {
                counted(request).await.filter(|total| u64::try_from(shown.count).is_ok_and(|shown| *total > shown))
            }
            None => None,
        };
        cx.incomplete("`--limit 0` for all", total);
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Counted {
    count: u64,
}

async fn counted(request: Request) -> Option<u64> {
    request.json::<Counted>().await.ok().map(|counted| counted.count)
}

/// An issue as far as a command has to know it.
#[derive(Debug, Deserialize)]
#[serde(crate = "self::serde")]
pub(crate) struct Listed {
    pub(crate) key: String,
    #[serde(default)]
    fields: Value,
}

impl Listed {
    pub(crate) fn summary(&self) -> &str {
        self.fields.get("summary").and_then(Value::as_str).unwrap_or_default()
    }
}

/// Every issue that a request finds, with its summary.
///
/// # Errors
///
/// When a page cannot be had or read.
pub(crate) async fn all(request: Request) -> Result<Vec<Listed>> {
    request.query("fields", "summary").all(PAGE).await
}
