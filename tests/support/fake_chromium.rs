//! A browser that runs scripts, played: it speaks the DevTools protocol as Chromium does, and what it runs are steps that stand in
//! a page, as [`script`] writes them.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
};

use authctl::{
    host::{BoxFuture, DevTools},
    jose::base64url,
};
use serde_json::{Map, Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use url::Url;

/// A script of these steps: `["ask", METHOD, URL, BODY]`, `["load", KIND, URL]`, `["show", TEXT]` (with `{cookie}`, `{answer}`
/// and `{NAME}` of what is kept), `["cookie", "a=1"]`, `["uncookie", NAME]`, `["keep", NAME, VALUE]`, `["lead", URL]`, `["post", URL, BODY]`,
/// `["window", URL]`, `["dialog"]`, `["hang"]`, `["button", LABEL, STEP…]`.
pub fn script(steps: &Value) -> String {
    format!("<script>/*steps*/{steps}</script>")
}

/// The browser, of which the tests keep a clone.
#[derive(Clone)]
pub struct FakeChromium(Arc<Played>);

struct Played {
    tabs: Mutex<Tabs>,
    to_us: Mutex<Option<UnboundedSender<String>>>,
    from_it: tokio::sync::Mutex<UnboundedReceiver<String>>,
    ends_at: Option<&'static str>,
}

#[derive(Default)]
struct Tabs {
    made: usize,
    open: BTreeMap<String, Tab>,
    told: Vec<String>,
}

/// A page, its store and what it still has to do.
#[derive(Default)]
struct Tab {
    name: String,
    url: String,
    navigation: u64,
    html: String,
    steps: VecDeque<Value>,
    /// Until when it does nothing: until this request is answered.
    waits_for: Option<String>,
    is_timed: bool,
    answer: String,
    cookies: Vec<Value>,
    kept: Map<String, Value>,
    buttons: Vec<Value>,
    requests: usize,
}

impl FakeChromium {
    /// A right one.
    pub fn new() -> Self {
        Self::ending_at(None)
    }

    /// One that ends where it is given that command.
    pub fn ending_at(ends_at: Option<&'static str>) -> Self {
        let (to_us, from_it) = unbounded_channel();
        let (to_us, from_it) = (Mutex::new(Some(to_us)), tokio::sync::Mutex::new(from_it));
        Self(Arc::new(Played { tabs: Mutex::default(), to_us, from_it, ends_at }))
    }

    /// How many tabs are open.
    pub fn open_tabs(&self) -> usize {
        self.0.tabs.lock().unwrap().open.len()
    }

    /// The commands so far that begin with this.
    pub fn told(&self, domain: &str) -> Vec<String> {
        let tabs = self.0.tabs.lock().unwrap();
        tabs.told.iter().filter(|method| method.starts_with(domain)).cloned().collect()
    }
}

impl DevTools for FakeChromium {
    fn send(&self, message: String) {
        let message: Value = serde_json::from_str(&message).expect("a message is JSON");
        let (id, method) = (message["id"].as_u64().expect("a number"), message["method"].as_str().unwrap());
        if self.0.ends_at == Some(method) {
            self.0.to_us.lock().unwrap().take();
        }
        let mut tabs = self.0.tabs.lock().unwrap();
        tabs.told.push(method.to_owned());
        let mut events = Vec::new();
        let session = message["sessionId"].as_str().map(ToOwned::to_owned);
        let result = match &session {
            None => tabs.of_browser(method, &message["params"]),
            Some(session) => match tabs.open.get_mut(session) {
                Some(tab) => tab.told(id, method, &message["params"], &mut events),
                None => None,
            },
        };
        let mut messages = Vec::new();
        if let Some(result) = result {
            messages.push(json!({"id": id, "result": result}));
        }
        messages.extend(events);
        let to_us = self.0.to_us.lock().unwrap();
        for mut message in messages {
            if let Some(session) = &session {
                message["sessionId"] = session.as_str().into();
            }
            if let Some(to_us) = &*to_us {
                to_us.send(message.to_string()).unwrap();
            }
        }
    }

    fn next(&self) -> BoxFuture<'_, Option<String>> {
        Box::pin(async { self.0.from_it.lock().await.recv().await })
    }

    fn last_words(&self) -> String {
        "out of memory".to_owned()
    }
}

