//! Markdown rendered for reading on a terminal: headings in bold, tables drawn to the width, everything wrapped. In a
//! pipe, Markdown stays Markdown.

mod fence;
mod table;
mod tags;
mod words;

use std::rc::Rc;

use anstyle::{AnsiColor, Style};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use unicode_width::UnicodeWidthStr;

use self::fence::Fence;
use self::table::Table;
use self::words::{Look, Span};
use super::{Target, color, safe};

/// Widest lines of text: longer ones are hard to read. Tables use all that there is.
const WIDEST: usize = 100;
/// Narrowest lines, however deep something is nested.
const NARROWEST: usize = 20;
/// What stands before lines at most: what is nested deeper is not indented further.
const DEEPEST: usize = 40;

/// Renders Markdown.
pub(super) fn rendered(markdown: &str, target: Target) -> String {
    let markdown = fence::separated(markdown);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut reader = Reader::new(target);
    Parser::new_ext(&markdown, options).for_each(|event| reader.event(event));
    reader.out
}

/// An address as it can stand in an escape sequence; only those that lead to a page or a mailbox.
fn address(written: &str) -> Option<Rc<str>> {
    let url = url::Url::parse(written).ok()?;
    ["http", "https", "mailto"].contains(&url.scheme()).then(|| url.as_str().into())
}

/// What stands before each line of a block.
struct Bar {
    /// On its first line, once.
    first: Option<String>,
    rest: String,
    width: usize,
}

/// What is open: where its bars and containers begin, to be taken away with it.
struct Open {
    kind: Kind,
    bars: usize,
}

#[derive(PartialEq)]
enum Kind {
    Item,
    Quote,
    /// `:::name`
    Container,
}

struct List {
    next: Option<u64>,
    /// Its items are paragraphs with space between them.
    loose: bool,
}

struct Reader {
    target: Target,
    out: String,
    bars: Vec<Bar>,
    open: Vec<Open>,
    lists: Vec<List>,
    /// An empty line stands before the next block.
    gap: bool,
    spans: Vec<Span>,
    looks: Vec<Look>,
    /// Tags that are open: a name, where its text begins, and what is shown where there is none.
    tags: Vec<(String, usize, String)>,
    /// Where links lead whose text has begun, and where it began.
    links: Vec<(String, usize)>,
    code: Option<String>,
    html: Option<String>,
    table: Option<Table>,
}

