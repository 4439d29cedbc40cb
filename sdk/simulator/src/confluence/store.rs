//! All that Confluence holds: spaces, content in its versions, comments, files, tasks.

use serde_json::Value;

use super::seed::{self, Group};
use crate::seed::Seed;
use crate::storage;
use crate::time::{self, Millis};
use crate::{adf, confluence::body};

/// All of the seed was written then: 2026-01-02T03:04:05Z.
const WRITTEN: Millis = 1_767_323_045_000;
/// What is made later gets ids from here.
const FIRST_NEW: u64 = 132_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Page,
    Blog,
    Folder,
}

impl Kind {
    /// As v1 and listings of children call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Blog => "blogpost",
            Self::Folder => "folder",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Current,
    Draft,
    Trashed,
}

impl Status {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Draft => "draft",
            Self::Trashed => "trashed",
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Space {
    pub(super) id: String,
    pub(super) key: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) status: String,
    pub(super) homepage: String,
    pub(super) description: String,
    pub(super) created: Millis,
    pub(super) permissions: Vec<Permission>,
}

/// Who may do what in a space.
#[derive(Debug, Clone)]
pub(super) struct Permission {
    pub(super) id: u64,
    /// `user` or `group`.
    pub(super) kind: String,
    pub(super) who: String,
    pub(super) operation: String,
    pub(super) target: String,
}

/// A body as it was written; what was not is worked out when it is asked for.
#[derive(Debug, Clone)]
pub(super) enum Body {
    Storage(String),
    /// A document in Atlassian's document format.
    Adf(Value),
}

impl Default for Body {
    fn default() -> Self {
        Self::Storage(String::new())
    }
}

#[derive(Debug, Clone)]
pub(super) struct Version {
    pub(super) number: u32,
    pub(super) title: String,
    pub(super) body: Body,
    pub(super) message: String,
    pub(super) created: Millis,
}

/// A page, a blog post or a folder.
#[derive(Debug, Clone)]
pub(super) struct Content {
    pub(super) id: String,
    pub(super) kind: Kind,
    pub(super) space: String,
    pub(super) parent: Option<String>,
    pub(super) status: Status,
    pub(super) created: Millis,
    /// Oldest first, never empty.
    versions: Vec<Version>,
    /// What somebody has begun to write over the newest version.
    pub(super) draft: Option<(String, Body)>,
    pub(super) labels: Vec<Label>,
    pub(super) restrictions: Vec<Restriction>,
}

#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) id: u64,
    pub(super) prefix: String,
    pub(super) name: String,
}

/// Who alone may read or change a piece of content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Restriction {
    pub(super) operation: String,
    pub(super) is_group: bool,
    /// Account or group.
    pub(super) who: String,
}

#[derive(Debug, Clone)]
pub(super) struct Comment {
    pub(super) id: String,
    pub(super) content: String,
    pub(super) parent: Option<String>,
    /// The words that an inline comment is about.
    pub(super) selection: Option<String>,
    pub(super) resolution: &'static str,
    pub(super) version: u32,
    pub(super) body: Body,
    pub(super) created: Millis,
}

#[derive(Debug, Clone)]
pub(super) struct Attachment {
    pub(super) id: String,
    pub(super) content: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) comment: String,
    pub(super) bytes: Vec<u8>,
    pub(super) version: u32,
    pub(super) created: Millis,
    pub(super) is_trashed: bool,
}

/// A task that takes long: it is half done when it is first asked about, and done when it is asked about again.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub(super) id: String,
    pub(super) asked: u32,
}

#[derive(Debug)]
pub(crate) struct Store {
    pub(super) spaces: Vec<Space>,
    /// Siblings stand in their order.
    pub(super) contents: Vec<Content>,
    pub(super) comments: Vec<Comment>,
    pub(super) attachments: Vec<Attachment>,
    pub(super) tasks: Vec<Task>,
    pub(super) groups: Vec<Group>,
    last: u64,
}

impl Content {
    /// The newest version.
    #[expect(clippy::expect_used, reason = "there is one from the beginning, and none is ever taken away")]
    pub(super) fn now(&self) -> &Version {
        self.versions.last().expect("a version")
    }

    pub(super) fn title(&self) -> &str {
        &self.now().title
    }

    pub(super) fn versions(&self) -> &[Version] {
        &self.versions
    }

    pub(super) fn version(&self, number: u32) -> Option<&Version> {
        self.versions.iter().find(|version| version.number == number)
    }

    /// Adds a version, which is then the newest.
    pub(super) fn write(&mut self, title: String, body: Body, message: String) {
        let number = self.now().number + 1;
        self.draft = None;
        self.versions.push(Version { number, title, body, message, created: time::now() });
    }

    /// Changes the draft itself: until it is published there is one version.
    pub(super) fn rewrite(&mut self, title: String, body: Body) {
        let number = self.now().number;
        self.versions = vec![Version { number, title, body, message: String::new(), created: time::now() }];
    }
}

