use data_encoding::BASE64;
use http::HeaderValue;

use super::*;
use crate::model::{
    ApiKey, Edition, Role, Security, SentCredentials, ServiceAccount, Subject, User,
};
use crate::xcontent::Trace;

const UPDATE: &str = "cluster:admin/xpack/ml/trained_models/deployment/update";
const URI: &str = "/_ml/trained_models/m/deployment/_update?pretty";

fn security() -> Security {
    let mut security = Security::default();
    security.add_role(Role::new("scaler").cluster("manage_ml"));
    security.add_user(User::new("root", "toor").role(Role::SUPERUSER));
    security.add_user(
        User::new("ops", "a:b")
            .role("scaler")
            .unchecked_role("nowhere"),
    );
    security.add_user(
        User::new("ann", "x")
            .role(Role::MACHINE_LEARNING_USER)
            .role("b")
            .role("a"),
    );
    security.add_user(User::new("bob", "x"));
    security.add_api_key(ApiKey::new("good", "s").role(Role::MACHINE_LEARNING_ADMIN));
    security.add_api_key(ApiKey::new("weak", "s").owner("ann"));
    security.add_api_key(ApiKey::new("gone", "s").invalidated());
    security.add_api_key(ApiKey::new("old", "s").expired());
    security.add_service_account(ServiceAccount::new("elastic/fleet-server", "token"));
    security
}

fn sent<'r>(authorization: &'r str, run_as: &'r str) -> SentCredentials<'r> {
    let given = |text: &'r str| (!text.is_empty()).then_some(text);
    SentCredentials {
        authorization: given(authorization).map(str::as_bytes),
        run_as: given(run_as),
    }
}

/// The answer to a request whose credentials do not say who sends it.
fn refusal(security: &Security, sent: SentCredentials<'_>) -> ErrorResponse {
    let error = security.authenticate(sent).unwrap_err();
    unauthenticated(&error, URI, Edition::Documented.dialect())
}

fn basic(credentials: &str) -> String {
    format!("Basic {}", BASE64.encode(credentials.as_bytes()))
}

fn api_key(credentials: &str) -> String {
    format!("ApiKey {}", BASE64.encode(credentials.as_bytes()))
}

/// What the answer says: its status, the reason and what else it has.
fn refused(refusal: &ErrorResponse) -> (u16, String, Option<String>) {
    let answer = refusal
        .clone()
        .into_answer(HeaderValue::from_static("x"), Trace::Shown);
    let body: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
    let error = &body["error"];
    assert_eq!(error["type"], "security_exception");
    assert_eq!(error["root_cause"][0]["reason"], error["reason"]);
    assert!(answer.header("x-elastic-product").is_none());
    let more = error["additional_unsuccessful_credentials"].as_str();
    (
        answer.status().as_u16(),
        error["reason"].as_str().unwrap().to_owned(),
        more.map(ToOwned::to_owned),
    )
}

/// The table (server-behaviour: Security: 401).
#[test]
fn each_kind_of_bad_credentials_has_its_own_text() {
    let unable = "unable to authenticate with provided credentials and anonymous access is not allowed for this request";
    let missing = "missing authentication credentials for REST request [/_ml/trained_models/m/deployment/_update?pretty]";
    let of = |user: &str| {
        format!(
            "unable to authenticate user [{user}] for REST request [/_ml/trained_models/m/deployment/_update?pretty]"
        )
    };
    let security = security();
    for (authorization, reason, more) in [
        (String::new(), missing.to_owned(), None),
        ("Digest x".to_owned(), missing.to_owned(), None),
        (basic("root:wrong"), of("root"), None),
        (basic("nobody:toor"), of("nobody"), None),
        (basic("ops:a"), of("ops"), None),
        (
            "Basic !".to_owned(),
            "invalid basic authentication header encoding".to_owned(),
            None,
        ),
        (
            basic("root"),
            "invalid basic authentication header value".to_owned(),
            None,
        ),
        (
            api_key("foo:s"),
            unable.to_owned(),
            Some("API key: unable to find apikey with id foo"),
        ),
        (
            api_key("good:x"),
            unable.to_owned(),
            Some("API key: invalid credentials for API key [good]"),
        ),
        (
            api_key("gone:s"),
            unable.to_owned(),
            Some("API key: api key [gone] has been invalidated"),
        ),
        (
            api_key("old:s"),
            unable.to_owned(),
            Some("API key: api key is expired"),
        ),
        (
            api_key("old:x"),
            unable.to_owned(),
            Some("API key: invalid credentials for API key [old]"),
        ),
        (
            api_key("good"),
            unable.to_owned(),
            Some("API key: invalid ApiKey value"),
        ),
        (
            "ApiKey !!!!".to_owned(),
            unable.to_owned(),
            Some("API key: Illegal base64 character 21"),
        ),
        ("Bearer x".to_owned(), unable.to_owned(), None),
    ] {
        let refusal = refusal(&security, sent(&authorization, ""));
        let expected = (401, reason, more.map(ToOwned::to_owned));
        assert_eq!(refused(&refusal), expected, "{authorization}");
    }
}

