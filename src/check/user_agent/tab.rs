//! A page open in Chromium, which has a store of its own for cookies and whatever else scripts keep, and asks nobody but us: each
//! request waits until it is answered here. Its time is not ours: where nothing is asked for, the page's clock goes on as fast as
//! its scripts can, so that what they do after a while they do at once, and in the same order each time.
//! <https://chromedevtools.github.io/devtools-protocol/tot/Fetch/>, <https://chromedevtools.github.io/devtools-protocol/tot/Emulation/>

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::{Value, json};
use tokio::sync::{Mutex, mpsc::UnboundedReceiver};
use url::Url;

use super::devtools::{Conversation, Event, failed};
use crate::{error::Result, jose::base64url};

/// How much of a page's own time is waited for its scripts, in milliseconds.
const BUDGET: u64 = 3000;

/// What the page in a tab does.
pub enum Doing {
    /// It is to be shown the document of the tab.
    Opens(Asked),
    /// It, or a script or frame of it, asks for something.
    Asks(Asked),
    /// It leads elsewhere.
    Leads(Asked),
    /// Nothing more.
    Rests,
}

/// A request that waits.
pub struct Asked {
    id: String,
    /// Where to, with the fragment.
    pub url: Url,
    /// The method.
    pub method: Method,
    /// Its headers, as far as the page makes them, and the cookies that go with it.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
    /// What for, as the protocol's `Network.ResourceType` names it.
    pub kind: String,
    /// The referrer policy.
    pub policy: String,
}

impl Asked {
    fn of(about: &Value) -> Option<Self> {
        let (id, request) = (about["requestId"].as_str()?.to_owned(), &about["request"]);
        let mut url = Url::parse(request["url"].as_str()?).ok()?;
        if let Some(fragment) = request["urlFragment"].as_str() {
            url.set_fragment(Some(fragment.trim_start_matches('#')));
        }
        let mut headers = HeaderMap::new();
        for (name, value) in request["headers"].as_object()? {
            let pair =
                (HeaderName::try_from(name), HeaderValue::try_from(value.as_str().unwrap_or_default()));
            if let (Ok(name), Ok(value)) = pair {
                headers.append(name, value);
            }
        }
        let parts = request["postDataEntries"].as_array().map_or(&[][..], Vec::as_slice);
        let body = parts
            .iter()
            .filter_map(|part| base64url::decode_standard(part["bytes"].as_str()?))
            .flatten()
            .collect();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let method = Method::from_bytes(request["method"].as_str()?.as_bytes()).ok()?;
        let (kind, policy) = (text(&about["resourceType"]), text(&request["referrerPolicy"]));
        Some(Self { id, url, method, headers, body, kind, policy })
    }

    /// That opens an address of which nothing more is known.
    fn opening(url: &str) -> Option<Self> {
        let (url, method) = (Url::parse(url).ok()?, Method::GET);
        let (id, kind, policy) = (String::new(), String::new(), String::new());
        Some(Self { id, url, method, headers: HeaderMap::new(), body: Vec::new(), kind, policy })
    }
}

/// The page, with its own store. It is closed when this is dropped.
pub struct Tab {
    conversation: Arc<Conversation>,
    context: String,
    session: String,
    /// Which is its main frame's name, too.
    target: String,
    /// The command that opens its page.
    opening: AtomicU64,
    /// Whether it has been asked for what is there.
    is_opened: AtomicBool,
    events: Mutex<UnboundedReceiver<Event>>,
}

impl Drop for Tab {
    fn drop(&mut self) {
        self.conversation.forget(&self.session);
        let params = json!({"browserContextId": self.context});
        self.conversation.tell(None, "Target.disposeBrowserContext", &params);
    }
}

impl Tab {
    /// A new one, which shows nothing yet, with these cookies in its store. `script` runs in each of its pages before those of
    /// the page.
    ///
    /// # Errors
    /// [`Code::ChromiumFailed`](crate::error::Code::ChromiumFailed), as everything that is asked of a tab.
    pub async fn new(conversation: &Arc<Conversation>, cookies: &[Value], script: &str) -> Result<Self> {
        let named = |value: &Value, name: &str| {
            value[name].as_str().map(ToOwned::to_owned).ok_or_else(|| failed(format!("it names no {name}")))
        };
        let made = json!({"disposeOnDetach": true});
        let context =
            named(&conversation.ask(None, "Target.createBrowserContext", &made).await?, "browserContextId")?;
        for cookie in cookies {
            // what it does not take it would not take from the app either
            let set = json!({"browserContextId": context, "cookies": [cookie]});
            conversation.tell(None, "Storage.setCookies", &set);
        }
        let blank = json!({"url": "about:blank", "browserContextId": context, "hidden": true});
        let target = named(&conversation.ask(None, "Target.createTarget", &blank).await?, "targetId")?;
        let flat = json!({"targetId": target, "flatten": true});
        let session = named(&conversation.ask(None, "Target.attachToTarget", &flat).await?, "sessionId")?;
        let events = Mutex::new(conversation.listen(&session));
        let (conversation, opening) = (Arc::clone(conversation), AtomicU64::new(0));
        let is_opened = AtomicBool::new(false);
        let tab = Self { conversation, context, session, target, opening, is_opened, events };
        tab.tell("Page.enable", &json!({}));
        tab.tell("Network.enable", &json!({}));
        tab.tell("Network.setBypassServiceWorker", &json!({"bypass": true}));
        // these go to the page's own process, which may only just begin: a page that opens before would not have them
        tab.ask("Page.addScriptToEvaluateOnNewDocument", &json!({"source": script})).await?;
        // without this it would ask by itself: nothing is opened before it is in force
        tab.ask("Fetch.enable", &json!({"patterns": [{"urlPattern": "*"}]})).await?;
        Ok(tab)
    }

