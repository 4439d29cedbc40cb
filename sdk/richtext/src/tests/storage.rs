//! Storage format, both ways.

use proptest::prelude::*;

use super::generate::{Dice, WORDS};
use super::properties::{config, soup};
use crate::storage::{from_markdown, normal, to_markdown};

/// Both ways: Markdown as it is written for this storage format.
#[track_caller]
fn same(storage: &str, markdown: &str) {
    assert_eq!(to_markdown(storage), markdown);
    let again = from_markdown(markdown);
    assert_eq!(normal(&again), normal(storage), "{again}");
}

#[track_caller]
fn back(storage: &str) {
    let markdown = to_markdown(storage);
    let again = from_markdown(&markdown);
    assert_eq!(normal(&again), normal(storage), "{markdown}\n{again}");
}

#[test]
fn everyday_pages() {
    same(
        "<h1>Title</h1><p>Hello <strong>bold</strong> &amp; <em>italic</em>&nbsp;x</p>",
        "# Title\n\nHello **bold** & _italic_\u{a0}x\n",
    );
    same("<ul><li>a</li><li><p>b</p><ol start=\"3\"><li>c</li></ol></li></ul>", "- a\n\n- b\n\n  3. c\n");
    same("<p>line<br/>next</p><hr/><blockquote><p>q</p></blockquote>", "line\\\nnext\n\n---\n\n> q\n");
    same(
        "<table><tbody><tr><th>a</th><th>b</th></tr><tr><td>1</td><td><p>2</p></td></tr></tbody></table>",
        "| a | b |\n| --- | --- |\n| 1 | 2 |\n",
    );
    same(
        "<p><u>u</u><sub>2</sub> <span style=\"color: rgb(255,0,0);\">red</span></p>",
        "<u>u</u><sub>2</sub> <span color=\"#ff0000\">red</span>\n",
    );
    same("<p style=\"text-align: center;\">x</p>", "x <attrs align=\"center\"/>\n");
    same("<p><a href=\"https://x.example/?a=1&amp;b=2\">x</a></p>", "[x](<https://x.example/?a=1&b=2>)\n");
    same("<p><strong>a<br/>b</strong></p>", "**a\\\nb**\n");
}

#[test]
fn macros() {
    same(
        "<ac:structured-macro ac:name=\"code\" ac:schema-version=\"1\"><ac:parameter ac:name=\"language\">rust</ac:parameter>\
         <ac:plain-text-body><![CDATA[fn a() -> bool { 1 < 2 && true }]]></ac:plain-text-body></ac:structured-macro>",
        "```rust\nfn a() -> bool { 1 < 2 && true }\n```\n",
    );
    same(
        "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[a ]]]]><![CDATA[> b]]></ac:plain-text-body></ac:structured-macro>",
        "```\na ]]> b\n```\n",
    );
    for (name, panel) in [("info", "info"), ("note", "warning"), ("warning", "error"), ("tip", "success")] {
        same(
            &format!(
                "<ac:structured-macro ac:name=\"{name}\"><ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>"
            ),
            &format!(":::panel {panel}\nx\n:::\n"),
        );
    }
    same(
        "<ac:structured-macro ac:name=\"panel\"><ac:parameter ac:name=\"bgColor\">#fff</ac:parameter><ac:rich-text-body><p>x</p>\
         </ac:rich-text-body></ac:structured-macro>",
        ":::panel custom {panelColor=\"#fff\"}\nx\n:::\n",
    );
    same(
        "<ac:structured-macro ac:name=\"expand\"><ac:parameter ac:name=\"title\">More</ac:parameter><ac:rich-text-body><p>x</p>\
         </ac:rich-text-body></ac:structured-macro>",
        ":::expand More\nx\n:::\n",
    );
    same(
        "<p>Is <ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"title\">Done</ac:parameter>\
         <ac:parameter ac:name=\"colour\">Green</ac:parameter></ac:structured-macro></p>",
        "Is <status color=\"green\">Done</status>\n",
    );
    // Any other macro is kept as it is, by itself or between words.
    let toc = "<ac:structured-macro ac:macro-id=\"1\" ac:name=\"toc\"><ac:parameter ac:name=\"maxLevel\">2</ac:parameter></ac:structured-macro>";
    same(toc, &format!("```storage\n{toc}\n```\n"));
    same(&format!("<p>a {toc}</p>"), &format!("a <storage xml='{toc}'></storage>\n"));
    same("<p><tt>x</tt></p>", "<storage xml=\"<tt>x</tt>\"></storage>\n");
    same("<div class=\"x\">y</div>", "```storage\n<div class=\"x\">y</div>\n```\n");
    // What our forms have no name for is kept with them.
    back(
        "<ac:structured-macro ac:name=\"info\" ac:macro-id=\"5f\"><ac:parameter ac:name=\"title\">T</ac:parameter><ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>",
    );
}

