//! ADF to Markdown. Every block has a form; what has none, or stands where it may not, is kept as its JSON.

mod delimiter;
mod element;
mod escape;
mod inline;
mod list;
mod media;
mod span;
mod table;

use serde_json::Value;

use self::inline::Place;
pub(crate) use self::span::image;
use crate::Target;
use crate::attrs::{self, Pairs};
use crate::node::{View, kind};
use crate::place;
use crate::schema;

/// Nodes within nodes; what is deeper is kept as JSON.
const DEEPEST: usize = 90;

pub(crate) struct Writer {
    target: Target,
    /// Marks as tags only, for the rare text of which Markdown's own characters would make something else.
    safe: bool,
    /// Lists and items so far, counted as the reader does.
    lists: usize,
    items: usize,
    depth: usize,
    /// What did not fit and was written as its JSON.
    pub(crate) raw: usize,
}

/// Blocks of a document's root.
pub(crate) fn blocks(blocks: &[Value]) -> String {
    Writer::new(Target::Adf, false).blocks("doc", blocks)
}

impl Writer {
    pub(crate) fn new(target: Target, safe: bool) -> Writer {
        Writer { target, safe, lists: 0, items: 0, depth: 0, raw: 0 }
    }

    /// How many lists and items were written.
    pub(crate) fn counted(&self) -> (usize, usize) {
        (self.lists, self.items)
    }

    pub(crate) fn count_from(&mut self, counted: (usize, usize)) {
        (self.lists, self.items) = counted;
    }

    /// Blocks one after the other, with an empty line between them.
    pub(crate) fn blocks(&mut self, parent: &str, blocks: &[Value]) -> String {
        let mut text = String::new();
        let mut before: Option<&Value> = None;
        for block in blocks {
            if let Some(before) = before {
                text.push_str(gap(before, block));
            }
            text.push_str(&self.block(parent, block));
            before = Some(block);
        }
        text
    }

    pub(crate) fn block(&mut self, parent: &str, block: &Value) -> String {
        self.known(parent, block, &Pairs::new()).unwrap_or_else(|| self.raw(block))
    }

    /// A block as the first in something that has attributes of its own, which stand with it.
    fn first(&mut self, parent: &str, block: &Value, carried: &Pairs) -> String {
        if carried.is_empty() {
            return self.block(parent, block);
        }
        let carries = kind(block) == "paragraph" && !crate::node::content(block).is_empty();
        if carries && let Some(text) = self.known(parent, block, carried) {
            return text;
        }
        let text = self.block(parent, block);
        format!("::attrs {{{}}}\n\n{text}", attrs::text(carried))
    }

    fn known(&mut self, parent: &str, block: &Value, carried: &Pairs) -> Option<String> {
        let view = View::of(block)?;
        if !place::fits(self.target, parent, block) || view.text.is_some() || self.depth >= DEEPEST {
            return None;
        }
        let (lists, items, raw) = (self.lists, self.items, self.raw);
        self.depth += 1;
        let text = self.form(&view, carried);
        self.depth -= 1;
        if text.is_none() {
            (self.lists, self.items, self.raw) = (lists, items, raw);
        }
        text
    }

    fn form(&mut self, view: &View<'_>, carried: &Pairs) -> Option<String> {
        let bare = view.content.is_empty();
        match view.kind {
            "paragraph" => self.paragraph(view, carried),
            "heading" => self.heading(view),
            "bulletList" | "orderedList" | "taskList" => self.list(view),
            "decisionList" => self.decisions(view),
            "blockquote" => self.quote(view),
            "codeBlock" => code(view),
            "rule" if bare => Some(match schema::to_pairs(view, "") {
                pairs if pairs.is_empty() => "---".to_owned(),
                pairs => leaf("rule", "", &pairs),
            }),
            "panel" => self.container("panel", view, "panelType"),
            "expand" => self.container("expand", view, "title"),
            "nestedExpand" => self.container("expand", view, "title"),
            "bodiedExtension" => self.container("extension", view, ""),
            "bodiedSyncBlock" => self.container("sync", view, ""),
            "layoutSection" => self.layout(view),
            "blockCard" if bare => card("card", view),
            "embedCard" if bare => card("embed", view),
            "extension" if bare => complete(view).then(|| leaf("extension", "", &schema::to_pairs(view, ""))),
            "syncBlock" if bare => complete(view).then(|| leaf("sync", "", &schema::to_pairs(view, ""))),
            "mediaSingle" => self.media_single(view),
            "mediaGroup" => media::group(view),
            "table" => self.table(view),
            _ => None,
        }
    }