impl Store {
    /// What the seeds say.
    pub(crate) fn new(site: &Seed) -> std::io::Result<Self> {
        let more = seed::load()?;
        let spaces = site.space.iter().map(Space::seeded).collect();
        let (comments, attachments, tasks) = (Vec::new(), Vec::new(), Vec::new());
        let groups = more.group.clone();
        let mut store = Self { spaces, contents: Vec::new(), comments, attachments, tasks, groups, last: FIRST_NEW };
        for page in &site.page {
            store.contents.push(old(Kind::Page, &page.id, &page.space, page.parent.as_ref(), &page.title, &page.text));
        }
        for blog in &more.blog {
            store.contents.push(old(Kind::Blog, &blog.id, &blog.space, None, &blog.title, &blog.text));
        }
        for folder in &more.folder {
            let parent = Some(&folder.parent);
            store.contents.push(old(Kind::Folder, &folder.id, &folder.space, parent, &folder.title, ""));
        }
        store.generate(&more.generated);
        for label in &more.label {
            let new = store.label("global", &label.name);
            if let Some(content) = store.content_mut(&label.content) {
                content.labels.push(new);
            }
        }
        for seed::Restriction { content, operation, group } in more.restriction {
            if let Some(content) = store.content_mut(&content) {
                content.restrictions.push(Restriction { operation, is_group: true, who: group });
            }
        }
        store.comments.extend(more.comment.iter().map(Comment::seeded));
        store.attachments.extend(more.file.iter().map(Attachment::seeded));
        Ok(store)
    }

    /// Pages whose ids follow one another from 131501.
    fn generate(&mut self, generated: &seed::Generated) {
        let seed::Generated { space, parent, count, title, text, label, deep } = generated;
        let label = self.label("global", label);
        for n in 1..=*count {
            let text = text.replace("{n}", &n.to_string());
            let id = (131_500 + n).to_string();
            let mut page = old(Kind::Page, &id, space, Some(parent), &format!("{title} {n:02}"), &text);
            page.labels.push(label.clone());
            self.contents.push(page);
        }
        let mut above = "131501".to_owned();
        for n in 1..=*deep {
            let id = (131_700 + n).to_string();
            self.contents.push(old(Kind::Page, &id, space, Some(&above), &format!("Step {n}"), "Look closer."));
            above = id;
        }
    }

    pub(super) fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    pub(super) fn next_id(&mut self) -> String {
        self.next().to_string()
    }

    /// A label: the same name has the same id everywhere.
    pub(super) fn label(&mut self, prefix: &str, name: &str) -> Label {
        let same = |label: &&Label| label.prefix == prefix && label.name == name;
        let known = self.contents.iter().flat_map(|content| &content.labels).find(same).cloned();
        known.unwrap_or_else(|| Label { id: self.next(), prefix: prefix.to_owned(), name: name.to_owned() })
    }

    pub(super) fn space(&self, id: &str) -> Option<&Space> {
        self.spaces.iter().find(|space| space.id == id)
    }

    pub(super) fn space_by_key(&self, key: &str) -> Option<&Space> {
        self.spaces.iter().find(|space| space.key == key)
    }

    /// Content by its id, in the trash or not.
    pub(super) fn content(&self, id: &str) -> Option<&Content> {
        self.contents.iter().find(|content| content.id == id)
    }

    pub(super) fn content_mut(&mut self, id: &str) -> Option<&mut Content> {
        self.contents.iter_mut().find(|content| content.id == id)
    }

    /// What lies directly below, in its order.
    pub(super) fn children<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Content> {
        let is_below = move |content: &&Content| content.parent.as_deref() == Some(id);
        self.contents.iter().filter(is_below).filter(|content| content.status == Status::Current)
    }

    /// Makes content under a new id.
    pub(super) fn add(&mut self, kind: Kind, space: &str, parent: Option<String>, title: String, body: Body) -> String {
        let id = self.next_id();
        let now = time::now();
        let version = Version { number: 1, title, body, message: String::new(), created: now };
        self.contents.push(Content {
            id: id.clone(),
            kind,
            space: space.to_owned(),
            parent,
            status: Status::Current,
            created: now,
            versions: vec![version],
            draft: None,
            labels: Vec::new(),
            restrictions: Vec::new(),
        });
        id
    }

    /// Takes content away for good; what lay below it now lies below its parent.
    pub(super) fn purge(&mut self, id: &str) {
        let Some(place) = self.contents.iter().position(|content| content.id == id) else { return };
        let gone = self.contents.remove(place);
        self.raise_children(id, gone.parent.as_ref());
        self.comments.retain(|comment| comment.content != id);
        self.attachments.retain(|attachment| attachment.content != id);
    }

