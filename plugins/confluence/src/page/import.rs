//! `confluence page import`: Markdown files with front matter, back into pages.

use super::create::CREATE;
use super::get::GET;
use super::update::UPDATE;
use crate::attachment::CONTENT;
use crate::attachment::list::OF_PAGE as FILES_OF_PAGE;
use crate::attachment::upload::{ADD_OR_UPDATE, form, upload};
use crate::body::{self, unchanged};
use crate::content_id::ContentId;
use crate::docs::attachments::{self, File};
use crate::docs::front_matter::FrontMatter;
use crate::docs::links::{Links, Pages, file_at, names_files};
use crate::docs::paths::{PAGE as PAGE_ENDING, above, owner};
use crate::json::put;
use crate::label::add::{ADD, labels};
use crate::label::list::{OF_PAGE as LABELS, PAGE as LABEL_PAGE};
use crate::label::remove::REMOVE;
use crate::spaces::{SPACES, SpaceRef};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::richtext::storage;
use atlassian_plugin_sdk::serde::{self, Deserialize};
use atlassian_plugin_sdk::serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};

/// Pages that are looked at at the same time.
const AT_ONCE: usize = 4;

/// Largest file that is compared with the one on the site byte for byte; larger ones by size alone.
const COMPARED: u64 = 16 << 20;

/// Conflicts that an error lists.
const LISTED: usize = 20;

/// Import Markdown files with front matter into pages
///
/// A file with an `id` changes that page; one without makes a page, below the page of the folder that it lies in,
/// unless it names a `parent`. Labels become those that the file names; files in `Title.files/` are uploaded where they
/// differ. Pictures and links whose path leads there, or to another page's file, become those of Confluence. Files
/// without front matter are passed over. Nothing is deleted.
///
/// `version` says which version a text was made from. If the page has another one by now, and another text, nothing at
/// all is written, unless `--skip-conflicts` leaves such pages out.
///
/// DIR itself is only read. `--write DIR --force` brings the front matter up to date after the import: the ids of new
/// pages, and new versions. Without it, a file with a new page keeps having no id, and a second import is refused by
/// the site, because the title is taken.
#[derive(Command)]
#[command(path = "page import", effect = "write", result = "many", id = "/id", need = "files")]
#[command(example = "confluence page import pages --dry-run")]
#[command(example = "confluence page import pages --write pages --force")]
#[http(GET, CREATE, UPDATE, SPACES, LABELS, ADD, REMOVE, FILES_OF_PAGE, CONTENT, ADD_OR_UPDATE)]
#[column("File", "/file")]
#[column("What", "/action", status)]
#[column("Id", "/id")]
#[column("Version", "/version", number)]
#[column("Title", "/title")]
pub(crate) struct Import {
    /// Folder with the files, as `page export` writes it
    #[arg(positional)]
    dir: InputDir,
    /// What to say of the new versions
    #[arg(long, value_name = "TEXT")]
    message: Option<String>,
    /// Leave out pages that somebody else has changed, instead of importing nothing
    #[arg(long)]
    skip_conflicts: bool,
    /// Folder to write files to whose front matter has changed; mostly the same one
    #[arg(long, value_name = "DIR")]
    write: Option<OutputDir>,
}

/// A file that is to become a page.
struct Source {
    file: String,
    front_matter: FrontMatter,
    text: String,
    /// The same for the site.
    body: String,
    /// Names of the files in its folder of files, with their sizes.
    attachments: Vec<(String, u64)>,
}

/// A page as it is on the site.
struct Site {
    record: Value,
    labels: BTreeSet<String>,
    /// Its files, by their names on disk; only where the file speaks of any.
    files: Vec<(String, File)>,
}

#[derive(Deserialize)]
#[serde(crate = "self::serde")]
struct Label {
    name: String,
    #[serde(default)]
    prefix: String,
}

/// A page that was imported: its id, and its space's.
struct Place {
    id: String,
    space: String,
}

