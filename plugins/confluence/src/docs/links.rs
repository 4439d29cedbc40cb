//! Links and pictures in the files of a tree: relative paths on disk, so that any viewer of Markdown follows them, and
//! Confluence's own addresses on the site (`page:Title`, `attachment:name`).

use super::paths::{FILES, PAGE};
use atlassian_plugin_sdk::richtext::storage::{Addresses, from_markdown_with, to_markdown_with};
use std::collections::BTreeMap;

/// The pages of a tree by their files.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    /// Key of the space, and title.
    by_file: BTreeMap<String, (Option<String>, String)>,
    by_address: BTreeMap<String, String>,
}

/// Where the links of one page may lead.
#[derive(Debug)]
pub(crate) struct Links<'a> {
    /// The page's own file.
    pub(crate) file: &'a str,
    /// Key of its space.
    pub(crate) space: Option<&'a str>,
    pub(crate) pages: &'a Pages,
    /// Its files: the name in the tree, and what it is called on the site.
    pub(crate) attachments: Vec<(String, String)>,
}

impl Pages {
    /// Remembers one page. In a space, no two have the same title.
    pub(crate) fn add(&mut self, file: String, space: Option<&str>, title: &str) {
        if let Some(address) = of_page(space, space, title) {
            self.by_address.insert(address, file.clone());
        }
        self.by_file.insert(file, (space.map(str::to_owned), title.to_owned()));
    }
}

impl Links<'_> {
    /// A body in storage format as the text of the page's file.
    pub(crate) fn text(&self, storage: &str) -> String {
        self.with(|addresses| to_markdown_with(storage, addresses))
    }

    /// The text of the page's file in storage format.
    pub(crate) fn storage(&self, text: &str) -> String {
        self.with(|addresses| from_markdown_with(text, addresses))
    }

    fn with<T>(&self, change: impl Fn(Addresses<'_>) -> T) -> T {
        change(Addresses { out: &|address| self.out(address), back: &|address| self.back(address) })
    }

    /// The path to what an address of Confluence's leads to, if that is in the tree.
    fn out(&self, address: &str) -> Option<String> {
        if let Some(title) = address.strip_prefix("attachment:") {
            let (path, _) = self.attachments.iter().find(|(_, known)| known == title)?;
            return Some(relative(self.file, path));
        }
        let (page, anchor) = address.split_once('#').unwrap_or((address, ""));
        let path = relative(self.file, self.pages.by_address.get(page)?);
        Some(if anchor.is_empty() { path } else { format!("{path}#{}", escaped(anchor)) })
    }

    /// Confluence's address of what a path leads to, if that is in the tree.
    fn back(&self, address: &str) -> Option<String> {
        let (path, anchor) = address.split_once('#').unwrap_or((address, ""));
        let literal = inside(self.file, path)?;
        let path = inside(self.file, &unescaped(path)).unwrap_or_else(|| literal.clone());
        let is = |known: &str| known == path || known == literal;
        if let Some((_, title)) = self.attachments.iter().find(|(known, _)| is(known)) {
            return Some(format!("attachment:{title}"));
        }
        let (space, title) = self.pages.by_file.get(&path).or_else(|| self.pages.by_file.get(&literal))?;
        let page = of_page(self.space.or(space.as_deref()), space.as_deref(), title)?;
        Some(if anchor.is_empty() { page } else { format!("{page}#{}", unescaped(anchor)) })
    }
}

/// How a page is linked to from a page of the space `own`; not at all, where its title would be read as something else.
fn of_page(own: Option<&str>, space: Option<&str>, title: &str) -> Option<String> {
    if title.contains('#') {
        return None;
    }
    match space {
        Some(space) if own != Some(space) || title.contains('/') => Some(format!("page:{space}/{title}")),
        None if title.contains('/') => None,
        _ => Some(format!("page:{title}")),
    }
}

/// The way from one file of a tree to another.
fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').collect();
    let to: Vec<&str> = to.split('/').collect();
    let folders = from.len().min(to.len()).saturating_sub(1);
    let same = from.iter().zip(&to).take(folders).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - 1 - same);
    let down = to.iter().skip(same).map(|part| escaped(part));
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// The file in the tree that a path in another leads to; none for an address, and for what leaves the tree.
fn inside(from: &str, path: &str) -> Option<String> {
    if path.is_empty() || path.starts_with('/') || path.contains([':', '\\', '?']) {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Part of a path, with what has a meaning of its own in addresses or in Markdown escaped.
fn escaped(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    for c in part.chars() {
        if c.is_alphanumeric() || "-._~,!'+=@$".contains(c) {
            out.push(c);
            continue;
        }
        let mut bytes = [0; 4];
        out.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
    }
    out
}

/// The same back; as it is, where that is no text.
fn unescaped(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

/// Whether a text may speak of files at its page.
pub(crate) fn names_files(text: &str) -> bool {
    text.contains(FILES)
}

/// The name in the tree of a file at a page.
pub(crate) fn file_at(page: &str, name: &str) -> String {
    format!("{}{FILES}/{name}", page.strip_suffix(PAGE).unwrap_or(page))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages() -> Pages {
        let mut pages = Pages::default();
        pages.add("Home.md".to_owned(), Some("DEV"), "Home");
        pages.add("Home/How we release 🚢.md".to_owned(), Some("DEV"), "How we release 🚢");
        pages.add("Home/a-b.md".to_owned(), Some("DEV"), "a/b");
        pages.add("KB/Base.md".to_owned(), Some("KB"), "Base");
        pages
    }

    #[test]
    fn what_lies_in_the_tree_is_a_path_and_comes_back() {
        let pages = pages();
        let file = "Home/How we release 🚢.md";
        let attachments = vec![(file_at(file, "p (1).png"), "p (1).png".to_owned())];
        let links = Links { file, space: Some("DEV"), pages: &pages, attachments };
        for (address, path) in [
            ("attachment:p (1).png", "How%20we%20release%20%F0%9F%9A%A2.files/p%20%281%29.png"),
            ("page:Home", "../Home.md"),
            ("page:Home#top of it", "../Home.md#top%20of%20it"),
            ("page:DEV/a/b", "a-b.md"),
            ("page:How we release 🚢", "How%20we%20release%20%F0%9F%9A%A2.md"),
        ] {
            assert_eq!(links.out(address).as_deref(), Some(path));
            assert_eq!(links.back(path).as_deref(), Some(address));
        }
        assert_eq!(links.back("./How we release 🚢.files/p (1).png").as_deref(), Some("attachment:p (1).png"));
        assert_eq!(links.back("../KB/Base.md").as_deref(), Some("page:KB/Base"));
        for other in ["https://example.com/Home.md", "/Home.md", "../../Home.md", "#top", "x.png", "mailto:a@b.example"]
        {
            assert_eq!((links.out(other), links.back(other)), (None, None), "{other}");
        }
    }
}
