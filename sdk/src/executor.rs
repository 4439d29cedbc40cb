//! Runs a command's future on the host's `start`, `wait` and `take`.
//!
//! There is one thread and one root future. A future that needs an answer registers its handle together with its
//! waker; when nothing can go on, one `wait` blocks on all registered handles, and the ready ones are woken. Nothing
//! else can wake: a command that waits for anything but the host can never go on, which is an error.

use crate::bindings::atlassian::plugin::http;
use crate::error::{Error, Result};
use crate::host::Host;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// What a handle gives once it is ready.
pub(crate) type Answer = std::result::Result<http::Response, http::Error>;

/// Handles under way and who waits for them.
pub(crate) struct Reactor {
    host: Box<dyn Host>,
    waiting: RefCell<BTreeMap<u32, Waker>>,
    ready: RefCell<BTreeSet<u32>>,
}

impl Reactor {
    pub(crate) fn new(host: impl Host + 'static) -> Rc<Self> {
        Rc::new(Self { host: Box::new(host), waiting: RefCell::default(), ready: RefCell::default() })
    }

    /// Begins a request at once, whether or not the answer is awaited yet.
    pub(crate) fn start(self: &Rc<Self>, request: &http::Request) -> std::result::Result<Pending, http::Error> {
        let handle = self.host.start(request)?;
        Ok(self.pending(handle))
    }

    /// Begins a request whose answer goes to an output.
    pub(crate) fn start_download(
        self: &Rc<Self>,
        request: &http::Request,
        output: u32,
    ) -> std::result::Result<Pending, http::Error> {
        let handle = self.host.start_download(request, output)?;
        Ok(self.pending(handle))
    }

    /// Begins a timer at once.
    pub(crate) fn timer(self: &Rc<Self>, ms: u32) -> Pending {
        self.pending(self.host.timer(ms))
    }

    fn pending(self: &Rc<Self>, handle: u32) -> Pending {
        Pending { reactor: Rc::clone(self), handle, taken: false }
    }

    /// Blocks until something can go on; `false` when nobody waits for the host.
    fn wait(&self) -> bool {
        let handles: Vec<u32> = self.waiting.borrow().keys().copied().collect();
        if handles.is_empty() {
            return false;
        }
        for handle in self.host.wait(&handles) {
            self.wake(handle);
        }
        true
    }

    fn wake(&self, handle: u32) {
        let waker = self.waiting.borrow_mut().remove(&handle);
        if let Some(waker) = waker {
            self.ready.borrow_mut().insert(handle);
            waker.wake();
        }
    }
}

/// An answer that is on its way. Dropped before it came, it cancels the request.
pub(crate) struct Pending {
    reactor: Rc<Reactor>,
    handle: u32,
    taken: bool,
}

impl Pending {
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.reactor.ready.borrow_mut().remove(&self.handle) {
            self.taken = true;
            return Poll::Ready(());
        }
        self.reactor.waiting.borrow_mut().insert(self.handle, cx.waker().clone());
        Poll::Pending
    }

    /// The answer without the records of its list `list`, which stay with the host.
    pub(crate) fn poll_list(
        &mut self,
        cx: &mut Context<'_>,
        list: Option<&str>,
    ) -> Poll<std::result::Result<http::Listing, http::Error>> {
        self.poll_ready(cx).map(|()| self.reactor.host.take_list(self.handle, list))
    }
}

impl Future for Pending {
    type Output = Answer;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Answer> {
        self.poll_ready(cx).map(|()| self.reactor.host.take(self.handle))
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if !self.taken {
            self.reactor.waiting.borrow_mut().remove(&self.handle);
            self.reactor.ready.borrow_mut().remove(&self.handle);
            self.reactor.host.cancel(self.handle);
        }
    }
}

