//! What `issue create`, `update` and `clone` have in common: flags that stand for fields.

use crate::fields::{self, Catalogue, EPIC_LINK, Edits, SPRINT};
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::json;

const TO_SPRINT: Endpoint = endpoint!(
    jira POST "/rest/agile/1.0/sprint/{sprintId}/issue",
    granular("write:sprint:jira-software"),
);

const TO_BACKLOG: Endpoint = endpoint!(
    jira POST "/rest/agile/1.0/backlog/issue",
    granular("write:board-scope:jira-software"),
);

/// What an issue may need after it was written.
pub(super) const AFTER: EndpointGroup = endpoint_group!(TO_SPRINT, TO_BACKLOG);

/// Values of flags. One that was not given leaves its field as it is.
#[derive(Default)]
pub(super) struct Form<'a> {
    pub(super) summary: Option<&'a str>,
    pub(super) description: Option<&'a Text>,
    pub(super) environment: Option<&'a Text>,
    pub(super) assignee: Option<&'a str>,
    pub(super) reporter: Option<&'a str>,
    pub(super) priority: Option<&'a str>,
    pub(super) parent: Option<&'a str>,
    pub(super) epic: Option<&'a str>,
    pub(super) due: Option<&'a str>,
    pub(super) estimate: Option<&'a str>,
    pub(super) labels: &'a [String],
    pub(super) components: &'a [String],
    pub(super) fix_versions: &'a [String],
    pub(super) affects_versions: &'a [String],
    pub(super) sprint: Option<&'a str>,
    pub(super) fields: &'a [KeyValue],
}

/// What cannot be part of the same request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum After {
    Nothing,
    /// The sprint's field is not on the screen: the issue goes there by itself.
    ToSprint(u64),
    ToBacklog,
}

impl Form<'_> {
    /// Names of the fields that have one value, and the values that were given.
    fn single<'s>(&'s self, catalogue: &'s Catalogue) -> [(&'s str, Option<&'s str>); 10] {
        let text = |text: Option<&'s Text>| text.map(|text| text.0.as_str());
        [
            ("summary", self.summary),
            ("description", text(self.description)),
            ("environment", text(self.environment)),
            ("assignee", self.assignee),
            ("reporter", self.reporter),
            ("priority", self.priority),
            ("parent", self.parent),
            (epic_field(catalogue), self.epic),
            ("duedate", self.due),
            ("timetracking", self.estimate),
        ]
    }

    /// Names of the fields that hold several values, and those that were given.
    fn lists(&self) -> [(&str, &[String]); 4] {
        [
            ("labels", self.labels),
            ("components", self.components),
            ("fixVersions", self.fix_versions),
            ("versions", self.affects_versions),
        ]
    }

    /// The fields that were given a value, as they were named.
    pub(super) fn names<'s>(&'s self, catalogue: &'s Catalogue) -> Vec<String> {
        let single = self.single(catalogue).into_iter().filter(|(_, text)| text.is_some()).map(|(name, _)| name);
        let lists = self.lists().into_iter().filter(|(_, texts)| !texts.is_empty()).map(|(name, _)| name);
        let others = self.fields.iter().map(|pair| fields::signed(catalogue, &pair.key).0);
        single.chain(lists).chain(others).map(str::to_owned).collect()
    }

    /// Puts the values in, each checked against what its field takes.
    ///
    /// # Errors
    ///
    /// When a field is not there, or does not take its value.
    pub(super) async fn fill(&self, cx: &Cx, catalogue: &Catalogue, edits: &mut Edits<'_>) -> Result<After> {
        for (name, text) in self.single(catalogue) {
            edits.set_if(name, text).await?;
        }
        for (name, texts) in self.lists() {
            edits.set_all(name, texts).await?;
        }
        for pair in self.fields {
            edits.assign(pair).await?;
        }
        self.sprint(cx, catalogue, edits).await
    }

    /// Many projects leave the sprint off their screens.
    async fn sprint(&self, cx: &Cx, catalogue: &Catalogue, edits: &mut Edits<'_>) -> Result<After> {
        let Some(sprint) = self.sprint else { return Ok(After::Nothing) };
        if let Some(field) = catalogue.by_type(SPRINT) {
            edits.set(&field.id, sprint).await?;
            return Ok(After::Nothing);
        }
        match sprint.trim() {
            "" | "none" => Ok(After::ToBacklog),
            sprint => fields::sprint_id(cx, catalogue.project(), sprint).await.map(After::ToSprint),
        }
    }
}

/// Epics are parents now; older sites have a field of their own for them.
fn epic_field(catalogue: &Catalogue) -> &str {
    match (catalogue.by_id("parent"), catalogue.by_type(EPIC_LINK)) {
        (None, Some(link)) => &link.id,
        _ => "parent",
    }
}

impl After {
    /// Does what is left to do.
    ///
    /// # Errors
    ///
    /// When the site does not do it.
    pub(super) async fn perform(&self, cx: &Cx, key: &IssueKey) -> Result<()> {
        let body = json!({"issues": [key.0]});
        match self {
            Self::Nothing => return Ok(()),
            Self::ToSprint(id) => cx.request(TO_SPRINT).param("sprintId", id).json_body(&body).send().await,
            Self::ToBacklog => cx.request(TO_BACKLOG).json_body(&body).send().await,
        }
        .map(|_| ())
    }
}