    fn tell(&self, method: &str, params: &Value) -> u64 {
        self.conversation.tell(Some(&self.session), method, params)
    }

    async fn ask(&self, method: &str, params: &Value) -> Result<Value> {
        self.conversation.ask(Some(&self.session), method, params).await
    }

    /// Opens an address; what is there is asked for by [`Doing::Opens`].
    pub fn open(&self, url: &Url) {
        let opening = self.tell("Page.navigate", &json!({"url": url.as_str()}));
        self.opening.store(opening, Ordering::SeqCst);
    }

    /// Waits for what the page does next.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub async fn next(&self) -> Result<Doing> {
        let mut events = self.events.lock().await;
        loop {
            let event = self.conversation.until(events.recv()).await?;
            let event = event.ok_or_else(|| failed("the page is gone"))?;
            if let Some(doing) = self.understood(&event) {
                return Ok(doing);
            }
        }
    }

    fn understood(&self, event: &Event) -> Option<Doing> {
        let about = &event.about;
        match event.name.as_str() {
            "Fetch.requestPaused" => {
                let Some(asked) = Asked::of(about) else {
                    self.refused(about["requestId"].as_str().unwrap_or_default(), "Failed");
                    return None;
                };
                if matches!(asked.url.scheme(), "data" | "blob") {
                    // what the page brought with it
                    self.tell("Fetch.continueRequest", &json!({"requestId": asked.id}));
                    return None;
                }
                let is_page = asked.kind == "Document" && about["frameId"] == self.target.as_str();
                Some(match is_page {
                    false => Doing::Asks(asked),
                    true if self.is_opened.swap(true, Ordering::SeqCst) => Doing::Leads(asked),
                    true => Doing::Opens(asked),
                })
            }
            // another window: here there is one, and only for what a person presses
            "Page.windowOpen" if about["userGesture"] == true => {
                Asked::opening(about["url"].as_str()?).map(Doing::Leads)
            }
            "Page.javascriptDialogOpening" => {
                self.tell("Page.handleJavaScriptDialog", &json!({"accept": true}));
                None
            }
            "Emulation.virtualTimeBudgetExpired" => Some(Doing::Rests),
            "Inspector.targetCrashed" => Some(Doing::Rests),
            "" if event.command == self.opening.load(Ordering::SeqCst) => {
                // a download, or an answer without content, is no page
                let is_shown = about.get("frameId").is_some() && about.get("errorText").is_none();
                if is_shown {
                    self.goes_on();
                    return None;
                }
                Some(Doing::Rests)
            }
            _ => None,
        }
    }

    /// Lets the page's time go on.
    fn goes_on(&self) {
        let policy = json!({"policy": "pauseIfNetworkFetchesPending", "budget": BUDGET});
        self.tell("Emulation.setVirtualTimePolicy", &policy);
    }

    /// Answers a request.
    pub fn answer(&self, asked: &Asked, status: u16, headers: &HeaderMap, body: &[u8]) {
        let fields = headers.iter().filter(|(name, _)| is_passed_on(name)).map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            json!({"name": name.as_str(), "value": value})
        });
        let fields: Vec<Value> = fields.collect();
        let body = base64url::encode_standard(body);
        let answer =
            json!({"requestId": asked.id, "responseCode": status, "responseHeaders": fields, "body": body});
        self.tell("Fetch.fulfillRequest", &answer);
    }

    /// Tells the page that nothing came of a request.
    pub fn refuse(&self, asked: &Asked) {
        self.refused(&asked.id, "BlockedByClient");
    }

    /// Has the page stay where it is.
    pub fn stay(&self, asked: &Asked) {
        self.refused(&asked.id, "Aborted");
    }

    fn refused(&self, id: &str, why: &str) {
        if !id.is_empty() {
            self.tell("Fetch.failRequest", &json!({"requestId": id, "errorReason": why}));
        }
    }

    /// Has a script run as if a person had done something.
    pub async fn act(&self, script: &str) -> Result<()> {
        let world = self.world().await?;
        let params = json!({"contextId": world, "expression": script, "userGesture": true});
        // it is not waited for: what it asks for is answered first
        self.tell("Runtime.evaluate", &params);
        self.goes_on();
        Ok(())
    }

    /// What a script says that the page's own scripts cannot meddle with; nothing, if it fails.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub async fn read(&self, script: &str) -> Result<Value> {
        let world = self.world().await?;
        let params = json!({"contextId": world, "expression": script, "returnByValue": true});
        Ok(self.ask("Runtime.evaluate", &params).await?["result"]["value"].take())
    }

    async fn world(&self) -> Result<Value> {
        let params = json!({"frameId": self.target});
        Ok(self.ask("Page.createIsolatedWorld", &params).await?["executionContextId"].take())
    }

    /// The cookies in its store.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub async fn cookies(&self) -> Result<Vec<Value>> {
        let params = json!({"browserContextId": self.context});
        let mut stored = self.conversation.ask(None, "Storage.getCookies", &params).await?;
        Ok(match stored["cookies"].take() {
            Value::Array(cookies) => cookies,
            _ => Vec::new(),
        })
    }
}

/// Of the length and the encoding nothing is left once an answer is read.
fn is_passed_on(name: &HeaderName) -> bool {
    use http::header::{CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING};
    ![CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING].contains(name)
}
