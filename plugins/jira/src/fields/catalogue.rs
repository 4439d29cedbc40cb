//! The fields that can be set somewhere: where an issue is made, on one that is there, on a transition's screen, or
//! anywhere on the site.

use super::field::{Field, listed};
use crate::key::IssueKey;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::{Map, Value, from_value};

const ISSUE_TYPES: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes",
    classic("read:jira-work"),
    granular("read:avatar:jira", "read:field-configuration:jira", "read:issue-meta:jira"),
);

const CREATE_FIELDS: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}",
    classic("read:jira-work"),
    granular("read:avatar:jira", "read:field-configuration:jira", "read:issue-meta:jira"),
);

const EDIT_FIELDS: Endpoint = endpoint!(
    jira GET "/rest/api/3/issue/{issueIdOrKey}/editmeta",
    classic("read:jira-work"),
    granular("read:field-configuration:jira", "read:issue-meta:jira"),
);

const FIELDS: Endpoint = endpoint!(
    jira GET "/rest/api/3/field",
    classic("read:jira-work"),
    granular(
        "read:avatar:jira", "read:field-configuration:jira", "read:field:jira", "read:project-category:jira",
        "read:project:jira",
    ),
);

/// What [`Catalogue::of_project`] asks.
pub(crate) const CREATE: EndpointGroup = endpoint_group!(ISSUE_TYPES, CREATE_FIELDS);
/// What [`Catalogue::of_issue`] asks.
pub(crate) const EDIT: EndpointGroup = endpoint_group!(EDIT_FIELDS);
/// What [`Catalogue::of_site`] asks.
pub(crate) const SITE: EndpointGroup = endpoint_group!(FIELDS);

/// As many as Jira gives.
const PAGE: usize = 200;

/// Fields, and where they can be set.
#[derive(Debug, Clone, Default)]
pub(crate) struct Catalogue {
    fields: Vec<Field>,
    /// Where that is, for errors: `where a Bug is created in DEV`.
    place: String,
    /// Key or id of the project that sprints are looked for in.
    project: Option<String>,
    /// The issue type, where issues are made.
    kind: Option<IssueType>,
}

/// A type of issue that a project has.
#[derive(Debug, Clone, Deserialize)]
#[serde(crate = "self::serde")]
pub(crate) struct IssueType {
    pub(crate) id: String,
    pub(crate) name: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct EditMeta {
    fields: Map<String, Value>,
}

impl Catalogue {
    /// The fields that an issue of a type is made with; the type by name or id.
    ///
    /// # Errors
    ///
    /// When the project has no such type, or cannot be seen.
    pub(crate) async fn of_project(cx: &Cx, project: &str, kind: &str) -> Result<Self> {
        let project = project_key(project);
        let kind = issue_type(cx, &project, kind).await?;
        let request = cx.request(CREATE_FIELDS).param("projectIdOrKey", &project).param("issueTypeId", &kind.id);
        let fields = request.all(Paging::offset("fields", PAGE)).await?;
        let place = format!("where a {} is created in {project}", kind.name);
        Ok(Self { fields, place, project: Some(project), kind: Some(kind) })
    }

    /// The fields of an issue that can be changed.
    ///
    /// # Errors
    ///
    /// When the issue cannot be seen.
    pub(crate) async fn of_issue(cx: &Cx, key: &IssueKey) -> Result<Self> {
        let meta: EditMeta = cx.request(EDIT_FIELDS).param("issueIdOrKey", &key.0).json().await?;
        let project = key.0.rsplit_once('-').map(|(project, _)| project.to_owned());
        Ok(Self { fields: from_map(meta.fields)?, place: format!("on {}", key.0), project, kind: None })
    }

    /// Adds fields of the site that were named and are not among these. Jira describes the fields of an issue's screen, and
    /// changes others, too; what those take, it judges itself.
    ///
    /// # Errors
    ///
    /// When the site's fields cannot be listed.
    pub(crate) async fn complete(&mut self, cx: &Cx, names: impl IntoIterator<Item = &str>) -> Result<()> {
        let missing: Vec<_> = names.into_iter().filter(|name| self.all_called(name).is_empty()).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let site = Self::of_site(cx).await?;
        for field in missing.into_iter().flat_map(|name| site.all_called(name)) {
            if self.by_id(&field.id).is_none() {
                self.fields.push(field.clone());
            }
        }
        Ok(())
    }

    /// Every field of the site. It does not say what they take, nor where they can be set.
    ///
    /// # Errors
    ///
    /// When they cannot be listed.
    pub(crate) async fn of_site(cx: &Cx) -> Result<Self> {
        let fields = cx.request(FIELDS).json().await?;
        Ok(Self { fields, place: "on this site".to_owned(), ..Self::default() })
    }

    /// The fields of a transition's screen.
    ///
    /// # Errors
    ///
    /// When they are not of the expected form.
    pub(crate) fn of_screen(fields: Map<String, Value>, transition: &str, project: Option<String>) -> Result<Self> {
        Ok(Self { fields: from_map(fields)?, place: format!("in the transition `{transition}`"), project, kind: None })
    }

    /// All of them, in the site's order.
    pub(crate) fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Fields that need a value, have none by themselves, and are not among those that have one now.
    pub(crate) fn missing(&self, has: impl Fn(&str) -> bool) -> impl Iterator<Item = &Field> {
        let needs = |field: &&Field| field.required && !field.has_default_value;
        self.fields.iter().filter(needs).filter(move |field| !has(&field.id))
    }

