//! The listener that the browser is sent back to (RFC 8252 §7.3, §8.3; threats C43–C61): bound to loopback and to nothing
//! else, for one login, for as short as can be.

use std::sync::Arc;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use url::Url;

use super::{
    Awaited, BoxFuture, Callback, CallbackAddress, IsOurs, Loopback, Notified,
    gate::{Gate, failed},
    loopback_socket::{bind, redirect_uri},
    notification,
    wait::Wait,
};
use crate::{
    error::{Code, Phase, Result},
    protocol::authorization::Arrived,
};

/// The real [`Loopback`].
#[derive(Debug, Clone, Copy, Default)]
pub struct LoopbackListener;

impl Loopback for LoopbackListener {
    fn listen(&self, address: &CallbackAddress, awaited: &Awaited) -> Result<Box<dyn Callback>> {
        let (sender, answer) = unbounded_channel();
        let wait = Arc::new(Wait::new(address.path.clone(), awaited.clone(), sender));
        let address = address.clone();
        let bind = move || {
            let listeners = bind(address.host, address.port)?;
            let port = listeners[0].local_addr().map_err(|error| failed(&error))?.port();
            Ok((listeners, redirect_uri(&address, port)?))
        };
        let (gate, redirect_uri) = Gate::open(bind, wait.clone())?;
        Ok(Box::new(Listening { redirect_uri, wait, answer, _gate: gate }))
    }

    fn listen_for_notice(&self, address: &CallbackAddress) -> Result<Box<dyn Notified>> {
        Ok(Box::new(notification::Listening::open(address)?))
    }
}

/// An open listener.
struct Listening {
    redirect_uri: Url,
    wait: Arc<Wait>,
    answer: UnboundedReceiver<Result<Arrived>>,
    _gate: Gate,
}

impl Callback for Listening {
    fn redirect_uri(&self) -> Url {
        self.redirect_uri.clone()
    }

    fn receive(&mut self, is_ours: IsOurs) -> BoxFuture<'_, Result<Arrived>> {
        self.wait.judge_by(is_ours);
        Box::pin(async {
            self.answer.recv().await.unwrap_or_else(|| Err(Code::ListenFailed.error().phase(Phase::Callback)))
        })
    }

    fn ignored(&self) -> usize {
        self.wait.ignored()
    }
}
