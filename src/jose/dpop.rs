//! Proofs that whoever sends a token has its key: made for one request, and read from one.
//! <https://www.rfc-editor.org/rfc/rfc9449#section-4>

use serde_json::{Map, Value, json};
use url::Url;

use super::{
    algorithm::Algorithm,
    base64url,
    claims::Claims,
    hash,
    jwk::{Jwk, JwkSet},
    jws::{Keys, Unverified},
    key::SigningKey,
};
use crate::{
    error::Result,
    protocol::{json, time::UnixTime},
};

/// `typ` of a proof (RFC 9449 §4.2).
pub const TYP: &str = "dpop+jwt";

/// The longest name of a proof that is read, in bytes.
const LONGEST_JTI: usize = 256;

/// What one proof says.
pub struct Proof<'a> {
    /// The method of the request.
    pub htm: &'a str,
    /// Its address.
    pub htu: &'a Url,
    /// When it is made.
    pub iat: UnixTime,
    /// Its own name, which no other has.
    pub jti: &'a str,
    /// What the server wants to find in it.
    pub nonce: Option<&'a str>,
    /// The access token that it goes with.
    pub access_token: Option<&'a str>,
}

impl Proof<'_> {
    /// Signs it (RFC 9449 §4.2).
    ///
    /// # Errors
    /// `internal_error` if the library fails.
    pub fn sign(&self, key: &SigningKey) -> Result<String> {
        let header = Map::from_iter([
            ("typ".to_owned(), json!(TYP)),
            // the public half, and nothing else of it
            ("jwk".to_owned(), key.public().bare()),
        ]);
        let mut claims = Map::from_iter([
            ("jti".to_owned(), json!(self.jti)),
            ("htm".to_owned(), json!(self.htm)),
            ("htu".to_owned(), json!(without_query(self.htu).as_str())),
            ("iat".to_owned(), json!(self.iat)),
        ]);
        claims.extend(self.nonce.map(|nonce| ("nonce".to_owned(), json!(nonce))));
        claims.extend(self.access_token.map(|token| ("ath".to_owned(), json!(ath(token)))));
        key.sign_with(header, &claims)
    }
}

/// RFC 9449 §4.2: `htu` is without query and fragment.
pub fn without_query(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    url
}

/// RFC 9449 §4.2: the hash of an access token.
pub fn ath(access_token: &str) -> String {
    base64url::encode(hash::sha256(access_token.as_bytes()))
}

/// A proof whose signature is right, by the key that it shows; whether it fits the request is for the reader to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// The RFC 7638 thumbprint of the key.
    pub jkt: String,
    /// What it is signed with.
    pub algorithm: Algorithm,
    /// The method.
    pub htm: String,
    /// The address.
    pub htu: Url,
    /// When it was made.
    pub iat: UnixTime,
    /// Its own name.
    pub jti: String,
    /// What it repeats of the server's.
    pub nonce: Option<String>,
    /// The hash of the access token.
    pub ath: Option<String>,
}

/// Reads a proof; what is wrong with it is one clause of a sentence (RFC 9449 §4.3, 2 to 7 and 11).
pub fn read(text: &str) -> Result<Proven, &'static str> {
    let header = text.split('.').next().and_then(base64url::decode);
    let header = header.and_then(|bytes| json::object(&bytes).ok()).ok_or("is not a signed JWT")?;
    let key = key_in(&header)?;
    let jkt = key.thumbprint();
    let token = Unverified::parse(text)
        .map_err(|_| "is not a JWT that is signed with an asymmetric algorithm of RFC 7518")?;
    if token.header().typ.as_deref() != Some(TYP) {
        return Err("does not have the typ dpop+jwt");
    }
    let algorithm = token.header().algorithm;
    let verified = token
        .verify(Keys::Published(&JwkSet::of([key])), Algorithm::ASYMMETRIC)
        .map_err(|_| "is not signed with the key in its header")?;
    let claims = verified.claims().map_err(|_| "has claims that are no JSON object")?;
    let claims = Claims(&claims);
    let text = |name: &str| claims.text(name).map_err(|_| "has a claim of another type than it must be");
    let htu = text("htu")?.ok_or("has no htu")?;
    Ok(Proven {
        jkt,
        algorithm,
        htm: text("htm")?.ok_or("has no htm")?.to_owned(),
        htu: Url::parse(htu).map_err(|_| "has an htu that is no address")?,
        iat: claims.moment("iat").ok().flatten().ok_or("has no iat that is a moment")?,
        jti: text("jti")?
            .filter(|jti| (1..=LONGEST_JTI).contains(&jti.len()))
            .ok_or("has no jti of 1 to 256 bytes")?
            .to_owned(),
        nonce: text("nonce")?.map(str::to_owned),
        ath: text("ath")?.map(str::to_owned),
    })
}

