//! Storage format, both ways. The README's rows are tests, too; here stands what they do not show.

use proptest::prelude::*;

use super::pages::page;
use super::properties::{config, soup};
use crate::storage::{self, from_markdown, normal, to_markdown};

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

fn a_macro(name: &str, inner: &str) -> String {
    format!("<ac:structured-macro ac:name='{name}'>{inner}</ac:structured-macro>")
}

#[test]
fn everyday_pages() {
    same(
        "<h1>Title</h1>\n<p>Hello <strong>bold</strong> &amp;\n <em>italic</em>&nbsp;x</p>",
        "# Title\n\nHello **bold** & _italic_\u{a0}x\n",
    );
    same("<ul><li>a</li><li><p>b</p><ol start='3'><li>c</li></ol></li></ul>", "- a\n\n- b\n\n  3. c\n");
    same("<p>line<br/>next</p><hr/><blockquote><p>q</p></blockquote>", "line\\\nnext\n\n---\n\n> q\n");
    same(
        "<table><tbody><tr><th>a</th><th>b</th></tr><tr><td>1</td><td><p>2</p></td></tr></tbody></table>",
        "| a | b |\n| --- | --- |\n| 1 | 2 |\n",
    );
    same(
        "<p><u>u</u><sub>2</sub> <span style='color: rgb(255,0,0);'>red</span></p>",
        "<u>u</u><sub>2</sub> <span color=\"#ff0000\">red</span>\n",
    );
    same("<p><a href='https://x.example/?a=1&amp;b=2'>x</a></p>", "[x](<https://x.example/?a=1&b=2>)\n");
    same("<p><strong>a<br/>b</strong></p>", "**a\\\nb**\n");
}

#[test]
fn macros() {
    // The end of CDATA within CDATA.
    let code = "<ac:plain-text-body><![CDATA[a ]]]]><![CDATA[> b]]></ac:plain-text-body>";
    same(&a_macro("code", code), "```\na ]]> b\n```\n");
    let body = "<ac:rich-text-body><p>x</p></ac:rich-text-body>";
    let color = "<ac:parameter ac:name='bgColor'>#fff</ac:parameter>";
    same(&a_macro("panel", &format!("{color}{body}")), ":::panel custom {panelColor=\"#fff\"}\nx\n:::\n");
    // Any other macro is kept as it is, by itself or between words.
    let toc = "<ac:structured-macro ac:macro-id=\"1\" ac:name=\"toc\" />";
    same(toc, &format!("```storage\n{toc}\n```\n"));
    same(&format!("<p>a {toc}</p>"), &format!("a <storage xml='{toc}'></storage>\n"));
    same("<p><tt>x</tt></p>", "<storage xml=\"<tt>x</tt>\"></storage>\n");
    // What our forms have no name for is kept with them.
    let title = "<ac:parameter ac:name='title'>T</ac:parameter>";
    back(&a_macro("info", &format!("{title}{body}")).replace("'info'", "'info' ac:macro-id='5f'"));
    // Only a macro that has its body is a panel.
    back(&a_macro("info", ""));
    back(&a_macro("info", "<ac:rich-text-body/>"));
    back("<ac:adf-extension><ac:adf-node type='panel'><x/></ac:adf-node></ac:adf-extension>");
    assert_eq!(to_markdown(&from_markdown(":::panel note\nx\n:::")), ":::panel note\nx\n:::\n");
}

#[test]
fn what_stands_between_words() {
    same(
        "<p><ac:link><ri:attachment ri:filename='a.pdf' /><ac:link-body><b>b</b></ac:link-body></ac:link></p>",
        "[**b**](attachment:a.pdf)\n",
    );
    same(
        "<p>see <ac:image><ri:url ri:value='https://x.example/a.png' /></ac:image></p>",
        "see ![](https://x.example/a.png)\n",
    );
    same(
        "<p><ac:emoticon ac:emoji-fallback='🙂' ac:emoji-shortname=':x:' ac:name='blue-star'/></p>",
        "<emoji text=\"🙂\">:x:</emoji>\n",
    );
    let body = "<ac:task-body><span class='placeholder-inline-tasks'>done</span></ac:task-body>";
    let task = format!("<ac:task><ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status>{body}</ac:task>");
    same(&format!("<ac:task-list>{task}</ac:task-list>"), "- [x] done <attrs item.localId=\"1\"/>\n");
    // A link that would be read as one within Confluence.
    back("<p><a href='page:x'>y</a> <a href='#z'>z</a> <a href='q#z'>z</a></p>");
    back("<p><ac:link><ri:page ri:content-title='a/b#c' /></ac:link></p>");
    back("<p><ac:link><ri:attachment ri:filename='a'><ri:page ri:content-title='b' /></ri:attachment></ac:link></p>");
}