    /// What lay below a page that goes lies below its parent then.
    pub(super) fn raise_children(&mut self, id: &str, parent: Option<&String>) {
        for child in self.contents.iter_mut().filter(|content| content.parent.as_deref() == Some(id)) {
            child.parent = parent.cloned();
        }
    }

    /// Adds a file, or a version of the one that has this name there.
    pub(super) fn attach(&mut self, content: &str, name: &str, kind: &str, comment: &str, bytes: Vec<u8>) -> String {
        let same = |old: &&mut Attachment| old.content == content && old.name == name && !old.is_trashed;
        if let Some(old) = self.attachments.iter_mut().find(same) {
            (old.bytes, old.version) = (bytes, old.version + 1);
            kind.clone_into(&mut old.kind);
            comment.clone_into(&mut old.comment);
            return old.id.clone();
        }
        let id = format!("att{}", self.next());
        self.attachments.push(Attachment {
            id: id.clone(),
            content: content.to_owned(),
            name: name.to_owned(),
            kind: kind.to_owned(),
            comment: comment.to_owned(),
            bytes,
            version: 1,
            created: time::now(),
            is_trashed: false,
        });
        id
    }

    pub(super) fn attachment(&self, id: &str) -> Option<&Attachment> {
        self.attachments.iter().find(|attachment| attachment.id == id)
    }
}

impl Space {
    fn seeded(space: &crate::seed::Space) -> Self {
        let permission = |id, operation: &str, target: &str| Permission {
            id,
            kind: "group".to_owned(),
            who: "a1b2c3d4-0000-4000-8000-000000000001".to_owned(),
            operation: operation.to_owned(),
            target: target.to_owned(),
        };
        let first = space.id.parse().unwrap_or(0) * 10;
        Self {
            id: space.id.clone(),
            key: space.key.clone(),
            name: space.name.clone(),
            kind: space.kind.clone(),
            status: space.status.clone(),
            homepage: space.homepage.clone(),
            description: String::new(),
            // 2024-01-02T03:04:05Z
            created: 1_704_164_645_000,
            permissions: vec![permission(first, "read", "space"), permission(first + 1, "create", "page")],
        }
    }
}

impl Comment {
    fn seeded(comment: &seed::Comment) -> Self {
        Self {
            id: comment.id.clone(),
            content: comment.content.clone(),
            parent: comment.below.clone(),
            selection: comment.selection.clone(),
            resolution: "open",
            version: 1,
            body: Body::Storage(storage::from_text(&comment.text)),
            created: WRITTEN,
        }
    }
}

impl Attachment {
    fn seeded(file: &seed::File) -> Self {
        Self {
            id: file.id.clone(),
            content: file.content.clone(),
            name: file.name.clone(),
            kind: file.kind.clone(),
            comment: String::new(),
            bytes: file.text.as_bytes().to_vec(),
            version: 1,
            created: WRITTEN,
            is_trashed: false,
        }
    }
}

impl Body {
    /// In Confluence's storage format.
    pub(super) fn storage(&self) -> String {
        match self {
            Self::Storage(text) => text.clone(),
            Self::Adf(document) => body::storage_of(document),
        }
    }

    /// In Atlassian's document format.
    pub(super) fn adf(&self) -> Value {
        match self {
            Self::Storage(text) => adf::from_text(&storage::to_text(text)),
            Self::Adf(document) => document.clone(),
        }
    }

    /// Its words.
    pub(super) fn text(&self) -> String {
        storage::to_text(&self.storage())
    }
}

/// Content of the seed.
fn old(kind: Kind, id: &str, space: &str, parent: Option<&String>, title: &str, text: &str) -> Content {
    let body = Body::Storage(if text.is_empty() { String::new() } else { storage::from_text(text) });
    let version = Version { number: 1, title: title.to_owned(), body, message: String::new(), created: WRITTEN };
    Content {
        id: id.to_owned(),
        kind,
        space: space.to_owned(),
        parent: parent.cloned(),
        status: Status::Current,
        created: WRITTEN,
        versions: vec![version],
        draft: None,
        labels: Vec::new(),
        restrictions: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_refers_only_to_what_it_holds() {
        let store = Store::new(&crate::seed::load().unwrap()).unwrap();
        for content in &store.contents {
            assert!(store.space(&content.space).is_some(), "{}", content.title());
            assert!(content.parent.as_ref().is_none_or(|id| store.content(id).is_some()), "{}", content.title());
        }
        assert!(store.comments.iter().all(|comment| store.content(&comment.content).is_some()));
        assert!(store.attachments.iter().all(|file| store.content(&file.content).is_some()));
    }

    #[test]
    fn what_lay_below_a_purged_page_moves_up() {
        let mut store = Store::new(&crate::seed::load().unwrap()).unwrap();
        store.purge("131501");
        assert_eq!(store.content("131701").and_then(|page| page.parent.as_deref()), Some("131075"));
    }
}
