//! `confluence page export`: a tree of pages as Markdown files, with attachments beside them.

use super::list::LIST;
use crate::attachment::CONTENT;
use crate::attachment::list::OF_PAGE as FILES_OF_PAGE;
use crate::body;
use crate::content_id::ContentId;
use crate::descendants::{WALK, below};
use crate::docs::attachments;
use crate::docs::file_name::plain;
use crate::docs::front_matter::FrontMatter;
use crate::docs::links::{Links, Pages, file_at};
use crate::docs::paths::{FILES, PAGE as PAGE_ENDING, Place, paths};
use crate::folder::get::GET as FOLDER;
use crate::json::put;
use crate::label::list::{OF_PAGE as LABELS, PAGE as LABEL_PAGE};
use crate::spaces::{SPACES, SpaceRef};
use atlassian_plugin_sdk::Progress;
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

const PAGES_OF_SPACE: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/spaces/{id}/pages",
    granular("read:page:confluence"),
);

/// As many as Confluence gives on a page of a listing.
const PAGE: Paging = Paging::confluence(250);

/// Bodies that are asked for at once: an answer has its bounds.
const BODIES: usize = 20;

/// Pages whose labels and files are asked for at the same time.
const AT_ONCE: usize = 4;

/// Export a page and all below it, or a space, as Markdown files
///
/// Each page becomes `Title.md` with front matter (id, title, space, parent, version, labels); what lies below it
/// stands in `Title/`, its attachments in `Title.files/`. A space's pages stand in a folder with the name of its key. Names
/// are made fit for any disk, and none leaves DIR. Pictures and links that lead to a file at the page, or to a page of
/// the tree, are paths, so that any viewer of Markdown follows them.
///
/// A second export changes only what has changed on the site. What an earlier export wrote there, and what is no longer
/// in the tree, is removed, unless somebody has changed it since; files of others are never touched. `page import`
/// takes the files back.
#[derive(Command)]
#[command(path = "page export", effect = "read", result = "many", id = "/id", need = "files")]
#[command(
    example = "confluence page export 131073 --tree docs",
    example = "confluence page export --space KB --tree docs"
)]
#[http(PAGES_OF_SPACE, LIST, WALK, FOLDER, SPACES, LABELS, FILES_OF_PAGE, CONTENT)]
#[column("Id", "/id")]
#[column("Version", "/version", number)]
#[column("File", "/file")]
#[column("Attachments", "/attachments", number)]
pub(crate) struct Export {
    /// Id or address of the page
    #[arg(positional, conflicts = "space")]
    page: Option<ContentId>,
    /// Key, id or address of a space, all of whose pages are wanted
    #[arg(long, value_name = "SPACE")]
    space: Option<SpaceRef>,
    /// Folder to write to
    #[arg(long, value_name = "DIR")]
    tree: OutputDir,
    /// Leave attachments out
    #[arg(long)]
    no_attachments: bool,
}

/// A page or a folder, without its body.
#[derive(Debug, Clone, Deserialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
struct Head {
    id: String,
    title: String,
    #[serde(default)]
    parent_id: Option<String>,
    #[serde(default)]
    parent_type: Option<String>,
    #[serde(default)]
    space_id: String,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Label {
    name: String,
    #[serde(default)]
    prefix: String,
}

/// What is exported.
struct Tree {
    /// Ids of the pages.
    pages: Vec<String>,
    /// Where each page and folder goes, without an ending.
    paths: BTreeMap<String, String>,
    /// Key of the space.
    space: String,
    /// What the tree's own files begin with.
    roots: Vec<String>,
    /// Where links between its pages lead.
    links: Pages,
}

/// One page as it was written.
struct Written {
    record: Value,
    /// Names of its files, whether they could be written or not.
    names: Vec<String>,
    /// Why some could not.
    failed: Vec<String>,
}

impl Run for Export {
    async fn run(self, cx: &Cx) -> Result<()> {
        let before = cx.written(&self.tree)?;
        let tree = self.look(cx).await?;
        let progress = cx.progress("exporting", u64::try_from(tree.pages.len()).ok());
        let (names, failed) = self.write(cx, &tree, &progress).await?;
        drop(progress);
        let gone = before.iter().map(|entry| entry.name.as_str()).filter(|name| !names.contains(*name));
        self.tidy(cx, &tree, gone);
        if failed.is_empty() {
            return Ok(());
        }
        failed.iter().for_each(|failure| cx.warn(failure));
        Err(Error::new(Kind::Partial, format!("{} of {} files were not written", failed.len(), names.len()))
            .hint("`--force` writes over what somebody has changed since the last export"))
    }
}

impl Export {
    /// Which pages there are, and where they go.
    async fn look(&self, cx: &Cx) -> Result<Tree> {
        match (&self.page, &self.space) {
            (Some(page), _) => self.look_below(cx, page).await,
            (None, Some(space)) => self.look_at_space(cx, space).await,
            (None, None) => Err(Error::usage("say what to export: a page, or `--space`")),
        }
    }