impl Tabs {
    fn of_browser(&mut self, method: &str, params: &Value) -> Option<Value> {
        let named = |name: &str| params[name].as_str().unwrap_or_default().replace(['C', 'T'], "S");
        Some(match method {
            "Browser.getVersion" => json!({"product": "Played/1"}),
            "Target.createBrowserContext" => {
                self.made += 1;
                let name = self.made.to_string();
                self.open.insert(format!("S{name}"), Tab { name: name.clone(), ..Tab::default() });
                json!({"browserContextId": format!("C{name}")})
            }
            "Target.createTarget" => json!({"targetId": named("browserContextId").replace('S', "T")}),
            "Target.attachToTarget" => json!({"sessionId": named("targetId")}),
            "Target.disposeBrowserContext" => {
                self.open.remove(&named("browserContextId"));
                json!({})
            }
            "Storage.setCookies" => {
                let tab = self.open.get_mut(&named("browserContextId")).expect("a context");
                params["cookies"].as_array().into_iter().flatten().for_each(|cookie| tab.set_cookie(cookie));
                json!({})
            }
            "Storage.getCookies" => json!({"cookies": self.open[&named("browserContextId")].cookies}),
            _ => panic!("{method} is not played"),
        })
    }
}

impl Tab {
    /// A cookie as the browser has it: of a host, and with every member.
    fn set_cookie(&mut self, cookie: &Value) {
        let url = Url::parse(cookie["url"].as_str().unwrap_or(&self.url)).unwrap();
        let mut stored =
            json!({"domain": url.host_str(), "path": "/", "expires": -1, "httpOnly": false, "secure": false});
        let members = cookie.as_object().unwrap().iter().filter(|(name, _)| *name != "url");
        members.for_each(|(name, value)| stored[name] = value.clone());
        self.cookies.retain(|known| known["name"] != stored["name"]);
        self.cookies.push(stored);
    }

    fn told(&mut self, id: u64, method: &str, params: &Value, events: &mut Vec<Value>) -> Option<Value> {
        let mut result = json!({});
        match method {
            "Page.enable" | "Network.enable" | "Network.setBypassServiceWorker" | "Fetch.enable" => {}
            "Page.addScriptToEvaluateOnNewDocument" => self.is_given(params["source"].as_str().unwrap()),
            "Page.navigate" => {
                params["url"].as_str().unwrap().clone_into(&mut self.url);
                self.navigation = id;
                events.push(self.asks("Document", "GET", &self.url.clone(), ""));
                return None;
            }
            "Fetch.fulfillRequest" | "Fetch.failRequest" => self.is_answered(method, params, events),
            "Emulation.setVirtualTimePolicy" => self.is_timed = true,
            "Page.handleJavaScriptDialog" => self.waits_for = None,
            "Page.createIsolatedWorld" => result = json!({"executionContextId": 7}),
            "Runtime.evaluate" if params["returnByValue"] == true => {
                result = json!({"result": {"value": self.read()}})
            }
            "Runtime.evaluate" => {
                let source = params["expression"].as_str().unwrap();
                let number = source.split("pressable()[").nth(1).and_then(|rest| rest.split(']').next());
                let button = self.buttons[number.unwrap().parse::<usize>().unwrap()].clone();
                self.steps.extend(button.as_array().unwrap()[2..].iter().cloned());
            }
            _ => panic!("{method} is not played"),
        }
        self.goes_on(events);
        Some(result)
    }

    fn is_given(&mut self, source: &str) {
        if let Some(stored) = source.split("const stored = ").nth(1).and_then(|rest| rest.split(";\n").next())
        {
            let stored: Value = serde_json::from_str(stored).unwrap();
            self.kept = stored["session"].as_object().cloned().unwrap_or_default();
        }
    }

    fn read(&self) -> Value {
        let pressables = self.buttons.iter().map(|button| json!({"label": button[1], "url": ""}));
        json!({
            "url": self.url, "html": self.html, "pressables": pressables.collect::<Vec<_>>(),
            "stored": {"local": {}, "session": self.kept},
        })
    }

    /// A request that waits for its answer.
    fn asks(&mut self, kind: &str, method: &str, url: &str, body: &str) -> Value {
        self.requests += 1;
        let id = format!("R{}", self.requests);
        self.waits_for = Some(id.clone());
        let mut url = Url::parse(&self.url).unwrap().join(url).unwrap();
        let fragment = url.fragment().map(|fragment| format!("#{fragment}"));
        url.set_fragment(None);
        let mut headers = json!({"Accept": "*/*", "User-Agent": "Played/1", "sec-ch-ua": "?"});
        if !self.cookies.is_empty() {
            headers["Cookie"] = self.cookie(|_| true).into();
        }
        if kind == "EventSource" {
            headers["Accept"] = "text/event-stream".into();
        }
        let mut request = json!({
            "url": url, "method": method, "headers": headers, "referrerPolicy": "strict-origin-when-cross-origin",
        });
        if let Some(fragment) = fragment {
            request["urlFragment"] = fragment.into();
        }
        if !body.is_empty() {
            request["headers"]["Content-Type"] = "application/x-www-form-urlencoded".into();
            request["postDataEntries"] = json!([{"bytes": base64url::encode_standard(body)}]);
        }
        let kind = if kind == "EventSource" { "XHR" } else { kind };
        json!({"method": "Fetch.requestPaused", "params": {
            "requestId": id, "request": request, "frameId": format!("T{}", self.name), "resourceType": kind,
        }})
    }

