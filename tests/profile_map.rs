//! The profile map: dot paths into a user object, by the rules of Logto's `profileMap`.

use authctl::{
    error::Code,
    provider::profile_map::{self, FIELDS, Field, ProfileMap, UserProfile},
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn object(value: Value) -> Map<String, Value> {
    value.as_object().expect("an object").clone()
}

fn texts(user: &UserProfile) -> Vec<(&'static str, &str)> {
    user.fields().collect()
}

#[test]
fn what_nothing_is_said_of_is_where_openid_connect_has_it() {
    let user = object(json!({
        "sub": "248289761001", "name": "Jane Doe", "email": "jane@example.com",
        "picture": "https://example.com/jane.jpg", "phone_number": "+1 604 555 1234", "locale": "en",
    }));
    assert_eq!(
        texts(&ProfileMap::default().read(&user).unwrap()),
        [
            ("id", "248289761001"),
            ("name", "Jane Doe"),
            ("email", "jane@example.com"),
            ("avatar", "https://example.com/jane.jpg"),
            ("phone", "+1 604 555 1234"),
        ]
    );
}

#[test]
fn a_path_goes_through_objects_and_lists() {
    let map = ProfileMap::of([
        ("id", "data.user.id"),
        ("name", "data.names.0.full"),
        ("email", "data.emails.1"),
        ("avatar", "data.pictures.large"),
        ("phone", "phone"),
    ])
    .unwrap();
    let user = object(json!({
        "data": {
            "user": {"id": 583_231},
            "names": [{"full": "Oct Cat"}],
            "emails": ["old@example.com", "oct@example.com"],
        },
        "phone": "1",
    }));
    assert_eq!(
        texts(&map.read(&user).unwrap()),
        [("id", "583231"), ("name", "Oct Cat"), ("email", "oct@example.com"), ("phone", "1")]
    );
}

#[test]
fn what_a_program_would_take_for_false_is_absent() {
    let map =
        ProfileMap::of([("name", "name"), ("email", "email"), ("avatar", "avatar"), ("phone", "phone")])
            .unwrap();
    let user = object(json!({"sub": "a", "name": "", "email": null, "avatar": false, "phone": 0}));
    assert_eq!(texts(&map.read(&user).unwrap()), [("id", "a")]);
    for id in [json!(null), json!(""), json!(0), json!(0.0), json!(false)] {
        let error = map.read(&object(json!({"sub": id}))).unwrap_err();
        assert_eq!(error.text(), "the user's id is not there: profile_map.id is sub");
    }
}

#[test]
fn an_id_that_is_not_there_is_an_error_that_says_what_is() {
    let map = ProfileMap::of([("id", "data.user.id")]).unwrap();
    for (user, got) in [
        (json!({"login": "octocat", "uid": 1}), "the user object has login, uid"),
        (json!({}), "the user object is empty"),
        (json!({"data": {"name": "a", "uid": 1}}), "data has name, uid"),
        (json!({"data": {"user": {}}}), "data.user is empty"),
        (json!({"data": {"user": [1, 2]}}), "data.user is a list of 2"),
        (json!({"data": {"user": "a"}}), "data.user is a text"),
        (json!({"data": {"user": {"id": null}}}), "data.user.id is null"),
        (json!({"data": {"user": {"id": ""}}}), "data.user.id is an empty text"),
    ] {
        let error = map.read(&object(user)).unwrap_err();
        assert_eq!(error.code(), Code::ProfileMapMismatch);
        assert_eq!(error.text(), "the user's id is not there: profile_map.id is data.user.id");
        assert_eq!(error.wanted().unwrap().to_string(), "a text or a number");
        assert_eq!(error.found().unwrap().to_string(), got);
        assert_eq!(
            error.advice(),
            "see the user with `authctl whoami --raw`, then give --profile-map id=PATH"
        );
    }
    for (id, got) in [(json!(true), "true"), (json!([1]), "a list"), (json!({"a": 1}), "an object")] {
        let error = map.read(&object(json!({"data": {"user": {"id": id}}}))).unwrap_err();
        assert_eq!(error.text(), "the user's id is of another kind: profile_map.id is data.user.id");
        assert_eq!(error.found().unwrap().to_string(), format!("{got} at data.user.id"));
    }
}

#[test]
fn a_path_that_somebody_named_must_lead_to_a_text_and_a_guess_need_not() {
    let user = object(json!({"sub": "a", "email": true, "phone_number": 1, "picture": {"url": "b"}}));
    assert_eq!(texts(&ProfileMap::default().read(&user).unwrap()), [("id", "a")]);
    for (name, path, got) in [
        ("email", "email", "true at email"),
        ("phone", "phone_number", "a number at phone_number"),
        ("avatar", "picture", "an object at picture"),
    ] {
        let error = ProfileMap::of([(name, path)]).unwrap().read(&user).unwrap_err();
        assert_eq!(error.code(), Code::ProfileMapMismatch);
        assert_eq!(
            error.text(),
            format!("the user's {name} is of another kind: profile_map.{name} is {path}")
        );
        assert_eq!(error.found().unwrap().to_string(), got);
    }
}

#[test]
fn a_place_in_a_list_has_one_name_and_a_text_has_no_places() {
    let user = object(json!({"list": ["a", "b"], "text": "abc", "": {"": "nameless"}, "a.b": "dotted"}));
    for (path, there) in [
        ("list.0", Some("a")),
        ("list.1", Some("b")),
        ("list.2", None),
        ("list.00", None),
        ("list.+1", None),
        ("list.-1", None),
        ("list.length", None),
        ("list.99999999999999999999999", None),
        ("text.0", None),
        ("text.length", None),
        ("text.", None),
        (".", Some("nameless")),
        ("..", None),
        // as Logto reads it
        ("a.b", None),
    ] {
        assert_eq!(profile_map::at(&user, path).and_then(Value::as_str), there, "{path}");
    }
}

#[test]
fn every_field_has_one_row() {
    let fields: Vec<Field> = FIELDS.iter().map(|row| row.field).collect();
    assert_eq!(fields, [Field::Id, Field::Name, Field::Email, Field::Avatar, Field::Phone]);
    for row in FIELDS {
        assert_eq!(profile_map::field(row.name), Ok(row.field));
        assert_eq!(ProfileMap::default().path(row.field), row.claim);
        let map = ProfileMap::of([(row.name, "x.y")]).unwrap();
        assert_eq!(map.path(row.field), "x.y");
    }
    let error = ProfileMap::of([("picture", "x")]).unwrap_err();
    assert_eq!((error.code(), error.text()), (Code::Usage, "there is no such field of a user"));
    assert_eq!(error.wanted().unwrap().to_string(), "id, name, email, avatar, phone");
}

#[test]
fn the_document_has_every_field() {
    let document = include_str!("../docs/users.md");
    for row in FIELDS {
        assert!(document.contains(&format!("\n| `{}` | `{}` | ", row.name, row.claim)), "{}", row.name);
    }
}

/// JSON of every kind, with names that a path has a chance to meet.
fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-c0-2.]{0,3}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-c0-2]{0,2}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn a_path_finds_what_a_json_pointer_of_the_same_steps_finds(
        members in prop::collection::btree_map("[a-c0-2]{0,2}", json_value(), 0..4),
        path in "[a-c0-2.+]{0,8}",
    ) {
        let user: Map<String, Value> = members.into_iter().collect();
        // RFC 6901 §4: the same rule for lists
        let pointed = Value::Object(user.clone());
        let pointed = pointed.pointer(&format!("/{}", path.replace('.', "/"))).filter(|value| match value {
            Value::Null | Value::Bool(false) => false,
            Value::Number(number) => number.as_f64() != Some(0.0),
            Value::String(text) => !text.is_empty(),
            _ => true,
        });
        prop_assert_eq!(profile_map::at(&user, &path), pointed);
        let map = ProfileMap::of([("id", path.as_str()), ("email", path.as_str())]).unwrap();
        let is_id = matches!(pointed, Some(Value::String(_) | Value::Number(_)));
        prop_assert_eq!(map.id(&user).is_some(), is_id);
        prop_assert_eq!(map.read(&user).is_ok(), matches!(pointed, Some(Value::String(_))));
    }

    #[test]
    fn no_path_and_no_user_makes_it_fall_over(user in json_value(), path in any::<String>()) {
        let user = user.as_object().cloned().unwrap_or_default();
        let map = ProfileMap::of([("id", path.as_str()), ("name", path.as_str())]).unwrap();
        let _ = map.read(&user);
    }
}
