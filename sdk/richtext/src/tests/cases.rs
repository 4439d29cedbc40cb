//! Forms by hand, both ways, and what has no place where it stands.

#![expect(clippy::needless_pass_by_value, reason = "`json!` makes a value for each call")]

use serde_json::{Value, json};

use super::assert_valid;
use crate::{normal, plain_text, storage, to_adf, to_markdown};

/// The blocks of a Markdown text.
#[track_caller]
fn read(markdown: &str) -> Value {
    let document = to_adf(markdown);
    assert_valid(&document, markdown);
    normal(&document)["content"].as_array().cloned().unwrap_or_default().into()
}

fn document(content: Value) -> Value {
    json!({"type": "doc", "version": 1, "content": content})
}

fn p(content: Value) -> Value {
    json!({"type": "paragraph", "content": content})
}

fn t(text: &str) -> Value {
    json!({"type": "text", "text": text})
}

fn marked(text: &str, marks: &[&str]) -> Value {
    let marks: Vec<_> = marks.iter().map(|mark| json!({"type": mark})).collect();
    json!({"type": "text", "text": text, "marks": marks})
}

/// Both ways: the Markdown is what is written, too.
#[track_caller]
fn same(markdown: &str, content: Value) {
    assert_eq!(read(markdown), content, "{markdown}");
    assert_eq!(to_markdown(&document(content)), markdown);
}

fn centred(text: &str) -> Value {
    let mark = json!({"type": "alignment", "attrs": {"align": "center"}});
    json!({"type": "paragraph", "content": [t(text)], "marks": [mark]})
}

/// One way: Markdown that is written in another way afterwards.
#[track_caller]
fn reads(markdown: &str, content: Value) {
    assert_eq!(read(markdown), content, "{markdown}");
    let written = to_markdown(&document(content.clone()));
    assert_eq!(read(&written), content, "{written}");
}

#[test]
fn everyday_markdown() {
    same("", json!([]));
    same(
        "Hello **bold** and _italic_\n",
        json!([p(json!([t("Hello "), marked("bold", &["strong"]), t(" and "), marked("italic", &["em"])]))]),
    );
    same(
        "# One\n\n## Two\n",
        json!([
            {"type": "heading", "attrs": {"level": 1}, "content": [t("One")]},
            {"type": "heading", "attrs": {"level": 2}, "content": [t("Two")]},
        ]),
    );
    same(
        "- a\n- b\n  - c\n",
        json!([{"type": "bulletList", "content": [
            {"type": "listItem", "content": [p(json!([t("a")]))]},
            {"type": "listItem", "content": [p(json!([t("b")])), {"type": "bulletList", "content": [
                {"type": "listItem", "content": [p(json!([t("c")]))]},
            ]}]},
        ]}]),
    );
    same(
        "3. a\n4. b\n",
        json!([{"type": "orderedList", "attrs": {"order": 3}, "content": [
            {"type": "listItem", "content": [p(json!([t("a")]))]},
            {"type": "listItem", "content": [p(json!([t("b")]))]},
        ]}]),
    );
    same(
        "```rust\nfn main() {}\n```\n",
        json!([
            {"type": "codeBlock", "attrs": {"language": "rust"}, "content": [t("fn main() {}")]},
        ]),
    );
    same("> quoted\n\n---\n", json!([{"type": "blockquote", "content": [p(json!([t("quoted")]))]}, {"type": "rule"}]));
    same(
        "| a | b |\n| --- | :-: |\n| 1 | 2 |\n",
        json!([{"type": "table", "content": [
            {"type": "tableRow", "content": [
                {"type": "tableHeader", "content": [p(json!([t("a")]))]},
                {"type": "tableHeader", "content": [
                    centred("b"),
                ]},
            ]},
            {"type": "tableRow", "content": [
                {"type": "tableCell", "content": [p(json!([t("1")]))]},
                {"type": "tableCell", "content": [
                    centred("2"),
                ]},
            ]},
        ]}]),
    );
    same("line\\\nnext\n", json!([p(json!([t("line"), {"type": "hardBreak"}, t("next")]))]));
    reads("soft\nbreak", json!([p(json!([t("soft break")]))]));
    reads("1) a", json!([{"type": "orderedList", "content": [{"type": "listItem", "content": [p(json!([t("a")]))]}]}]));
    reads("Title\n=====", json!([{"type": "heading", "attrs": {"level": 1}, "content": [t("Title")]}]));
    reads("    code", json!([{"type": "codeBlock", "content": [t("code")]}]));
}

