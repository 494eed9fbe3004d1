//! The browser that checks play, away from any provider: redirects, pages, forms and frames, right and hostile.

use std::sync::atomic::Ordering;

use authctl::{
    check::user_agent::{
        document::{Document, Onward},
        navigation::Navigation,
    },
    error::Code,
};
use http::StatusCode;
use proptest::prelude::*;

use crate::support::in_memory_web::{Browsing, Said, Web, url, wait};

const APP: &str = "http://localhost:3000";
const OTHER: &str = "http://127.0.0.1:9470";

/// A browser before an app that answers so, and another site that says nothing.
fn before(answer: impl Fn(&http::Method, &str) -> Said + Send + Sync + 'static) -> Browsing {
    Web::default()
        .site(APP, move |request| answer(&request.method, request.url.path()))
        .site(OTHER, |_| Said::page("other"))
        .browser("http://127.0.0.1:1")
}

fn page_of(html: &str) -> Document {
    Document::parse(html, &url("http://localhost:3000/dir/page?q=1"), None)
}

/// What the first form of a page sends with these fields: method, address and body.
fn sent(html: &str, fields: &[(&str, &str)]) -> String {
    let html = html.to_owned();
    let mut browsing = before(move |_, path| Said::page(if path == "/dir/page" { &html } else { "" }));
    let page = wait(browsing.agent.open(url("http://localhost:3000/dir/page?q=1"))).unwrap();
    wait(browsing.agent.submit(&page, 0, fields)).unwrap();
    let asked = browsing.web.asked.lock().unwrap();
    let last = asked.last().unwrap();
    let target = last.url.as_str().strip_prefix(APP).unwrap();
    format!("{} {target} {}", last.method, String::from_utf8_lossy(&last.body)).trim_end().to_owned()
}

#[test]
fn redirects_keep_or_lose_the_form_as_their_status_says() {
    // RFC 9110 §15.4
    for (status, method, body) in
        [(301, "GET", ""), (302, "GET", ""), (303, "GET", ""), (307, "POST", "a=1"), (308, "POST", "a=1")]
    {
        let mut browsing = before(move |_, path| match path {
            "/form" => Said(status, vec![("location", "/next".into())], String::new()),
            _ => Said::page(""),
        });
        let step = Navigation::post(url("http://localhost:3000/form#here"), [("a", "1")], None);
        let page = wait(browsing.agent.visit(step)).unwrap();
        assert_eq!(page.url.as_str(), "http://localhost:3000/next#here");
        assert_eq!(page.hops.len(), 2);
        let asked = browsing.web.asked.lock().unwrap();
        let last = asked.last().unwrap();
        assert_eq!((last.method.as_str(), &*last.body), (method, body.as_bytes()), "{status}");
        assert_eq!(last.headers.contains_key("content-type"), method == "POST", "{status}");
    }
}

#[test]
fn what_is_no_redirect_leads_nowhere() {
    for (status, location) in [(302, None), (300, Some("/next")), (304, Some("/next")), (200, Some("/next"))]
    {
        let mut browsing = before(move |_, _| {
            Said(status, location.map(|to| ("location", to.to_owned())).into_iter().collect(), String::new())
        });
        let page = wait(browsing.agent.open(url("http://localhost:3000/"))).unwrap();
        assert_eq!((page.status.as_u16(), page.hops.len()), (status, 1));
    }
}

#[test]
fn one_step_follows_nothing() {
    let mut browsing = before(|_, _| Said::to("/next?code=1"));
    let page = wait(browsing.agent.step(Navigation::to(url("http://localhost:3000/")))).unwrap();
    assert_eq!(page.status, StatusCode::FOUND);
    assert_eq!(page.location().unwrap().as_str(), "http://localhost:3000/next?code=1");
    assert_eq!(format!("{:?}", page.hops), "[GET http://localhost:3000/ 302]");
}

