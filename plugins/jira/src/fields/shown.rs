//! `--fields`: which fields of an issue are asked for and shown, by id or by name.

use super::catalogue::Catalogue;
use super::field::Field;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde_json::{Map, Value};
use std::fmt;

/// Fields of Jira's own, and what a column of them is called: for these the site need not be asked.
const OWN: &[(&str, &str)] = &[
    ("id", "Id"),
    ("key", "Key"),
    ("aggregateprogress", "Progress in all"),
    ("aggregatetimeestimate", "Estimate left in all"),
    ("aggregatetimeoriginalestimate", "Estimate in all"),
    ("aggregatetimespent", "Time spent in all"),
    ("assignee", "Assignee"),
    ("attachment", "Attachment"),
    ("comment", "Comments"),
    ("components", "Components"),
    ("created", "Created"),
    ("creator", "Creator"),
    ("description", "Description"),
    ("duedate", "Due date"),
    ("environment", "Environment"),
    ("fixVersions", "Fix versions"),
    ("issuelinks", "Links"),
    ("issuetype", "Type"),
    ("labels", "Labels"),
    ("lastViewed", "Last viewed"),
    ("parent", "Parent"),
    ("priority", "Priority"),
    ("progress", "Progress"),
    ("project", "Project"),
    ("reporter", "Reporter"),
    ("resolution", "Resolution"),
    ("resolutiondate", "Resolved"),
    ("security", "Security level"),
    ("status", "Status"),
    ("statusCategory", "Status category"),
    ("statuscategorychangedate", "Status category changed"),
    ("subtasks", "Subtasks"),
    ("summary", "Summary"),
    ("timeestimate", "Estimate left"),
    ("timeoriginalestimate", "Estimate"),
    ("timespent", "Time spent"),
    ("timetracking", "Time tracking"),
    ("updated", "Updated"),
    ("versions", "Affects versions"),
    ("votes", "Votes"),
    ("watches", "Watchers"),
    ("worklog", "Work logged"),
    ("workratio", "Work ratio"),
];

/// Where the one thing stands that a cell can show of fields that are objects without a name.
const WITHIN: &[(&str, &str)] = &[
    ("aggregateprogress", "percent"),
    ("comment", "total"),
    ("progress", "percent"),
    ("timetracking", "originalEstimate"),
    ("votes", "votes"),
    ("watches", "watchCount"),
    ("worklog", "total"),
];

/// Fields of an issue, in the order in which they were named.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shown(Vec<Wanted>);

#[derive(Debug, PartialEq, Eq)]
struct Wanted {
    id: String,
    /// Nothing for Jira's patterns (`*all`, `-comment`), which name no single field.
    title: Option<String>,
}

impl Shown {
    /// The fields that the user named, if any. The site is asked only where a name is none of Jira's own.
    ///
    /// # Errors
    ///
    /// When the site has no field of that name.
    pub(crate) async fn chosen(cx: &Cx, given: &[String]) -> Result<Option<Self>> {
        let names = names(given);
        if names.is_empty() {
            return Ok(None);
        }
        let catalogue = if names.iter().all(|name| own(name).is_some()) {
            Catalogue::default()
        } else {
            Catalogue::of_site(cx).await?
        };
        Self::of(&names, &catalogue).map(Some)
    }

    fn of(names: &[&str], catalogue: &Catalogue) -> Result<Self> {
        let mut wanted: Vec<Wanted> = Vec::new();
        for name in names {
            let found = match own(name) {
                Some(own) => vec![own],
                None => found(catalogue, name)?,
            };
            for one in found {
                if !wanted.contains(&one) {
                    wanted.push(one);
                }
            }
        }
        Ok(Self(wanted))
    }

    /// Whether Jira's pattern for many fields is among them; a listing keeps its columns then.
    pub(crate) fn is_pattern(&self) -> bool {
        self.0.iter().any(|wanted| wanted.id.starts_with('*'))
    }

    /// The key, and a column for each field. What an object shows is the host's decision, unless it has no name.
    pub(crate) fn columns(&self) -> impl Iterator<Item = Column> {
        let columns = self.0.iter().filter(|wanted| wanted.id != "key").filter_map(|Wanted { id, title }| {
            let title = title.as_ref()?;
            Some(if id == "id" { Column::new(title, ["id"]) } else { column(title, id) })
        });
        std::iter::once(Column::new("Key", ["key"])).chain(columns)
    }