    fn inline(&self, content: &[Value], place: Place) -> String {
        inline::markdown(content, place, self.target, self.safe)
    }

    /// A paragraph; its attributes, marks and what it carries stand at its end.
    fn paragraph(&mut self, view: &View<'_>, carried: &Pairs) -> Option<String> {
        let pairs = [schema::to_pairs(view, ""), carried.clone()].concat();
        if view.content.is_empty() {
            return Some(leaf("paragraph", "", &pairs));
        }
        let text = self.inline(view.content, Place::Paragraph);
        // A text that is nothing but a comment or an image would be read as one.
        Some(with_attrs(text, &pairs))
    }

    fn heading(&mut self, view: &View<'_>) -> Option<String> {
        let level = view.attr("level")?.as_u64().filter(|level| (1..=6).contains(level))?;
        let pairs = schema::to_pairs(view, "level");
        let text = with_attrs(self.inline(view.content, Place::Heading), &pairs);
        let marks = "#".repeat(usize::try_from(level).ok()?);
        Some(if text.is_empty() { marks } else { format!("{marks} {text}") })
    }

    fn quote(&mut self, view: &View<'_>) -> Option<String> {
        if !view.marks.is_empty() || view.content.is_empty() {
            return None;
        }
        let text = self.children(view, &prefixed("quote", &schema::to_pairs(view, "")));
        Some(indented(&text, "> ", "> "))
    }

    /// Children of which the first carries pairs.
    fn children(&mut self, view: &View<'_>, carried: &Pairs) -> String {
        let Some((first, rest)) = view.content.split_first() else { return String::new() };
        let mut text = self.first(view.kind, first, carried);
        if let Some(second) = rest.first() {
            text.push_str(gap(first, second));
            text.push_str(&self.blocks(view.kind, rest));
        }
        text
    }

    /// `:::name words {…}` around blocks.
    fn container(&mut self, name: &str, view: &View<'_>, said: &str) -> Option<String> {
        if !complete(view) || view.content.is_empty() {
            return None;
        }
        let words = view.str_attr(said).filter(|words| is_plain(words));
        let pairs = schema::to_pairs(view, if words.is_some() { said } else { "" });
        let body = self.blocks(view.kind, view.content);
        Some(fenced(name, words.unwrap_or_default(), &pairs, &body))
    }

    fn layout(&mut self, view: &View<'_>) -> Option<String> {
        let columns = view.content.len();
        if !(2..=3).contains(&columns) && self.target == Target::Adf {
            return None;
        }
        let mut bodies = Vec::new();
        for column in view.content {
            let column = View::of(column).filter(|column| column.kind == "layoutColumn" && complete(column))?;
            let width = column.attr("width").map(Value::to_string).filter(|_| column.marks.is_empty())?;
            if column.content.is_empty() || !column.attr("width")?.is_number() {
                return None;
            }
            let body = self.blocks("layoutColumn", column.content);
            bodies.push(fenced("column", &width, &schema::to_pairs(&column, "width"), &body));
        }
        Some(fenced("layout", "", &schema::to_pairs(view, ""), &bodies.join("\n\n")))
    }

    /// Any node as its JSON.
    fn raw(&mut self, block: &Value) -> String {
        self.raw += 1;
        let xml = block.get("attrs").and_then(|attrs| attrs.get("xml")).and_then(Value::as_str);
        if self.target == Target::Storage
            && kind(block) == "storage"
            && let Some(xml) = xml
        {
            return fence_code("storage", xml);
        }
        let json = serde_json::to_string_pretty(block).unwrap_or_default();
        fence_code("adf", &json)
    }
}

/// A whole document as its JSON.
pub(crate) fn raw_document(document: &Value) -> String {
    Writer::new(Target::Adf, false).raw(document)
}