#[test]
fn links_and_images() {
    let link = |text: &str, href: &str| {
        let mark = json!({"type": "link", "attrs": {"href": href}});
        json!({"type": "text", "text": text, "marks": [mark]})
    };
    same("[a](https://x.example)\n", json!([p(json!([link("a", "https://x.example")]))]));
    same("<https://x.example/a_b>\n", json!([p(json!([link("https://x.example/a_b", "https://x.example/a_b")]))]));
    reads(
        "See https://x.example/a_b.",
        json!([p(json!([t("See "), link("https://x.example/a_b", "https://x.example/a_b"), t(".")]))]),
    );
    reads("(www.x.example)", json!([p(json!([t("("), link("www.x.example", "http://www.x.example"), t(")")]))]));
    reads("<a@x.example>", json!([p(json!([link("a@x.example", "mailto:a@x.example")]))]));
    reads(
        "[a](b \"c\")",
        json!([p(
            json!([{"type": "text", "text": "a", "marks": [{"type": "link", "attrs": {"href": "b", "title": "c"}}]}])
        )]),
    );
    reads("[a [b](c)](d)", json!([p(json!([t("[a "), link("b", "c"), t("](d)")]))]));
    reads("[](b)", json!([p(json!([link("b", "b")]))]));
    let image = |marks: Option<Value>| {
        let mut media = json!({"type": "media", "attrs": {"type": "external", "url": "u", "alt": "alt"}});
        if let Some(marks) = marks {
            media["marks"] = marks;
        }
        json!([{"type": "mediaSingle", "attrs": {"layout": "center"}, "content": [media]}])
    };
    same("![alt](u)\n", image(None));
    same("[![alt](u)](v)\n", image(Some(json!([{"type": "link", "attrs": {"href": "v"}}]))));
    reads("see ![alt](u)", json!([p(json!([t("see "), link("alt", "u")]))]));
}

#[test]
fn text_that_looks_like_a_form_stays_text() {
    for text in [
        "*a* _b_ `c` ~~d~~ [e](f) ![g](h) <u>i</u> &amp; \\ |",
        "# x",
        "#",
        "- x",
        "-",
        "+ x",
        "1. x",
        "1) x",
        "> x",
        "---",
        "===",
        "```",
        "~~~",
        ":::panel info",
        ":::",
        "::rule",
        "[ ] x",
        "[x]: y",
        "[^1]: z",
        ":smile:",
        "https://x.example",
        "www.x.example",
        "| a |",
        "<!-- x -->",
        "<attrs localId=\"x\"/>",
        "  leading",
        "trailing  ",
        "\ttab",
        "two\nlines",
        "snake_case_name",
        "a * b",
        "2 < 3 & 4 > 1",
        "[!NOTE]",
        "a\u{a0}b",
        "<adf json='{}'></adf>",
        "`` ` ``",
        "\\\\",
        "*",
        "**",
        "C:\\Users\\x",
        "&#32;",
        "{a=\"b\"}",
    ] {
        let content = json!([p(json!([t(text)]))]);
        let written = to_markdown(&document(content.clone()));
        assert_eq!(read(&written), content, "{written}");
        let in_item =
            json!([{"type": "bulletList", "content": [{"type": "listItem", "content": [p(json!([t(text)]))]}]}]);
        assert_eq!(read(&to_markdown(&document(in_item.clone()))), in_item);
        let in_cell = json!([{"type": "table", "content": [{"type": "tableRow", "content": [
            {"type": "tableHeader", "content": [p(json!([t(text)]))]},
        ]}]}]);
        assert_eq!(read(&to_markdown(&document(in_cell.clone()))), in_cell);
    }
    // Nothing is escaped that need not be.
    for text in
        ["snake_case_name", "a - b", "x = 1", "1.5 and 2)", "50% of #5!", "C:\\Users", "at 12:30:45", "~5", "a & b"]
    {
        assert_eq!(to_markdown(&document(json!([p(json!([t(text)]))]))), format!("{text}\n"));
    }
}

