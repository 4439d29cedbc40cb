//! All that lies below a page, in the order in which Confluence shows it.

use crate::content_id::ContentId;
use crate::missing::{OrMissing, What};
use atlassian_plugin_sdk::prelude::*;
use atlassian_plugin_sdk::serde::{self, Deserialize, Serialize};
use std::collections::BTreeMap;

const OF_PAGE: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/pages/{id}/descendants",
    granular("read:hierarchical-content:confluence"),
);

const OF_FOLDER: Endpoint = endpoint!(
    confluence GET "/wiki/api/v2/folders/{id}/descendants",
    granular("read:hierarchical-content:confluence"),
);

/// What a command that walks a tree may use.
pub(crate) const WALK: EndpointGroup = endpoint_group!(OF_PAGE, OF_FOLDER);

/// As many as Confluence gives on a page.
const PAGE: Paging = Paging::confluence(250);

/// As deep as Confluence looks at once; what lies deeper is asked for below the deepest.
const DEEPEST: usize = 10;

/// Something below a page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(crate = "self::serde", rename_all = "camelCase")]
pub(crate) struct Node {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) status: String,
    #[serde(default)]
    pub(crate) title: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) parent_id: String,
    pub(crate) depth: usize,
    #[serde(default)]
    child_position: Option<i64>,
}

/// All that lies below a page, no deeper than `depth`: each after its parent, siblings in their order. The second is
/// whether there is something into which no further could be looked.
///
/// # Errors
///
/// As the site says.
pub(crate) async fn below(cx: &Cx, page: &ContentId, depth: Option<usize>) -> Result<(Vec<Node>, bool)> {
    let (mut children, mut is_cut) = (BTreeMap::<String, Vec<Node>>::new(), false);
    let mut ahead = vec![(OF_PAGE, page.0.clone(), 0)];
    while let Some((endpoint, id, above)) = ahead.pop() {
        let levels = depth.map_or(DEEPEST, |depth| DEEPEST.min(depth.saturating_sub(above)));
        if levels == 0 {
            continue;
        }
        let request = cx.request(endpoint).param("id", &id).query("depth", levels);
        let nodes = request.all::<Node>(PAGE).await;
        for mut node in nodes.or_missing(What::Page, &id)? {
            node.depth += above;
            if node.depth == above + DEEPEST {
                match node.kind.as_str() {
                    "page" => ahead.push((OF_PAGE, node.id.clone(), node.depth)),
                    "folder" => ahead.push((OF_FOLDER, node.id.clone(), node.depth)),
                    _ => is_cut = true,
                }
            }
            children.entry(node.parent_id.clone()).or_default().push(node);
        }
    }
    for siblings in children.values_mut() {
        siblings.sort_by_key(|node| node.child_position.unwrap_or(i64::MAX));
    }
    Ok((ordered(children, &page.0), is_cut))
}

/// Each after its parent. Walked with a list of our own: trees may be deep.
fn ordered(mut children: BTreeMap<String, Vec<Node>>, root: &str) -> Vec<Node> {
    let mut ordered = Vec::new();
    let mut ahead: Vec<Node> = children.remove(root).unwrap_or_default().into_iter().rev().collect();
    while let Some(node) = ahead.pop() {
        ahead.extend(children.remove(&node.id).unwrap_or_default().into_iter().rev());
        ordered.push(node);
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(id: &str, parent: &str) -> Node {
        Node {
            id: id.to_owned(),
            status: "current".to_owned(),
            title: id.to_owned(),
            kind: "page".to_owned(),
            parent_id: parent.to_owned(),
            depth: 1,
            child_position: None,
        }
    }

    #[test]
    fn each_stands_after_its_parent() {
        let children = BTreeMap::from([
            ("r".to_owned(), vec![node("a", "r"), node("b", "r")]),
            ("a".to_owned(), vec![node("c", "a")]),
            // Who lies below himself is shown once and ends nothing.
            ("c".to_owned(), vec![node("a", "c")]),
        ]);
        let order: Vec<_> = ordered(children, "r").into_iter().map(|node| node.id).collect();
        assert_eq!(order, ["a", "c", "a", "b"]);
    }
}
