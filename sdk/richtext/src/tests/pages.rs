//! Pages of storage format of any shape.

use super::generate::{Dice, WORDS};

struct Page(Dice);

/// What may stand between words.
const BETWEEN: &[&str] = &[
    "<time datetime='2024-05-01'/>",
    "<time datetime='soon'/>",
    "<ac:emoticon ac:name='smile'/>",
    "<ac:emoticon ac:name='other'/>",
    "<ac:emoticon ac:emoji-shortname=':x:' ac:name='blue-star'/>",
    "<ac:emoticon ac:emoji-shortname=':smile:' ac:name='blue-star'/>",
    "<ac:link><ri:user ri:account-id='1'/></ac:link>",
    "<ac:link><ri:page ri:content-title='A/B#c'/></ac:link>",
    "<ac:link ac:anchor='x'/>",
    "<ac:link><ri:page ri:content-title='T' ri:space-key='K'/><ac:link-body>w</ac:link-body></ac:link>",
    "<ac:image><ri:attachment ri:filename='f (1).png'/></ac:image>",
    "<a name='x'/>",
    "<ac:structured-macro ac:name='jira'><ac:parameter ac:name='key'>A-1</ac:parameter></ac:structured-macro>",
    "<ac:structured-macro ac:name='status'><ac:parameter ac:name='title'>x</ac:parameter></ac:structured-macro>",
    "<tt>x</tt>",
    "<ac:placeholder>p</ac:placeholder>",
    "&nbsp;",
    "&mdash;",
    "&#128512;",
];

const FORMATS: &[&str] =
    &["strong", "b", "em", "u", "del", "s", "sub", "sup", "code", "span", "a", "small", "ac:inline-comment-marker"];

const ADDRESSES: &[&str] = &["https://x.example", "page:x", "a b", "", "mailto:x"];

const STYLES: &[&str] =
    &["", " style='color: rgb(1,2,3);'", " style='background-color: #ffffff'", " class='x'", " style='x'"];

