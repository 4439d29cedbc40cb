//! `confluence comment …`

use serde_json::json;

use super::{sent, writes};
use crate::support::{Home, site};

#[test]
fn comments_come_with_their_answers_and_authors() {
    let site = site();
    let home = Home::at(&site);
    let list = |more: &[&str]| {
        let args = ["confluence", "comment", "list", "131074", "--format", "csv", "--columns", "Id,Place,Author,Text"];
        home.run(&[&args[..], more].concat()).ok()
    };
    let expected = "Id,Place,Author,Text\n131901,footer,Devi Example,Which button?\n\
                    131902,footer,Devi Example,  The red one.\n131903,inline,Devi Example,Be more precise.\n";
    assert_eq!(list(&[]), expected);
    assert_eq!(list(&["--replies", "none", "--place", "footer"]).lines().count(), 2);
    assert_eq!(list(&["--resolution", "resolved"]).lines().count(), 1);
    assert_eq!(sent(&site, "POST", "/wiki/api/v2/users-bulk").len(), 2, "a name is asked for once in a run");
    let few = home.run(&["confluence", "comment", "list", "131074", "--limit", "1", "--format", "quiet"]);
    assert!(few.stderr.contains("--limit 0"), "{few:?}");
}

#[test]
fn an_answer_goes_where_the_comment_is() {
    let site = site();
    let home = Home::at(&site);
    home.run(&["confluence", "comment", "reply", "131903", "*Which* one?"]).ok();
    let [reply] = &sent(&site, "POST", "/wiki/api/v2/inline-comments")[..] else { panic!() };
    let body = json!({"representation": "storage", "value": "<p><em>Which</em> one?</p>"});
    assert_eq!(*reply, json!({"parentCommentId": "131903", "body": body}));
    home.run(&["confluence", "comment", "reply", "1", "x"]).fails(5, &["there is no comment `1`"]);
    home.run(&["confluence", "comment", "delete", "131901"]).fails(3, &["Which button?"]);
}

#[test]
fn words_in_the_text_are_found_before_they_are_commented_on() {
    let site = site();
    let home = Home::at(&site);
    home.run(&["confluence", "page", "update", "131074", "--body", "Red or red?\n\nAlways red."]).ok();
    let add = |more: &[&str]| home.run(&[&["confluence", "comment", "add", "131074", "x"], more].concat());
    site.reset_requests();
    add(&["--on", "blue"]).fails(5, &["`blue` does not stand in the text"]);
    add(&["--on", "red"]).fails(1, &["2 times", "--occurrence"]);
    add(&["--on", "red", "--occurrence", "3"]).fails(1, &["2 times, not 3"]);
    assert_eq!(writes(&site), Vec::<String>::new());
    add(&["--on", "red", "--occurrence", "2"]).ok();
    let [made] = &sent(&site, "POST", "/wiki/api/v2/inline-comments")[..] else { panic!() };
    let expected = json!({"textSelection": "red", "textSelectionMatchCount": 2, "textSelectionMatchIndex": 1});
    assert_eq!(made["inlineCommentProperties"], expected);
}

#[test]
fn only_what_stands_in_the_text_is_resolved() {
    let site = site();
    let home = Home::at(&site);
    let run = |verb: &str, id: &str| {
        home.run(&["confluence", "comment", verb, id, "--format", "json", "--jq", ".resolutionStatus"])
    };
    assert_eq!(run("resolve", "131903").ok(), "\"resolved\"\n");
    assert_eq!(run("reopen", "131903").ok(), "\"reopened\"\n");
    run("resolve", "131901").fails(5, &["cannot be resolved"]);
    let sent = sent(&site, "PUT", "/wiki/api/v2/inline-comments/131903");
    assert_eq!(
        (&sent[1]["version"]["number"], &sent[1]["body"]["value"]),
        (&3.into(), &"<p>Be more precise.</p>".into())
    );
}