#[test]
fn tasks_layouts_and_what_stands_between_words() {
    same(
        "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>\
         <span class=\"placeholder-inline-tasks\">done</span></ac:task-body></ac:task></ac:task-list>",
        "- [x] done <attrs item.localId=\"1\"/>\n",
    );
    same(
        "<ac:layout><ac:layout-section ac:type=\"two_equal\"><ac:layout-cell><p>a</p></ac:layout-cell><ac:layout-cell><p>b</p>\
         </ac:layout-cell></ac:layout-section></ac:layout>",
        ":::layout\n:::column 50\na\n:::\n\n:::column 50\nb\n:::\n:::\n",
    );
    same(
        "<p><ac:link><ri:user ri:account-id=\"5b\" /></ac:link> <time datetime=\"2024-05-01\" /></p>",
        "<mention id=\"5b\"></mention> <date>2024-05-01</date>\n",
    );
    same(
        "<p><ac:link><ri:page ri:content-title=\"My page\" ri:space-key=\"DOC\" /></ac:link></p>",
        "[My page](<page:DOC/My page>)\n",
    );
    same(
        "<p><ac:link ac:anchor=\"top\"><ri:page ri:content-title=\"P\" /><ac:plain-text-link-body><![CDATA[see]]></ac:plain-text-link-body></ac:link></p>",
        "[see](page:P#top)\n",
    );
    same(
        "<p><ac:link><ri:attachment ri:filename=\"a.pdf\" /><ac:link-body><strong>b</strong></ac:link-body></ac:link></p>",
        "[**b**](attachment:a.pdf)\n",
    );
    same("<ac:image ac:alt=\"A\"><ri:attachment ri:filename=\"a.png\" /></ac:image>", "![A](attachment:a.png)\n");
    same(
        "<p>see <ac:image><ri:url ri:value=\"https://x.example/a.png\" /></ac:image></p>",
        "see ![](https://x.example/a.png)\n",
    );
    same(
        "<ac:image ac:width=\"300\"><ri:attachment ri:filename=\"a.png\" /></ac:image>",
        "::media {url=\"attachment:a.png\" width=\"300\"}\n",
    );
    same("<p><ac:emoticon ac:name=\"tick\" /></p>", ":tick:\n");
    same(
        "<p><ac:emoticon ac:emoji-fallback=\"🙂\" ac:emoji-id=\"1f642\" ac:emoji-shortname=\":slight_smile:\" ac:name=\"blue-star\" /></p>",
        "<emoji text=\"🙂\" id=\"1f642\">:slight_smile:</emoji>\n",
    );
    same(
        "<p>a <ac:inline-comment-marker ac:ref=\"9\">b</ac:inline-comment-marker></p>",
        "a <span annotation=\"9\">b</span>\n",
    );
    same("<p><ac:placeholder>Type here</ac:placeholder></p>", "<placeholder>Type here</placeholder>\n");
    same(
        "<p><a data-card-appearance=\"inline\" href=\"https://x.example\">https://x.example</a></p>",
        "<card url=\"https://x.example\"></card>\n",
    );
}

#[test]
fn markdown_anywhere_in_anything() {
    // No schema: a table in a list is one.
    let storage = from_markdown("- # Title\n\n  | a |\n  |---|\n  | b |\n");
    assert_eq!(
        storage,
        "<ul><li><h1>Title</h1><table><tbody><tr><th><p>a</p></th></tr><tr><td><p>b</p></td></tr></tbody></table></li></ul>"
    );
    assert_eq!(from_markdown(""), "");
    assert_eq!(from_markdown("a <b & c"), "<p>a &lt;b &amp; c</p>");
    assert_eq!(from_markdown("```storage\n<p>not closed\n```"), "&lt;p&gt;not closed");
    // What is no XML is kept as text.
    assert_eq!(to_markdown("<p>a"), "```xml\n<p>a\n```\n");
    assert!(normal("<p>a").is_none());
}

/// A page of any shape.
struct Page(Dice);