fn complete(view: &View<'_>) -> bool {
    match view.attrs {
        Some(attrs) => schema::complete(view.kind, attrs),
        None => schema::complete(view.kind, &serde_json::Map::new()),
    }
}

/// What stands between two blocks. Two lists would be one without the comment.
fn gap(before: &Value, after: &Value) -> &'static str {
    let bullets = ["bulletList", "taskList"];
    let both = |kinds: &[&str]| kinds.contains(&kind(before)) && kinds.contains(&kind(after));
    if both(&bullets) || both(&["orderedList"]) { "\n\n<!-- -->\n\n" } else { "\n\n" }
}

/// Text with pairs at its end.
fn with_attrs(text: String, pairs: &Pairs) -> String {
    match (pairs.is_empty(), text.is_empty()) {
        (true, _) => text,
        (false, true) => format!("<attrs {}/>", attrs::text(pairs)),
        (false, false) => format!("{text} <attrs {}/>", attrs::text(pairs)),
    }
}

fn prefixed(of: &str, pairs: &Pairs) -> Pairs {
    pairs.iter().map(|(name, value)| (format!("{of}.{name}"), value.clone())).collect()
}

/// Lines with something before each; empty ones without spaces at their end.
fn indented(text: &str, first: &str, rest: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (at, line) in text.split('\n').enumerate() {
        let prefix = if at == 0 { first } else { rest };
        if at > 0 {
            out.push('\n');
        }
        out.push_str(if line.is_empty() { prefix.trim_end() } else { prefix });
        out.push_str(line);
    }
    out
}

fn head(colons: &str, name: &str, words: &str, pairs: &Pairs) -> String {
    let mut line = format!("{colons}{name}");
    if !words.is_empty() {
        line.push(' ');
        line.push_str(words);
    }
    if !pairs.is_empty() {
        line.push_str(&format!(" {{{}}}", attrs::text(pairs)));
    }
    line
}

fn leaf(name: &str, words: &str, pairs: &Pairs) -> String {
    head("::", name, words, pairs)
}

fn fenced(name: &str, words: &str, pairs: &Pairs, body: &str) -> String {
    let head = head(":::", name, words, pairs);
    if body.is_empty() { format!("{head}\n:::") } else { format!("{head}\n{body}\n:::") }
}

/// Words that can stand in a fence line as they are.
fn is_plain(words: &str) -> bool {
    !words.is_empty()
        && words.trim() == words
        && !words.contains(|c: char| c == '{' || c.is_control() || c == '\u{feff}')
}

fn card(name: &str, view: &View<'_>) -> Option<String> {
    if !complete(view) {
        return None;
    }
    let url = view.str_attr("url").filter(|url| is_plain(url));
    let pairs = schema::to_pairs(view, if url.is_some() { "url" } else { "" });
    Some(leaf(name, url.unwrap_or_default(), &pairs))
}

fn code(view: &View<'_>) -> Option<String> {
    let text = match view.content {
        [] => "",
        [text] => {
            View::of(text).filter(|text| text.kind == "text" && text.marks.is_empty() && text.attrs.is_none())?.text?
        }
        _ => return None,
    };
    if text.contains(['\r', '\0']) || (!view.content.is_empty() && text.is_empty()) {
        return None;
    }
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"`{}&\\~\u{feff}".contains(c);
    let reserved = |language: &str| ["adf", "storage"].contains(&language);
    let language = view
        .str_attr("language")
        .filter(|language| !language.is_empty() && language.chars().all(plain) && !reserved(language));
    let pairs = schema::to_pairs(view, if language.is_some() { "language" } else { "" });
    let mut info = language.unwrap_or_default().to_owned();
    if !pairs.is_empty() {
        let space = if info.is_empty() { "" } else { " " };
        info = format!("{info}{space}{{{}}}", attrs::text(&pairs));
    }
    Some(fence_code(&info, text))
}

fn fence_code(info: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let ticks = "`".repeat(longest.max(2) + 1);
    if text.is_empty() { format!("{ticks}{info}\n{ticks}") } else { format!("{ticks}{info}\n{text}\n{ticks}") }
}
