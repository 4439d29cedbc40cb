//! `jira field …`

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
mod kinds;
pub(crate) mod list;

use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

/// All fields that one can see, in one answer.
const FIELDS: Endpoint = endpoint!(
    jira GET "/rest/api/3/field",
    classic("read:jira-work"),
    granular(
        "read:avatar:jira", "read:field-configuration:jira", "read:field:jira", "read:project-category:jira",
        "read:project:jira",
    ),
);

/// Of a field, by which it is found.
#[derive(Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Field {
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    custom: bool,
    #[serde(default)]
    clause_names: Vec<String>,
}

/// The fields as they were sent, each with what it is found by.
async fn all(cx: &Cx) -> Result<Vec<(Field, Box<RawValue>)>> {
    let sent: Vec<Box<RawValue>> = cx.request(FIELDS).json().await?;
    sent.into_iter()
        .map(|field| {
            let read = atlassian_plugin_sdk::read("a field", &field)?;
            Ok((read, field))
        })
        .collect()
}

/// The field that is named by its id, or by a name that no other has.
fn choose(fields: Vec<(Field, Box<RawValue>)>, typed: &str) -> Result<(Field, Box<RawValue>)> {
    let same = |text: &str| text.to_lowercase() == typed.trim().to_lowercase();
    let (by_id, others): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(field, _)| same(&field.id));
    if let Some(found) = by_id.into_iter().next() {
        return Ok(found);
    }
    let named = |field: &Field| same(&field.name) || field.clause_names.iter().any(|name| same(name));
    let mut named: Vec<_> = others.into_iter().filter(|(field, _)| named(field)).collect();
    match (named.pop(), named.as_slice()) {
        (Some(found), []) => Ok(found),
        (Some((last, _)), rest) => {
            let several = rest.iter().map(|(field, _)| field).chain([&last]);
            let list: Vec<_> = several.map(|field| format!("`{}` ({})", field.id, field.name)).collect();
            Err(Error::invalid(format!("`{typed}` may be {}", list.join(" or "))).hint("use the id"))
        }
        (None, _) => Err(Error::not_found(format!("there is no field `{typed}`, or you may not see it"))
            .hint("`jira field list` shows names and ids")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> Vec<(Field, Box<RawValue>)> {
        let field = |id: &str, name: &str, clause: &str| {
            let clause_names = vec![clause.to_owned()];
            (Field { id: id.into(), name: name.into(), custom: false, clause_names }, RawValue::NULL.to_owned())
        };
        vec![field("summary", "Summary", "summary"), field("c_1", "Team", "cf[1]"), field("c_2", "Team", "cf[2]")]
    }

    #[test]
    fn a_field_is_named_by_id_name_or_clause() {
        let chosen =
            |typed| choose(fields(), typed).map(|(field, _)| field.id).map_err(|error| error.message().to_owned());
        assert_eq!(chosen("C_2").as_deref(), Ok("c_2"));
        assert_eq!(chosen("SUMMARY").as_deref(), Ok("summary"));
        assert_eq!(chosen("cf[1]").as_deref(), Ok("c_1"));
        assert_eq!(chosen("team"), Err("`team` may be `c_1` (Team) or `c_2` (Team)".to_owned()));
        assert!(chosen("nothing").is_err());
    }
}
