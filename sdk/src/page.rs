//! Listings that come in pages.
//!
//! The next page is begun before the present one is handed out, so that showing and fetching overlap; never more than
//! one, and none beyond the limit. Records stay unread JSON text.

use crate::args::Limit;
use crate::error::{Error, Result};
use crate::executor::Pending;
use crate::request::{Request, receive};
use crate::response::Response;
use futures_util::Stream;
use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// How an endpoint spells its pages.
#[derive(Debug, Clone, Copy)]
pub struct Paging {
    /// The member that holds the records.
    records: &'static str,
    /// Query name and value of the page size.
    size: (&'static str, usize),
    next: Next,
}

/// How an endpoint says where the next page begins.
#[derive(Debug, Clone, Copy)]
enum Next {
    /// `member` of the answer goes into the query as `query`.
    Token { member: &'static str, query: &'static str },
}

impl Paging {
    /// Jira's newer listings: `nextPageToken` in answer and query, the page size as `maxResults`.
    pub const fn token(records: &'static str, size: usize) -> Self {
        let next = Next::Token { member: "nextPageToken", query: "nextPageToken" };
        Self { records, size: ("maxResults", size), next }
    }

    /// The first page's request. No page is larger than the limit, and all have one size: what a token means for
    /// another size, no document says.
    fn first(self, request: Request, limit: Limit) -> Request {
        let (name, size) = self.size;
        let size = limit.get().map_or(size, |limit| limit.min(size));
        request.replace_query(name, &size.to_string())
    }

    fn following(self, request: Request, position: &str) -> Request {
        let Next::Token { query, .. } = self.next;
        request.replace_query(query, position)
    }

    fn read(self, response: &Response) -> Result<Page> {
        let mut json = serde_json::Deserializer::from_slice(response.bytes());
        Envelope(self)
            .deserialize(&mut json)
            .and_then(|page| json.end().map(|()| page))
            .map_err(|error| response.unreadable(&error))
    }
}

/// One page: its records, and where the next one begins.
struct Page {
    records: Vec<Box<RawValue>>,
    next: Option<String>,
}

/// Reads a page with serde: member names are known at run time only, so it cannot be derived.
struct Envelope(Paging);

impl<'de> DeserializeSeed<'de> for Envelope {
    type Value = Page;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<Page, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Envelope {
    type Value = Page;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a page with a member `{}`", self.0.records)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> std::result::Result<Page, A::Error> {
        let Paging { records: list, next: Next::Token { member: token, .. }, .. } = self.0;
        let (mut records, mut next) = (None, None);
        while let Some(member) = members.next_key::<String>()? {
            if member == list {
                records = Some(members.next_value()?);
            } else if member == token {
                next = members.next_value::<Option<String>>()?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        // A listing without its records is not an empty one: nothing is silently incomplete.
        let records = records.ok_or_else(|| serde::de::Error::missing_field(list))?;
        Ok(Page { records, next: next.filter(|next| !next.is_empty()) })
    }
}

/// The pages of a listing, as a stream; see [`Request::pages`].
pub struct Pages {
    paging: Paging,
    request: Request,
    state: State,
    /// Positions that were already asked for: a site that repeats one would be asked for ever.
    seen: BTreeSet<String>,
    left: Option<usize>,
    more: bool,
}

/// Where the listing stands.
enum State {
    Begin,
    /// The next page is under way.
    Under(Pending),
    /// Said after the page that came with it.
    Failed(Error),
    End,
}

impl Request {
    /// Asks for all pages of a listing, up to `limit` records.
    ///
    /// ```
    /// # use atlassian_plugin_sdk::prelude::*;
    /// # const SEARCH: Endpoint = endpoint!(jira GET "/rest/api/3/search/jql");
    /// # async fn run(cx: &Cx, limit: Limit) -> Result<()> {
    /// let mut pages = cx.request(SEARCH).query("jql", "project = DEV").pages(Paging::token("issues", 100), limit);
    /// while let Some(issues) = pages.try_next().await? {
    ///     issues.iter().try_for_each(|issue| cx.emit_raw(issue))?;
    /// }
    /// if pages.more() {
    ///     cx.incomplete("`--limit 0` shows all", None);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(self, paging: Paging, limit: Limit) -> Pages {
        Pages {
            request: paging.first(self, limit),
            paging,
            state: State::Begin,
            seen: BTreeSet::new(),
            left: limit.get(),
            more: false,
        }
    }
}

impl Pages {
    /// Whether the site has more than the limit let through. Known once the stream has ended.
    pub fn more(&self) -> bool {
        self.more
    }

    /// Takes a page that arrived, and begins the next one if it is needed.
    fn arrived(&mut self, response: &Response) -> Result<Vec<Box<RawValue>>> {
        let Page { mut records, next } = self.paging.read(response)?;
        if let Some(left) = &mut self.left {
            self.more = records.len() > *left || (records.len() == *left && next.is_some());
            records.truncate(*left);
            *left -= records.len();
        }
        if let Some(position) = next.filter(|_| self.left != Some(0)) {
            self.state = self.begin(position).map_or_else(State::Failed, State::Under);
        }
        Ok(records)
    }

