//! Dates, durations and people in the product's form.

use serde_json::{Value, json};

use crate::seed::Category;
use crate::state::{DEV, Data};
use crate::time::{self, Millis};

/// A moment.
pub(super) fn date(millis: Millis) -> Value {
    let jira = time::jira(millis);
    let (day, rest) = jira.split_once('T').unwrap_or((&jira, ""));
    let clock = rest.get(..8).unwrap_or("");
    json!({
        "iso8601": format!("{day}T{clock}+0000"),
        "jira": jira,
        "friendly": format!("{day} {}", clock.get(..5).unwrap_or("")),
        "epochMillis": millis,
    })
}

/// A duration, which may be over already.
pub(super) fn duration(millis: Millis) -> Value {
    let minutes = millis.abs() / 60_000;
    let sign = if millis < 0 { "-" } else { "" };
    let (hours, minutes) = (minutes / 60, minutes % 60);
    let friendly = if hours > 0 { format!("{sign}{hours}h {minutes}m") } else { format!("{sign}{minutes}m") };
    json!({"millis": millis, "friendly": friendly})
}

/// A person, by account.
pub(super) fn person(data: &Data, origin: &str, account: &str) -> Value {
    let link = format!("{origin}/rest/api/3/user?accountId={account}");
    let (name, email, zone) = match data.user_by_account(account).map(|place| data.user(place)) {
        Some(user) => (user.name.as_str(), user.email.as_str(), user.time_zone.as_str()),
        None => match data.desks.people.iter().find(|person| person.account == account) {
            Some(person) => (person.name.as_str(), person.email.as_str(), "UTC"),
            None => ("Former user", "", "UTC"),
        },
    };
    json!({
        "accountId": account,
        "emailAddress": email,
        "displayName": name,
        "active": true,
        "timeZone": zone,
        "_links": {"jiraRest": link, "self": link, "avatarUrls": {}},
    })
}

/// Whether there is such an account.
pub(super) fn is_known(data: &Data, account: &str) -> bool {
    data.user_by_account(account).is_some() || data.desks.people.iter().any(|person| person.account == account)
}

/// The caller's account.
pub(super) fn own_account(data: &Data) -> String {
    data.user(DEV).account_id.clone()
}

/// A status and when it began.
pub(super) fn status(data: &Data, status: u8, since: Millis) -> Value {
    let status = data.status(status);
    let category = match status.category {
        Category::New => "NEW",
        Category::Indeterminate => "INDETERMINATE",
        Category::Done => "DONE",
    };
    json!({"status": status.name, "statusCategory": category, "statusDate": date(since)})
}
