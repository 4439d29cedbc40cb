//! Tasks that Jira works on after it has answered.

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use std::time::Duration;

const TASK: Endpoint = endpoint!(
    jira GET "/rest/api/3/task/{taskId}",
    classic("read:jira-work"),
);

/// What a command that waits for a task may use.
pub(crate) const WAIT: EndpointGroup = endpoint_group!(TASK);

/// The first look comes soon, later ones less often.
const FIRST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(5);

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Task {
    status: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    progress: u64,
}

/// Waits until a task has ended, which `location` of an answer names.
///
/// # Errors
///
/// When it failed, was cancelled, or cannot be looked at.
pub(crate) async fn wait(cx: &Cx, location: Option<&str>, label: &str) -> Result<()> {
    let path = location.and_then(|location| location.split(['?', '#']).next());
    let id = path.and_then(|path| path.rsplit('/').next()).filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| Error::other("the site has begun a task and does not say which"))?;
    let bar = cx.progress(label, Some(100));
    let (mut pause, mut done) = (FIRST, 0);
    loop {
        let task: Task = cx.request(TASK).param("taskId", id).json().await?;
        bar.advance(task.progress.saturating_sub(done));
        done = task.progress.max(done);
        match task.status.as_str() {
            "COMPLETE" => return Ok(()),
            "FAILED" | "DEAD" | "CANCELLED" => {
                let status = task.status.to_lowercase();
                let why = if task.message.is_empty() { String::new() } else { format!(": {}", task.message) };
                return Err(Error::other(format!("task {id} of the site's is {status}{why}")));
            }
            _ => cx.sleep(pause).await,
        }
        pause = (pause * 2).min(LONGEST);
    }
}
