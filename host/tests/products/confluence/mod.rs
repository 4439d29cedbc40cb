//! `confluence …`

mod bulk;
mod comments;
mod files;
mod pages;
mod search;
mod story;

use atlassian_simulator::Simulator;
use serde_json::Value;

/// Bodies of the requests with a method to a path that begins like that.
fn sent(site: &Simulator, method: &str, path: &str) -> Vec<Value> {
    let requests = site.requests();
    let wanted = requests.iter().filter(|request| request.method == method && request.path.starts_with(path));
    wanted.map(|request| serde_json::from_slice(&request.body).unwrap_or(Value::Null)).collect()
}

/// Everything but reads, as `METHOD path`.
fn writes(site: &Simulator) -> Vec<String> {
    let requests = site.requests();
    let reads = |path: &str| path.ends_with("/users-bulk");
    let wanted = requests.iter().filter(|request| request.method != "GET" && !reads(&request.path));
    wanted.map(|request| format!("{} {}", request.method, request.path)).collect()
}
