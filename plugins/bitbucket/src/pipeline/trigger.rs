//! `bitbucket pipeline trigger`: begins a pipeline.

use super::RUN;
use crate::body::Body;
use crate::place::InRepository;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Value, json};

/// Run a pipeline
///
/// On a branch, a tag or a commit; with `--commit` and `--branch`, on that commit of the branch. The definition is the
/// one that fits, unless `--custom` names another.
#[derive(Command)]
#[command(path = "pipeline trigger", alias = "pipeline run", effect = "write", result = "one", id = "/build_number")]
#[command(example = "bitbucket pipeline trigger --branch main --var LEVEL=debug --repo backend")]
#[command(example = "bitbucket pipeline trigger --tag v1.0.0 --custom nightly --repo backend")]
#[http(RUN)]
#[column("Number", "/build_number", number)]
#[column("State", "/state/name", status)]
#[column("Result", "/state/result/name", status)]
#[column("Branch or tag", "/target/ref_name")]
#[column("Commit", "/target/commit/hash")]
#[column("UUID", "/uuid")]
pub(crate) struct Trigger {
    /// Branch to run it on
    #[arg(long, conflicts = "tag")]
    branch: Option<String>,
    /// Tag to run it on
    #[arg(long)]
    tag: Option<String>,
    /// Commit to run it on, by its whole hash
    #[arg(long, value_name = "HASH")]
    commit: Option<String>,
    /// Definition to run, from `custom` in bitbucket-pipelines.yml
    #[arg(long, value_name = "NAME")]
    custom: Option<String>,
    /// Variable for this run, as KEY=VALUE (can be repeated)
    #[arg(long, value_name = "KEY=VALUE")]
    var: Vec<KeyValue>,
    /// Secured variables for this run, one KEY=VALUE a line
    #[arg(long, value_name = "-")]
    secured_vars: Option<SecretText>,
    #[arg(flatten)]
    place: InRepository,
}

impl Run for Trigger {
    async fn run(self, cx: &Cx) -> Result<()> {
        let target = target(self.branch.as_deref(), self.tag.as_deref(), self.commit.as_deref(), self.custom)?;
        let variables = variables(&self.var, self.secured_vars.as_ref())?;
        let body = Body::of("pipeline").set("target", target);
        let body = body.set_opt("variables", (!variables.is_empty()).then_some(variables));
        cx.emit_raw(&self.place.place()?.request(cx, RUN).json_body(&body.json()).raw().await?)
    }
}

fn target(branch: Option<&str>, tag: Option<&str>, commit: Option<&str>, custom: Option<String>) -> Result<Value> {
    let named = branch.map(|name| ("branch", name)).or(tag.map(|name| ("tag", name)));
    let commit = commit.map(|hash| json!({"type": "commit", "hash": hash}));
    let body = match (named, commit) {
        (Some((kind, name)), commit) => {
            Body::of("pipeline_ref_target").set("ref_type", kind).set("ref_name", name).set_opt("commit", commit)
        }
        (None, Some(commit)) => Body::of("pipeline_commit_target").set("commit", commit),
        (None, None) => {
            return Err(Error::usage("what to run it on is not said").hint("give `--branch`, `--tag` or `--commit`"));
        }
    };
    Ok(body.set_opt("selector", custom.map(|name| json!({"type": "custom", "pattern": name}))).json())
}

/// Variables of one run, plain and secured.
pub(super) fn variables(plain: &[KeyValue], secured: Option<&SecretText>) -> Result<Vec<Value>> {
    let variable = |key: &str, value: &str, secured: bool| json!({"type": "pipeline_variable", "key": key, "value": value, "secured": secured});
    let mut variables: Vec<Value> = plain.iter().map(|one| variable(&one.key, &one.value, false)).collect();
    let lines = secured.map(SecretText::expose).unwrap_or_default().lines().filter(|line| !line.trim().is_empty());
    for (number, line) in (1..).zip(lines) {
        // The line itself may be the secret, and stays unsaid.
        let pair = line.split_once('=').filter(|(key, _)| !key.trim().is_empty());
        let (key, value) =
            pair.ok_or_else(|| Error::invalid(format!("line {number} of the secured variables is not KEY=VALUE")))?;
        variables.push(variable(key.trim(), value, true));
    }
    Ok(variables)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_a_branch_a_tag_or_a_commit() {
        let made = |branch, tag, commit| target(branch, tag, commit, None).ok().map(|value| value.to_string());
        assert_eq!(
            made(Some("a/b"), None, Some("c0ffee")).as_deref(),
            Some(
                r#"{"type":"pipeline_ref_target","ref_type":"branch","ref_name":"a/b","commit":{"type":"commit","hash":"c0ffee"}}"#
            )
        );
        assert!(made(None, Some("v1"), None).is_some_and(|text| text.contains(r#""ref_type":"tag""#)));
        assert!(made(None, None, Some("c0ffee")).is_some_and(|text| text.contains("pipeline_commit_target")));
        assert_eq!(made(None, None, None), None);
    }
}
