//! A running simulator.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::app::App;
use crate::control::{Hold, Recorded};
use crate::options::Options;
use crate::scripted::Scripted;
use crate::state::Data;
use crate::wire::{Scissors, Wires};
use crate::{door, seed};

/// How long requests may take to end once the simulator stops.
const STOPPING: Duration = Duration::from_millis(200);

/// A site on 127.0.0.1 with its own thread and runtime. It stops when it is dropped.
#[derive(Debug)]
pub struct Simulator {
    app: Arc<App>,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Simulator {
    /// Starts a site; when this returns, it accepts connections.
    ///
    /// # Errors
    ///
    /// When the port is taken, or the system gives no thread.
    pub fn start(options: Options) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let data = Data::new(seed::load()?, options.issues)?;
        let app = Arc::new(App::new(options, data, format!("http://{address}")));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let service = door::build(Arc::clone(&app)).into_make_service_with_connect_info::<Scissors>();
        let serve = async move {
            let wires = Wires(tokio::net::TcpListener::from_std(listener)?);
            tokio::select! {
                served = axum::serve(wires, service) => served,
                // A dropped sender stops just as well.
                _ = stopped => Ok(()),
            }
        };
        let thread = std::thread::Builder::new().name("atlassian-simulator".to_owned()).spawn(move || {
            if let Err(error) = runtime.block_on(serve) {
                crate::log::message(&format!("the simulator ended: {error}"));
            }
            runtime.shutdown_timeout(STOPPING);
        })?;
        Ok(Self { app, address, stop: Some(stop), thread: Some(thread) })
    }

    /// `http://127.0.0.1:PORT`: the site, the gateway (below `/ex/`) and Bitbucket in one.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The requests so far, in the order in which they arrived (the last 100,000).
    pub fn requests(&self) -> Vec<Recorded> {
        self.app.control.requests()
    }

    /// Forgets the requests so far, and the peak.
    pub fn reset_requests(&self) {
        self.app.control.reset();
    }

    /// The most requests that were in flight at one time.
    pub fn peak_concurrency(&self) -> usize {
        self.app.control.peak()
    }

    /// Queues a hand-made answer for requests whose path and query begin with `prefix`. Neither credentials nor faults
    /// are looked at for these.
    pub fn script(&self, prefix: &str, answer: Scripted) {
        self.app.control.script(answer.under(prefix));
    }

    /// Forgets the hand-made answers that were not used.
    pub fn clear_scripts(&self) {
        self.app.control.clear_scripts();
    }

    /// Holds requests whose path begins with `prefix` until `requests` of them are in flight together (or the hold is
    /// released): proof that a client is concurrent, without a look at the clock.
    pub fn hold(&self, prefix: &str, requests: usize) -> Hold {
        self.app.control.hold(prefix, requests)
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // Nobody listens when the server has ended by itself.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was already printed.
            let _ = thread.join();
        }
    }
}
