use std::time::Duration;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::*;
use crate::contract::Schema;
use crate::endpoints::Endpoint;
use crate::script::{Delay, Failure, On, Replies, Reply, WireFault};

/// That a value is the same after it was written and read, both as text and as a document.
fn there_and_back<T>(value: &T) -> Value
where
    T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(serde_json::from_str::<T>(&text).unwrap(), *value, "{text}");
    let document = serde_json::to_value(value).unwrap();
    assert_eq!(
        serde_json::from_value::<T>(document.clone()).unwrap(),
        *value
    );
    document
}

fn assert_conforms(script: &Value) {
    let verdict = Schema::Script.judge(script);
    assert!(verdict.conforms(), "{script}: {verdict:?}");
}

fn time() -> impl Strategy<Value = Duration> {
    prop_oneof![
        any::<u16>().prop_map(|millis| Duration::from_millis(millis.into())),
        (0..u64::from(u32::MAX), 0..1_000_000_000_u32)
            .prop_map(|(seconds, nanos)| Duration::new(seconds, nanos)),
    ]
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

fn delay() -> impl Strategy<Value = Delay> {
    prop_oneof![
        time().prop_map(Delay::fixed),
        (time(), time()).prop_map(|(one, more)| Delay::between(one, one + more)),
        (time(), 0..1_000_000_u32)
            .prop_map(|(median, sigma)| Delay::log_normal(median, f64::from(sigma) / 1000.0)),
    ]
}

fn fault() -> impl Strategy<Value = WireFault> {
    prop_oneof![
        prop::sample::select(WireFault::all().collect::<Vec<_>>()),
        any::<usize>().prop_map(|bytes| WireFault::ResetAfter { bytes }),
        any::<usize>().prop_map(|bytes| WireFault::Truncated { bytes }),
        any::<usize>().prop_map(|bytes| WireFault::TruncatedChunked { bytes }),
        (any::<usize>(), time()).prop_map(|(chunks, over)| WireFault::Drip { chunks, over }),
    ]
}

fn own() -> impl Strategy<Value = Reply> {
    let header = (
        "[a-zA-Z0-9-]{1,10}|[cC]ontent-[tT]ype",
        "[ -~\u{e9}\u{2026}]{0,20}",
    );
    let body = prop_oneof![
        Just(None),
        json_value().prop_map(|json| Some((0, json.to_string().into_bytes()))),
        any::<String>().prop_map(|text| Some((1, text.into_bytes()))),
        vec(any::<u8>(), 0..20).prop_map(|bytes| Some((2, bytes))),
    ];
    (200..1000_u16, vec(header, 0..4), body).prop_map(|(status, headers, body)| {
        let mut reply = Reply::status(status);
        for (name, value) in headers {
            reply = reply.header(&name, &value);
        }
        match body {
            None => reply,
            Some((0, json)) => reply.json(&serde_json::from_slice::<Value>(&json).unwrap()),
            Some((1, text)) => reply.text(std::str::from_utf8(&text).unwrap()),
            Some((_, bytes)) => reply.body(bytes),
        }
    })
}

fn reply() -> impl Strategy<Value = Reply> {
    let failures: Vec<_> = Failure::all().collect();
    let says = prop_oneof![
        Just(Reply::as_usual()),
        prop::sample::select(failures).prop_map(Reply::from),
        own(),
    ];
    (says, option::of(delay()), option::of(fault())).prop_map(|(mut reply, delay, fault)| {
        if let Some(delay) = delay {
            reply = reply.after(delay);
        }
        fault.into_iter().fold(reply, Reply::broken_by)
    })
}

fn on() -> impl Strategy<Value = On> {
    let endpoints: Vec<_> = Endpoint::all().chain([Endpoint::Unknown]).collect();
    let which = (
        option::of(prop::sample::select(endpoints)),
        option::of(any::<String>()),
        option::of(json_value()),
    );
    let when = (
        any::<usize>(),
        option::of(1..usize::MAX),
        option::of(time()),
    );
    (which, when).prop_map(|((endpoint, deployment, body), (after, times, lasting))| {
        let mut on = endpoint.map_or_else(On::any, On::endpoint).after(after);
        on = deployment.into_iter().fold(on, On::deployment);
        on = body.into_iter().fold(on, On::body_has);
        on = times.into_iter().fold(on, On::times);
        let lasting = lasting.filter(|time| !time.is_zero());
        lasting.into_iter().fold(on, On::lasting)
    })
}

fn script() -> impl Strategy<Value = ScriptDefinition> {
    let replies = prop_oneof![
        reply().prop_map(ReplyOrSequence::Reply),
        vec(reply(), 1..4).prop_map(ReplyOrSequence::Sequence),
    ];
    (on(), replies).prop_map(|(on, replies)| {
        let count = replies.count().unwrap_or(1);
        let is_short = on.unsent(count) > 0;
        ScriptDefinition::new(if is_short { on.times(count) } else { on }, replies)
    })
}

proptest! {
    #[test]
    fn a_script_is_the_same_after_it_was_written_and_read(script in script()) {
        assert_conforms(&there_and_back(&script));
    }

    /// What passes the schema is read, so that what is wrong is found by it, with its place.
    #[test]
    fn what_the_schema_takes_can_be_read(
        script in script(),
        wrong in json_value(),
        at in any::<prop::sample::Index>(),
    ) {
        let mut written = serde_json::to_value(&script).unwrap();
        let pointers = pointers(&written);
        let place: &String = at.get(&pointers);
        *written.pointer_mut(place).unwrap() = wrong;
        let has_float = |number: &Value| number.is_f64();
        prop_assume!(!pointers.iter().filter_map(|it| written.pointer(it)).any(has_float));
        if Schema::Script.judge(&written).conforms() {
            let read = serde_json::from_value::<ScriptDefinition>(written.clone());
            prop_assert!(read.is_ok(), "{written}: {read:?}");
        }
    }
}

/// The places of all values.
fn pointers(value: &Value) -> Vec<String> {
    let below = |name: String, value: &Value| -> Vec<String> {
        let below = pointers(value).into_iter();
        below
            .map(|rest| format!("/{}{rest}", name.replace('~', "~0").replace('/', "~1")))
            .collect()
    };
    let mut all = vec![String::new()];
    match value {
        Value::Object(members) => {
            all.extend(
                members
                    .iter()
                    .flat_map(|(name, value)| below(name.clone(), value)),
            );
        }
        Value::Array(elements) => {
            let elements = elements.iter().enumerate();
            all.extend(elements.flat_map(|(index, value)| below(index.to_string(), value)));
        }
        _ => {}
    }
    all
}

#[test]
fn each_failure_and_each_wire_fault_of_the_catalogue_has_its_form() {
    for failure in Failure::all() {
        let form = there_and_back(&Reply::from(failure));
        assert_eq!(form, json!({"failure": failure.name()}));
        assert_conforms(&json!({"reply": form}));
    }
    for fault in WireFault::all() {
        let form = there_and_back(&Reply::from(fault));
        let wire = &form["wire"];
        let name = wire
            .as_str()
            .or_else(|| wire.as_object()?.keys().next().map(String::as_str));
        assert_eq!(name, Some(fault.name()));
        assert_conforms(&json!({"reply": form}));
    }
    let reset = Reply::from(WireFault::ResetAfter { bytes: 20 });
    assert_eq!(there_and_back(&reset), json!({"wire": {"reset_after": 20}}));
}

#[test]
fn delays_have_their_forms() {
    let ms = Duration::from_millis;
    for (delay, form) in [
        (Delay::fixed(ms(200)), json!("200ms")),
        (
            Delay::between(ms(0), ms(5)),
            json!({"between": ["0s", "5ms"]}),
        ),
        (
            Delay::log_normal(ms(50), 0.5),
            json!({"log_normal": {"median": "50ms", "sigma": 0.5}}),
        ),
    ] {
        assert_eq!(there_and_back(&delay), form);
        assert_conforms(&json!({"reply": {"delay": form}}));
    }
}

#[test]
fn answers_of_ones_own_are_written_as_people_would_write_them() {
    let text = Reply::status(503).header("Retry-After", "1").text("later");
    let form = json!({"status": 503, "headers": {"retry-after": "1"}, "text": "later"});
    assert_eq!(there_and_back(&text), form);
    let reply = Reply::status(200).json(&json!({"a": [1]}));
    assert_eq!(
        there_and_back(&reply),
        json!({"status": 200, "body": {"a": [1]}})
    );
    let bytes = Reply::status(200).body(vec![0xff, 0]);
    assert_eq!(
        there_and_back(&bytes),
        json!({"status": 200, "base64": "/wA="})
    );
}

/// What is wrong is said as it is said of a request.
#[test]
fn a_wrong_member_is_answered_like_a_breach() {
    for (script, expected) in [
        (
            json!({"on": {"time": 2}, "reply": {}}),
            "/on/time: is not documented (value 2); did you mean `times`? (additionalProperties)",
        ),
        (json!({"on": {}}), "must have the member `reply` (required)"),
        (
            json!({"on": {"times": 0}, "reply": {}}),
            "/on/times: must be at least 1, but is 0 (minimum)",
        ),
        (
            json!({"on": {"lasting": "0s"}, "reply": {}}),
            "/on/lasting: must be longer than no time at all (x-reads)",
        ),
        (
            json!({"on": {"lasting": 5}, "reply": {}}),
            "/on/lasting: must be a time in quotes, such as \"5s\" (type)",
        ),
        (
            json!({"reply": {"delay": "soon"}}),
            "/reply/delay: `soon` is no time: expected number at 0 (x-reads)",
        ),
        (
            json!({"reply": {"delay": {"between": ["2s", "1s"]}}}),
            "/reply/delay/between: must have the shorter time first (x-reads)",
        ),
        (
            json!({"reply": [{"statsu": 503}]}),
            "/reply/0/statsu: is not documented (value 503); did you mean `status`? (additionalProperties)",
        ),
        (
            json!({"reply": []}),
            "/reply: must have at least one reply (minItems)",
        ),
        (
            json!({"on": {"times": 1}, "reply": [{}, {}]}),
            "`/reply` has 2 elements, but `/on/times` is 1: leave out the rest (x-at-most-items)",
        ),
        (
            json!({"reply": {"failure": "no_master", "status": 503}}),
            "/reply: cannot have both a `failure` and a `status` (not)",
        ),
        (
            json!({"reply": {"status": 503, "text": "", "body": ""}}),
            "/reply: cannot have both a `text` and a `body` (not)",
        ),
        (
            json!({"reply": {"text": ""}}),
            "/reply: must have the member `status` (required)",
        ),
        (
            json!({"reply": {"wire": "reset_after"}}),
            "/reply/wire: must be one of [\"close\",\"reset\",\"malformed_status\",\"garbage\",\"stall\",\"close_idle\"], but is the string \"reset_after\" (enum)",
        ),
        (
            json!({"reply": {"wire": {"reset_aftr": 3}}}),
            "/reply/wire/reset_aftr: is not documented (value 3); did you mean `reset_after`? (additionalProperties)",
        ),
        (
            json!({"reply": {"status": 101}}),
            "/reply/status: must be at least 200, but is 101 (minimum)",
        ),
        (
            json!({"reply": {"status": 200, "headers": {"a": "\u{7f}"}}}),
            "/reply/headers/a: the value does not match \"^[^\\u0000-\\u0008\\u000a-\\u001f\\u007f]*$\" (pattern)",
        ),
    ] {
        let verdict = Schema::Script.judge(&script);
        let said: Vec<_> = verdict
            .violations()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(said, [expected], "{script}");
        let read = serde_json::from_value::<ScriptDefinition>(script.clone());
        assert!(read.is_err(), "{script}");
    }
    let typo = Schema::Script.judge(&json!({"reply": {"failure": "not_fond"}}));
    let said = typo.violations()[0].to_string();
    assert!(
        said.ends_with("; did you mean `not_found`? (enum)"),
        "{said}"
    );
}

/// Editors complete what the schema lists.
#[test]
fn the_schema_lists_the_names_that_the_code_knows() {
    let definitions = &Schema::Script.document()["$defs"];
    let failures: Vec<_> = Failure::all().map(Failure::name).collect();
    assert_eq!(
        definitions["reply"]["properties"]["failure"]["enum"],
        json!(failures)
    );
    let endpoints = Endpoint::all().chain([Endpoint::Unknown]);
    let endpoints: Vec<_> = endpoints.map(Endpoint::name).collect();
    assert_eq!(
        definitions["on"]["properties"]["endpoint"]["enum"],
        json!(endpoints)
    );
}

#[test]
fn a_closure_cannot_be_written() {
    let on = On::any().body(|_| true);
    assert_eq!(on, on.clone());
    assert_ne!(on, On::any().body(|_| true));
    let error = serde_json::to_string(&on).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a closure cannot be written; `body_has` can"
    );
}
