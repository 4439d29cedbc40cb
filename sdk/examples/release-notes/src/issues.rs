//! The issues of a version, as Jira finds them.

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::Deserialize;
use atlassian_plugin_sdk::serde_json;

pub(crate) const SEARCH: Endpoint = endpoint!(
    jira GET "/rest/api/3/search/jql",
    classic("read:jira-work"),
    granular(
        "read:issue-details:jira", "read:audit-log:jira", "read:avatar:jira", "read:field-configuration:jira",
        "read:issue-meta:jira",
    ),
);

/// As many as Jira gives at a time when fields are asked for.
const PAGE: Paging = Paging::token("issues", 100);

/// An issue, as far as release notes show it.
#[derive(Debug, Deserialize)]
#[serde(crate = "atlassian_plugin_sdk::serde")]
pub(crate) struct Issue {
    pub(crate) key: String,
    pub(crate) fields: Fields,
}

#[derive(Debug, Deserialize)]
#[serde(crate = "atlassian_plugin_sdk::serde")]
pub(crate) struct Fields {
    pub(crate) summary: String,
    pub(crate) issuetype: IssueType,
}

#[derive(Debug, Deserialize)]
#[serde(crate = "atlassian_plugin_sdk::serde")]
pub(crate) struct IssueType {
    pub(crate) name: String,
}

/// All issues that are fixed in a version, ordered by type and key. None at all is an error: it is a typing mistake
/// more often than an empty release.
pub(crate) async fn of_version(cx: &Cx, project: &str, version: &str) -> Result<Vec<Issue>> {
    let request = cx.request(SEARCH).query("jql", jql(project, version)).query("fields", "summary,issuetype");
    let mut pages = request.pages(PAGE, Limit::ALL);
    let mut issues = Vec::new();
    while let Some(page) = pages.try_next().await? {
        for record in page {
            let issue = serde_json::from_str(record.get())
                .map_err(|error| Error::other(format!("an issue is not of the expected form: {error}")))?;
            issues.push(issue);
        }
    }
    if issues.is_empty() {
        let message = format!("no issue of project `{project}` has the fix version `{version}`");
        return Err(Error::not_found(message).hint("Versions stand under \"Releases\" of the project in Jira"));
    }
    Ok(issues)
}

fn jql(project: &str, version: &str) -> String {
    format!("project = {} AND fixVersion = {} ORDER BY issuetype ASC, key ASC", quoted(project), quoted(version))
}

/// A value as JQL's string. What a user typed never becomes a part of the query.
fn quoted(value: &str) -> String {
    let mut quoted = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_one_string_of_the_query() {
        for (value, expected) in [
            ("1.4.0", r#""1.4.0""#),
            (r#"2.0 "Aurora""#, r#""2.0 \"Aurora\"""#),
            (r#"" OR project = SECRET OR fixVersion = ""#, r#""\" OR project = SECRET OR fixVersion = \"""#),
            (r"ends with \", r#""ends with \\""#),
            (r#"\" OR 1"#, r#""\\\" OR 1""#),
            ("two\nlines", r#""two\nlines""#),
        ] {
            assert_eq!(quoted(value), expected);
        }
        assert_eq!(jql("DEV", "1.4.0"), r#"project = "DEV" AND fixVersion = "1.4.0" ORDER BY issuetype ASC, key ASC"#);
    }
}