    fn cookie(&self, is_one: impl Fn(&Value) -> bool) -> String {
        let cookies = self.cookies.iter().filter(|cookie| is_one(cookie));
        let pair = |cookie: &Value| {
            format!("{}={}", cookie["name"].as_str().unwrap(), cookie["value"].as_str().unwrap())
        };
        cookies.map(pair).collect::<Vec<_>>().join("; ")
    }

    fn is_answered(&mut self, method: &str, params: &Value, events: &mut Vec<Value>) {
        assert_eq!(
            self.waits_for.take().as_deref(),
            params["requestId"].as_str(),
            "what waits is answered, and once"
        );
        let body = base64url::decode_standard(params["body"].as_str().unwrap_or_default()).unwrap();
        let body = String::from_utf8(body).unwrap();
        if self.navigation == 0 {
            self.answer = if method == "Fetch.failRequest" { "nothing".to_owned() } else { body };
            for header in params["responseHeaders"].as_array().into_iter().flatten() {
                let pair =
                    header["value"].as_str().unwrap().split(';').next().and_then(|it| it.split_once('='));
                if let Some((name, value)) = pair.filter(|_| header["name"] == "set-cookie") {
                    let is_http_only = header["value"].as_str().unwrap().contains("HttpOnly");
                    self.set_cookie(&json!({"name": name, "value": value, "httpOnly": is_http_only}));
                }
            }
            return;
        }
        let id = std::mem::take(&mut self.navigation);
        let is_download = params["responseHeaders"].to_string().contains("attachment");
        let told = if is_download {
            json!({"frameId": "T", "errorText": "net::ERR_ABORTED"})
        } else {
            json!({"frameId": "T"})
        };
        events.push(json!({"id": id, "result": told}));
        let steps = body.split("/*steps*/").nth(1).and_then(|rest| rest.split("</script>").next());
        self.steps = serde_json::from_str::<Vec<Value>>(steps.unwrap_or("[]")).unwrap().into();
        self.html = body.split("<script").next().unwrap_or_default().to_owned();
    }

    /// Does what there is to do until something has to be waited for.
    fn goes_on(&mut self, events: &mut Vec<Value>) {
        while self.waits_for.is_none()
            && let Some(step) = self.steps.pop_front()
        {
            let word = |at: usize| step[at].as_str().unwrap_or_default().to_owned();
            match word(0).as_str() {
                "ask" => events.push(self.asks("Fetch", &word(1), &word(2), &word(3))),
                "load" => events.push(self.asks(&word(1), "GET", &word(2), "")),
                "lead" => events.push(self.asks("Document", "GET", &word(1), "")),
                "post" => events.push(self.asks("Document", "POST", &word(1), &word(2))),
                "window" => events.push(
                    json!({"method": "Page.windowOpen", "params": {"url": word(1), "userGesture": true}}),
                ),
                "dialog" => {
                    self.waits_for = Some("a dialog".to_owned());
                    events.push(json!({"method": "Page.javascriptDialogOpening", "params": {}}));
                }
                "hang" => self.waits_for = Some("nothing".to_owned()),
                "show" => self.show(&word(1)),
                "cookie" => {
                    let (name, value) = step[1].as_str().and_then(|pair| pair.split_once('=')).unwrap();
                    self.set_cookie(&json!({"name": name, "value": value}));
                }
                "uncookie" => self.cookies.retain(|cookie| cookie["name"] != word(1).as_str()),
                "keep" => _ = self.kept.insert(word(1), word(2).into()),
                "button" => self.buttons.push(step),
                other => panic!("no such step: {other}"),
            }
        }
        if self.waits_for.is_none() && std::mem::take(&mut self.is_timed) {
            events.push(json!({"method": "Emulation.virtualTimeBudgetExpired", "params": {}}));
        }
    }

    fn show(&mut self, text: &str) {
        let mut text = text.replace("{answer}", &self.answer);
        text = text.replace("{cookie}", &self.cookie(|cookie| cookie["httpOnly"] != true));
        for (name, value) in &self.kept {
            text = text.replace(&format!("{{{name}}}"), value.as_str().unwrap());
        }
        self.html.push_str(&text);
    }
}
