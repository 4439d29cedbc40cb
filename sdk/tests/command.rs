//! A sample plugin, built natively: what its declaration becomes.

use atlassian_plugin_sdk::args::Args;
use atlassian_plugin_sdk::prelude::*;
use serde_json::{Value, json};

const ISSUE: Endpoint = endpoint!(jira GET "/rest/api/3/issue/{issueIdOrKey}", classic("read:jira-work"));
const EDIT: Endpoint = endpoint!(jira PUT "/rest/api/3/issue/{issueIdOrKey}", granular("write:issue:jira"));

mod people {
    use super::*;

    const MYSELF: Endpoint = endpoint!(jira GET "/rest/api/3/myself");
    const SEARCH: Endpoint = endpoint!(jira GET "/rest/api/3/user/search");
    pub(super) const FIND: EndpointGroup = endpoint_group!(MYSELF, SEARCH);
}

#[derive(Choice, Debug, PartialEq)]
enum Mood {
    Calm,
    VeryLoud,
    #[choice("so so")]
    Mixed,
}

/// Change an issue.
///
/// Only what is named changes. A value may be "quoted",
/// and a paragraph has several lines:
/// - first
/// - second
///
/// More at the end.
#[derive(Command, Debug, PartialEq)]
#[command(path = "issue edit", alias = "issue change", alias = "edit", effect = "write", result = "one", id = "/key")]
#[command(example = "sample issue edit DEV-1 --mood calm", need = "files")]
#[http(ISSUE, people::FIND)]
#[http(EDIT)]
#[column("Key", "/key")]
#[column("Updated", "/fields/updated", date)]
#[web(issue: jira "/browse/{key}")]
struct Edit {
    /// Issue key
    #[arg(positional)]
    key: String,
    /// Labels (can be repeated)
    #[arg(long = "label", short = 'l', required, value_name = "LABEL")]
    labels: Vec<String>,
    /// Mood of the issue
    #[arg(long)]
    mood: Option<Mood>,
    /// How often
    #[arg(long, default = "3", conflicts = "dry")]
    max_tries: u32,
    /// Most to show
    #[arg(long, default = "0")]
    limit: Limit,
    /// Do nothing
    #[arg(long, requires = "mood")]
    dry: bool,
    /// Repository
    #[arg(long, from = "git-remote.repository")]
    r#repo: String,
}

impl Run for Edit {
    async fn run(self, _cx: &Cx) -> Result<()> {
        Ok(())
    }
}

/// Do nothing
#[derive(Command)]
#[command(path = "nothing", effect = "read", result = "none")]
struct Nothing;

impl Run for Nothing {
    async fn run(self, _cx: &Cx) -> Result<()> {
        Ok(())
    }
}

atlassian_plugin_sdk::plugin! {
    name: "sample",
    about: "A sample",
    services: [jira, jsm],
    imports: [http, output],
    commands: [Edit, Nothing],
}

fn endpoint(method: &str, template: &str, classic: &[&str], granular: &[&str]) -> Value {
    let scopes = json!({ "classic": classic, "granular": granular });
    json!({ "service": "jira", "method": method, "template": template, "scopes": scopes })
}

fn args() -> Value {
    json!([
        { "name": "key", "kind": "string", "required": true, "help": "Issue key" },
        { "name": "labels", "kind": "string", "long": "label", "short": "l", "value_name": "LABEL", "required": true,
          "repeated": true, "help": "Labels (can be repeated)" },
        { "name": "mood", "kind": "choice", "choices": ["calm", "very-loud", "so so"], "long": "mood",
          "help": "Mood of the issue" },
        { "name": "max-tries", "kind": "integer", "long": "max-tries", "default": "3", "conflicts": ["dry"],
          "help": "How often" },
        { "name": "limit", "kind": "integer", "long": "limit", "default": "0", "help": "Most to show" },
        { "name": "dry", "kind": "boolean", "long": "dry", "requires": ["mood"], "help": "Do nothing" },
        { "name": "repo", "kind": "string", "long": "repo", "from": "git-remote.repository", "required": true,
          "help": "Repository" },
    ])
}

#[test]
fn the_manifest_says_what_was_declared() -> serde_json::Result<()> {
    let edit = json!({
        "path": ["issue", "edit"],
        "aliases": [["issue", "change"], ["edit"]],
        "about": "Change an issue",
        "long": "Only what is named changes. A value may be \"quoted\", and a paragraph has several lines:\n- first\n- second\n\nMore at the end.",
        "examples": ["sample issue edit DEV-1 --mood calm"],
        "effect": "write",
        "args": args(),
        "http": [
            endpoint("GET", "/rest/api/3/issue/{issueIdOrKey}", &["read:jira-work"], &[]),
            endpoint("GET", "/rest/api/3/myself", &[], &[]),
            endpoint("GET", "/rest/api/3/user/search", &[], &[]),
            endpoint("PUT", "/rest/api/3/issue/{issueIdOrKey}", &[], &["write:issue:jira"]),
        ],
        "result": "one",
        "id": "/key",
        "columns": [
            { "title": "Key", "pointer": "/key" },
            { "title": "Updated", "pointer": "/fields/updated", "kind": "date" },
        ],
        "web": [{ "name": "issue", "service": "jira", "template": "/browse/{key}" }],
        "needs": ["files"],
    });
    let nothing = json!({
        "path": ["nothing"], "aliases": [], "about": "Do nothing", "effect": "read", "args": [], "http": [],
        "result": "none", "columns": [],
    });
    let expected = json!({
        "name": "sample", "version": env!("CARGO_PKG_VERSION"), "about": "A sample", "contract": "0.1",
        "imports": ["http", "output"], "services": ["jira", "jsm"], "commands": [edit, nothing],
    });
    assert_eq!(serde_json::from_str::<Value>(MANIFEST)?, expected);
    Ok(())
}

#[test]
fn arguments_become_fields() -> Result<()> {
    let given =
        r#"{"key":"DEV-1","labels":["a","b"],"mood":"very-loud","max-tries":3,"limit":0,"dry":true,"repo":"r"}"#;
    let expected = Edit {
        key: "DEV-1".into(),
        labels: vec!["a".into(), "b".into()],
        mood: Some(Mood::VeryLoud),
        max_tries: 3,
        limit: Limit::ALL,
        dry: true,
        repo: "r".into(),
    };
    assert_eq!(Edit::from_args(&Args::parse(given)?)?, expected);
    assert!(Nothing::from_args(&Args::parse("{}")?).is_ok());
    Ok(())
}

#[test]
fn a_choice_is_written_as_it_is_typed() {
    assert_eq!([Mood::Calm, Mood::VeryLoud, Mood::Mixed].map(|mood| mood.to_string()), ["calm", "very-loud", "so so"]);
}

#[test]
fn an_unknown_choice_is_an_error() -> Result<()> {
    let given = Args::parse(r#"{"mood":"wild"}"#)?;
    let error = given.optional::<Mood>("mood").err();
    assert_eq!(
        error.map(|error| error.message().to_owned()).as_deref(),
        Some("argument `mood`: `wild` is not one of the choices")
    );
    Ok(())
}
