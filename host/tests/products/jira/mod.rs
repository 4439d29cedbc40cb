//! `jira …`

mod admin;
mod agile;
mod bulk;
mod hanging;
mod issue;
mod search;
mod transition;

use atlassian_simulator::Simulator;
use serde_json::Value;

/// The bodies that were sent with this method to paths that contain this.
fn sent(site: &Simulator, method: &str, path: &str) -> Vec<Value> {
    let requests = site.requests().into_iter();
    let fitting = requests.filter(|request| request.method == method && request.path.contains(path));
    fitting.map(|request| serde_json::from_slice(&request.body).unwrap_or(Value::Null)).collect()
}

/// How many requests changed something, or tried to.
fn writes(site: &Simulator) -> usize {
    site.requests().iter().filter(|request| !matches!(request.method.as_str(), "GET" | "HEAD")).count()
}
