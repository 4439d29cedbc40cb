//! `--fields`: which fields of an issue are asked for and shown.

use atlassian_plugin_sdk::Column;
use std::fmt;

/// Fields of an issue, by name.
pub(crate) struct Fields(Vec<String>);

impl Fields {
    /// The fields that the user named, if any.
    pub(crate) fn chosen(given: &[String]) -> Option<Self> {
        let names: Vec<String> = given
            .iter()
            .flat_map(|list| list.split(','))
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        (!names.is_empty()).then_some(Self(names))
    }

    /// The key, and a column for each field. Jira's patterns (`*all`, `-comment`) name no single field.
    pub(crate) fn columns(&self) -> impl Iterator<Item = Column> {
        let names = self.0.iter().map(String::as_str).filter(|name| *name != "key" && !name.starts_with(['*', '-']));
        std::iter::once(Column::new("Key", ["key"])).chain(names.map(column))
    }
}

/// As Jira's `fields` parameter has it.
impl fmt::Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(","))
    }
}

/// What an object shows (a name, a person's display name) is the host's decision.
fn column(name: &str) -> Column {
    if name == "id" { Column::new("Id", ["id"]) } else { Column::new(title(name), ["fields", name]) }
}

/// `summary` becomes `Summary`; a custom field's id stays as it is.
fn title(name: &str) -> String {
    let mut letters = name.chars();
    match letters.next() {
        Some(first) if !name.contains('_') => first.to_uppercase().chain(letters).collect(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(given: &[&str]) -> Option<Fields> {
        Fields::chosen(&given.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn lists_and_repeats_are_the_same() {
        let sent = |given| chosen(given).map(|fields| fields.to_string());
        assert_eq!(sent(&["summary, status", "labels"]).as_deref(), Some("summary,status,labels"));
        assert_eq!(sent(&["", " , "]), None);
        assert_eq!(sent(&[]), None);
    }

    #[test]
    fn each_named_field_is_a_column() {
        let columns = chosen(&["key,id,*all,-comment,summary,customfield_10010"]).map(|fields| {
            fields.columns().map(|column| format!("{}={}", column.title(), column.pointer())).collect::<Vec<_>>()
        });
        let expected = ["Key=/key", "Id=/id", "Summary=/fields/summary", "customfield_10010=/fields/customfield_10010"];
        assert_eq!(columns.unwrap_or_default(), expected);
    }
}
