//! The examples of the standards: RFC 7515 Appendix A, RFC 7638 §3.1, RFC 8037 Appendix A.

use authctl::{
    error::Code,
    jose::{
        algorithm::Algorithm,
        base64url,
        jwk::JwkSet,
        jws::{Keys, Unverified, peek},
        key::SigningKey,
    },
};
use serde_json::{Value, json};

use crate::jose_support::verify;

const CLAIMS: &str =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

fn set(key: Value) -> JwkSet {
    JwkSet::parse(json!({"keys": [key]}).to_string().as_bytes()).unwrap()
}

fn claims() -> Value {
    json!({"iss": "joe", "exp": 1_300_819_380, "http://example.com/is_root": true})
}

#[test]
fn rfc_7515_a_1_hmac_sha_256() {
    let token = format!(
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{CLAIMS}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    );
    let secret = base64url::decode(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    )
    .unwrap();
    let verify = |algorithms| Unverified::parse(&token).unwrap().verify(Keys::Symmetric(&secret), algorithms);
    let verified = verify(&[Algorithm::HS256]).unwrap();
    assert_eq!(Value::Object(verified.claims().unwrap()), claims());
    assert_eq!(verified.header().typ.as_deref(), Some("JWT"));
    assert_eq!(verify(&[Algorithm::HS512]).err().map(|error| error.code()), Some(Code::IdTokenAlg));
}

#[test]
fn rfc_7515_a_2_rsassa_pkcs1_v1_5_sha_256() {
    let key = set(json!({"kty": "RSA", "e": "AQAB", "n": concat!(
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS",
        "-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2C",
        "apHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb",
        "54h4FRWyuXpoQ")}));
    let token = format!(
        "eyJhbGciOiJSUzI1NiJ9.{CLAIMS}.{}",
        concat!(
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9",
            "CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn",
            "6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrB",
            "p0igcN_IoypGlUPQGe77Rw"
        )
    );
    assert_eq!(Value::Object(verify(&token, &key).unwrap().claims().unwrap()), claims());
}

#[test]
fn rfc_7515_a_3_ecdsa_p_256_sha_256() {
    let key = set(json!({"kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}));
    let token = format!(
        "eyJhbGciOiJFUzI1NiJ9.{CLAIMS}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    );
    assert_eq!(Value::Object(verify(&token, &key).unwrap().claims().unwrap()), claims());
}

#[test]
fn rfc_7515_a_4_ecdsa_p_521_sha_512() {
    let key = set(json!({"kty": "EC", "crv": "P-521",
        "x": "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
        "y": "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}));
    let token = concat!(
        "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB",
        "34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn"
    );
    let verified = verify(token, &key).unwrap();
    assert_eq!(verified.payload(), b"Payload");
    assert_eq!(verified.claims().unwrap_err().code(), Code::IdTokenMalformed);
}

#[test]
fn rfc_7515_a_5_no_signature_is_refused() {
    // C74
    let token = format!("eyJhbGciOiJub25lIn0.{CLAIMS}.");
    let error = Unverified::parse(&token).err().unwrap();
    assert_eq!(error.code(), Code::IdTokenAlg);
    assert_eq!(error.found().unwrap().raw(), "none");
    // For display it can still be read
    assert_eq!(peek(&token), Some((json!({"alg": "none"}), claims())));
}

#[test]
fn rfc_8037_a_ed25519_is_signed_named_and_verified() {
    let key = SigningKey::from_saved("EdDSA.nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
    // A.3
    assert_eq!(key.kid(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    let public = json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        "alg": "EdDSA", "kid": key.kid(), "use": "sig"});
    assert_eq!(key.public_jwk(), public);
    // A.4, A.5
    let token = concat!(
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.",
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    );
    assert_eq!(verify(token, &set(public)).unwrap().payload(), b"Example of Ed25519 signing");
    assert_eq!(
        crate::jose_support::signed(&key, br#"{"alg":"EdDSA"}"#, b"Example of Ed25519 signing"),
        token
    );
}

#[test]
fn rfc_7638_3_1_the_thumbprint_leaves_the_optional_members_out() {
    let set = set(json!({"kty": "RSA", "e": "AQAB", "alg": "RS256", "kid": "2011-04-29", "n": concat!(
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3ok",
        "njhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu",
        "6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8a",
        "wapJzKnqDKgw")}));
    assert_eq!(set.keys()[0].thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    assert_eq!(set.keys()[0].kid(), Some("2011-04-29"));
}