/// What became of a file.
struct Outcome {
    action: &'static str,
    id: String,
    version: u64,
}

impl Run for Import {
    async fn run(self, cx: &Cx) -> Result<()> {
        let mut sources = self.sources(cx)?;
        let site = look(cx, &sources).await?;
        write_bodies(&mut sources, &site);
        let conflicts = conflicts(&sources, &site)?;
        if !conflicts.is_empty() && !self.skip_conflicts {
            return Err(refusal(&conflicts));
        }
        self.import(cx, &sources, &site, &conflicts.into_iter().map(|(file, _)| file).collect()).await
    }
}

impl Import {
    /// Reads all files, parents before what lies below them.
    fn sources(&self, cx: &Cx) -> Result<Vec<Source>> {
        let entries = cx.entries(&self.dir)?;
        let mut attachments = BTreeMap::<String, Vec<(String, u64)>>::new();
        let mut pages = Vec::new();
        for entry in entries {
            match owner(&entry.name) {
                Some((page, name)) => attachments.entry(page).or_default().push((name.to_owned(), entry.size)),
                None if entry.name.ends_with(PAGE_ENDING) => pages.push(entry.name),
                None => {}
            }
        }
        pages.sort_by_key(|name| (name.matches('/').count(), name.clone()));
        let (mut sources, mut wrong) = (Vec::new(), Vec::new());
        for file in pages {
            let mut text = String::new();
            cx.open_below(&self.dir, &file)?.read_to_string(&mut text)?;
            match FrontMatter::read(&text) {
                Ok(None) => {}
                Ok(Some((front_matter, body))) => {
                    let attachments = attachments.remove(&file).unwrap_or_default();
                    let text = body.replace("\r\n", "\n");
                    sources.push(Source { file, front_matter, text, body: String::new(), attachments });
                }
                Err(why) => wrong.push(format!("`{file}`: {why}")),
            }
        }
        wrong.extend(twice(&sources));
        match wrong.is_empty() {
            false => Err(Error::invalid(wrong.join("; "))),
            true if sources.is_empty() => Err(Error::invalid(format!("`{}` has no file of a page", self.dir.name()))
                .hint("a page is a file that ends in `.md` and begins with front matter, with a `title` at least")),
            true => Ok(sources),
        }
    }

    async fn import(
        &self,
        cx: &Cx,
        sources: &[Source],
        site: &BTreeMap<String, Site>,
        left_out: &BTreeSet<String>,
    ) -> Result<()> {
        let is_dry_run = cx.is_dry_run();
        let progress = cx.progress("importing", u64::try_from(sources.len()).ok());
        let mut places = BTreeMap::<String, Place>::new();
        let mut failed = Vec::new();
        for source in sources {
            let old = source.front_matter.id.as_ref().and_then(|id| site.get(id));
            let (place, outcome) = match old {
                Some(old) if left_out.contains(&source.file) => (Ok(old.place()), Ok(Outcome::conflict(source))),
                Some(old) => (Ok(old.place()), self.update(cx, source, old).await),
                None => match place(cx, source, sources, &places).await {
                    Ok((space, parent)) => {
                        let outcome = self.create(cx, source, &space, parent.as_deref()).await;
                        let id = outcome
                            .as_ref()
                            .map_or_else(|_| format!("(id of {})", source.file), |made| made.id.clone());
                        (Ok(Place { id, space }), outcome)
                    }
                    Err(error) => (Err(()), Err(error)),
                },
            };
            progress.advance(1);
            match outcome {
                Ok(outcome) => {
                    self.show(cx, source, &outcome)?;
                    if let Err(error) = self.write_back(cx, source, old, &outcome) {
                        failed.push(format!("`{}` was imported, but not written: {error}", source.file));
                    }
                }
                // Shown, never sent.
                Err(error) if is_dry_run && error.kind() == Kind::Refused => {}
                Err(error) => {
                    failed.push(format!("`{}`: {error}", source.file));
                    // Nothing is made below a page that is not there.
                    if old.is_none() {
                        continue;
                    }
                }
            }
            if let Ok(place) = place {
                places.insert(source.file.clone(), place);
            }
        }
        drop(progress);
        if failed.is_empty() {
            return Ok(());
        }
        failed.iter().for_each(|failure| cx.warn(failure));
        Err(Error::new(Kind::Partial, format!("{} of {} files failed", failed.len(), sources.len())))
    }