#[test]
fn what_has_no_place_is_moved_or_changed() {
    let item = |content: Value| json!({"type": "listItem", "content": content});
    reads(
        "- # Title",
        json!([{"type": "bulletList", "content": [item(json!([p(json!([marked("Title", &["strong"])]))]))]}]),
    );
    reads("> > inner", json!([{"type": "blockquote", "content": [p(json!([t("inner")]))]}]));
    reads(
        "- a\n\n  ---\n\n  b",
        json!([
            {"type": "bulletList", "content": [item(json!([p(json!([t("a")]))]))]},
            {"type": "rule"},
            {"type": "bulletList", "content": [item(json!([p(json!([t("b")]))]))]},
        ]),
    );
    // A numbered list goes on counting.
    let lists = read("1. a\n2. b\n\n   | t |\n   |---|\n3. c");
    assert_eq!(lists[1]["type"], "table");
    assert_eq!(lists[2]["attrs"]["order"], 3);
    reads("**`code`**", json!([p(json!([marked("code", &["code"])]))]));
    reads(
        "<div>x</div>",
        json!([{"type": "codeBlock", "attrs": {"language": "html"}, "content": [t("<div>x</div>")]}]),
    );
    reads("a <x-y>b</x-y>", json!([p(json!([t("a <x-y>b</x-y>")]))]));
    reads("<!-- nothing -->", json!([]));
    reads("<u>only</u>", json!([p(json!([marked("only", &["underline"])]))]));
    reads("x[^1]\n\n[^1]: note", json!([p(json!([t("x[^1]")])), p(json!([t("[^1]: note")]))]));
    reads(
        ":::panel nonsense\nx\n:::",
        json!([p(json!([t(":::panel nonsense")])), p(json!([t("x")])), p(json!([t(":::")]))]),
    );
    reads(":::panel info\nnever closed", json!([p(json!([t(":::panel info")])), p(json!([t("never closed")]))]));
    reads("<span color=\"red\">x</span>", json!([p(json!([t("<span color=\"red\">x</span>")]))]));
}

#[test]
fn github_says_it_in_its_own_way() {
    reads(
        "> [!WARNING]\n> Hot",
        json!([{"type": "panel", "attrs": {"panelType": "warning"}, "content": [p(json!([t("Hot")]))]}]),
    );
    reads(
        "<details>\n<summary>More</summary>\n\nText\n\n</details>",
        json!([
            {"type": "expand", "attrs": {"title": "More"}, "content": [p(json!([t("Text")]))]},
        ]),
    );
    reads(
        "- [x] done\n- [ ] open\n- plain",
        json!([
            {"type": "taskList", "attrs": {"localId": "list-1"}, "content": [
                {"type": "taskItem", "attrs": {"localId": "item-1", "state": "DONE"}, "content": [t("done")]},
                {"type": "taskItem", "attrs": {"localId": "item-2", "state": "TODO"}, "content": [t("open")]},
            ]},
            {"type": "bulletList", "content": [{"type": "listItem", "content": [p(json!([t("plain")]))]}]},
        ]),
    );
}

#[test]
fn what_is_unknown_survives() {
    for content in [
        json!([{"type": "futureBlock", "attrs": {"x": [1, null, 2.0]}, "content": [{"type": "other"}], "more": true}]),
        json!([p(json!([t("a "), {"type": "futureInline", "attrs": {"it's": "\"quoted\" | <b> `c`\n"}}, t(" b")]))]),
        json!([p(json!([{"type": "text", "text": "x", "marks": [{"type": "futureMark", "attrs": {"y": 1}}]}]))]),
        json!([{"type": "paragraph", "attrs": {"future": {"z": []}, "localId": 7}, "content": [t("x")]}]),
        json!([{"type": "panel", "attrs": {"panelType": "future"}, "content": [p(json!([t("x")]))]}]),
        json!([{"type": "bulletList", "content": [
            {"type": "listItem", "content": [{"type": "heading", "attrs": {"level": 2}, "content": [t("in a list")]}]},
        ]}]),
        json!([{"type": "text", "text": "words at the root"}]),
        json!([{"type": "paragraph", "content": [{"type": "paragraph", "content": [t("nested")]}]}]),
        json!([p(json!([{"type": "text", "text": "x", "marks": [{"type": "strong"}, {"type": "code"}]}]))]),
        json!([p(json!([{"type": "text", "text": ""}]))]),
        json!(["not a node", 1, null]),
        json!([{"type": "codeBlock", "attrs": {"language": "adf"}, "content": [t("{\"type\": \"rule\"}")]}]),
    ] {
        let document = document(content);
        let markdown = to_markdown(&document);
        assert_eq!(normal(&to_adf(&markdown)), normal(&document), "{markdown}");
    }
    for document in [json!({"type": "doc", "version": 2, "content": []}), json!("words"), json!({"a": 1}), json!([1])] {
        let markdown = to_markdown(&document);
        let expected = if document["type"] == "doc" { document } else { self::document(json!([document])) };
        assert_eq!(normal(&to_adf(&markdown)), normal(&expected));
    }
    assert_eq!(to_markdown(&Value::Null), "");
}