/// Set when the root future should be polled again.
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Runs `future` to its end.
pub(crate) fn block_on<T>(reactor: &Reactor, future: impl Future<Output = Result<T>>) -> Result<T> {
    let mut future = pin!(future);
    let woken = Arc::new(Woken(AtomicBool::new(true)));
    let waker = Waker::from(Arc::clone(&woken));
    let mut cx = Context::from_waker(&waker);
    loop {
        if woken.0.swap(false, Ordering::Relaxed) {
            if let Poll::Ready(result) = future.as_mut().poll(&mut cx) {
                return result;
            }
        } else if !reactor.wait() {
            return Err(Error::other("the command waits for something that is neither a request nor a timer"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cx::Cx;
    use crate::endpoint::Endpoint;
    use crate::error::Kind;
    use crate::fake::{Order, host, host_in_order, json};
    use futures_util::future::{Either, join_all, select};
    use futures_util::stream::{self, FuturesUnordered, StreamExt, TryStreamExt};
    use std::time::Duration;

    const ITEM: Endpoint = crate::endpoint!(jira GET "/item/{n}");

    /// Answers with the number that was asked for.
    fn echo(request: &http::Request) -> Answer {
        json(request.params.first().map_or("null", |param| param.value.as_str()))
    }

    async fn item(cx: &Cx, n: u32) -> Result<u32> {
        cx.request(ITEM).param("n", n).json().await
    }

    /// Ways in which a host may report what is ready.
    const ORDERS: [Order; 4] = [
        |pending| pending.iter().take(1).copied().collect(),
        |pending| pending.iter().rev().take(1).copied().collect(),
        <[u32]>::to_vec,
        |pending| pending.iter().rev().step_by(2).copied().collect(),
    ];

    #[test]
    fn answers_find_their_requests_in_any_order() -> Result<()> {
        for order in ORDERS {
            let (reactor, cx, _) = host_in_order(echo, order);
            let answers = block_on(&reactor, async { Ok(join_all((0..7).map(|n| item(&cx, n))).await) })?;
            assert_eq!(answers.into_iter().collect::<Result<Vec<_>>>()?, (0..7).collect::<Vec<_>>());
        }
        Ok(())
    }

    #[test]
    fn buffer_unordered_keeps_that_many_under_way() -> Result<()> {
        for order in ORDERS {
            let (reactor, cx, seen) = host_in_order(echo, order);
            let items = stream::iter(0..50).map(|n| item(&cx, n)).buffer_unordered(20);
            let mut answers: Vec<u32> = block_on(&reactor, items.try_collect())?;
            answers.sort_unstable();
            assert_eq!(answers, (0..50).collect::<Vec<_>>());
            assert_eq!(seen.borrow().most, 20);
        }
        Ok(())
    }

    #[test]
    fn groups_within_groups_go_on() -> Result<()> {
        for order in ORDERS {
            let (reactor, cx, _) = host_in_order(echo, order);
            let group = async |start: u32| {
                let items: FuturesUnordered<_> = (start..start + 3).map(|n| item(&cx, n)).collect();
                items.try_fold(0, async |sum, n| Ok(sum + n)).await
            };
            let groups: FuturesUnordered<_> = [0, 10, 20].into_iter().map(group).collect();
            let sum = block_on(&reactor, groups.try_fold(0, async |sum, n| Ok(sum + n)))?;
            assert_eq!(sum, 3 + 33 + 63);
        }
        Ok(())
    }

    #[test]
    fn a_dropped_request_is_cancelled() -> Result<()> {
        let (reactor, cx, seen) = host(echo);
        let race = async {
            match select(Box::pin(item(&cx, 1)), Box::pin(item(&cx, 2))).await {
                Either::Left((answer, _)) | Either::Right((answer, _)) => answer,
            }
        };
        assert_eq!(block_on(&reactor, race)?, 1);
        assert_eq!(seen.borrow().cancelled, [2]);
        Ok(())
    }

    #[test]
    fn what_was_not_awaited_is_not_started() -> Result<()> {
        let (reactor, cx, seen) = host(echo);
        block_on(&reactor, async {
            drop(item(&cx, 1));
            Ok(())
        })?;
        assert!(seen.borrow().started.is_empty());
        Ok(())
    }

    #[test]
    fn a_ready_answer_that_nobody_takes_is_cancelled() -> Result<()> {
        let (reactor, cx, seen) = host_in_order(echo, <[u32]>::to_vec);
        let both = async {
            let (mut first, second) = (Box::pin(item(&cx, 1)), Box::pin(item(&cx, 2)));
            let first_done = select(&mut first, second).await;
            assert!(matches!(first_done, Either::Left((Ok(1), _))));
            Ok(())
        };
        block_on(&reactor, both)?;
        assert_eq!(seen.borrow().cancelled, [2]);
        Ok(())
    }

    #[test]
    fn a_timer_is_a_handle_like_others() -> Result<()> {
        let (reactor, cx, _) = host(echo);
        let answer = block_on(&reactor, async {
            cx.sleep(Duration::from_secs(1)).await;
            item(&cx, 3).await
        })?;
        assert_eq!(answer, 3);
        Ok(())
    }

    #[test]
    fn a_refused_start_is_an_error() {
        let (reactor, cx, _) = host(|_| {
            let (code, message) = ("denied".to_owned(), "not declared".to_owned());
            Err(http::Error { code, message, delivery: http::Delivery::NotSent })
        });
        let error = block_on(&reactor, item(&cx, 1)).err();
        assert_eq!(error.map(|error| error.kind()), Some(Kind::Refused));
    }

    #[test]
    fn a_future_that_wakes_itself_is_polled_without_waiting() -> Result<()> {
        let (reactor, ..) = host(echo);
        let mut rounds = 0;
        let own = std::future::poll_fn(|cx| {
            rounds += 1;
            cx.waker().wake_by_ref();
            if rounds == 3 { Poll::Ready(Ok(())) } else { Poll::Pending }
        });
        block_on(&reactor, own)
    }

    #[test]
    fn waiting_for_nothing_is_an_error_and_not_a_hang() {
        let (reactor, ..) = host(echo);
        assert!(block_on::<()>(&reactor, std::future::pending()).is_err());
    }
}