    async fn update(&self, cx: &Cx, source: &Source, old: &Site) -> Result<Outcome> {
        let id = source.id();
        let mut version = crate::edit::number(&old.record)?;
        let mut action = "unchanged";
        if source.changes_page(&old.record) {
            let mut change = json!({
                "id": id,
                "status": "current",
                "title": source.front_matter.title,
                "body": source.body(Some(&old.record)),
                "version": self.version(version + 1),
            });
            if let Some(parent) = &source.front_matter.parent {
                put(&mut change, "parentId", json!(parent));
            }
            let changed: Value = cx.request(UPDATE).param("id", id).json_body(&change).json().await?;
            version = crate::edit::number(&changed)?;
            action = "updated";
        }
        if self.label(cx, source, id, &old.labels).await? | self.attach(cx, source, id, &old.files).await? {
            action = "updated";
        }
        Ok(Outcome { action, id: id.to_owned(), version })
    }

    async fn create(&self, cx: &Cx, source: &Source, space: &str, parent: Option<&str>) -> Result<Outcome> {
        let mut page = json!({
            "spaceId": space,
            "status": "current",
            "title": source.front_matter.title,
            "body": source.body(None),
        });
        if let Some(parent) = parent {
            put(&mut page, "parentId", json!(parent));
        }
        let made: Value = cx.request(CREATE).json_body(&page).json().await?;
        let id = made.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let further = async {
            self.label(cx, source, &id, &BTreeSet::new()).await?;
            self.attach(cx, source, &id, &[]).await
        };
        // It is there, and whoever tries again has to know.
        further.await.map_err(|error| Error::new(error.kind(), format!("it became page `{id}`, but {error}")))?;
        Ok(Outcome { action: "created", id, version: crate::edit::number(&made)? })
    }

    fn version(&self, number: u64) -> Value {
        match &self.message {
            Some(message) => json!({"number": number, "message": message}),
            None => json!({"number": number}),
        }
    }

    /// Makes the labels those of the file, if it names any list; answers whether there was anything to do.
    async fn label(&self, cx: &Cx, source: &Source, id: &str, old: &BTreeSet<String>) -> Result<bool> {
        let Some(wanted) = &source.front_matter.labels else { return Ok(false) };
        let wanted: BTreeSet<String> = wanted.iter().map(|label| label.to_lowercase()).collect();
        let new: Vec<String> = wanted.difference(old).cloned().collect();
        if !new.is_empty() {
            cx.request(ADD).param("id", id).json_body(&labels(&new)?).send().await?;
        }
        let gone: Vec<&String> = old.difference(&wanted).collect();
        for label in &gone {
            cx.request(REMOVE).param("id", id).query("name", label).send().await?;
        }
        Ok(!new.is_empty() || !gone.is_empty())
    }

    /// Uploads the files that are not there, or are there with other bytes; answers whether there were any.
    async fn attach(&self, cx: &Cx, source: &Source, id: &str, there: &[(String, File)]) -> Result<bool> {
        let page = ContentId(id.to_owned());
        let mut is_changed = false;
        for (name, size) in &source.attachments {
            let old = there.iter().find(|(known, _)| known == name).map(|(_, file)| file);
            let path = file_at(&source.file, name);
            if let Some(old) = old
                && self.is_same(cx, id, old, &path, *size).await?
            {
                continue;
            }
            let title = old.map_or(name.as_str(), |file| file.title.as_str());
            let form = form(title, cx.open_below(&self.dir, &path)?, None, false);
            upload(cx, ADD_OR_UPDATE, &page, form).send().await?;
            is_changed = true;
        }
        Ok(is_changed)
    }

