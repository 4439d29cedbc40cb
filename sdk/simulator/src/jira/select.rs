//! Which fields of an issue were asked for.

use std::collections::HashSet;

use super::field::FIELDS;

/// `summary`, `-summary`, `*all`, `*navigable`, in any number.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    all: bool,
    navigable: bool,
    with: HashSet<String>,
    without: HashSet<String>,
}

impl Selection {
    /// Reads the names; none at all means `default`.
    pub(crate) fn new(names: &[String], default: &str) -> Self {
        let mut selection = Self::default();
        let default = [default.to_owned()];
        for name in if names.is_empty() { &default } else { names } {
            match name.as_str() {
                "*all" => selection.all = true,
                "*navigable" => selection.navigable = true,
                _ => match name.strip_prefix('-') {
                    Some(name) => _ = selection.without.insert(name.to_owned()),
                    None => _ = selection.with.insert(name.clone()),
                },
            }
        }
        // Only exclusions: everything else.
        selection.all |= !selection.navigable && selection.with.is_empty() && !selection.without.is_empty();
        selection
    }

    /// With the key in any case: one issue always has it, only a search can be about ids alone.
    pub(crate) fn keyed(mut self) -> Self {
        self.with.insert("key".to_owned());
        self
    }

    /// Whether a field is shown.
    pub(crate) fn shows(&self, id: &str) -> bool {
        let navigable = || FIELDS.iter().any(|field| field.id == id && field.navigable);
        let chosen = self.all || self.with.contains(id) || self.navigable && navigable();
        chosen && !self.without.contains(id)
    }

    /// Only the id: the answer of `search/jql` when no field is named.
    pub(crate) fn only_id(&self) -> bool {
        self.only_id_and_key() && !self.with.contains("key")
    }

    /// Nothing that would have to be looked up: such pages may be 5,000 long.
    pub(crate) fn only_id_and_key(&self) -> bool {
        !self.all && !self.navigable && self.with.iter().all(|name| name == "id" || name == "key")
    }
}

#[cfg(test)]
mod tests {
    use super::Selection;

    fn selection(names: &str) -> Selection {
        let names: Vec<String> = names.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        Selection::new(&names, "id")
    }

    #[test]
    fn names_stars_and_exclusions_work_together() {
        assert!(selection("").only_id() && selection("id").only_id());
        assert!(selection("id,key").only_id_and_key() && !selection("key").only_id());
        assert!(!selection("summary").only_id_and_key() && !selection("*all").only_id_and_key());
        let all = selection("*all,-description");
        assert!(all.shows("summary") && all.shows("customfield_99") && !all.shows("description"));
        assert!(selection("-description").shows("summary") && !selection("-description").shows("description"));
        assert!(selection("*navigable").shows("summary") && !selection("*navigable").shows("customfield_99"));
        assert!(selection("summary").shows("summary") && !selection("summary").shows("status"));
    }
}