    async fn look_below(&self, cx: &Cx, page: &ContentId) -> Result<Tree> {
        let found: Vec<Head> = cx.request(LIST).query("id", page).query("limit", 1).all(PAGE).await?;
        let root = found.into_iter().next();
        let root = root.ok_or_else(|| Error::not_found(format!("there is no page `{page}`, or you may not see it")))?;
        let space = SpaceRef::of_id(&root.space_id).find(cx).await?.key;
        let (nodes, is_cut) = below(cx, page, None).await?;
        if is_cut {
            cx.incomplete("a whiteboard or database lies so deep that what is below it cannot be listed", None);
        }
        let mut places = vec![Place { id: root.id.clone(), parent: None, title: root.title }];
        let mut pages = vec![root.id];
        for node in nodes.into_iter().filter(|node| node.status == "current") {
            if node.kind == "page" {
                pages.push(node.id.clone());
            }
            places.push(Place { id: node.id, parent: Some(node.parent_id), title: node.title });
        }
        let paths = paths(&places, "");
        let roots = paths.get(&page.0).cloned().into_iter();
        let roots =
            roots.flat_map(|root| [format!("{root}{PAGE_ENDING}"), format!("{root}/"), format!("{root}{FILES}/")]);
        let links = links(&pages, &places, &paths, &space);
        Ok(Tree { pages, roots: roots.collect(), paths, space, links })
    }

    async fn look_at_space(&self, cx: &Cx, space: &SpaceRef) -> Result<Tree> {
        let space = space.find(cx).await?;
        let request =
            cx.request(PAGES_OF_SPACE).param("id", &space.id).query("depth", "all").query("status", "current");
        let heads: Vec<Head> = request.all(PAGE).await?;
        let pages: Vec<String> = heads.iter().map(|head| head.id.clone()).collect();
        let mut places = BTreeMap::new();
        let mut folders = Vec::new();
        for head in heads {
            folders.extend(head.folder());
            places.insert(head.id.clone(), head.place());
        }
        // A listing of pages has no folders; they are asked for one by one, and those above them.
        while let Some(folder) = folders.pop() {
            if places.contains_key(&folder) {
                continue;
            }
            let head: Head = cx.request(FOLDER).param("id", &folder).json().await?;
            folders.extend(head.folder());
            places.insert(folder, head.place());
        }
        let top = plain(&space.key);
        let places: Vec<Place> = places.into_values().collect();
        let paths = paths(&places, &top);
        let links = links(&pages, &places, &paths, &space.key);
        Ok(Tree { pages, paths, space: space.key, roots: vec![format!("{top}/")], links })
    }

    /// Writes every page and its files; answers their names, and what could not be written.
    async fn write(&self, cx: &Cx, tree: &Tree, progress: &Progress) -> Result<(BTreeSet<String>, Vec<String>)> {
        let (mut names, mut failed) = (BTreeSet::new(), Vec::new());
        let mut missing = tree.pages.len();
        for ids in tree.pages.chunks(BODIES) {
            let request = cx.request(LIST).query_all("id", ids).query("body-format", "storage");
            let pages: Vec<Value> = request.query("status", "current").all(Paging::confluence(BODIES)).await?;
            missing -= pages.len().min(missing);
            let mut done = stream::iter(&pages).map(|page| self.write_page(cx, tree, page)).buffered(AT_ONCE);
            while let Some(page) = done.try_next().await? {
                names.extend(page.names);
                failed.extend(page.failed);
                cx.emit(&page.record)?;
                progress.advance(1);
            }
        }
        if missing > 0 {
            cx.warn(&format!("{missing} of the pages went away while they were exported"));
        }
        Ok((names, failed))
    }