#[test]
fn input_may_nest_as_it_likes() {
    let (many, lines) = (10_000, 1_000);
    for text in [
        "[".repeat(many),
        "[x](".repeat(many),
        "![".repeat(many),
        "> ".repeat(many) + "x",
        "- ".repeat(many) + "x",
        "1. ".repeat(many) + "x",
        "*_".repeat(many) + "x",
        "**a".repeat(lines),
        "<u>".repeat(many),
        "<u>".repeat(many) + "x" + &"</u>".repeat(many),
        "<b></i>".repeat(lines),
        "<span annotation=\"1\">x".repeat(many),
        ":::panel info\n".repeat(lines),
        ":::panel info\nx\n".repeat(lines) + &":::\n".repeat(lines),
        ":::expand\n".repeat(lines / 2) + "x\n" + &":::\n".repeat(lines / 2),
        ":".repeat(many),
        ":a".repeat(many),
        "`".repeat(many) + "x",
        "&".repeat(many),
        "<".repeat(many),
        "~".repeat(many),
        "http://".repeat(many),
        "https://x.example/".to_owned() + &")".repeat(many),
        "|".repeat(many) + "\n" + &"|-".repeat(many),
        "- [ ] a\n".repeat(lines),
        "\\".repeat(many),
        "\n".repeat(many),
        "x\n> ".repeat(lines),
        "<!--".repeat(many),
    ] {
        let document = to_adf(&text);
        assert_valid(&document, text.get(..40).unwrap_or(&text));
        // As a site reads it: with a bound on how deep.
        let again: Value = serde_json::from_str(&document.to_string()).expect("not too deep");
        let markdown = to_markdown(&again);
        assert_eq!(normal(&to_adf(&markdown)), normal(&document), "{}", text.get(..40).unwrap_or(&text));
    }
}

/// No length makes it slow: each of these takes long once its square counts.
#[test]
fn texts_may_be_long() {
    let many = 8_000;
    for piece in [
        " ",
        "*",
        "_",
        "a ",
        "~",
        ":",
        ":a:",
        "&",
        "<",
        "[",
        "`",
        "\\",
        "h",
        "www.",
        "https://x ",
        "\n",
        "|",
        "é",
        "1.",
    ] {
        let content = json!([p(json!([t(&piece.repeat(many))]))]);
        let written = to_markdown(&document(content.clone()));
        assert_eq!(normal(&to_adf(&written))["content"], content);
    }
    let breaks: Value = (0..many).map(|_| json!({"type": "hardBreak"})).collect();
    let emoji: Value = (0..many).map(|_| json!({"type": "emoji", "attrs": {"shortName": ":x:"}})).collect();
    let marks: Value =
        (0..many).map(|at| if at % 2 == 0 { marked("a", &["strong"]) } else { marked("b", &["em"]) }).collect();
    for content in [breaks, emoji, marks] {
        let content = json!([p(content)]);
        let written = to_markdown(&document(content.clone()));
        assert_eq!(normal(&to_adf(&written))["content"], content);
    }
    let page = format!("<p>{}</p>", "<b>a</b>".repeat(many) + &"<i>b</i>c".repeat(many));
    assert_eq!(storage::normal(&storage::from_markdown(&storage::to_markdown(&page))), storage::normal(&page));
}

#[test]
fn the_words_alone() {
    let words = "Hello **bold** <mention id=\"1\">@Jane</mention> :smile:";
    let markdown = format!("# Title\n\n{words}\n\n- a\n- b\n\n| c | d |\n|---|---|\n| e | f |");
    assert_eq!(plain_text(&to_adf(&markdown)), "Title\nHello bold @Jane :smile:\na\nb\nc\td\ne\tf");
}
