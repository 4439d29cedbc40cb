//! `jsm request get`: one request, with what was asked for.

use crate::key::RequestKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::Value;

pub(crate) const REQUEST: Endpoint = endpoint!(
    jsm GET "/rest/servicedeskapi/request/{issueIdOrKey}",
    classic("read:servicedesk-request"),
    granular("read:request:jira-service-management", "read:user:jira"),
);

/// Show a request
///
/// Below it, in a table, what was written in its fields.
#[derive(Command)]
#[command(path = "request get", alias = "request view", effect = "read", result = "one", id = "/issueKey")]
#[command(example = "jsm request get HELP-1", example = "jsm request get HELP-1 --format json")]
#[http(REQUEST)]
#[web(request: jsm "/browse/{issueKey}")]
#[column("Key", "/issueKey")]
#[column("Summary", "/summary")]
#[column("Type", "/requestType/name")]
#[column("Desk", "/serviceDesk/projectName")]
#[column("Status", "/currentStatus/status", status)]
#[column("Since", "/currentStatus/statusDate/iso8601", date)]
#[column("Reporter", "/reporter/displayName", user)]
#[column("Participants", "/participants/values")]
#[column("Created", "/createdDate/iso8601", date)]
#[column("Portal", "/_links/web")]
pub(crate) struct Get {
    /// Request key or id
    #[arg(positional)]
    key: RequestKey,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Request {
    #[serde(default)]
    request_field_values: Vec<Written>,
}

/// What stands in a field.
#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Written {
    field_id: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    value: Value,
}

impl Run for Get {
    async fn run(self, cx: &Cx) -> Result<()> {
        let request = cx.request(REQUEST).param("issueIdOrKey", &self.key.0);
        let record = request.query_all("expand", ["serviceDesk", "requestType", "participant"]).raw().await?;
        let Request { request_field_values } = atlassian_plugin_sdk::read("the request", &record)?;
        cx.view_raw(&record, &written(&request_field_values))
    }
}

/// The fields for reading: short values in a line of their own, the description as it is.
fn written(fields: &[Written]) -> String {
    let mut text = String::new();
    for field in fields.iter().filter(|field| field.field_id != "summary") {
        let value = plain(&field.value);
        if value.is_empty() {
            continue;
        }
        let gap = if field.field_id == "description" { "\n\n" } else { " " };
        text.push_str(&format!("**{}:**{gap}{value}\n\n", field.label));
    }
    text
}

/// A value as people call it.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(plain).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", "),
        Value::Object(object) => {
            let named = ["displayName", "name", "label", "value", "filename", "iso8601"];
            let name = named.iter().find_map(|name| object.get(*name)).map_or_else(String::new, plain);
            match object.get("child") {
                Some(child) => format!("{name} > {}", plain(child)),
                None => name,
            }
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlassian_plugin_sdk::serde_json::{self, json};

    #[test]
    fn fields_are_shown_as_people_call_their_values() {
        let fields: Vec<Written> = atlassian_plugin_sdk::serde_json::from_value(json!([
            {"fieldId": "summary", "label": "Summary", "value": "x"},
            {"fieldId": "description", "label": "Why", "value": "Because."},
            {"fieldId": "a", "label": "Place", "value": {"value": "Europe", "child": {"value": "Vienna"}}},
            {"fieldId": "b", "label": "Who", "value": [{"displayName": "Ana"}, {"displayName": "Olu"}]},
            {"fieldId": "c", "label": "Empty", "value": null},
            {"fieldId": "d", "label": "Seats", "value": 3},
        ]))
        .unwrap();
        let expected = "**Why:**\n\nBecause.\n\n**Place:** Europe > Vienna\n\n**Who:** Ana, Olu\n\n**Seats:** 3\n\n";
        assert_eq!(written(&fields), expected);
    }
}
