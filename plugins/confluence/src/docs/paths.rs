//! Where each page of a tree is written: `Title.md`, what lies below it in `Title/`, its files in `Title.files/`.

use super::file_name::{Names, plain};
use std::collections::BTreeMap;

/// The ending of a page's file.
pub(crate) const PAGE: &str = ".md";
/// The ending of the folder with a page's files.
pub(crate) const FILES: &str = ".files";

/// A page or a folder of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) id: String,
    pub(crate) parent: Option<String>,
    pub(crate) title: String,
}

/// The path of each, without an ending, by id; below `top`, which is empty or a name. Who has no parent among them
/// stands at the top. Where names collide, the lowest id keeps the plain one, so that the order of pages changes
/// nothing.
pub(crate) fn paths(places: &[Place], top: &str) -> BTreeMap<String, String> {
    let known: BTreeMap<&str, &Place> = places.iter().map(|place| (place.id.as_str(), place)).collect();
    let mut children = BTreeMap::<&str, Vec<&Place>>::new();
    for place in places {
        let parent = place.parent.as_deref().filter(|parent| known.contains_key(parent)).unwrap_or_default();
        children.entry(parent).or_default().push(place);
    }
    let mut paths = BTreeMap::new();
    let mut ahead = vec![("", top.to_owned())];
    while let Some((parent, folder)) = ahead.pop() {
        let mut siblings = children.remove(parent).unwrap_or_default();
        siblings.sort_by_key(|place| (place.id.parse::<u64>().unwrap_or(u64::MAX), place.id.clone()));
        let mut names = Names::default();
        for place in siblings {
            let stem = names.take_stem(&plain(&place.title), &place.id, &[PAGE, FILES]);
            let path = if folder.is_empty() { stem } else { format!("{folder}/{stem}") };
            ahead.push((&place.id, path.clone()));
            paths.insert(place.id.clone(), path);
        }
    }
    paths
}

/// The page's file to which a file in a folder of files belongs: `a/Title.files/x.png` to `a/Title.md`, with its name
/// there.
pub(crate) fn owner(path: &str) -> Option<(String, &str)> {
    let (folder, name) = path.rsplit_once('/')?;
    let page = folder.strip_suffix(FILES)?;
    Some((format!("{page}{PAGE}"), name))
}

/// The page's file below which another lies: `a/Title/Child.md` below `a/Title.md`.
pub(crate) fn above(path: &str) -> Option<String> {
    path.rsplit_once('/').map(|(folder, _)| format!("{folder}{PAGE}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(id: &str, parent: &str, title: &str) -> Place {
        Place { id: id.to_owned(), parent: Some(parent.to_owned()), title: title.to_owned() }
    }

    #[test]
    fn each_page_has_a_path_of_its_own_that_leads_nowhere_else() {
        let places = [
            place("10", "1", "../Home"),
            place("12", "10", "same"),
            place("11", "10", "Same"),
            place("13", "12", "con"),
            place("14", "10", "Same.files"),
            place("15", "10", "a/b"),
        ];
        let found = paths(&places, "DEV");
        let found: Vec<_> = found.iter().map(|(id, path)| (id.as_str(), path.as_str())).collect();
        let expected = [
            ("10", "DEV/_-Home"),
            ("11", "DEV/_-Home/Same"),
            ("12", "DEV/_-Home/same-12"),
            ("13", "DEV/_-Home/same-12/_con"),
            ("14", "DEV/_-Home/Same.files-14"),
            ("15", "DEV/_-Home/a-b"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn the_order_of_pages_changes_no_name() {
        let mut places = vec![place("1", "", "x"), place("2", "", "X"), place("3", "1", "y")];
        let before = paths(&places, "");
        places.reverse();
        assert_eq!(paths(&places, ""), before);
    }

    #[test]
    fn files_and_children_know_their_page() {
        assert_eq!(owner("a/T.files/x.png"), Some(("a/T.md".to_owned(), "x.png")));
        assert_eq!(owner("a/T/x.png"), None);
        assert_eq!(above("a/T/Child.md").as_deref(), Some("a/T.md"));
        assert_eq!(above("T.md"), None);
    }
}