    /// Whether a file is what the site has: by size, and if it is not too large by its bytes.
    async fn is_same(&self, cx: &Cx, page: &str, old: &File, path: &str, size: u64) -> Result<bool> {
        if old.file_size != size || size > COMPARED {
            return Ok(old.file_size == size);
        }
        let answer = cx.request(CONTENT).param("id", page).param("attachmentId", &old.id).send().await?;
        let mut bytes = Vec::new();
        cx.open_below(&self.dir, path)?.read_to_end(&mut bytes)?;
        Ok(answer.bytes() == bytes)
    }

    fn show(&self, cx: &Cx, source: &Source, outcome: &Outcome) -> Result<()> {
        let version = (outcome.version > 0).then_some(outcome.version);
        cx.emit(&json!({
            "file": source.file,
            "action": outcome.action,
            "id": outcome.id,
            "version": version,
            "title": source.front_matter.title,
        }))
    }

    /// Writes a file whose front matter says something else by now; its text stays as it is.
    fn write_back(&self, cx: &Cx, source: &Source, old: Option<&Site>, outcome: &Outcome) -> Result<()> {
        let Some(dir) = self.write.as_ref().filter(|_| outcome.action != "conflict") else { return Ok(()) };
        let own = &source.front_matter;
        let parent = old.and_then(|old| old.record.get("parentId")).and_then(Value::as_str).map(str::to_owned);
        let new = FrontMatter {
            id: Some(outcome.id.clone()),
            version: Some(outcome.version),
            parent: own.parent.clone().or(parent),
            ..own.clone()
        };
        if new.id == own.id && new.version == own.version {
            return Ok(());
        }
        let mut output = cx.create_below(dir, &source.file)?;
        output.write_all(new.file(&source.text).as_bytes())?;
        output.finish()
    }
}

impl Source {
    fn id(&self) -> &str {
        self.front_matter.id.as_deref().unwrap_or_default()
    }

    /// Whether title, text or place are others than the site's.
    fn changes_page(&self, record: &Value) -> bool {
        let is = |name: &str, own: &str| record.get(name).and_then(Value::as_str) == Some(own);
        let parent = self.front_matter.parent.as_deref();
        !is("title", &self.front_matter.title)
            || !self.has_text_of(record)
            || parent.is_some_and(|id| !is("parentId", id))
    }

    /// Whether the text says what the page says, however it is written.
    fn has_text_of(&self, record: &Value) -> bool {
        storage::is_same(body::storage(record), &self.body)
    }

    /// The body for the site: its own where the text is the same, so that nothing of it is lost.
    fn body(&self, record: Option<&Value>) -> Value {
        match record {
            Some(record) if self.has_text_of(record) => unchanged(record),
            _ => json!({"representation": "storage", "value": self.body}),
        }
    }
}

impl Outcome {
    fn conflict(source: &Source) -> Self {
        Self { action: "conflict", id: source.id().to_owned(), version: 0 }
    }
}

impl Site {
    fn place(&self) -> Place {
        let text = |name: &str| self.record.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        Place { id: text("id"), space: text("spaceId") }
    }
}

/// Where a new page goes: its space, and what it lies below. What the file says comes before where the file lies.
async fn place(
    cx: &Cx,
    source: &Source,
    sources: &[Source],
    places: &BTreeMap<String, Place>,
) -> Result<(String, Option<String>)> {
    let above = above(&source.file);
    let is_page = above.as_ref().is_some_and(|file| sources.iter().any(|other| other.file == *file));
    let above = above.as_ref().and_then(|file| places.get(file));
    let own = &source.front_matter;
    if own.parent.is_none() && is_page && above.is_none() {
        return Err(Error::invalid("the page above it was not imported"));
    }
    let space = match (&own.space, above) {
        (Some(space), _) => SpaceRef::of_key(space).find(cx).await?.id,
        (None, Some(above)) => above.space.clone(),
        (None, None) => return Err(Error::invalid("it does not say its `space`, and lies below no page that does")),
    };
    Ok((space, own.parent.clone().or_else(|| above.map(|above| above.id.clone()))))
}