impl Page {
    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.0.below(from.len())]
    }

    fn text(&mut self) -> String {
        let words: String = (0..self.0.below(3)).map(|_| self.pick(WORDS)).collect();
        let legal: String = words.chars().filter(|c| matches!(c, '\t' | '\n') || *c >= ' ').collect();
        legal.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    }

    fn attrs(&mut self, names: &[&str]) -> String {
        let mut attrs = String::new();
        for name in names {
            if self.0.one_in(4) {
                attrs.push_str(&format!(" {name}=\"{}\"", self.text()));
            }
        }
        attrs
    }

    fn inline(&mut self, depth: usize) -> String {
        let mut out = String::new();
        for _ in 0..self.0.below(4) {
            let part = match self.0.below(if depth == 0 { 6 } else { 14 }) {
                0..=2 => self.text(),
                3 => "<br/>".to_owned(),
                4 => self.pick(&[
                    "<time datetime=\"2024-05-01\"/>", "<time datetime=\"soon\"/>", "<ac:emoticon ac:name=\"smile\"/>",
                    "<ac:emoticon ac:name=\"other\"/>", "<ac:link><ri:user ri:account-id=\"1\"/></ac:link>",
                    "<ac:link><ri:page ri:content-title=\"A/B#c\"/></ac:link>", "<ac:link ac:anchor=\"x\"/>",
                    "<ac:link><ri:page ri:content-title=\"T\" ri:space-key=\"K\"/><ac:link-body>w</ac:link-body></ac:link>",
                    "<ac:image><ri:attachment ri:filename=\"f (1).png\"/></ac:image>", "<a name=\"x\"/>",
                    "<ac:structured-macro ac:name=\"jira\"><ac:parameter ac:name=\"key\">A-1</ac:parameter></ac:structured-macro>",
                    "<ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"title\">x</ac:parameter></ac:structured-macro>",
                    "<ac:emoticon ac:emoji-shortname=\":x:\" ac:name=\"blue-star\"/>", "<tt>x</tt>", "<ac:placeholder>p</ac:placeholder>",
                    "<ac:emoticon ac:emoji-shortname=\":smile:\" ac:name=\"blue-star\"/>", "&nbsp;", "&mdash;", "&#128512;",
                ]).to_owned(),
                5 => format!("<ac:image{}><ri:url ri:value=\"{}\"/></ac:image>", self.attrs(&["ac:alt", "ac:width"]), self.text()),
                _ => {
                    let name = self.pick(&["strong", "b", "em", "u", "del", "s", "sub", "sup", "code", "span", "a", "small", "ac:inline-comment-marker"]);
                    let attrs = match name {
                        "a" => format!(" href=\"{}\"{}", self.pick(&["https://x.example", "page:x", "a b", "", "mailto:x"]), self.attrs(&["title", "class"])),
                        "span" => self.pick(&["", " style=\"color: rgb(1,2,3);\"", " style=\"background-color: #ffffff\"", " class=\"x\"", " style=\"x\""]).to_owned(),
                        "ac:inline-comment-marker" => " ac:ref=\"1\"".to_owned(),
                        _ => String::new(),
                    };
                    format!("<{name}{attrs}>{}</{name}>", self.inline(depth - 1))
                }
            };
            out.push_str(&part);
        }
        out
    }

    fn blocks(&mut self, depth: usize, least: usize) -> String {
        let mut out = String::new();
        for _ in 0..self.0.below(4).max(least) {
            let part = match self.0.below(if depth == 0 { 6 } else { 17 }) {
                0 | 1 => format!("<p{}>{}</p>", self.attrs(&["local-id", "class"]), self.inline(2)),
                2 => format!("<h2>{}</h2>", self.inline(1)),
                3 => "<hr/>".to_owned(),
                4 => self.inline(2),
                5 => format!(
                    "<p style=\"{}\">{}</p>",
                    self.pick(&["text-align: center;", "margin-left: 30.0px;", "text-align:right", "x"]),
                    self.inline(1)
                ),
                6 | 7 => {
                    let name = self.pick(&["ul", "ol", "ol start=\"4\""]);
                    let items: String =
                        (0..=self.0.below(2)).map(|_| format!("<li>{}</li>", self.blocks(depth - 1, 1))).collect();
                    format!("<{name}>{items}</{}>", &name[..2])
                }
                8 => format!("<blockquote>{}</blockquote>", self.blocks(depth - 1, 0)),
                9 | 10 => {
                    let rows: String = (0..=self.0.below(2))
                        .map(|_| {
                            let cells: String = (0..=self.0.below(2))
                                .map(|_| {
                                    let name = self.pick(&["td", "th"]);
                                    format!(
                                        "<{name}{}>{}</{name}>",
                                        self.attrs(&["colspan", "data-highlight-colour", "class"]),
                                        self.blocks(depth - 1, 0)
                                    )
                                })
                                .collect();
                            format!("<tr>{cells}</tr>")
                        })
                        .collect();
                    let columns = self.pick(&["", "<colgroup><col style=\"width: 3.0px;\"/></colgroup>"]);
                    format!(
                        "<table{}>{columns}<tbody>{rows}</tbody></table>",
                        self.attrs(&["data-layout", "ac:local-id", "data-table-width"])
                    )
                }
                11 => {
                    let name = self.pick(&["info", "note", "warning", "tip", "panel", "expand", "excerpt"]);
                    let parameter = self.pick(&["title", "bgColor", "other"]);
                    format!(
                        "<ac:structured-macro ac:name=\"{name}\"{}><ac:parameter ac:name=\"{parameter}\">{}</ac:parameter><ac:rich-text-body>{}</ac:rich-text-body></ac:structured-macro>",
                        self.attrs(&["ac:macro-id"]),
                        self.text(),
                        self.blocks(depth - 1, 0)
                    )
                }
                12 => format!(
                    "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">{}</ac:parameter><ac:plain-text-body>{}</ac:plain-text-body></ac:structured-macro>",
                    self.text(),
                    self.text()
                ),
                13 => {
                    let items: String = (0..=self.0.below(2))
                        .map(|_| format!("<ac:task>{}<ac:task-status>incomplete</ac:task-status><ac:task-body>{}</ac:task-body></ac:task>", self.pick(&["", "<ac:task-id>7</ac:task-id>"]), self.inline(1)))
                        .collect();
                    format!("<ac:task-list>{items}</ac:task-list>")
                }
                14 => format!(
                    "<ac:layout><ac:layout-section ac:type=\"{}\"><ac:layout-cell>{}</ac:layout-cell><ac:layout-cell>{}</ac:layout-cell></ac:layout-section></ac:layout>",
                    self.pick(&["two_equal", "two_left_sidebar", "other"]),
                    self.blocks(depth - 1, 0),
                    self.blocks(depth - 1, 1)
                ),
                15 => format!("<div>{}</div>", self.blocks(depth - 1, 0)),
                _ => format!(
                    "<ac:image{}><ri:attachment ri:filename=\"a.png\"/></ac:image>",
                    self.attrs(&["ac:alt", "ac:width", "ac:align"])
                ),
            };
            out.push_str(&part);
            out.push_str(self.pick(&["", "", "\n", " "]));
        }
        out
    }
}