impl Page {
    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.0.below(from.len())]
    }

    fn text(&mut self) -> String {
        let words: String = (0..self.0.below(3)).map(|_| self.pick(WORDS)).collect();
        let legal: String = words.chars().filter(|c| matches!(c, '\t' | '\n') || *c >= ' ').collect();
        legal.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\'', "&#39;")
    }

    fn attrs(&mut self, names: &[&str]) -> String {
        let mut attrs = String::new();
        for name in names {
            if self.0.one_in(4) {
                attrs.push_str(&format!(" {name}='{}'", self.text()));
            }
        }
        attrs
    }

    /// An element around something.
    fn around(&mut self, name: &str, names: &[&str], inner: &str) -> String {
        format!("<{name}{}>{inner}</{name}>", self.attrs(names))
    }

    /// Up to so many of something, and at least one.
    fn some(&mut self, most: usize, make: impl Fn(&mut Page) -> String) -> String {
        (0..=self.0.below(most)).map(|_| make(self)).collect()
    }

    fn inline(&mut self, depth: usize) -> String {
        let mut out = String::new();
        for _ in 0..self.0.below(4) {
            let part = match self.0.below(if depth == 0 { 6 } else { 14 }) {
                0..=2 => self.text(),
                3 => "<br/>".to_owned(),
                4 => self.pick(BETWEEN).to_owned(),
                5 => {
                    let source = format!("<ri:url ri:value='{}'/>", self.text());
                    self.around("ac:image", &["ac:alt", "ac:width"], &source)
                }
                _ => self.format(depth - 1),
            };
            out.push_str(&part);
        }
        out
    }

    fn format(&mut self, depth: usize) -> String {
        let name = self.pick(FORMATS);
        let attrs = match name {
            "a" => format!(" href='{}'{}", self.pick(ADDRESSES), self.attrs(&["title", "class"])),
            "span" => self.pick(STYLES).to_owned(),
            "ac:inline-comment-marker" => " ac:ref='1'".to_owned(),
            _ => String::new(),
        };
        format!("<{name}{attrs}>{}</{name}>", self.inline(depth))
    }

    fn blocks(&mut self, depth: usize, least: usize) -> String {
        let mut out = String::new();
        for _ in 0..self.0.below(4).max(least) {
            let part = match self.0.below(if depth == 0 { 6 } else { 17 }) {
                0 | 1 => {
                    let words = self.inline(2);
                    self.around("p", &["local-id", "class"], &words)
                }
                2 => format!("<h2>{}</h2>", self.inline(1)),
                3 => "<hr/>".to_owned(),
                4 => self.inline(2),
                5 => {
                    let style = self.pick(&["text-align: center;", "margin-left: 30.0px;", "text-align:right", "x"]);
                    format!("<p style='{style}'>{}</p>", self.inline(1))
                }
                _ => self.container(depth - 1),
            };
            out.push_str(&part);
            out.push_str(self.pick(&["", "", "\n", " "]));
        }
        out
    }

    fn container(&mut self, depth: usize) -> String {
        match self.0.below(10) {
            0 | 1 => {
                let (name, start) = [("ul", ""), ("ol", ""), ("ol", " start='4'")][self.0.below(3)];
                let items = self.some(2, |page| format!("<li>{}</li>", page.blocks(depth, 1)));
                format!("<{name}{start}>{items}</{name}>")
            }
            2 => format!("<blockquote>{}</blockquote>", self.blocks(depth, 0)),
            3 => self.table(depth),
            4 => self.panel(depth),
            5 => {
                let (language, code) = (self.text(), self.text());
                let parameter = format!("<ac:parameter ac:name='language'>{language}</ac:parameter>");
                let body = format!("<ac:plain-text-body>{code}</ac:plain-text-body>");
                format!("<ac:structured-macro ac:name='code'>{parameter}{body}</ac:structured-macro>")
            }
            6 => {
                let items = self.some(2, |page| {
                    let id = page.pick(&["", "<ac:task-id>7</ac:task-id>"]);
                    let body = format!("<ac:task-body>{}</ac:task-body>", page.inline(1));
                    format!("<ac:task>{id}<ac:task-status>incomplete</ac:task-status>{body}</ac:task>")
                });
                format!("<ac:task-list>{items}</ac:task-list>")
            }
            7 => {
                let kind = self.pick(&["two_equal", "two_left_sidebar", "other"]);
                let cells: String =
                    (0..2).map(|at| format!("<ac:layout-cell>{}</ac:layout-cell>", self.blocks(depth, at))).collect();
                format!("<ac:layout><ac:layout-section ac:type='{kind}'>{cells}</ac:layout-section></ac:layout>")
            }
            8 => format!("<div>{}</div>", self.blocks(depth, 0)),
            _ => self.around("ac:image", &["ac:alt", "ac:width", "ac:align"], "<ri:attachment ri:filename='a.png'/>"),
        }
    }

    fn table(&mut self, depth: usize) -> String {
        let rows = self.some(2, |page| {
            let cells = page.some(2, |page| {
                let (name, blocks) = (page.pick(&["td", "th"]), page.blocks(depth, 0));
                page.around(name, &["colspan", "data-highlight-colour", "class"], &blocks)
            });
            format!("<tr>{cells}</tr>")
        });
        let columns = self.pick(&["", "<colgroup><col style='width: 3.0px;'/></colgroup>"]);
        let inner = format!("{columns}<tbody>{rows}</tbody>");
        self.around("table", &["data-layout", "ac:local-id", "data-table-width"], &inner)
    }

    fn panel(&mut self, depth: usize) -> String {
        let name = self.pick(&["info", "note", "warning", "tip", "panel", "expand", "excerpt"]);
        let parameter = self.pick(&["title", "bgColor", "other"]);
        let parameter = format!("<ac:parameter ac:name='{parameter}'>{}</ac:parameter>", self.text());
        let body = format!("<ac:rich-text-body>{}</ac:rich-text-body>", self.blocks(depth, 0));
        let id = self.attrs(&["ac:macro-id"]);
        format!("<ac:structured-macro ac:name='{name}'{id}>{parameter}{body}</ac:structured-macro>")
    }
}

pub(super) fn page(seed: u64) -> String {
    Page(Dice::new(seed)).blocks(3, 1)
}
