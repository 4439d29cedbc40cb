//! Markdown to ADF. Markdown's own rules say what stands in what; this builds nodes of it, and sees to it that each
//! stands where the schema has a place for it. Frames are kept on a list, not on the stack: input may nest as it likes.

mod build;
pub(crate) mod fence;
mod fences;
mod inline;
pub(crate) mod scan;
pub(crate) mod tags;

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde_json::Value;

use self::fence::{Fence, Line};
use crate::Target;
use crate::attrs::Pairs;
use crate::node::{self, kind};
use crate::schema;

/// Blocks within blocks. Readers of JSON stop at 128 levels, of which a block takes two; what is deeper stands in the
/// deepest.
const DEEPEST: usize = 48;

/// What holds blocks.
enum Kind {
    Document,
    Quote(Option<&'static str>),
    List {
        start: Option<u64>,
        period: bool,
        number: usize,
        decisions: bool,
    },
    Item {
        task: Option<bool>,
        number: usize,
        decisions: bool,
    },
    Table(Vec<Alignment>),
    Row {
        header: bool,
    },
    Cell {
        header: bool,
        column: usize,
    },
    Footnote(String),
    /// A fence, and its line as it was written.
    Fence(Fence, String),
}

struct Frame {
    kind: Kind,
    blocks: Vec<Value>,
    /// Pairs for what is around: `item.localId`.
    carried: Pairs,
}

struct Reader<'a> {
    source: &'a str,
    target: Target,
    frames: Vec<Frame>,
    inline: inline::Events<'a>,
    /// How many containers are open that were too deep for a frame.
    skipped: usize,
    /// Lists and items so far; they name what needs an id.
    lists: usize,
    items: usize,
    /// A block of code or HTML that is being read: its info, its text, and whether it is HTML.
    verbatim: Option<(Option<String>, String, bool)>,
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_GFM
}

/// The blocks of a Markdown text.
pub(crate) fn blocks(markdown: &str, target: Target) -> Vec<Value> {
    let source = fence::separate(markdown, options());
    let mut reader = Reader {
        source: &source,
        target,
        frames: Vec::new(),
        inline: Vec::new(),
        skipped: 0,
        lists: 0,
        items: 0,
        verbatim: None,
    };
    reader.frames.push(Frame { kind: Kind::Document, blocks: Vec::new(), carried: Pairs::new() });
    for (event, range) in Parser::new_ext(&source, options()).into_offset_iter() {
        reader.event(event, range);
    }
    reader.flush();
    reader.dissolve();
    let blocks = reader.frames.pop().map(|frame| frame.blocks).unwrap_or_default();
    let mut blocks = build::document(target, blocks);
    blocks.iter_mut().for_each(node::release);
    blocks
}