/// Files that speak of the same page.
fn twice(sources: &[Source]) -> Vec<String> {
    let mut first = BTreeMap::new();
    let mut found = Vec::new();
    for source in sources {
        let Some(id) = &source.front_matter.id else { continue };
        if let Some(other) = first.insert(id, &source.file) {
            found.push(format!("`{}` and `{other}` are the same page, `{id}`", source.file));
        }
    }
    found
}

/// The pages that the files speak of, as they are now.
async fn look(cx: &Cx, sources: &[Source]) -> Result<BTreeMap<String, Site>> {
    let ids = sources.iter().filter_map(|source| {
        let has_files = !source.attachments.is_empty() || names_files(&source.text);
        source.front_matter.id.clone().map(|id| (id, &source.file, has_files))
    });
    let page = async |(id, file, has_files): (String, &String, bool)| {
        let record = cx.request(GET).param("id", &id).query("body-format", "storage").json().await;
        let record = record.map_err(|error: Error| match error.kind() {
            Kind::NotFound => Error::not_found(format!("`{file}`: there is no page `{id}`, or you may not see it"))
                .hint("without `id`, it becomes a new page"),
            _ => error,
        })?;
        let labels: Vec<Label> = cx.request(LABELS).param("id", &id).all(LABEL_PAGE).await?;
        let labels = labels.into_iter().filter(|label| label.prefix == "global").map(|label| label.name).collect();
        let files = if has_files { attachments::of(cx, &id).await? } else { Vec::new() };
        Ok::<_, Error>((id, Site { record, labels, files }))
    };
    stream::iter(ids).map(page).buffer_unordered(AT_ONCE).try_collect().await
}

/// Writes every text as it is for the site.
fn write_bodies(sources: &mut [Source], site: &BTreeMap<String, Site>) {
    let mut pages = Pages::default();
    for source in sources.iter() {
        pages.add(source.file.clone(), source.front_matter.space.as_deref(), &source.front_matter.title);
    }
    for source in sources {
        let there = site.get(source.id()).map(|site| site.files.as_slice()).unwrap_or_default();
        let known = there.iter().map(|(name, file)| (file_at(&source.file, name), file.title.clone()));
        let new = source.attachments.iter().map(|(name, _)| (file_at(&source.file, name), name.clone()));
        let attachments = known.chain(new).collect();
        let space = source.front_matter.space.as_deref();
        source.body = Links { file: &source.file, space, pages: &pages, attachments }.storage(&source.text);
    }
}

/// Files whose page has a version that they do not know, and another text; and why.
fn conflicts(sources: &[Source], site: &BTreeMap<String, Site>) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for source in sources {
        let Some(Site { record, .. }) = site.get(source.id()) else { continue };
        let now = crate::edit::number(record)?;
        let known = source.front_matter.version;
        if known == Some(now) || !source.changes_page(record) {
            continue;
        }
        let file = &source.file;
        let why = match known {
            Some(known) => format!("`{file}` was made from version {known}, and the page is at {now}"),
            None => format!("`{file}` does not say from which version it was made, and the page is at {now}"),
        };
        found.push((file.clone(), why));
    }
    Ok(found)
}

fn refusal(conflicts: &[(String, String)]) -> Error {
    let list: Vec<_> = conflicts.iter().take(LISTED).map(|(_, why)| why.as_str()).collect();
    let more = conflicts.len().saturating_sub(LISTED);
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    Error::new(Kind::Conflict, format!("nothing was imported: {}{more}", list.join("; ")))
        .hint(
            "`page export` to another folder shows what is there now; `version` in the front matter says what was seen",
        )
        .hint("`--skip-conflicts` imports the others")
}