fn page(seed: u64) -> String {
    Page(Dice::new(seed)).blocks(3, 1)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_page_comes_back_as_it_was(seed: u64) {
        let storage = page(seed);
        let markdown = to_markdown(&storage);
        let again = from_markdown(&markdown);
        prop_assert!(normal(&storage).is_some(), "{}", storage);
        prop_assert_eq!(normal(&again), normal(&storage), "{}", markdown);
        prop_assert_eq!(to_markdown(&again), markdown);
    }

    #[test]
    fn any_markdown_gives_well_formed_storage(markdown in soup()) {
        let storage = from_markdown(&markdown);
        prop_assert!(normal(&storage).is_some(), "{}", storage);
        let once = to_markdown(&storage);
        let again = from_markdown(&once);
        prop_assert_eq!(normal(&again), normal(&storage), "{}", once);
        prop_assert_eq!(to_markdown(&again), once);
    }
}

/// What the guard in `to_markdown` would mend is not there to be mended.
#[test]
fn forms_need_no_guard() {
    let runs = std::env::var("RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(1_500_u64);
    let mut failed: Vec<_> = (0..runs)
        .map(page)
        .filter_map(|page| crate::storage::mended(&page).map(|form| (form.len(), form, page)))
        .collect();
    failed.sort();
    let shown = failed.iter().take(5).map(|(_, markdown, page)| {
        format!("{markdown}\n{page}\n{}\n{}", normal(page).unwrap_or_default(), from_markdown(markdown))
    });
    assert!(failed.is_empty(), "{} of {runs}, such as\n{}", failed.len(), shown.collect::<Vec<_>>().join("\n\n"));
}