/// The public key in the header (RFC 9449 §4.3, 7: never a private one).
fn key_in(header: &Map<String, Value>) -> Result<Jwk, &'static str> {
    let Some(Value::Object(jwk)) = header.get("jwk") else { return Err("has no jwk in its header") };
    let mut jwk = jwk.clone();
    // it is this key whatever the header calls it
    match header.get("kid") {
        Some(kid) => drop(jwk.insert("kid".to_owned(), kid.clone())),
        None => drop(jwk.remove("kid")),
    }
    Jwk::read(&jwk).map_err(|_| "does not have a sound public key in its header")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 9449 §4.1, the proof of figure 2.
    const EXAMPLE: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
    /// RFC 9449 §7.1, the proof of figure 12 and its access token.
    const AT_API: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";
    const TOKEN: &str = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";

    fn key(algorithm: Algorithm) -> SigningKey {
        SigningKey::generate(algorithm, &mut |seed| seed.fill(7)).unwrap()
    }

    fn signed(key: &SigningKey, header: Value, claims: Value) -> String {
        let (Value::Object(header), Value::Object(claims)) = (header, claims) else { unreachable!() };
        key.sign_with(header, &claims).unwrap()
    }

    #[test]
    fn the_proofs_of_the_standard_are_read() {
        // P14
        let proven = read(EXAMPLE).unwrap();
        // RFC 9449 §6.1
        assert_eq!(proven.jkt, "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
        assert_eq!((proven.htm.as_str(), proven.htu.as_str()), ("POST", "https://server.example.com/token"));
        assert_eq!(
            (proven.iat, proven.jti.as_str(), proven.nonce),
            (UnixTime(1_562_262_616), "-BwC3ESc6acc2lTc", None)
        );
        let proven = read(AT_API).unwrap();
        assert_eq!(proven.ath, Some(ath(TOKEN)));
    }

    #[test]
    fn what_is_signed_is_read_and_shows_no_more_than_it_must() {
        // C136
        let key = key(Algorithm::ES256);
        let htu: Url = "https://api.example/a/b?c=d#e".parse().unwrap();
        let (iat, nonce) = (UnixTime(1000), Some("n"));
        let proof = Proof { htm: "GET", htu: &htu, iat, jti: "one", nonce, access_token: Some(TOKEN) };
        let text = proof.sign(&key).unwrap();
        let (header, claims) = crate::jose::jws::peek(&text).unwrap();
        let members = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(members(&header), ["alg", "jwk", "typ"]);
        assert_eq!(members(&header["jwk"]), ["crv", "kty", "x", "y"]);
        assert_eq!(
            claims,
            json!({"jti": "one", "htm": "GET", "htu": "https://api.example/a/b", "iat": 1000, "nonce": "n", "ath": ath(TOKEN)})
        );
        let proven = read(&text).unwrap();
        assert_eq!((proven.jkt.as_str(), proven.nonce.as_deref()), (key.kid(), Some("n")));
    }

    #[test]
    fn a_proof_that_breaks_a_rule_of_its_form_is_refused() {
        // P14, C74, C76
        let (key, other) = (key(Algorithm::ES256), key(Algorithm::EdDSA));
        let claims = json!({"jti": "one", "htm": "GET", "htu": "https://api.example/", "iat": 1000});
        let header = json!({"typ": TYP, "jwk": key.public().bare()});
        assert!(read(&signed(&key, header.clone(), claims.clone())).is_ok());
        let with = |name: &str, value: Value| {
            let mut header = header.clone();
            header[name] = value;
            header
        };
        let mut private = key.public().bare();
        private["d"] = json!("AAAA");
        let mut wide = header.clone();
        wide["kid"] = json!("any");
        assert!(read(&signed(&key, wide, claims.clone())).is_ok());
        for header in [
            with("typ", json!("JWT")),
            with("typ", json!("DPOP+jwt")),
            with("jwk", Value::Null),
            with("jwk", private),
            with("jwk", other.public().bare()),
            with("jwk", json!({"kty": "oct", "k": "AAAA"})),
            with("crit", json!(["exp"])),
            with("kid", json!(1)),
        ] {
            assert!(read(&signed(&key, header.clone(), claims.clone())).is_err(), "{header}");
        }
        for (name, value) in [
            ("jti", Value::Null),
            ("jti", json!("")),
            ("jti", json!("a".repeat(257))),
            ("htm", json!(1)),
            ("htu", json!("/token")),
            ("iat", json!("1000")),
            ("iat", Value::Null),
            ("nonce", json!(1)),
            ("ath", json!([])),
        ] {
            let mut claims = claims.clone();
            claims[name] = value.clone();
            assert!(read(&signed(&key, header.clone(), claims)).is_err(), "{name} {value}");
        }
        let unsigned = format!("{}.", EXAMPLE.rsplit_once('.').unwrap().0);
        for text in ["", "a.b.c", &unsigned, &format!("{EXAMPLE}A"), &EXAMPLE.replace("eyJ0", "eyK0")] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
