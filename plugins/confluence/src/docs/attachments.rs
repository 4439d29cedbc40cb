//! The files at a page, and what they are called on disk.

use super::file_name::{Names, plain};
use crate::attachment::list::{OF_PAGE, PAGE};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};

/// A file at a page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
pub(crate) struct File {
    pub(crate) id: String,
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) file_size: u64,
}

/// The files at a page, each with its name on disk.
///
/// # Errors
///
/// As the site says.
pub(crate) async fn of(cx: &Cx, page: &str) -> Result<Vec<(String, File)>> {
    Ok(named(cx.request(OF_PAGE).param("id", page).all(PAGE).await?))
}

/// The oldest keeps the plain name where names collide.
fn named(mut files: Vec<File>) -> Vec<(String, File)> {
    let number = |file: &File| file.id.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(u64::MAX);
    files.sort_by_key(number);
    let mut names = Names::default();
    files.into_iter().map(|file| (names.take(&plain(&file.title), &file.id), file)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_depend_on_the_order_of_the_site() {
        let file = |id: &str, title: &str| File { id: id.to_owned(), title: title.to_owned(), file_size: 1 };
        let names = |files| named(files).into_iter().map(|(name, file)| (name, file.id)).collect::<Vec<_>>();
        let expected = [("a.png".to_owned(), "att9".to_owned()), ("A-att10.png".to_owned(), "att10".to_owned())];
        assert_eq!(names(vec![file("att10", "A.png"), file("att9", "a.png")]), expected);
    }
}
