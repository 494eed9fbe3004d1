//! Everything that answers at one port: the issuer without a path, and those that have one, each with keys, sessions and grants of
//! its own.
//!
//! An issuer with a path comes to be when it is first asked for something. It is told what the configuration says of it, else what
//! the issuer without a path is told; and what happens at it is forgotten at the end.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock, Weak},
};

use http::StatusCode;
use tokio::task::JoinHandle;

use super::{
    World,
    config::Config,
    cross_origin,
    endpoint::{self, CONTROL, ENDPOINTS, EndpointRow, PAGES},
    journal::Unkept,
    let_pass, logout_outbox,
    observer::{Observer, Seen},
    provider::{Current, Provider},
    received::Received,
    reply::Reply,
    room::Room,
    script::play::{self, Played},
    shape::{self, row::Shape},
    ssf::transmitter,
    store::Store,
    tenancy::Tenancy,
    tenant::{self, Addressed},
};
use crate::error::Result;

/// The most issuers that have a path (threat P17).
pub const TENANTS: usize = 100;

/// One issuer, and the addresses that it answers at.
struct Issuer {
    current: Arc<Current>,
    shape: Option<&'static Shape>,
    tables: Vec<&'static [EndpointRow]>,
    pushing: JoinHandle<()>,
}

impl Issuer {
    /// Begins what it does by itself, on the current tokio runtime.
    fn start(provider: Provider, shape: Option<&'static Shape>) -> Self {
        let tables = shape.map_or(vec![ENDPOINTS, &CONTROL], |shape| vec![shape.endpoints, PAGES, &CONTROL]);
        let current = Current::new(provider);
        let own = current.provider();
        if own.stays {
            tokio::spawn(async move {
                if let Err(error) = own.keys.make_all(&own.store, &own.world).await {
                    own.failed(&error);
                }
            });
        }
        let own = current.provider();
        let owed = logout_outbox::owed(&own);
        tokio::spawn(async move { logout_outbox::resume(&own, &owed).await });
        let pushing = tokio::spawn(transmitter::run(Arc::clone(&current)));
        Self { current, shape, tables, pushing }
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.pushing.abort();
    }
}

/// All issuers of one port.
pub struct Site {
    root: Issuer,
    /// Those that have a path, by it.
    tenants: RwLock<BTreeMap<String, Arc<Issuer>>>,
    world: Arc<dyn World>,
    observer: Option<Arc<dyn Observer>>,
}

impl Site {
    /// Of this provider, which stands for that vendor if for one.
    pub fn start(
        mut provider: Provider,
        shape: Option<&'static Shape>,
        world: Arc<dyn World>,
        observer: Option<Arc<dyn Observer>>,
    ) -> Arc<Self> {
        Arc::new_cyclic(|site| {
            let tenancy: Weak<dyn Tenancy> = Weak::<Self>::clone(site);
            provider.tenancy = Some(tenancy);
            Self { root: Issuer::start(provider, shape), tenants: RwLock::default(), world, observer }
        })
    }

    /// The provider of the issuer without a path.
    pub fn provider(&self) -> Arc<Provider> {
        self.root.current.provider()
    }

    /// The providers of all issuers, first that of the one without a path.
    pub fn providers(&self) -> Vec<Arc<Provider>> {
        let tenants = self.tenants.read().unwrap_or_else(PoisonError::into_inner);
        let issuers = [&self.root].into_iter().chain(tenants.values().map(Arc::as_ref));
        issuers.map(|issuer| issuer.current.provider()).collect()
    }

    /// Tells every issuer anew: whom it knows, and how long things live. What it has learned stays, unless it is another vendor's
    /// now.
    pub fn configure(&self, config: &Config) {
        let mut tenants = self.tenants.write().unwrap_or_else(PoisonError::into_inner);
        self.root.current.provider().change(|told| told.tell(config.clone()));
        tenants.retain(|path, issuer| {
            let (config, shape) = told(config, path);
            issuer.current.provider().change(|told| told.tell(config));
            issuer.shape.map(|shape| shape.name) == shape.map(|shape| shape.name)
        });
    }

    /// The issuer with a path that is asked, and for what: one that is named in the configuration, else any, but beside a vendor's.
    fn addressed(&self, path: &str) -> Option<Addressed> {
        let named = tenant::named(path, self.provider().config.tenants.keys());
        if named.is_some() || self.root.shape.is_some() || tenant::is_answered(path, &self.root.tables) {
            return named;
        }
        tenant::addressed(path, &[ENDPOINTS, &CONTROL])
    }

    /// Nothing if the connection is to end without an answer.
    pub async fn answer(&self, mut received: Received) -> Option<Reply> {
        let observer = self.observer.as_deref();
        match self.addressed(&received.path) {
            None => answer(&self.root, received, observer).await,
            Some(Addressed { tenant, path }) => match self.known_or_made(&tenant, &received) {
                Err(refused) => Some(*refused),
                Ok(issuer) => {
                    received.path = path;
                    answer(&issuer, received, observer).await.map(|reply| reply.below(&tenant))
                }
            },
        }
    }