    /// The key, and a column for each field of an issue that has a value and is no document; the named ones first.
    ///
    /// # Errors
    ///
    /// When the site's fields cannot be listed.
    pub(crate) async fn columns_of(&self, cx: &Cx, fields: &Map<String, Value>) -> Result<Vec<Column>> {
        let catalogue = Catalogue::of_site(cx).await?;
        let is_named = |id: &str| self.0.iter().any(|wanted| wanted.id == id);
        let has_value = |value: &Value| match value {
            Value::Null => false,
            Value::Array(values) => !values.is_empty(),
            Value::Object(members) => !members.is_empty() && members.get("type").is_none_or(|kind| kind != "doc"),
            _ => true,
        };
        let title = |id: &str| own(id).and_then(|own| own.title).or_else(|| Some(catalogue.by_id(id)?.name.clone()));
        let others = fields.iter().filter(|(id, value)| has_value(value) && !is_named(id));
        let others = others.map(|(id, _)| column(&title(id).unwrap_or_else(|| id.clone()), id));
        Ok(self.columns().chain(others).take(MOST).collect())
    }
}

/// The most columns that a table has.
const MOST: usize = 200;

/// The column of a field.
fn column(title: &str, id: &str) -> Column {
    let within = WITHIN.iter().find(|(field, _)| *field == id).map(|(_, member)| *member);
    Column::new(title, ["fields", id].into_iter().chain(within))
}

/// As Jira's `fields` parameter has it.
impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<_> = self.0.iter().map(|wanted| wanted.id.as_str()).collect();
        f.write_str(&ids.join(","))
    }
}

fn names(given: &[String]) -> Vec<&str> {
    given.iter().flat_map(|list| list.split(',')).map(str::trim).filter(|name| !name.is_empty()).collect()
}

fn own(name: &str) -> Option<Wanted> {
    if name.starts_with(['*', '-']) {
        return Some(Wanted { id: name.to_owned(), title: None });
    }
    let (id, title) = OWN.iter().find(|(id, _)| id.eq_ignore_ascii_case(name))?;
    Some(Wanted { id: (*id).to_owned(), title: Some((*title).to_owned()) })
}

/// Every field of that name: projects may each have their own, and an issue has one of them.
fn found(catalogue: &Catalogue, name: &str) -> Result<Vec<Wanted>> {
    let fields = catalogue.all_called(name);
    let is_unique = fields.len() == 1;
    let title = |field: &Field| if is_unique { field.name.clone() } else { format!("{} ({})", field.name, field.id) };
    if fields.is_empty() {
        return Err(Error::invalid(format!("the site has no field `{name}`, or you may not see it"))
            .hint("`jira field list` shows them all"));
    }
    Ok(fields.into_iter().map(|field| Wanted { id: field.id.clone(), title: Some(title(field)) }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlassian_plugin_sdk::serde_json::json;

    fn catalogue() -> Result<Catalogue> {
        let fields = json!({
            "customfield_10016": {"name": "Story Points", "schema": {"type": "number"}},
            "customfield_1": {"name": "Team", "schema": {"type": "string"}},
            "customfield_2": {"name": "Team", "schema": {"type": "string"}},
        });
        Catalogue::of_screen(fields.as_object().cloned().unwrap_or_else(Map::new), "x", None)
    }

    fn shown(given: &[&str]) -> Result<Shown> {
        let given: Vec<_> = given.iter().map(|text| (*text).to_owned()).collect();
        Shown::of(&names(&given), &catalogue()?)
    }

    #[test]
    fn lists_and_repeats_are_the_same() -> Result<()> {
        assert_eq!(shown(&["summary, Status", "labels,summary"])?.to_string(), "summary,status,labels");
        assert_eq!(names(&[String::new(), " , ".to_owned()]), Vec::<&str>::new());
        Ok(())
    }

    #[test]
    fn each_named_field_is_a_column_under_its_name() -> Result<()> {
        let shown = shown(&["key,id,*all,-comment,fixversions,story-points,team"])?;
        assert_eq!(shown.to_string(), "key,id,*all,-comment,fixVersions,customfield_10016,customfield_1,customfield_2");
        let columns: Vec<_> =
            shown.columns().map(|column| format!("{}={}", column.title(), column.pointer())).collect();
        let expected = [
            "Key=/key",
            "Id=/id",
            "Fix versions=/fields/fixVersions",
            "Story Points=/fields/customfield_10016",
            "Team (customfield_1)=/fields/customfield_1",
            "Team (customfield_2)=/fields/customfield_2",
        ];
        assert_eq!(columns, expected);
        Ok(())
    }

    #[test]
    fn what_has_no_name_shows_the_one_thing_that_it_says() -> Result<()> {
        let shown = shown(&["comment,votes,*all"])?;
        let pointers: Vec<_> = shown.columns().map(|column| column.pointer().to_owned()).collect();
        assert_eq!(pointers, ["/key", "/fields/comment/total", "/fields/votes/votes"]);
        assert!(shown.is_pattern());
        Ok(())
    }

    #[test]
    fn a_field_that_is_not_there_is_an_error() {
        assert!(shown(&["summary,nonsense"]).is_err());
    }
}