impl Reader {
    fn new(target: Target) -> Self {
        Self {
            target,
            out: String::new(),
            bars: Vec::new(),
            open: Vec::new(),
            lists: Vec::new(),
            gap: false,
            spans: Vec::new(),
            looks: vec![Look::default()],
            tags: Vec::new(),
            links: Vec::new(),
            code: None,
            html: None,
            table: None,
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match (&mut self.code, &mut self.html) {
                (Some(block), _) | (_, Some(block)) => block.push_str(&text),
                _ => self.text(&text),
            },
            Event::Code(text) => {
                let look = Look { code: true, ..self.look() };
                // Where there is no colour, the marks say it.
                let text = if self.target.colored { text.to_string() } else { format!("`{text}`") };
                self.spans.push(Span::new(&text, look));
            }
            Event::Html(text) => match &mut self.html {
                Some(block) => block.push_str(&text),
                None => self.text(&text),
            },
            Event::InlineHtml(html) => self.tag(&html),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.spans.push(Span::line_break()),
            Event::Rule => self.rule(),
            Event::TaskListMarker(done) => {
                if let Some(bar) = self.bars.last_mut() {
                    bar.first = Some(if done { "☑ " } else { "☐ " }.to_owned());
                    bar.rest = "  ".to_owned();
                    bar.width = 2;
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => {
                let is_item = self.open.last().is_some_and(|open| open.kind == Kind::Item);
                if let Some(list) = self.lists.last_mut().filter(|_| is_item) {
                    list.loose = true;
                }
            }
            Tag::Heading { level, .. } => {
                self.block();
                let underlined = level == HeadingLevel::H1;
                self.looks.push(Look { bold: true, underlined, ..Look::default() });
                if !self.target.colored {
                    let marks = "#".repeat(level as usize);
                    self.text(&format!("{marks} "));
                }
            }
            Tag::BlockQuote(_) => {
                self.block();
                let bar = self.dim("│ ");
                self.enter(Kind::Quote, None, bar, 2);
            }
            Tag::CodeBlock(kind) => {
                self.block();
                let is_kept = matches!(&kind, CodeBlockKind::Fenced(info) if is_json_of_a_node(info));
                if is_kept {
                    self.html = Some("<!--".to_owned());
                    self.note("[something that only a browser shows]");
                } else {
                    self.code = Some(String::new());
                }
            }
            Tag::HtmlBlock => {
                self.flush();
                self.html = Some(String::new());
            }
            Tag::List(next) => {
                self.flush();
                // Below a line of its item.
                self.gap &= self.lists.last().is_none_or(|outer| outer.loose);
                self.lists.push(List { next, loose: false });
            }
            Tag::Item => self.item(),
            Tag::Table(_) => {
                self.block();
                self.table = Some(Table::default());
            }
            Tag::TableHead => {
                self.looks.push(Look { bold: true, ..Look::default() });
                self.table.iter_mut().for_each(Table::row);
            }
            Tag::TableRow => self.table.iter_mut().for_each(Table::row),
            Tag::Emphasis => self.looks.push(Look { italic: true, ..self.look() }),
            Tag::Strong => self.looks.push(Look { bold: true, ..self.look() }),
            Tag::Strikethrough => self.looks.push(Look { struck: true, ..self.look() }),
            Tag::Link { dest_url, .. } => {
                self.looks.push(Look { underlined: true, link: address(&dest_url), ..self.look() });
                self.links.push((dest_url.into_string(), self.spans.len()));
            }
            Tag::Image { .. } => {
                self.looks.push(Look { dim: true, ..self.look() });
                self.text("[picture: ");
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.paragraph(),
            TagEnd::Heading(_) => {
                self.flush();
                self.looks.pop();
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.leave(&Kind::Quote);
                self.gap = true;
            }
            TagEnd::CodeBlock => self.code_block(),
            TagEnd::HtmlBlock => self.html_block(),
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
                self.gap = self.lists.last().is_none_or(|outer| outer.loose);
            }
            TagEnd::Item => {
                self.flush();
                // One with nothing in it is shown, too.
                if self.bars.last().is_some_and(|bar| bar.first.is_some()) {
                    self.line("");
                }
                self.leave(&Kind::Item);
                self.gap = self.lists.last().is_some_and(|list| list.loose);
            }
            TagEnd::Table => {
                let (table, width) = (self.table.take().unwrap_or_default(), self.room(usize::MAX));
                table.lines(width, self.target).iter().for_each(|line| self.line(line));
                self.gap = true;
            }
            TagEnd::TableHead => drop(self.looks.pop()),
            TagEnd::TableCell => {
                let spans = std::mem::take(&mut self.spans);
                self.tags.clear();
                self.links.clear();
                self.table.iter_mut().for_each(|table| table.cell(spans.clone()));
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => drop(self.looks.pop()),
            TagEnd::Link => {
                self.looks.pop();
                self.link_end();
            }
            TagEnd::Image => {
                self.text("]");
                self.looks.pop();
            }
            _ => {}
        }
    }

    fn look(&self) -> Look {
        self.looks.last().cloned().unwrap_or_default()
    }

    fn text(&mut self, text: &str) {
        let look = self.look();
        self.spans.push(Span::new(text, look));
    }

    /// Where the terminal follows no links, an address that is not the text stands after it.
    fn link_end(&mut self) {
        let Some((to, began)) = self.links.pop() else { return };
        let text = words::text(self.spans.get(began..).unwrap_or_default());
        let is_linked = self.target.linked && address(&to).is_some();
        if !is_linked && !to.trim_start_matches("mailto:").eq(&text) && !to.is_empty() {
            let look = Look { dim: true, ..self.look() };
            self.spans.push(Span::new(&format!(" ({to})"), look));
        }
    }

    /// A tag between words.
    fn tag(&mut self, html: &str) {
        match tags::read(html, &self.look()) {
            None => self.text(html),
            Some(tags::Tag::Nothing) => {}
            Some(tags::Tag::Break) => self.spans.push(Span::line_break()),
            Some(tags::Tag::Open { name, look, before, instead }) => {
                self.looks.push(look);
                if name == "a" {
                    self.links.push((instead.clone(), self.spans.len()));
                }
                if !before.is_empty() {
                    self.text(before);
                }
                self.tags.push((name, self.spans.len(), instead));
            }
            Some(tags::Tag::Close(name)) => {
                // One that was never opened closes nothing.
                if self.tags.last().is_some_and(|(open, ..)| *open == name)
                    && let Some((name, began, instead)) = self.tags.pop()
                {
                    // An emoji's text is its name, which is shown where the sign is not known.
                    if name == "emoji" && !instead.is_empty() {
                        self.spans.truncate(began);
                    }
                    if self.spans.len() == began {
                        self.text(&instead);
                    }
                    let after = tags::after(&name);
                    if !after.is_empty() {
                        self.text(after);
                    }
                    self.looks.pop();
                    if name == "a" {
                        self.link_end();
                    }
                }
            }
        }
    }

    /// Ends what was said so far, and leaves an empty line before what comes.
    fn block(&mut self) {
        self.flush();
        self.space();
    }

    fn space(&mut self) {
        if std::mem::take(&mut self.gap) {
            let bars: String = self.bars.iter().map(|bar| bar.rest.as_str()).collect();
            self.out.push_str(bars.trim_end());
            self.out.push('\n');
        }
    }

    fn line(&mut self, text: &str) {
        let mut line = String::new();
        for bar in &mut self.bars {
            line.push_str(bar.first.take().as_deref().unwrap_or(&bar.rest));
        }
        line.push_str(text);
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    /// Room for text, of so much at most.
    fn room(&self, most: usize) -> usize {
        let before = self.bars.iter().map(|bar| bar.width).sum();
        let width = self.target.width.unwrap_or(usize::MAX);
        width.saturating_sub(before).min(most).max(NARROWEST)
    }

    /// Shows what has gathered as lines.
    fn flush(&mut self) {
        let spans = std::mem::take(&mut self.spans);
        // Tags end with what they stand in.
        let kept = self.looks.len().saturating_sub(self.tags.len()).max(1);
        self.looks.truncate(kept);
        self.tags.clear();
        self.links.clear();
        if spans.is_empty() {
            return;
        }
        self.space();
        let room = self.room(WIDEST);
        for line in words::wrapped(&spans, room) {
            let line = words::dressed(&line, self.target);
            self.line(&line);
        }
        self.gap = true;
    }

    fn note(&mut self, text: &str) {
        self.spans.push(Span::new(text, Look { dim: true, ..Look::default() }));
        self.flush();
    }

    fn rule(&mut self) {
        self.block();
        let line = self.dim(&"─".repeat(self.room(WIDEST.min(self.target.width.unwrap_or(WIDEST)))));
        self.line(&line);
        self.gap = true;
    }

    fn item(&mut self) {
        self.block();
        let list = self.lists.last_mut();
        let first = match list.and_then(|list| list.next.as_mut()) {
            Some(number) => {
                let text = format!("{number}. ");
                *number = number.saturating_add(1);
                text
            }
            None => "• ".to_owned(),
        };
        let width = first.width();
        self.enter(Kind::Item, Some(first), " ".repeat(width), width);
    }

    fn enter(&mut self, kind: Kind, first: Option<String>, rest: String, width: usize) {
        self.open.push(Open { kind, bars: self.bars.len() });
        let before: usize = self.bars.iter().map(|bar| bar.width).sum();
        if before < DEEPEST || first.is_some() {
            let is_deep = before >= DEEPEST;
            let (rest, width) = if is_deep { (String::new(), 0) } else { (rest, width) };
            self.bars.push(Bar { first, rest, width });
        }
    }

    /// Ends the innermost of a kind, and all that was left open in it.
    fn leave(&mut self, kind: &Kind) {
        if let Some(at) = self.open.iter().rposition(|open| open.kind == *kind) {
            let bars = self.open.get(at).map_or(0, |open| open.bars);
            self.open.truncate(at);
            self.bars.truncate(bars);
        }
    }

    fn paragraph(&mut self) {
        let text = words::text(&self.spans);
        let is_alone = self.spans.iter().all(|span| *span != Span::line_break());
        match fence::read(&text).filter(|_| is_alone) {
            None => self.flush(),
            Some(fence) => {
                let (spans, links) = (std::mem::take(&mut self.spans), self.target.linked);
                let alt = fence::attribute(&text, "alt");
                match fence {
                    Fence::Open("media", _) => self.picture(alt.as_deref()),
                    Fence::Alone("media", _) => self.note(&tags::picture(alt.as_deref())),
                    Fence::Open(name, words) => self.container(name, words),
                    Fence::Alone(name, words) => self.alone(name, words, links),
                    // Only what was opened in the same item or quote is closed.
                    Fence::Close if self.open.last().is_some_and(|open| open.kind == Kind::Container) => {
                        self.leave(&Kind::Container);
                        self.gap = true;
                    }
                    Fence::Close => {
                        self.spans = spans;
                        self.flush();
                    }
                }
            }
        }
    }

    /// `:::name words`
    fn container(&mut self, name: &str, words: &str) {
        match name {
            "panel" => {
                let (title, style) = panel(words);
                self.space();
                let bar = self.styled(style, "┃ ");
                self.enter(Kind::Container, None, bar, 2);
                let title = self.styled(style.bold(), title);
                self.line(&title);
            }
            "expand" => {
                self.space();
                let title = Span::new(&format!("▾ {words}"), Look { bold: true, ..Look::default() });
                self.spans.push(title);
                self.flush();
                self.gap = false;
                self.enter(Kind::Container, None, "  ".to_owned(), 2);
            }
            "row" => {
                self.rule();
                self.gap = false;
                self.enter(Kind::Container, None, String::new(), 0);
            }
            // A cell of several blocks: each begins with a mark, the cells of a row below each other.
            "header" | "cell" => {
                self.space();
                self.enter(Kind::Container, Some("• ".to_owned()), "  ".to_owned(), 2);
            }
            _ => self.enter(Kind::Container, None, String::new(), 0),
        }
    }

    /// A picture below which a text follows.
    fn picture(&mut self, alt: Option<&str>) {
        self.note(&tags::picture(alt));
        self.gap = false;
        self.enter(Kind::Container, None, String::new(), 0);
    }

    /// `::name words`
    fn alone(&mut self, name: &str, words: &str, linked: bool) {
        match name {
            "card" | "embed" if !words.is_empty() => {
                let link = address(words).filter(|_| linked);
                self.spans.push(Span::new(words, Look { underlined: true, link, ..Look::default() }));
                self.flush();
            }
            "rule" => self.rule(),
            "paragraph" | "attrs" => {}
            _ => self.note(&format!("[{name}]")),
        }
    }

    fn code_block(&mut self) {
        let Some(code) = self.code.take() else {
            self.html = None;
            return;
        };
        self.enter(Kind::Container, None, "    ".to_owned(), 4);
        for line in code.lines() {
            let line = self.dim(&safe::line(&line.replace('\t', "    ")));
            self.line(&line);
        }
        self.leave(&Kind::Container);
        self.gap = true;
    }

    fn html_block(&mut self) {
        let html = self.html.take().unwrap_or_default();
        for line in html.lines().filter(|_| !html.trim_start().starts_with("<!--")) {
            self.tag(line.trim());
            self.spans.push(Span::line_break());
        }
        if self.spans.last() == Some(&Span::line_break()) {
            self.spans.pop();
        }
        self.flush();
    }

    fn dim(&self, text: &str) -> String {
        self.styled(Style::new().dimmed(), text)
    }

    fn styled(&self, style: Style, text: &str) -> String {
        if self.target.colored { color::styled(style, text) } else { text.to_owned() }
    }
}

/// What a panel's kind is called, and its colour.
fn panel(kind: &str) -> (&'static str, Style) {
    match kind {
        "note" => ("Note", AnsiColor::Magenta.on_default()),
        "tip" => ("Tip", AnsiColor::Green.on_default()),
        "success" => ("Success", AnsiColor::Green.on_default()),
        "warning" => ("Warning", AnsiColor::Yellow.on_default()),
        "error" => ("Error", AnsiColor::Red.on_default()),
        "info" => ("Info", AnsiColor::Blue.on_default()),
        _ => ("Panel", Style::new()),
    }
}

/// Whether a block of code is how `sdk/richtext` keeps what Markdown has no form for.
fn is_json_of_a_node(info: &str) -> bool {
    ["adf", "storage"].contains(&info.split([' ', '{']).next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::super::tests::terminal;
    use super::*;

    fn plain(markdown: &str, width: usize) -> String {
        rendered(markdown, terminal(width))
    }

    #[test]
    fn blocks_are_drawn_for_reading() {
        let markdown = "# Title\n\nSome *text* that is `long` enough to be wrapped.\nIt goes on.\n\n- one\n  - two\n    three\n\
                        - four\n\n3. a\n4. b\n\n> quoted\n>\n> more\n\n```sh\nls  -l\n\n\tx\n```\n\n---\n\n- [x] done\n- [ ] open\n\nEnd";
        let expected = "# Title\n\nSome text that is `long`\nenough to be wrapped. It goes\non.\n\n• one\n  • two three\n• four\n\n\
                        3. a\n4. b\n\n│ quoted\n│\n│ more\n\n    ls  -l\n\n        x\n\n──────────────────────────────\n\n\
                        ☑ done\n☐ open\n\nEnd\n";
        assert_eq!(plain(markdown, 30), expected);
        // Items that are paragraphs keep their distance.
        assert_eq!(plain("- a\n\n  b\n\n- c\n", 30), "• a\n\n  b\n\n• c\n");
        assert_eq!(plain("-\n- x", 30), "•\n• x\n");
    }

    #[test]
    fn tables_fit_the_width() {
        let markdown =
            "| Name | What it is about |\n|---|---|\n| **a** | short |\n| b | a text that is too long for it |\n";
        let expected = "Name │ What it is about\n─────┼──────────────────────────\n\
                        a    │ short\nb    │ a text that is too long\n     │ for it\n";
        assert_eq!(plain(markdown, 32), expected);
    }

    #[test]
    fn what_no_line_of_a_table_can_hold_stands_below_each_other() {
        let cells = ":::table\n:::row\n:::header {colspan=\"2\"}\nName\n:::\n:::\n:::row\n:::cell\na\n\nb\n:::\n:::cell\nc\n:::\n:::\n:::\n\nEnd";
        let expected = "────────────────────\n• Name\n────────────────────\n• a\n\n  b\n\n• c\n\nEnd\n";
        assert_eq!(plain(cells, 20).replace("\n\n─", "\n─"), expected);
        // Where no column has room, a row is a list of its cells.
        let wide = "| One | Two | Three | Four |\n|---|---|---|---|\n| a long text | b | c | |\n| d | e | f | g |";
        let expected = "One: a long text\nTwo: b\nThree: c\n────────────────────\nOne: d\nTwo: e\nThree: f\nFour: g\n";
        assert_eq!(plain(wide, 20), expected);
    }

    #[test]
    fn pictures_emoji_and_titled_links_say_what_they_are() {
        for (markdown, expected) in [
            ("::media {id=\"1\" alt=\"A cat\"}", "[picture: A cat]\n"),
            (":::media {alt=\"A cat\" id=\"1\"}\nOurs\n:::", "[picture: A cat]\nOurs\n"),
            ("::media {id=\"1\"}", "[picture]\n"),
            ("a <media id=\"1\" alt=\"A cat\"></media>", "a [picture: A cat]\n"),
            ("<emoji id=\"1\" text=\"😄\">:smile:</emoji> <emoji id=\"1\">:x:</emoji>", "😄 :x:\n"),
            ("[a](https://x.example \"T\") b", "a (https://x.example) b\n"),
            ("<a href=\"https://x.example\" title=\"T&quot;\">a</a> b", "a (https://x.example) b\n"),
        ] {
            assert_eq!(plain(markdown, 60), expected, "{markdown}");
        }
        // Where the width is not known, lines are not endless.
        let shown = rendered(&"word ".repeat(60), Target { width: None, ..terminal(80) });
        assert!(shown.lines().all(|line| line.len() <= WIDEST), "{shown}");
    }

    #[test]
    fn what_stands_between_colons_is_drawn() {
        let markdown = ":::panel warning {panelColor=\"#fff\"}\nMind the *gap*\n\n- one\n:::\n\n:::expand More\nhidden\n:::\n\n\
                        ::card https://x.example/\n\n::rule\n\n<status color=\"green\">DONE</status> by <mention id=\"1\">@Ann</mention>\
                        <br>on <date>2026-01-02</date> <card url=\"https://y.example\"></card> <!-- no --> <int>\n";
        let expected = "┃ Warning\n┃ Mind the gap\n┃\n┃ • one\n\n▾ More\n  hidden\n\nhttps://x.example/\n\n\
                        ────────────────────────────────────────\n\n[DONE] by @Ann\non 2026-01-02 https://y.example <int>\n";
        assert_eq!(plain(markdown, 40), expected);
        // What closes nothing, or is never closed, hides nothing.
        assert_eq!(plain(":::\n\n- :::panel info\n  a\n\nb", 40), ":::\n\n• ┃ Info\n  ┃ a\n\nb\n");
        assert_eq!(plain("```adf\n{\"type\": \"x\"}\n```\nb", 40), "[something that only a browser shows]\n\nb\n");
    }

    #[test]
    fn links_lead_where_the_terminal_follows_them() {
        let markdown = "[a b](https://x.example/?q=&#27;]8;;) <https://y.example> [c](javascript:x) ![d](e.png)";
        let shown = rendered(markdown, Target { linked: true, ..terminal(80) });
        assert!(shown.starts_with("\u{1b}]8;;https://x.example/?q=%1B]8;;\u{1b}\\a b\u{1b}]8;;\u{1b}\\ "), "{shown:?}");
        assert!(shown.contains(" c (javascript:x) [picture: d]"), "{shown:?}");
        let unlinked = plain("[a](https://x.example) <https://y.example>", 80);
        assert_eq!(unlinked, "a (https://x.example) https://y.example\n");
    }

    #[test]
    fn nothing_in_it_reaches_the_terminal() {
        let hostile = "# \u{1b}[2J\n\n`\u{9b}31m` \u{202e}x [\u{7}](https://x.example)\n\n```\n\u{1b}]0;t\u{7}\n```\n\n<b \u{1b}[1m>\n\n| \u{8} |\n|---|\n| \u{1b} |\n\n:::expand \u{1b}[3m\n:::";
        let shown = rendered(hostile, Target { colored: false, ..terminal(60) });
        assert!(!shown.chars().any(|c| c != '\n' && safe::is_unsafe(c)), "{shown:?}");
        // Nor does depth cost more than it says.
        let deep = format!("{}x\n\n{}y", "> ".repeat(5000), "- ".repeat(2000));
        assert!(rendered(&deep, terminal(80)).len() < 1 << 20);
    }

    #[test]
    fn colour_says_what_marks_say_elsewhere() {
        let shown = rendered("# T\n\n`c` **b**", Target { colored: true, ..terminal(40) });
        assert_eq!(shown, "\u{1b}[1m\u{1b}[4mT\u{1b}[0m\n\n\u{1b}[36mc\u{1b}[0m \u{1b}[1mb\u{1b}[0m\n");
    }
}