#[test]
fn challenges_are_three_headers_and_a_member_of_the_body() {
    let security = security();
    for (edition, basic) in [
        ("8.14", r#"Basic realm="security" charset="UTF-8""#),
        ("8.15", r#"Basic realm="security", charset="UTF-8""#),
    ] {
        let dialect = edition.parse::<Edition>().unwrap().dialect();
        let error = security.authenticate(sent("", "")).unwrap_err();
        let answer = unauthenticated(&error, URI, dialect)
            .into_answer(HeaderValue::from_static("x"), Trace::Shown);
        let challenges: Vec<_> = answer
            .headers()
            .filter(|(name, _)| name == "www-authenticate")
            .map(|(_, value)| value)
            .collect();
        assert_eq!(challenges, [basic, r#"Bearer realm="security""#, "ApiKey"]);
        let body: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
        let expected = serde_json::json!([basic, r#"Bearer realm="security""#, "ApiKey"]);
        assert_eq!(body["error"]["header"]["WWW-Authenticate"], expected);
        assert_eq!(
            body["error"]["root_cause"][0]["header"]["WWW-Authenticate"],
            expected
        );
        assert!(body["error"].get("stack_trace").is_none());
    }
}

/// The sentences (server-behaviour: Security: 403).
#[test]
fn each_kind_of_subject_is_denied_in_its_own_words() {
    let security = security();
    let granted_by = "this action is granted by the cluster privileges [manage_ml,manage,all]";
    for (authorization, run_as, denied) in [
        (basic("root:toor"), "", None),
        (basic("ops:a:b"), "", None),
        (api_key("good:s"), "", None),
        (basic("root:toor"), "ops", None),
        (
            basic("ann:x"),
            "",
            Some(format!("user [ann] with effective roles [machine_learning_user] (assigned roles [a,b] were not found), {granted_by}")),
        ),
        (basic("bob:x"), "", Some(format!("user [bob] with effective roles [], {granted_by}"))),
        (api_key("weak:s"), "", Some(format!("API key id [weak] of user [ann], {granted_by}"))),
        (
            "Bearer token".to_owned(),
            "",
            Some(format!("service account [elastic/fleet-server], {granted_by}")),
        ),
        (
            basic("root:toor"),
            "bob",
            Some(format!("user [root] run as [bob] with effective roles [], {granted_by}")),
        ),
        (
            basic("bob:x"),
            "root",
            Some("user [bob] run as [root] with effective roles [superuser], because user [bob] is unauthorized to run as [root]".to_owned()),
        ),
    ] {
        let subject = security.authenticate(sent(&authorization, run_as)).unwrap();
        let authorised = security.authorise(subject, UPDATE).err();
        let refused = authorised.map(|denial| refused(&forbidden(&denial)));
        let expected = denied.map(|text| (403, format!("action [{UPDATE}] is unauthorized for {text}"), None));
        assert_eq!(refused, expected, "{authorization} {run_as}");
    }
}

#[test]
fn security_is_off_without_users() {
    let security = Security::default();
    let subject = security.authenticate(sent("Basic nonsense", "")).unwrap();
    assert!(matches!(subject, Subject::Unchecked));
    assert!(security.authorise(subject, UPDATE).is_ok());
}

#[test]
fn secrets_are_not_shown() {
    let shown = format!("{:?}", security());
    for secret in ["toor", "a:b", "token"] {
        assert!(!shown.contains(&format!("\"{secret}\"")), "{shown}");
    }
    assert!(shown.contains("***"));
}

proptest::proptest! {
    #[test]
    fn no_bytes_are_let_in_by_chance(value in "[ -~]{0,40}", bytes: Vec<u8>) {
        let security = security();
        for value in [value.into_bytes(), [b"Basic ", BASE64.encode(&bytes).as_bytes()].concat(), bytes] {
            let sent = SentCredentials { authorization: Some(&value), run_as: None };
            proptest::prop_assert!(security.authenticate(sent).is_err());
        }
    }
}
