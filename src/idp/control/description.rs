//! The description of the control interface, made from its operations, for people's tools: OpenAPI 3.1.
//! <https://spec.openapis.org/oas/v3.1.1.html>

use serde_json::{Map, Value, json};

use super::{
    operation::{Group, Operation},
    schema::{Member, Schema},
};

/// What a refusal looks like.
const PROBLEM: Schema = Schema::Named(
    "Problem",
    &Schema::Object(&[
        Member::needed("error", &Schema::Text, "a word for programs"),
        Member::needed("error_description", &Schema::Text, "one sentence that names the parameter"),
    ]),
);

/// The document of a provider whose addresses begin with `origin`.
pub fn document(groups: &[&Group], origin: &str) -> Value {
    let (mut paths, mut named) = (Map::new(), Map::new());
    for group in groups {
        for operation in group.operations {
            let path = paths.entry(operation.path).or_insert_with(|| json!({}));
            path[operation.method.as_str().to_ascii_lowercase()] = described(group, operation, &mut named);
        }
    }
    let tags: Vec<Value> =
        groups.iter().map(|group| json!({"name": group.name, "description": group.means})).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "The control interface of authctl's embedded provider",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "For tests: on loopback only, with the secret of this start.",
        },
        "servers": [{"url": origin}],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": named,
            "securitySchemes": {
                "secret": {
                    "type": "http", "scheme": "bearer",
                    "description": "the secret of this start, from the file that `authctl serve` names",
                },
            },
        },
    })
}

fn described(group: &Group, operation: &Operation, named: &mut Map<String, Value>) -> Value {
    let mut document = json!({
        "operationId": format!("{}_{}", group.name.replace([' ', '-'], "_"), operation.name),
        "tags": [group.name],
        "summary": operation.summary,
        "security": if group.is_open { json!([]) } else { json!([{"secret": []}]) },
        "responses": responses(group, operation, named),
    });
    let in_path = group.parts.iter().filter(|part| operation.path.contains(&format!("{{{}}}", part.name)));
    let parameters: Vec<Value> = in_path
        .map(|part| parameter("path", part, named))
        .chain(operation.query.iter().map(|member| parameter("query", member, &mut Map::new())))
        .collect();
    if !parameters.is_empty() {
        document["parameters"] = parameters.into();
    }
    if !matches!(operation.takes, Schema::Nothing) {
        let is_needed = operation.takes.check(&json!({}), "").is_err();
        let schema = operation.takes.document(named);
        document["requestBody"] =
            json!({"required": is_needed, "content": {"application/json": {"schema": schema}}});
    }
    document
}

fn parameter(place: &str, member: &Member, named: &mut Map<String, Value>) -> Value {
    json!({
        "name": member.name, "in": place, "required": place == "path" || member.is_needed,
        "description": member.means, "schema": member.schema.document(named),
    })
}

fn responses(group: &Group, operation: &Operation, named: &mut Map<String, Value>) -> Value {
    let mut responses = Map::new();
    let mut well = json!({"description": "done"});
    if !matches!(operation.gives, Schema::Nothing) {
        well["content"] = json!({"application/json": {"schema": operation.gives.document(named)}});
    }
    responses.insert(operation.status.as_str().to_owned(), well);
    let problem = json!({"application/json": {"schema": PROBLEM.document(named)}});
    let has_part = operation.path.contains('{');
    let takes = has_part || !operation.query.is_empty() || !matches!(operation.takes, Schema::Nothing);
    for (status, why, may_be) in [
        ("400", "what was sent is not of the shape, or not possible", true),
        ("401", "the secret of this start is missing or wrong", !group.is_open),
        ("403", "a web page has asked", true),
        ("404", "there is no such thing", takes),
        ("409", "it is there already, or in a state that does not go with this", takes),
        ("500", "the provider failed; its log says why", true),
    ] {
        if may_be {
            let mut refused = json!({"description": why});
            // a page of another site is told so before it is known what it has asked
            if status != "403" {
                refused["content"] = problem.clone();
            }
            responses.insert(status.to_owned(), refused);
        }
    }
    responses.into()
}