#[test]
fn a_circle_ends() {
    for (way, steps) in [
        (Said::to as fn(&'static str) -> Said, 21),
        (|to| Said::page(format!("<meta http-equiv=refresh content=0;{to}>")), 21),
        (
            |to| {
                Said::page(format!(
                    "<form action={to} method=post></form><script>document.forms[0].submit()</script>"
                ))
            },
            21,
        ),
    ] {
        let mut browsing = before(move |_, _| way("/again"));
        let error = wait(browsing.agent.open(url("http://localhost:3000/"))).unwrap_err();
        assert_eq!((error.code(), error.text()), (Code::AppPageUnusable, "the pages lead in a circle"));
        assert_eq!(browsing.asked().len(), steps);
    }
}

#[test]
fn what_leads_away_is_told_and_not_followed() {
    // T3
    for (to, told) in [
        ("http://203.0.113.7/x?token=abc", "http://203.0.113.7/x?token=…"),
        ("https://evil.example/", "https://evil.example/"),
        ("//evil.example/", "http://evil.example/"),
        ("javascript:alert(1)", "javascript:…"),
        ("file:///etc/passwd", "file:…"),
        ("app:/callback?code=1", "app:…"),
        ("http://localhost:0/", "http://localhost:0/"),
    ] {
        let mut browsing = before(move |_, _| Said::to(to));
        let page = wait(browsing.agent.open(url("http://localhost:3000/"))).unwrap();
        assert_eq!(page.status, StatusCode::FOUND);
        assert_eq!(page.not_followed, Some(url("http://localhost:3000/").join(to).unwrap()));
        assert_eq!(browsing.asked().len(), 1);
        let last = browsing.told().pop().unwrap();
        assert_eq!(last, format!("Browser to Browser: {told} is not gone to"));
    }
}

#[test]
fn a_page_is_told_who_leads_there() {
    let typed = |to: &str| Navigation::to(url(to));
    let from = |to: &str, page: &str| typed(to).with_from(Some(url(page)));
    let post = |to: &str, page: &str| Navigation::post(url(to), [("a", "1")], Some(url(page)));
    for (step, site, referrer, origin) in [
        (typed("http://localhost:3000/"), "none", None, None),
        (
            from("http://localhost:3000/", "http://localhost:3000/a?b#c"),
            "same-origin",
            Some("http://localhost:3000/a?b"),
            None,
        ),
        (
            from("http://localhost:3000/", "http://localhost:9470/a?b"),
            "same-site",
            Some("http://localhost:9470/"),
            None,
        ),
        (
            from("http://localhost:3000/", "http://127.0.0.1:9470/a"),
            "cross-site",
            Some("http://127.0.0.1:9470/"),
            None,
        ),
        (
            post("http://localhost:3000/", "http://127.0.0.1:9470/a"),
            "cross-site",
            Some("http://127.0.0.1:9470/"),
            Some("http://127.0.0.1:9470"),
        ),
    ] {
        let mut browsing = before(|_, _| Said::page(""));
        wait(browsing.agent.visit(step)).unwrap();
        assert_eq!(browsing.sent("sec-fetch-site").as_deref(), Some(site));
        assert_eq!(browsing.sent("referer").as_deref(), referrer);
        assert_eq!(browsing.sent("origin").as_deref(), origin);
    }
}

#[test]
fn a_page_that_wants_not_to_be_told_of_is_not() {
    let form = "<form method=post action=http://localhost:3000/callback></form><script>document.forms[0].submit()</script>";
    for page in [
        Said::page(form).with("referrer-policy", "no-referrer"),
        Said::page(format!("<meta name=referrer content=no-referrer>{form}")),
    ] {
        let page = std::sync::Mutex::new(Some(page));
        let mut browsing = Web::default()
            .site(APP, |_| Said::page(""))
            .site(OTHER, move |_| page.lock().unwrap().take().unwrap())
            .browser(OTHER);
        wait(browsing.agent.open(url(OTHER))).unwrap();
        assert_eq!(browsing.asked()[1], "POST http://localhost:3000/callback");
        assert_eq!((browsing.sent("referer"), browsing.sent("origin").as_deref()), (None, Some("null")));
    }
}

#[test]
fn a_redirect_keeps_the_page_that_led_to_it_and_strict_cookies_stay_behind() {
    let mut browsing = Web::default()
        .site(APP, |_| Said::page("").with("set-cookie", "s=1; SameSite=Strict"))
        .site(OTHER, |request| match request.url.path() {
            "/consent" => Said::to("http://localhost:3000/callback"),
            _ => Said::page("<form action=/consent method=post></form>"),
        })
        .browser(OTHER);
    let agent = &mut browsing.agent;
    wait(agent.open(url(APP))).unwrap();
    let page = wait(agent.open(url(OTHER))).unwrap();
    let page = wait(agent.submit(&page, 0, &[])).unwrap();
    assert_eq!(page.url.as_str(), "http://localhost:3000/callback");
    assert_eq!(page.hops.last().unwrap().sent_cookies, [""; 0]);
    // who types it in has no page behind them
    let page = wait(agent.open(page.url)).unwrap();
    assert_eq!(page.hops.last().unwrap().sent_cookies, ["s"]);
    assert_eq!(browsing.sent("cookie").as_deref(), Some("s=1"));
}

#[test]
fn a_frame_of_another_site_has_the_cookies_that_say_so_and_no_others() {
    let mut browsing = Web::default()
        .site(APP, |request| match request.url.path() {
            "/" => {
                Said::page("").with("set-cookie", "none=1; SameSite=None; Secure").with("set-cookie", "lax=1")
            }
            _ => Said::page("").with("set-cookie", "none=; Max-Age=0"),
        })
        .site(OTHER, |_| {
            Said::page("<iframe src=http://localhost:3000/logout?sid=1></iframe><iframe src=about:blank>")
        })
        .browser(OTHER);
    let agent = &mut browsing.agent;
    wait(agent.open(url(APP))).unwrap();
    let page = wait(agent.open(url(OTHER))).unwrap();
    let frames = wait(agent.load_frames(&page)).unwrap();
    assert_eq!(frames.len(), 1);
    assert_eq!(frames[0].hops[0].sent_cookies, ["none"]);
    assert_eq!(agent.jar().cookies().len(), 1);
    assert_eq!(browsing.sent("sec-fetch-dest").as_deref(), Some("iframe"));
}

#[test]
fn an_app_can_clear_its_cookies_and_time_can() {
    let mut browsing = before(|_, path| match path {
        "/logout" => Said::page("").with("clear-site-data", "\"cache\", \"cookies\""),
        _ => Said::page("").with("set-cookie", "a=1; Max-Age=60").with("set-cookie", "b=1; SameSite=None"),
    });
    let agent = &mut browsing.agent;
    let (app, out) = (url(APP), url("http://localhost:3000/logout"));
    wait(agent.open(app.clone())).unwrap();
    assert_eq!(wait(agent.open(app.clone())).unwrap().hops[0].sent_cookies, ["a"]);
    browsing.clock.now.fetch_add(60, Ordering::SeqCst);
    assert_eq!(wait(agent.open(app.clone())).unwrap().hops[0].sent_cookies, [""; 0]);
    wait(agent.open(out)).unwrap();
    assert_eq!(wait(agent.open(app)).unwrap().hops[0].sent_cookies, [""; 0]);
    let told = browsing.told();
    assert_eq!(told[1], "App to Browser: 200, sets cookie a");
    assert_eq!(told[2], "Browser to Browser: b is not kept: SameSite=None is without Secure");
    assert_eq!(told[3], "Browser to App: GET /, with cookie a");
    assert!(told.contains(&"Browser to Browser: forgets the cookies of the site".to_owned()), "{told:#?}");
}

#[test]
fn a_trace_has_no_value_of_anything() {
    // C145, T4
    let mut browsing = before(|method, _| match method.as_str() {
        "POST" => Said::to("/cb?code=CANARY&state=CANARY#access_token=CANARY").with("set-cookie", "s=CANARY"),
        _ => Said::page("CANARY").with("set-cookie", "t=CANARY; Domain=CANARY.example"),
    });
    let step = Navigation::post(url("http://localhost:3000/?x=CANARY"), [("password", "CANARY")], None);
    let page = wait(browsing.agent.visit(step)).unwrap();
    let told = browsing.told().join("\n");
    assert!(!told.contains("CANARY"), "{told}");
    assert!(
        !format!("{page:?} {:?} {:?} {:?}", page.hops, browsing.agent, browsing.agent.jar())
            .contains("CANARY")
    );
}

/// A page, what is entered into its form, and what is sent.
type Sending = (&'static str, &'static [(&'static str, &'static str)], &'static str);

#[test]
fn a_form_sends_what_a_browser_sends() {
    let table: &[Sending] = &[
        ("<form><input name=a value=1></form>", &[], "GET /dir/page?a=1"),
        ("<form method=post><input name=a value=1></form>", &[], "POST /dir/page?q=1 a=1"),
        (
            "<form method=POST action=x?y#z><input name=a value='1 &amp; 2'></form>",
            &[],
            "POST /dir/x?y a=1+%26+2",
        ),
        ("<form action=/x?y><input name=a></form>", &[("a", "é/\n")], "GET /x?a=%C3%A9%2F%0D%0A"),
        ("<base href=/other/><form action=x></form>", &[], "GET /other/x?"),
        (
            "<form method=post><input name=h type=hidden value=H><input name=user><input type=password name=p><input value=lost>",
            &[("user", "alice"), ("p", "pw")],
            "POST /dir/page?q=1 h=H&user=alice&p=pw",
        ),
        // a name that the page has not, a name twice
        (
            "<form method=post><input name=a value=1><input name=a value=2>",
            &[("b", "3")],
            "POST /dir/page?q=1 a=1&a=2&b=3",
        ),
        (
            "<form method=post><input name=a value=1><input name=a value=2>",
            &[("a", "3"), ("a", "4")],
            "POST /dir/page?q=1 a=3&a=4",
        ),
        // what is chosen
        (
            "<form method=post><input type=checkbox name=a checked><input type=checkbox name=b value=x><input type=radio name=c value=1 checked>\
             <input type=radio name=c value=2 checked><input type=radio name=c value=3>",
            &[],
            "POST /dir/page?q=1 a=on&c=2",
        ),
        ("<form method=post><input type=checkbox name=b value=x>", &[("b", "x")], "POST /dir/page?q=1 b=x"),
        (
            "<form method=post><select name=s><option>one<option value=2 selected>two</select><select name=t><option>  a  b </option>\
             <option disabled selected>c</select><select name=u multiple><option selected>1<option selected>2</select>",
            &[],
            "POST /dir/page?q=1 s=2&t=a+b&u=1&u=2",
        ),
        (
            "<form method=post><select name=s><option value=' 1 '>one</select><template></form></template><input name=a>",
            &[],
            "POST /dir/page?q=1 s=+1+&a=",
        ),
        (
            "<form method=post><textarea name=t>\n<b>a</b>&lt;\nb</textarea>",
            &[],
            "POST /dir/page?q=1 t=%3Cb%3Ea%3C%2Fb%3E%3C%0D%0Ab",
        ),
        // what is not sent
        (
            "<form method=post><input name=a value=1 disabled><fieldset disabled><input name=b value=2><fieldset></fieldset><input name=c value=3></fieldset>\
             <input name=d value=4><input type=file name=e><input type=reset name=f value=6><button type=button name=g value=7></button>\
             <template><input name=h value=8></template><!-- <input name=i value=9> --><script>\"<input name=j value=10>\"</script>",
            &[],
            "POST /dir/page?q=1 d=4",
        ),
        // buttons
        (
            "<form method=post><button name=d value=allow>Yes</button><button name=d value=deny>No</button>",
            &[("d", "deny")],
            "POST /dir/page?q=1 d=deny",
        ),
        (
            "<form method=post action=/a><button name=d value=allow>Yes</button><input type=submit name=d value=deny formaction=/b formmethod=get>",
            &[("d", "deny")],
            "GET /b?d=deny",
        ),
        (
            "<form method=post><button name=d value=allow>Yes</button><button name=e value=f>No</button>",
            &[],
            "POST /dir/page?q=1 d=allow",
        ),
        // what belongs to which form
        (
            "<input form=f name=a value=1><form id=f method=post action=/f><form action=/g><input name=b value=2></form><input name=c value=3>\
             <input form=g name=d value=4>",
            &[],
            "POST /f a=1&b=2",
        ),
        ("<FORM METHOD=post ACTION=/x><INPUT NAME=a VALUE=1 name=b></FORM>", &[], "POST /x a=1"),
        ("<form method=dialog action=/x><input name=a value=1>", &[], "GET /x?a=1"),
    ];
    for (html, fields, expected) in table {
        assert_eq!(sent(html, fields), *expected, "{html}");
    }
}

#[test]
fn a_form_of_parts_has_them() {
    let html = "<form method=post action=/x enctype=multipart/form-data><input name='a\"b' value=1>";
    let sent = sent(html, &[("c", "2\n3")]);
    let boundary = &sent[sent.find("----authctl").unwrap()..sent.find("\r\n").unwrap()];
    assert_eq!(
        sent.replace(boundary, "B"),
        "POST /x --B\r\nContent-Disposition: form-data; name=\"a%22b\"\r\n\r\n1\r\n\
         --B\r\nContent-Disposition: form-data; name=\"c\"\r\n\r\n2\r\n3\r\n--B--"
    );
}

#[test]
fn a_form_that_leads_nowhere_is_an_error() {
    for (html, form) in [("<form action=javascript:x>", 0), ("<form action=http://[>", 0), ("<form>", 1)] {
        let mut browsing = before(move |_, _| Said::page(html));
        let page = wait(browsing.agent.open(url(APP))).unwrap();
        let error = wait(browsing.agent.submit(&page, form, &[])).unwrap_err();
        assert_eq!(error.code(), Code::AppPageUnusable, "{html}");
    }
}

#[test]
fn a_page_leads_on_as_it_says() {
    let to = |text: &str| Some(Onward::To(url("http://localhost:3000/").join(text).unwrap()));
    let form = "<form id=f action=/x></form>";
    for (html, onward) in [
        ("<meta http-equiv=Refresh content='0; URL=/next'>".to_owned(), to("/next")),
        ("<meta http-equiv=refresh content='3.5 , url = \"/a;b\" x'>".into(), to("/a;b")),
        ("<meta http-equiv=refresh content='0;/next'>".into(), to("/next")),
        ("<meta http-equiv=refresh content='0;url=next'>".into(), to("/dir/next")),
        ("<noscript><meta http-equiv=refresh content='0;url=/n'></noscript>".into(), to("/n")),
        ("<meta http-equiv=refresh content='300;url=/next'>".into(), None),
        ("<meta http-equiv=refresh content='60'>".into(), None),
        ("<meta http-equiv=refresh content='99999999999999999999;url=/x'>".into(), None),
        ("<meta http-equiv=refresh><meta name=refresh content='0;url=/x'>".into(), None),
        ("<script>location.href = '/n'</script>".into(), to("/n")),
        ("<script>window.location=\"/n\";</script>".into(), to("/n")),
        ("<script>document.location.assign('/n')</script>".into(), to("/n")),
        ("<script>location = '/n?' + x</script>".into(), None),
        ("<script>function go() { location.href = '/n' }</script>".into(), None),
        ("<script>var locations = [1]</script>".into(), None),
        ("<script src=x>location.href = '/n'</script>".into(), None),
        (format!("<body onload='document.forms[0].submit()'>{form}"), Some(Onward::Form(0))),
        (
            format!("{form}<form name=other></form><script>document.forms.other.submit()</script>"),
            Some(Onward::Form(1)),
        ),
        (
            format!("<script>window.onload = function () {{ document.f.submit() }}</script>{form}"),
            Some(Onward::Form(0)),
        ),
        (format!("{form}<script>function send() {{ document.f.submit() }}</script>"), None),
        (format!("{form}<script>a.addEventListener('change', () => f.submit())</script>"), None),
        ("<script>document.forms[0].submit()</script>".into(), None),
        (format!("<!--<script>document.forms[0].submit()</script>-->{form}"), None),
    ] {
        assert_eq!(page_of(&html).onward, onward, "{html}");
    }
}

#[test]
fn links_have_their_text_and_are_of_the_web() {
    let page = page_of(
        "<title> A\n page </title><a href=/a> Sign <b>in</b>\n now</a><a href=' b '>é &amp; x</a><a name=c>c</a>\
         <a href='mailto:x'>m</a><a href='javascript:x'>j</a><a href='http://['>bad</a><a href=/d aria-label=Icon><img></a>",
    );
    let links: Vec<_> = page.links.iter().map(|link| (link.url.path(), link.text.as_str())).collect();
    assert_eq!(links, [("/a", "Sign in now"), ("/dir/b", "é & x"), ("/d", "Icon")]);
    assert_eq!(page.title, "A page");
}

#[test]
fn hostile_pages_are_read_to_their_end_and_leave_little() {
    let many = |text: &str, count: usize| text.repeat(count);
    for html in [
        many("<div>", 200_000),
        many("<form><input name=a>", 20_000),
        many("<form></form>", 20_000),
        many("<input name=a><select><option>", 20_000),
        many("<a href=/>", 50_000),
        many("<iframe src=/></iframe>", 20_000),
        many("<fieldset disabled><template>", 20_000),
        many("<script>x</script>", 20_000),
        format!("<title>{}", many("t", 1_000_000)),
        format!("<form><textarea name=a>{}", many("\u{0}\u{7}", 100_000)),
        format!("<a href=/{}>", many("&amp;", 100_000)),
        format!("<{} {}>", many("x", 100_000), many("a=b ", 10_000)),
        many("&#x10ffff;&notanentity;&#0;&#xffffffffffff;", 10_000),
        "<form><input name=a value='".into(),
        "<!--".into(),
        "<![CDATA[".into(),
        "<plaintext><form>".into(),
        "<style><form></style".into(),
        "\u{feff}<html>".into(),
    ] {
        let page = page_of(&html);
        let controls: usize = page.forms.iter().map(|form| form.controls.len()).sum();
        assert!(page.forms.len() <= 500 && page.links.len() <= 500 && page.frames.len() <= 500);
        assert!(controls <= 5000 && page.title.len() <= 404);
    }
}

proptest! {
    #[test]
    fn no_page_is_too_odd_to_read(
        parts in prop::collection::vec(
            prop_oneof![
                "(</?(form|input|select|option|button|textarea|a|meta|base|script|template|fieldset|title|iframe|body|noscript)( [a-z-]{1,10}=('[^']{0,8}'|\"[^\"]{0,8}\"|[a-z/:]{0,8})){0,4}/?>)",
                "<(form|input|button)( (name|value|type|action|method|form|id|disabled|formaction)=[a-c/]{0,2}){0,5}>",
                "\\PC{0,10}",
                "(?s).{0,10}",
                "&[#a-z0-9;]{0,8}",
            ],
            0..40,
        ),
        fields in prop::collection::vec(("[a-c]{0,2}", "(?s).{0,6}"), 0..4),
    ) {
        let html = parts.concat();
        let page = page_of(&html);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        for form in &page.forms {
            let entries = form.entries(&fields, form.button(&fields));
            prop_assert!(entries.len() <= form.controls.len() + page.forms.len() * 40 + fields.len());
            for field in &fields {
                prop_assert!(entries.iter().any(|(name, value)| (name.as_str(), value.as_str()) == *field));
            }
            if let Some(step) = form.navigation(&fields) {
                prop_assert!(matches!(step.url.scheme(), "http" | "https"));
                let request = step.request();
                prop_assert!(request.url.fragment().is_none());
            }
        }
        if let Some(Onward::Form(index)) = page.onward {
            prop_assert!(index < page.forms.len());
        }
    }
}