    /// Where its fields can be set, for errors.
    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    /// The project that it belongs to, if any.
    pub(crate) fn project(&self) -> Option<&str> {
        self.project.as_deref()
    }

    /// The type of the issues that it makes.
    pub(crate) fn kind(&self) -> Option<&IssueType> {
        self.kind.as_ref()
    }

    /// The field with this id.
    pub(crate) fn by_id(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The field with this type of a custom field.
    pub(crate) fn by_type(&self, custom: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.schema.custom == custom)
    }

    /// Every field that a name means; more than one where people gave the same name twice.
    pub(crate) fn all_called(&self, typed: &str) -> Vec<&Field> {
        let exact: Vec<_> = self.fields.iter().filter(|field| field.is_called(typed)).collect();
        if !exact.is_empty() {
            return exact;
        }
        self.fields.iter().filter(|field| field.answers_to(typed)).collect()
    }

    /// The field that a name means: id, name in any case, or one of our own such as `sprint`.
    ///
    /// # Errors
    ///
    /// When there is none, or more than one.
    pub(crate) fn find(&self, typed: &str) -> Result<&Field> {
        match self.all_called(typed).as_slice() {
            [one] => Ok(one),
            [] => {
                let names = self.fields.iter().map(|field| field.name.as_str());
                let error = Error::invalid(format!("no field `{typed}` can be set {}", self.place));
                Err(if self.fields.is_empty() { error } else { error.hint(format!("there are {}", listed(names))) })
            }
            several => {
                let ids = several.iter().map(|field| field.id.as_str());
                Err(Error::invalid(format!("`{typed}` is the name of several fields: {}", listed(ids)))
                    .hint("use the id"))
            }
        }
    }

    /// An answer's complaint about fields, with their names instead of numbers.
    pub(crate) fn named(&self, error: Error) -> Error {
        let message = self.with_names(error.message());
        error.worded(message)
    }

    fn with_names(&self, message: &str) -> String {
        let (mut named, mut rest) = (String::with_capacity(message.len()), message);
        while let Some(at) = rest.find(CUSTOM) {
            let (before, found) = rest.split_at(at);
            let digits = found.bytes().skip(CUSTOM.len()).take_while(u8::is_ascii_digit).count();
            let (id, after) = found.split_at(CUSTOM.len() + digits);
            named.push_str(before);
            named.push_str(self.by_id(id).map_or(id, |field| &field.name));
            rest = after;
        }
        named + rest
    }
}

/// How ids of custom fields begin.
const CUSTOM: &str = "customfield_";

/// A project's key is written in capitals.
pub(crate) fn project_key(typed: &str) -> String {
    typed.trim().to_ascii_uppercase()
}

/// A type of issue of a project, by name or id.
async fn issue_type(cx: &Cx, project: &str, typed: &str) -> Result<IssueType> {
    let request = cx.request(ISSUE_TYPES).param("projectIdOrKey", project);
    let kinds: Vec<IssueType> = request.all(Paging::offset("issueTypes", PAGE)).await?;
    let same = |kind: &&IssueType| kind.id == typed || kind.name.to_lowercase() == typed.to_lowercase();
    match kinds.iter().find(same) {
        Some(kind) => Ok(kind.clone()),
        None => {
            let error = Error::invalid(format!("{project} has no issue type `{typed}` that you may create"));
            let names: Vec<_> = kinds.iter().map(|kind| kind.name.as_str()).collect();
            Err(if names.is_empty() { error } else { error.hint(format!("it has {}", listed(names))) })
        }
    }
}

/// Fields that stand under their ids.
fn from_map(fields: Map<String, Value>) -> Result<Vec<Field>> {
    let field = |(id, value): (String, Value)| {
        from_value::<Field>(value).map(|field| field.with_id(id.clone())).map_err(|error| {
            Error::other(format!("the site describes the field `{id}` in an unexpected form: {error}"))
        })
    };
    fields.into_iter().map(field).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlassian_plugin_sdk::serde_json::json;

    fn catalogue() -> Result<Catalogue> {
        let fields = json!({
            "summary": {"name": "Summary", "schema": {"type": "string", "system": "summary"}},
            "customfield_10016": {"name": "Story Points", "schema": {"type": "number"}},
            "customfield_1": {"name": "Team", "schema": {"type": "string"}},
            "customfield_2": {"name": "team", "schema": {"type": "string"}},
        });
        Catalogue::of_screen(fields.as_object().cloned().unwrap_or_default(), "Close", None)
    }

    #[test]
    fn a_name_that_fits_nothing_or_several_says_what_there_is() -> Result<()> {
        let catalogue = catalogue()?;
        assert_eq!(catalogue.find("story-points")?.id, "customfield_10016");
        assert_eq!(catalogue.find("customfield_2")?.name, "team");
        let error = catalogue.find("Severity").err();
        assert_eq!(
            error.as_ref().map(Error::message),
            Some("no field `Severity` can be set in the transition `Close`")
        );
        assert!(error.is_some_and(|error| error.hints().iter().any(|hint| hint.contains("`Story Points`"))));
        let error = catalogue.find("Team").err();
        assert_eq!(
            error.as_ref().map(Error::message),
            Some("`Team` is the name of several fields: `customfield_1`, `customfield_2`")
        );
        Ok(())
    }

    #[test]
    fn numbers_of_fields_become_names() -> Result<()> {
        let error = Error::invalid("customfield_10016: Operation value must be a number; customfield_9: x");
        let named = catalogue()?.named(error);
        assert_eq!(named.message(), "Story Points: Operation value must be a number; customfield_9: x");
        Ok(())
    }
}
