//! The one seam between the SDK and the host's HTTP interface, so that everything above it runs in native tests.

use crate::bindings::atlassian::plugin::http;

/// The asynchronous half of the contract's `http` interface.
pub(crate) trait Host {
    /// Begins a request.
    fn start(&self, request: &http::Request) -> Result<u32, http::Error>;
    /// Begins a request whose answer goes to an output.
    fn start_download(&self, request: &http::Request, output: u32) -> Result<u32, http::Error>;
    /// Begins a timer.
    fn timer(&self, ms: u32) -> u32;
    /// Blocks until at least one of the handles is ready.
    fn wait(&self, pending: &[u32]) -> Vec<u32>;
    /// Takes the answer of a ready handle.
    fn take(&self, pending: u32) -> Result<http::Response, http::Error>;
    /// Takes the answer of a ready handle and leaves its records with the host.
    fn take_list(&self, pending: u32, list: Option<&str>) -> Result<http::Listing, http::Error>;
    /// Forgets a handle.
    fn cancel(&self, pending: u32);
}

/// The real host.
pub(crate) struct Real;

impl Host for Real {
    fn start(&self, request: &http::Request) -> Result<u32, http::Error> {
        http::start(request)
    }

    fn start_download(&self, request: &http::Request, output: u32) -> Result<u32, http::Error> {
        http::start_download(request, output)
    }

    fn timer(&self, ms: u32) -> u32 {
        http::timer(ms)
    }

    fn wait(&self, pending: &[u32]) -> Vec<u32> {
        http::wait(pending)
    }

    fn take(&self, pending: u32) -> Result<http::Response, http::Error> {
        http::take(pending)
    }

    fn take_list(&self, pending: u32, list: Option<&str>) -> Result<http::Listing, http::Error> {
        http::take_list(pending, list)
    }

    fn cancel(&self, pending: u32) {
        http::cancel(pending);
    }
}
