//! `bitbucket pipeline rerun`: the same again.

use super::trigger::variables;
use super::{FIND, OfPipeline, RUN};
use crate::body::Body;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::{Map, Value};

/// Run a pipeline again, on the same commit and with the same variables
///
/// Nobody is told the values of secured variables: they have to be given again.
#[derive(Command)]
#[command(path = "pipeline rerun", effect = "write", result = "one", id = "/build_number")]
#[command(example = "bitbucket pipeline rerun 2 --repo backend")]
#[command(example = "bitbucket pipeline rerun latest --branch main --var LEVEL=debug --repo backend")]
#[http(FIND, RUN)]
#[column("Number", "/build_number", number)]
#[column("State", "/state/name", status)]
#[column("Result", "/state/result/name", status)]
#[column("Branch or tag", "/target/ref_name")]
#[column("Commit", "/target/commit/hash")]
#[column("UUID", "/uuid")]
pub(crate) struct Rerun {
    #[arg(flatten)]
    pipeline: OfPipeline,
    /// Variable besides or instead of the former ones, as KEY=VALUE (can be repeated)
    #[arg(long, value_name = "KEY=VALUE")]
    var: Vec<KeyValue>,
    /// Secured variables, one KEY=VALUE a line
    #[arg(long, value_name = "-")]
    secured_vars: Option<SecretText>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Before {
    build_number: u64,
    target: Map<String, Value>,
    #[serde(default)]
    variables: Vec<Variable>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Variable {
    key: String,
    #[serde(default)]
    value: Option<String>,
    #[serde(default)]
    secured: bool,
}

impl Run for Rerun {
    async fn run(self, cx: &Cx) -> Result<()> {
        let (place, record) = self.pipeline.record(cx).await?;
        let before: Before = atlassian_plugin_sdk::read("the pipeline", &record)?;
        let given = variables(&self.var, self.secured_vars.as_ref())?;
        let is_given = |key: &str| given.iter().any(|one| one.get("key").and_then(Value::as_str) == Some(key));
        let (mut kept, mut unknown) = (Vec::new(), Vec::new());
        for variable in before.variables.into_iter().filter(|variable| !is_given(&variable.key)) {
            match variable.value.filter(|_| !variable.secured) {
                Some(value) => kept.push(KeyValue { key: variable.key, value }),
                None => unknown.push(variable.key),
            }
        }
        if !unknown.is_empty() {
            let list = unknown.join("`, `");
            return Err(Error::invalid(format!(
                "pipeline #{} ran with secured variables, whose values nobody is told: `{list}`",
                before.build_number
            ))
            .hint("give them again with `--secured-vars -`, one KEY=VALUE a line"));
        }
        let mut all = variables(&kept, None)?;
        all.extend(given);
        let body = Body::of("pipeline").set("target", target(before.target));
        let body = body.set_opt("variables", (!all.is_empty()).then_some(all));
        cx.emit_raw(&place.request(cx, RUN).json_body(&body.json()).raw().await?)
    }
}

/// Only what the next run can be told: no links, no names.
fn target(mut target: Map<String, Value>) -> Value {
    let known = ["type", "ref_type", "ref_name", "commit", "selector"];
    target.retain(|name, _| known.contains(&name.as_str()));
    if let Some(Value::Object(commit)) = target.get_mut("commit") {
        commit.retain(|name, _| ["type", "hash"].contains(&name.as_str()));
    }
    // The definition that fits is found again; it cannot be asked for.
    let is_custom = |selector: &Value| selector.get("type").and_then(Value::as_str) == Some("custom");
    if !target.get("selector").is_some_and(is_custom) {
        target.remove("selector");
    }
    Value::Object(target)
}