impl<'a> Reader<'a> {
    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        if let Some((_, text, _)) = &mut self.verbatim {
            match event {
                Event::Text(more) | Event::Html(more) | Event::InlineHtml(more) => text.push_str(&more),
                Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock) => self.verbatim_end(),
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(end) => self.end(end, range),
            Event::Rule => {
                self.flush();
                self.push(node::with("rule", &[]));
            }
            Event::TaskListMarker(done) => match self.frames.last_mut() {
                Some(Frame { kind: Kind::Item { task, .. }, .. }) if self.skipped == 0 => *task = Some(done),
                _ => {}
            },
            other => self.inline.push((other, range)),
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. } => {
                self.inline.push((Event::Start(tag), range));
                return;
            }
            _ => self.flush(),
        }
        match tag {
            Tag::BlockQuote(alert) => self.open(Kind::Quote(alert.map(panel_of))),
            Tag::CodeBlock(code) => {
                let info = match code {
                    CodeBlockKind::Fenced(_) => Some(self.info(&range)),
                    CodeBlockKind::Indented => None,
                };
                self.verbatim = Some((info, String::new(), false));
            }
            Tag::HtmlBlock => self.verbatim = Some((None, String::new(), true)),
            Tag::List(start) => {
                self.lists += 1;
                let marker =
                    self.source.get(range).unwrap_or_default().trim_start_matches(|c: char| c.is_ascii_digit());
                let period = marker.starts_with('.');
                let decisions = is_fence(self.frames.last(), "decisions");
                self.open(Kind::List { start, period, number: self.lists, decisions });
            }
            Tag::Item => {
                self.items += 1;
                let decisions =
                    matches!(self.frames.last(), Some(Frame { kind: Kind::List { decisions: true, .. }, .. }));
                self.open(Kind::Item { task: None, number: self.items, decisions });
            }
            Tag::FootnoteDefinition(label) => self.open(Kind::Footnote(label.into_string())),
            Tag::Table(columns) => self.open(Kind::Table(columns)),
            Tag::TableHead => self.open(Kind::Row { header: true }),
            Tag::TableRow => self.open(Kind::Row { header: false }),
            Tag::TableCell => {
                let row = self.frames.last();
                let header = matches!(row, Some(Frame { kind: Kind::Row { header: true }, .. }));
                let column = row.map_or(0, |row| row.blocks.len());
                self.open(Kind::Cell { header, column });
            }
            _ => {}
        }
    }

    fn end(&mut self, end: TagEnd, range: Range<usize>) {
        match end {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image => {
                self.inline.push((Event::End(end), range));
            }
            TagEnd::Heading(level) => self.heading(level),
            TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::FootnoteDefinition
            | TagEnd::Table
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::TableCell => {
                self.flush();
                self.close();
            }
            _ => self.flush(),
        }
    }

    fn open(&mut self, kind: Kind) {
        // A table is three frames deep, and half of one would be none.
        let room = match kind {
            Kind::Table(_) => 3,
            _ => 1,
        };
        if self.skipped > 0 || self.frames.len() + room > DEEPEST {
            self.skipped += 1;
        } else {
            self.frames.push(Frame { kind, blocks: Vec::new(), carried: Pairs::new() });
        }
    }

    /// Closes what Markdown closes.
    fn close(&mut self) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        self.dissolve();
        if let Some(frame) = self.frames.pop() {
            self.finish(frame);
        }
    }

    /// Gives a finished frame's blocks and what they carry to the frame around it.
    fn finish(&mut self, frame: Frame) {
        let aligned = match (&frame.kind, self.frames.iter().rev().nth(1)) {
            (Kind::Cell { column, .. }, Some(Frame { kind: Kind::Table(columns), .. })) => {
                columns.get(*column).copied()
            }
            _ => None,
        };
        let (blocks, carried) = build::finish(self.target, frame, aligned);
        if let Some(parent) = self.frames.last_mut() {
            parent.blocks.extend(blocks);
            parent.carried.extend(carried);
        }
    }

    /// Fences that nothing closed are text.
    fn dissolve(&mut self) {
        let unclosed = self.frames.iter().rev().take_while(|frame| matches!(frame.kind, Kind::Fence(..))).count();
        let frames = self.frames.split_off(self.frames.len() - unclosed);
        let Some(parent) = self.frames.last_mut() else { return };
        for frame in frames {
            if let Kind::Fence(_, line) = frame.kind {
                parent.blocks.push(node::paragraph(vec![node::text(&line, &[])]));
            }
            // Rows, cells and columns mean nothing without what they were part of.
            parent.blocks.extend(frame.blocks.into_iter().flat_map(build::loose));
            parent.carried.extend(frame.carried);
        }
    }

    fn push(&mut self, block: Value) {
        if let Some(frame) = self.frames.last_mut() {
            frame.blocks.push(block);
        }
    }

    /// Makes a paragraph of what was read, or what else its text says.
    fn flush(&mut self) {
        let events = std::mem::take(&mut self.inline);
        let (Some(first), Some(last)) = (events.first(), events.last()) else {
            if matches!(self.frames.last(), Some(Frame { kind: Kind::Cell { .. }, blocks, .. }) if blocks.is_empty()) {
                self.push(node::paragraph(Vec::new()));
            }
            return;
        };
        let source = self.source;
        let start = first.1.start;
        let escaped = source.get(..start).is_some_and(|before| before.ends_with('\\'));
        let text = source.get(start..last.1.end).unwrap_or_default();
        let cell = matches!(self.frames.last(), Some(Frame { kind: Kind::Cell { .. }, .. }));
        if !escaped && !cell && text.starts_with("::") {
            // Up to the line's end: the last event may end before it.
            let whole = source.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
            if let Some(line) = fence::line(text).and_then(|_| fence::line(whole))
                && self.fence(line, whole.trim())
            {
                return;
            }
        }
        if !cell && let Some(image) = build::image(&events) {
            self.push(image);
            return;
        }
        let (content, pairs) = self.inline(events);
        if !pairs.is_empty() || !content.is_empty() {
            self.paragraph(content, pairs);
        }
    }

    fn inline(&self, events: inline::Events<'a>) -> (Vec<Value>, Pairs) {
        inline::build(self.source, events, self.target, |pairs| self.understands("paragraph", pairs))
    }

    /// Whether pairs say something of a node of this kind and of what it stands in.
    fn understands(&self, kind: &str, pairs: &Pairs) -> bool {
        let mut own = Pairs::new();
        for (name, value) in pairs {
            let Some((of, name)) = name.split_once('.') else {
                own.push((name.clone(), value.clone()));
                continue;
            };
            if !self.frames.iter().any(|frame| build::is_about(&frame.kind, of, name, value)) {
                return false;
            }
        }
        schema::from_pairs(kind, &own).is_some()
    }

    /// Splits pairs into a node's own and those for what is around, which the frame keeps.
    fn own(&mut self, pairs: Pairs) -> Pairs {
        let (carried, own): (Pairs, Pairs) = pairs.into_iter().partition(|(name, _)| name.contains('.'));
        if let Some(frame) = self.frames.last_mut() {
            frame.carried.extend(carried);
        }
        own
    }

    fn paragraph(&mut self, content: Vec<Value>, pairs: Pairs) {
        let own = self.own(pairs);
        let node = build::with_pairs("paragraph", &own, content);
        self.push(node);
    }

    fn heading(&mut self, level: HeadingLevel) {
        let events = std::mem::take(&mut self.inline);
        let (content, pairs) =
            inline::build(self.source, events, self.target, |pairs| self.understands("heading", pairs));
        let own = self.own(pairs);
        let mut node = build::with_pairs("heading", &own, content);
        let mut attrs = node::take_attrs(&mut node);
        attrs.insert("level".to_owned(), (level as u64).into());
        node::set(&mut node, "attrs", Value::Object(attrs));
        self.push(node);
    }

    /// What follows the fence of a code block, as written.
    fn info(&self, range: &Range<usize>) -> String {
        let line = self.source.get(range.clone()).and_then(|code| code.lines().next()).unwrap_or_default();
        line.trim_start().trim_start_matches(['`', '~']).trim().to_owned()
    }

    fn verbatim_end(&mut self) {
        let Some((info, text, html)) = self.verbatim.take() else { return };
        if html {
            self.html(&text);
            return;
        }
        let text = text.strip_suffix('\n').unwrap_or(&text);
        let block = build::code(self.target, info.as_deref().unwrap_or_default(), text);
        self.push(block);
    }

    /// Comments are not shown. Tags that are known are what they are between words; the rest stays, as code.
    fn html(&mut self, text: &str) {
        let text = text.trim();
        if build::is_comment(text) {
            return;
        }
        if let Some(title) = build::details(text) {
            let fence = Fence { name: "expand".to_owned(), words: title, pairs: Pairs::new() };
            self.fence(Line::Open(fence), text);
            return;
        }
        if text == "</details>" && self.fence(Line::Close, text) {
            return;
        }
        // A letter before it makes the same text a paragraph, not a block of HTML.
        let source = format!("x{text}");
        let mut events: Vec<_> = Parser::new_ext(&source, options()).into_offset_iter().collect();
        let paragraphs = events.iter().filter(|(event, _)| matches!(event, Event::Start(Tag::Paragraph))).count();
        let inner = events.len() > 2 && paragraphs == 1 && events.iter().all(|(event, _)| build::is_inline(event));
        let starts = matches!(events.get(1), Some((Event::Text(text), _)) if text.as_ref() == "x");
        if inner && starts {
            events.pop();
            let events = events.split_off(2);
            let (content, pairs) =
                inline::build(&source, events, self.target, |pairs| self.understands("paragraph", pairs));
            self.paragraph(content, pairs);
        } else {
            self.push(node::code_block(Some("html"), text));
        }
    }
}

/// GitHub's alerts by the panels that look like them.
fn panel_of(alert: BlockQuoteKind) -> &'static str {
    match alert {
        BlockQuoteKind::Note => "info",
        BlockQuoteKind::Tip => "success",
        BlockQuoteKind::Important => "note",
        BlockQuoteKind::Warning => "warning",
        BlockQuoteKind::Caution => "error",
    }
}

/// Whether the innermost frame is this fence.
fn is_fence(frame: Option<&Frame>, name: &str) -> bool {
    matches!(frame, Some(Frame { kind: Kind::Fence(fence, _), .. }) if fence.name == name)
}

/// Whether a block is one of these.
fn is_any(block: &Value, kinds: &[&str]) -> bool {
    kinds.contains(&kind(block))
}