    /// The issuer of that path; none is made for who may not ask here at all, such as a picture in a page of another site
    /// (threats P2, P17).
    fn known_or_made(&self, path: &str, received: &Received) -> std::result::Result<Arc<Issuer>, Box<Reply>> {
        let root = self.provider();
        let known = self.tenants.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        // those of the configuration have their room
        let may_begin = || root.config.tenants.contains_key(path) || cross_origin::may_begin(&root, received);
        let refused = endpoint::refuse_host(&root, received)
            .or_else(|| if may_begin() { None } else { cross_origin::refuse(&root, received) });
        match refused {
            Some(refused) => Err(Box::new(refused)),
            None => match self.tenant(path) {
                Ok(Some(issuer)) => Ok(issuer),
                Ok(None) => {
                    let why = format!("there are {TENANTS} issuers with a path already");
                    Err(Box::new(Reply::text(StatusCode::NOT_FOUND, &why)))
                }
                Err(error) => Err(Box::new(root.failed(&error).reply())),
            },
        }
    }

    /// Lets nobody wait any longer for something to come: it ends.
    pub fn end_waits(&self) {
        let tenants = self.tenants.read().unwrap_or_else(PoisonError::into_inner);
        for issuer in tenants.values().map(Arc::as_ref).chain([&self.root]) {
            issuer.current.provider().log.close();
        }
    }

    /// The issuer of that path, made now if there was none and there is room for one more.
    fn tenant(&self, path: &str) -> Result<Option<Arc<Issuer>>> {
        let known = self.tenants.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        if known.is_some() {
            return Ok(known);
        }
        let mut tenants = self.tenants.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = tenants.get(path) {
            return Ok(Some(Arc::clone(known)));
        }
        // those of the configuration have their room
        let named = &self.provider().config.tenants;
        let unnamed = tenants.keys().filter(|known| !named.contains_key(*known)).count();
        if !named.contains_key(path) && unnamed >= TENANTS {
            return Ok(None);
        }
        let (sibling, shape) = self.sibling(path)?;
        let issuer = Arc::new(Issuer::start(sibling, shape));
        tenants.insert(path.to_owned(), Arc::clone(&issuer));
        Ok(Some(issuer))
    }

    /// A provider that has learned nothing yet, and the vendor that it stands for.
    fn sibling(&self, path: &str) -> Result<(Provider, Option<&'static Shape>)> {
        let root = self.provider();
        let (config, shape) = told(&root.config, path);
        let policy = shape.map_or(root.policy, |shape| *shape.policy);
        // a user's file names as many as there is memory for
        let room = if root.config.tenants.contains_key(path) { Room::WHOLE } else { Room::SHARE };
        let origin = format!("{}{path}", root.origin);
        let store = Store::open_within(room, Box::new(Unkept), self.world.now())?;
        let mut sibling = Provider::open(origin, &policy, config, store, Arc::clone(&self.world))?;
        sibling.also = root.also.iter().map(|base| format!("{base}{path}")).collect();
        sibling.mutual = root.mutual.as_ref().map(|mutual| format!("{mutual}{path}"));
        sibling.stays = root.stays;
        sibling.instance = root.instance.clone();
        sibling.control = root.control.clone();
        sibling.places = Arc::clone(&root.places);
        sibling.hints = Arc::clone(&root.hints);
        sibling.faults = root.faults.of_sibling();
        Ok((sibling, shape))
    }
}

impl Tenancy for Site {
    fn paths(&self) -> Vec<String> {
        self.tenants.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }

    fn begin(&self, path: &str) -> Result<bool> {
        let is_named = self.provider().config.tenants.contains_key(path);
        let may_be = is_named || self.root.shape.is_none() && tenant::is_path(path);
        Ok(may_be && self.tenant(path)?.is_some())
    }

    fn forget(&self, path: &str) -> bool {
        self.tenants.write().unwrap_or_else(PoisonError::into_inner).remove(path).is_some()
    }
}

/// What the issuer of that path is told: its own part of the configuration, else what the issuer without a path is told.
fn told(config: &Config, path: &str) -> (Config, Option<&'static Shape>) {
    let Some(tenant) = config.tenants.get(path) else {
        return (Config { tenants: BTreeMap::new(), ..config.clone() }, None);
    };
    let (mut config, shape) = (Config::clone(&tenant.config), tenant.shape.as_deref().and_then(shape::named));
    if let Some(shape) = shape {
        (shape.prepare)(&mut config);
    }
    (config, shape)
}

async fn answer(issuer: &Issuer, received: Received, observer: Option<&dyn Observer>) -> Option<Reply> {
    let provider = issuer.current.provider().for_one_request();
    let for_apps = endpoint::for_apps(&issuer.tables, &provider, &received);
    // a browser's own question, which is no app's
    let preflight = for_apps.and_then(|row| cross_origin::preflight(&provider, row.methods, &received));
    let Played { reply, script } = match preflight {
        Some(reply) => Played { reply: Some(reply), script: None },
        None => play::answered(&provider, &issuer.tables, &received).await,
    };
    let reply = reply.map(|reply| match for_apps {
        Some(_) => cross_origin::shared(&provider, &received, reply),
        None => reply,
    });
    let reply = let_pass::told(&provider, &received, reply);
    if let Some(observer) = observer {
        observer.answered(&Seen::of(&received, reply.as_ref()));
    }
    provider.log.record(provider.now(), received, reply.as_ref(), script);
    reply
}
