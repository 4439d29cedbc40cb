//! The audit log: what was there at the start, for nothing is logged here.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::administrator;
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, jira, put};
use crate::state::Data;
use crate::time;

/// One record.
#[derive(Debug, Deserialize)]
pub(super) struct Record {
    id: u64,
    created: String,
    author: String,
    category: String,
    summary: String,
    object: String,
    object_type: String,
    /// Name, old and new value.
    #[serde(default)]
    changed: Vec<String>,
}

impl Record {
    fn json(&self, data: &Data) -> Value {
        let author = data.user_by_email(&self.author).map(|place| &data.user(place).account_id);
        let mut value = json!({
            "id": self.id,
            "summary": self.summary,
            "remoteAddress": "192.0.2.1",
            // The document has no account id here, though its example does; on the cloud this is one.
            "authorKey": author,
            "created": time::jira(time::parse(&self.created).unwrap_or(0)),
            "category": self.category,
            "eventSource": "",
            "description": "",
            "objectItem": {"name": self.object, "typeName": self.object_type},
        });
        if let [name, from, to] = self.changed.as_slice() {
            put(&mut value, "changedValues", json!([{"fieldName": name, "changedFrom": from, "changedTo": to}]));
        }
        value
    }

    fn has(&self, words: &str) -> bool {
        let text = [&self.summary, &self.category, &self.object, &self.object_type].map(|text| text.to_lowercase());
        words.split_whitespace().all(|word| text.iter().any(|text| text.contains(&word.to_lowercase())))
    }
}

/// `GET /rest/api/3/auditing/record`
pub(super) async fn records(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    params: Params,
) -> Answer {
    administrator(caller)?;
    let bound = |name: &str| match params.first(name) {
        None => Ok(None),
        Some(text) => match time::parse(text) {
            Some(moment) => Ok(Some(moment)),
            None => Err(jira(400, &format!("'{text}' is not a valid date."))),
        },
    };
    let (from, to) = (bound("from")?, bound("to")?);
    let data = app.read();
    let words = params.first("filter").unwrap_or("");
    let fits = |record: &&Record| {
        let created = time::parse(&record.created).unwrap_or(0);
        from.is_none_or(|from| created >= from) && to.is_none_or(|to| created <= to) && record.has(words)
    };
    let found: Vec<Value> = data.admin.records.iter().filter(fits).map(|record| record.json(&data)).collect();
    let (offset, limit) = (params.number("offset", 0, 0, usize::MAX), params.number("limit", 1000, 1, 1000));
    let shown: Vec<&Value> = found.iter().skip(offset).take(limit).collect();
    reply::ok(&json!({"offset": offset, "limit": limit, "total": found.len(), "records": shown}))
}