#[test]
fn markdown_anywhere_in_anything() {
    // No schema: a table in a list is one.
    let table = "<table><tbody><tr><th><p>a</p></th></tr><tr><td><p>b</p></td></tr></tbody></table>";
    let storage = from_markdown("- # Title\n\n  | a |\n  |---|\n  | b |\n");
    assert_eq!(storage, format!("<ul><li><h1>Title</h1>{table}</li></ul>"));
    assert_eq!(from_markdown(""), "");
    assert_eq!(to_markdown(""), "");
    assert_eq!(from_markdown("a <b & c"), "<p>a &lt;b &amp; c</p>");
    assert_eq!(from_markdown("```storage\n<p>not closed\n```"), "&lt;p&gt;not closed");
    // What is no XML is kept as text.
    assert_eq!(to_markdown("<p>a"), "```xml\n<p>a\n```\n");
    for no_xml in ["<p>a", "</p>", "<a b=1/>", "<a b='1' b='2'/>", "&unknown;", "\0", "<a b='&'/>", "<!DOCTYPE x>"] {
        assert!(normal(no_xml).is_none(), "{no_xml}");
        assert!(normal(&from_markdown(&to_markdown(no_xml))).is_some());
    }
    // Deeper than anybody writes it.
    let deep = "<div>".repeat(10_000) + &"</div>".repeat(10_000);
    assert!(normal(&from_markdown(&to_markdown(&deep))).is_some());
    // What storage format has nothing for comes back from where it was put.
    let card = "```adf\n{\n  \"type\": \"unknown\"\n}\n```\n";
    assert_eq!(to_markdown(&from_markdown(card)), card);
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
    let mut failed: Vec<_> =
        (0..runs).map(page).filter_map(|page| storage::mended(&page).map(|form| (form.len(), form, page))).collect();
    failed.sort();
    let shown = failed.iter().take(5).map(|(_, markdown, page)| {
        format!("{markdown}\n{page}\n{}\n{}", normal(page).unwrap_or_default(), from_markdown(markdown))
    });
    assert!(failed.is_empty(), "{} of {runs}, such as\n{}", failed.len(), shown.collect::<Vec<_>>().join("\n\n"));
}

#[test]
fn addresses_change_on_the_way_out_and_come_back() {
    let out = |address: &str| address.strip_prefix("attachment:").map(|name| format!("x.files/{name}"));
    let back = |address: &str| address.strip_prefix("x.files/").map(|name| format!("attachment:{name}"));
    let addresses = storage::Addresses { out: &out, back: &back };
    let page = "<p>see <ac:link><ri:attachment ri:filename=\"a.pdf\" ri:version-at-save=\"2\" /></ac:link></p>\
                <ac:image ac:alt=\"b\"><ri:attachment ri:filename=\"b.png\" /></ac:image>\
                <p><code>attachment:c</code></p>";
    let markdown = storage::to_markdown_with(page, addresses);
    assert_eq!(markdown, "see [a.pdf](x.files/a.pdf)\n\n![b](x.files/b.png)\n\n`attachment:c`\n");
    let read = storage::from_markdown_with(&markdown, addresses);
    assert_eq!(normal(&read), normal(page));
    // One that does not come back is kept as it is.
    let lost = storage::Addresses { out: &out, back: &|_| None };
    let kept = storage::to_markdown_with(page, lost);
    assert!(kept.contains("ri:filename=\"b.png\""), "{kept}");
    assert_eq!(normal(&storage::from_markdown_with(&kept, lost)), normal(page));
}

#[test]
fn ids_that_the_site_gives_make_no_difference() {
    let one = "<p local-id=\"a\">x</p><ac:structured-macro ac:macro-id=\"5\" ac:name=\"toc\" />";
    assert!(storage::is_same(one, "<p>x</p>\n<ac:structured-macro ac:name=\"toc\"></ac:structured-macro>"));
    assert!(!storage::is_same(one, "<p>y</p><ac:structured-macro ac:name=\"toc\" />"));
    assert!(storage::is_same("<p>no xml", "<p>no xml") && !storage::is_same("<p>no xml", "<p>none"));
}
