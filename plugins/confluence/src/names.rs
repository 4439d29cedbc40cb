//! Who account ids are, for people who read.

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::{self, Value, json};
use std::collections::BTreeMap;

/// What a command that shows people by name may use.
pub(crate) const PEOPLE: Endpoint = endpoint!(
    confluence POST "/wiki/api/v2/users-bulk",
    granular("read:user:confluence"),
);

/// As many as Confluence looks up at once.
const MOST: usize = 250;

/// Names that were asked for so far.
#[derive(Default)]
pub(crate) struct Names {
    known: BTreeMap<String, Option<String>>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Found {
    results: Vec<Person>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Person {
    account_id: String,
    #[serde(default)]
    display_name: Option<String>,
}

impl Names {
    /// Shows records with a member `author` beside what the site sent: the name of the account at `pointer`.
    ///
    /// # Errors
    ///
    /// When a record is none.
    pub(crate) async fn named(&mut self, cx: &Cx, records: &[Box<RawValue>], pointer: &str) -> Result<Vec<Value>> {
        let read = |record: &RawValue| serde_json::from_str::<Value>(record.get());
        let records: Result<Vec<Value>, _> = records.iter().map(|record| read(record)).collect();
        let mut records = records.map_err(|error| Error::other(format!("a record cannot be read: {error}")))?;
        let id = |record: &Value| record.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        self.look_up(cx, records.iter().filter_map(id).collect()).await;
        for record in &mut records {
            let name = id(record).and_then(|id| self.known.get(&id).cloned().flatten());
            if let (Some(name), Some(members)) = (name, record.as_object_mut()) {
                members.insert("author".to_owned(), json!({"displayName": name}));
            }
        }
        Ok(records)
    }

    /// Asks for names that are not known yet. The records are there without them: who may not ask is not told of an
    /// error.
    async fn look_up(&mut self, cx: &Cx, mut ids: Vec<String>) {
        ids.sort_unstable();
        ids.dedup();
        ids.retain(|id| !self.known.contains_key(id));
        for some in ids.chunks(MOST) {
            let answer = cx.request(PEOPLE).json_body(&json!({"accountIds": some})).json::<Found>().await;
            let found = answer.map(|found| found.results).unwrap_or_default();
            self.known.extend(some.iter().map(|id| (id.clone(), None)));
            self.known.extend(found.into_iter().map(|person| (person.account_id, person.display_name)));
        }
    }
}