    fn begin(&mut self, position: String) -> Result<Pending> {
        let request = self.paging.following(self.request.clone(), &position);
        if !self.seen.insert(position) {
            return Err(Error::other("the site named the same page twice, so the listing cannot be completed"));
        }
        request.start()
    }
}

impl Stream for Pages {
    type Item = Result<Vec<Box<RawValue>>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if matches!(self.state, State::Begin) {
            self.state = self.request.clone().start().map_or_else(State::Failed, State::Under);
        }
        let answer = match &mut self.state {
            State::Under(pending) => ready!(Pin::new(pending).poll(cx)),
            _ => return Poll::Ready(self.stop()),
        };
        self.state = State::End;
        Poll::Ready(Some(receive(answer).and_then(|response| self.arrived(&response))))
    }
}

impl Pages {
    fn stop(&mut self) -> Option<Result<Vec<Box<RawValue>>>> {
        match std::mem::replace(&mut self.state, State::End) {
            State::Failed(error) => Some(Err(error)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::atlassian::plugin::http;
    use crate::endpoint::Endpoint;
    use crate::executor::{Answer, block_on};
    use crate::fake::{Seen, host, json};
    use futures_util::TryStreamExt;
    use std::cell::Ref;

    const LIST: Endpoint = crate::endpoint!(jira GET "/list");
    const PAGING: Paging = Paging::token("issues", 2);

    /// Five records on pages of two, whatever size is asked for.
    fn five(request: &http::Request) -> Answer {
        match request.query.iter().find(|(name, _)| name == "nextPageToken").map(|(_, token)| token.as_str()) {
            None => json(r#"{"issues":[{"n":1},{"n": 2}],"nextPageToken":"b","isLast":false}"#),
            Some("b") => json(r#"{"nextPageToken":"c","issues":[{"n":3},{"n":4}]}"#),
            _ => json(r#"{"issues":[{"n":5}],"nextPageToken":null,"isLast":true}"#),
        }
    }

    /// What a listing gave: records, whether there is more, and its error if it ended with one.
    fn list(
        answer: fn(&http::Request) -> Answer,
        limit: usize,
        check: fn(Ref<'_, Seen>),
    ) -> (Vec<String>, bool, Option<Error>) {
        let (reactor, cx, seen) = host(answer);
        let mut pages = cx.request(LIST).query("jql", "x").pages(PAGING, Limit::new(limit));
        let mut records = Vec::new();
        let run = async {
            while let Some(page) = pages.try_next().await? {
                records.extend(page.into_iter().map(|record| record.get().to_owned()));
            }
            Ok(())
        };
        let error = block_on(&reactor, run).err();
        check(seen.borrow());
        (records, pages.more(), error)
    }

    #[test]
    fn all_pages_arrive_unread() {
        let (records, more, error) = list(five, 0, |seen| {
            assert_eq!(seen.queries("nextPageToken"), [None, Some("b"), Some("c")]);
            assert_eq!(seen.queries("maxResults"), [Some("2"); 3]);
            assert_eq!(seen.queries("jql"), [Some("x"); 3]);
        });
        assert_eq!(records, [r#"{"n":1}"#, r#"{"n": 2}"#, r#"{"n":3}"#, r#"{"n":4}"#, r#"{"n":5}"#]);
        assert_eq!((more, error), (false, None));
    }

    #[test]
    fn the_limit_is_exact_and_nothing_is_fetched_beyond_it() {
        for (limit, requests, more) in
            [(1, 1, true), (2, 1, true), (3, 2, true), (4, 2, true), (5, 3, false), (9, 3, false)]
        {
            let (reactor, cx, seen) = host(five);
            let mut pages = cx.request(LIST).pages(PAGING, Limit::new(limit));
            let records: Result<Vec<_>> = block_on(&reactor, (&mut pages).try_concat());
            assert_eq!(records.map(|records| records.len()), Ok(limit.min(5)));
            assert_eq!((seen.borrow().started.len(), pages.more()), (requests, more), "limit {limit}");
        }
    }

    #[test]
    fn the_next_page_is_under_way_when_one_is_handed_out() -> Result<()> {
        let (reactor, cx, seen) = host(five);
        let mut pages = cx.request(LIST).pages(PAGING, Limit::ALL);
        for started in [2, 3, 3] {
            block_on(&reactor, pages.try_next())?;
            assert_eq!(seen.borrow().started.len(), started);
        }
        Ok(())
    }

    #[test]
    fn a_repeated_position_ends_the_listing_with_an_error() {
        let (records, _, error) = list(|_| json(r#"{"issues":[{}],"nextPageToken":"again"}"#), 0, |_| ());
        assert_eq!(records.len(), 2);
        assert_eq!(
            error.as_ref().map(Error::message),
            Some("the site named the same page twice, so the listing cannot be completed")
        );
    }

    #[test]
    fn an_empty_page_is_not_the_end() {
        let answer = |request: &http::Request| match request.query.len() {
            2 => json(r#"{"issues":[],"nextPageToken":"b"}"#),
            _ => json(r#"{"issues":[{}]}"#),
        };
        assert_eq!(list(answer, 0, |_| ()).0.len(), 1);
    }

    #[test]
    fn a_page_without_its_records_is_an_error() {
        for body in [r#"{"values":[]}"#, "[]", "{\"issues\":[]} x", "<html>"] {
            let (reactor, cx, _) = host(|request| json(request.query.first().map_or("", |(_, body)| body)));
            let mut pages = cx.request(LIST).query("body", body).pages(PAGING, Limit::ALL);
            assert!(block_on(&reactor, pages.try_next()).is_err(), "{body}");
        }
    }
}