    async fn write_page(&self, cx: &Cx, tree: &Tree, page: &Value) -> Result<Written> {
        let text = |name: &str| page.get(name).and_then(Value::as_str);
        let id = text("id").unwrap_or_default();
        let path = tree.paths.get(id).ok_or_else(|| Error::other(format!("the site sent page `{id}` unasked")))?;
        let mut labels: Vec<Label> = cx.request(LABELS).param("id", id).all(LABEL_PAGE).await?;
        labels.retain(|label| label.prefix == "global");
        labels.sort_by(|one, other| one.name.cmp(&other.name));
        let front_matter = FrontMatter {
            id: Some(id.to_owned()),
            title: text("title").unwrap_or_default().to_owned(),
            space: Some(tree.space.clone()),
            parent: text("parentId").map(str::to_owned),
            version: page.pointer("/version/number").and_then(Value::as_u64),
            labels: Some(labels.into_iter().map(|label| label.name).collect()),
        };
        let file = format!("{path}{PAGE_ENDING}");
        let record = json!({
            "id": id,
            "title": front_matter.title,
            "version": front_matter.version,
            "file": file,
        });
        let mut written = Written { record, names: Vec::new(), failed: Vec::new() };
        let mut files = if self.no_attachments { Vec::new() } else { attachments::of(cx, id).await? };
        files.iter_mut().for_each(|(name, _)| *name = file_at(&file, name));
        let attachments = files.iter().map(|(name, attachment)| (name.clone(), attachment.title.clone())).collect();
        let links = Links { file: &file, space: Some(&tree.space), pages: &tree.links, attachments };
        let text = front_matter.file(&links.text(body::storage(page)));
        written.note(file.clone(), self.write_text(cx, &file, &text));
        for (name, attachment) in files {
            let outcome = self.write_file(cx, id, &attachment.id, &name).await;
            written.note(name, outcome);
        }
        put(&mut written.record, "attachments", json!(written.names.len() - 1));
        Ok(written)
    }

    fn write_text(&self, cx: &Cx, name: &str, text: &str) -> Result<()> {
        let mut output = cx.create_below(&self.tree, name)?;
        output.write_all(text.as_bytes())?;
        output.finish()
    }

    async fn write_file(&self, cx: &Cx, page: &str, id: &str, name: &str) -> Result<()> {
        let output = cx.create_below(&self.tree, name)?;
        cx.request(CONTENT).param("id", page).param("attachmentId", id).download(&output).await?;
        output.finish()
    }

    /// Removes what is no longer in the tree. What belongs to another tree in the same folder stays.
    fn tidy<'a>(&self, cx: &Cx, tree: &Tree, gone: impl Iterator<Item = &'a str>) {
        let is_ours = |name: &str| tree.roots.iter().any(|root| name == root || name.starts_with(root));
        let (ours, others): (Vec<_>, Vec<_>) = gone.partition(|name| is_ours(name));
        for name in ours {
            // Left without attachments on purpose.
            if self.no_attachments && crate::docs::paths::owner(name).is_some() {
                continue;
            }
            match cx.remove_below(&self.tree, name) {
                Ok(()) => cx.note(&format!("removed `{name}`, which is no longer there")),
                Err(error) => cx.warn(&format!("`{name}` is no longer there, and its file stays: {error}")),
            }
        }
        if !others.is_empty() {
            cx.note(&format!("{} files of other exports to this folder were not looked at", others.len()));
        }
    }
}

/// Where links between the pages lead; folders are no pages.
fn links(pages: &[String], places: &[Place], paths: &BTreeMap<String, String>, space: &str) -> Pages {
    let pages: BTreeSet<&String> = pages.iter().collect();
    let mut links = Pages::default();
    for place in places.iter().filter(|place| pages.contains(&place.id)) {
        if let Some(path) = paths.get(&place.id) {
            links.add(format!("{path}{PAGE_ENDING}"), Some(space), &place.title);
        }
    }
    links
}

impl Written {
    fn note(&mut self, name: String, outcome: Result<()>) {
        self.failed.extend(outcome.err().map(|error| format!("`{name}` was not written: {error}")));
        self.names.push(name);
    }
}

impl Head {
    fn folder(&self) -> Option<String> {
        self.parent_id.clone().filter(|_| self.parent_type.as_deref() == Some("folder"))
    }

    fn place(self) -> Place {
        Place { id: self.id, parent: self.parent_id, title: self.title }
    }
}
