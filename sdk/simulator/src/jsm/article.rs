//! Articles of the knowledge base, by cursor.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::data::Article;
use super::{desk, refusal};
use crate::app::App;
use crate::auth::Caller;
use crate::params::Params;
use crate::reply::{self, Answer, put};
use crate::state::Data;

/// `GET /rest/servicedeskapi/knowledgebase/article`
pub(super) async fn all(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>, params: Params) -> Answer {
    if params.first("highlight").is_none() {
        return Err(refusal(400, "The parameter 'highlight' is required."));
    }
    let data = app.read();
    search(&data, &app.origin, "knowledgebase/article", &params, |_| caller != Caller::Guest)
}

/// `GET /rest/servicedeskapi/servicedesk/{serviceDeskId}/knowledgebase/article`
pub(super) async fn of_desk(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    params: Params,
) -> Answer {
    let data = app.read();
    desk::visible(&data, caller, &id)?;
    let own = format!("servicedesk/{id}/knowledgebase/article");
    search(&data, &app.origin, &own, &params, |article| article.desk == id)
}

fn search(data: &Data, origin: &str, own: &str, params: &Params, fits: impl Fn(&Article) -> bool) -> Answer {
    let Some(query) = params.first("query").filter(|query| !query.is_empty()) else {
        return Err(refusal(400, "The parameter 'query' is required."));
    };
    let words = query.to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&words);
    let found: Vec<&Article> = data
        .desks
        .articles
        .iter()
        .filter(|article| fits(article) && (has(&article.title) || has(&article.excerpt)))
        .collect();
    // What a cursor holds is the service's secret; here it is a number.
    let start = params.number("cursor", 0, 0, usize::MAX);
    let limit = params.number("limit", 50, 1, 100);
    let values: Vec<Value> = found.iter().skip(start).take(limit).map(|article| render(article, origin)).collect();
    let next = start.saturating_add(limit);
    let link = |cursor: usize| {
        let query = percent_encoding::utf8_percent_encode(query, percent_encoding::NON_ALPHANUMERIC);
        json!(format!("{origin}/rest/servicedeskapi/{own}?query={query}&highlight=false&limit={limit}&cursor={cursor}"))
    };
    let is_last = next >= found.len();
    let mut links = json!({"base": origin, "context": "", "self": link(start)});
    if !is_last {
        put(&mut links, "next", link(next));
    }
    reply::ok(&json!({
        "_expands": [],
        "size": values.len(),
        "start": start,
        "limit": limit,
        "isLastPage": is_last,
        "_links": links,
        "values": values,
    }))
}

fn render(article: &Article, origin: &str) -> Value {
    let address = format!("{origin}/rest/servicedesk/knowledgebase/latest/articles/view/{}", article.page);
    json!({
        "title": article.title,
        "excerpt": article.excerpt,
        "source": {"type": "confluence"},
        "content": {"iframeSrc": address},
    })
}
