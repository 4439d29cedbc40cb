//! `jira webhook …`: the webhooks of a site, which Jira's OpenAPI document does not have.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod disable;
pub(crate) mod enable;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod update;

use crate::record;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::{Map, Value, json};

const WEBHOOK: Endpoint = endpoint!(jira GET "/rest/webhooks/1.0/webhook/{id}");

const CHANGE: Endpoint = endpoint!(jira PUT "/rest/webhooks/1.0/webhook/{id}");

/// What a command that changes a webhook may use.
const UPDATE: EndpointGroup = endpoint_group!(WEBHOOK, CHANGE);

/// Where the JQL of a webhook stands.
const FILTER: &str = "issue-related-events-section";

/// What Jira notes itself.
const OWN: [&str; 6] = ["self", "id", "lastUpdated", "lastUpdatedUser", "lastUpdatedDisplayName", "isSigned"];

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Sent {
    #[serde(rename = "self")]
    address: String,
}

/// A webhook with its id, which Jira shows in its address alone.
fn readable(webhook: &RawValue) -> Result<Box<RawValue>> {
    let Sent { address } = atlassian_plugin_sdk::read("a webhook", webhook)?;
    record::with(webhook, "id", address.rsplit('/').next().unwrap_or_default())
}

/// Reads a webhook, changes some of it, and sends it back: Jira takes whole ones alone.
async fn change(cx: &Cx, id: &str, with: impl FnOnce(&mut Map<String, Value>)) -> Result<()> {
    let mut webhook: Map<String, Value> = cx.request(WEBHOOK).param("id", id).json().await?;
    webhook.retain(|name, _| !OWN.contains(&name.as_str()));
    with(&mut webhook);
    let changed = cx.request(CHANGE).param("id", id).json_body(&webhook).raw().await?;
    cx.emit_raw(&readable(&changed)?)
}

/// Names of events, from lists with commas.
fn events(given: &[String]) -> Vec<&str> {
    given.iter().flat_map(|list| list.split(',')).map(str::trim).filter(|event| !event.is_empty()).collect()
}

/// The JQL of a webhook as Jira has it.
fn filters(jql: &str) -> Value {
    json!({FILTER: jql})
}
