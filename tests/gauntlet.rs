//! Everything that can go wrong, against clients that take it well and clients that do not.

#[path = "../examples/gauntlet.rs"]
#[allow(dead_code)]
mod example;

use std::cell::Cell;
use std::collections::HashSet;
use std::error::Error;
use std::future::pending;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Once};
use std::time::Duration;

use es_ml_fake::gauntlet::{Finding, Gauntlet, Outcome, Report, gauntlet};
use es_ml_fake::journal::BreachPolicy;
use es_ml_fake::{Clock, DOCUMENTED_DEPLOYMENT, Failure, FakeCluster, WireFault};
use reqwest::{Client, Response, StatusCode};
use serde_json::json;

use crate::support::snapshots;

/// Longer than a test may take.
const TIMEOUT: Duration = Duration::from_secs(30);

fn client(timeout: Duration) -> Client {
    let client = Client::builder().timeout(timeout).no_proxy();
    client.build().unwrap()
}

/// Sends one update, and returns the answer whatever it is.
async fn send(client: &Client, cluster: &FakeCluster) -> reqwest::Result<Response> {
    let uri = cluster.uri();
    let url = format!("{uri}/_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update");
    let body = json!({"number_of_allocations": 4});
    client.post(url).json(&body).send().await
}

/// A client that never tries again.
async fn update(client: &Client, cluster: &FakeCluster) -> reqwest::Result<()> {
    let answer = send(client, cluster).await?.error_for_status()?;
    answer.bytes().await.map(drop)
}

/// A client that tries again once, whatever happens, and waits if it cannot connect.
async fn update_twice(
    client: &Client,
    cluster: &FakeCluster,
    pause: Duration,
) -> reqwest::Result<()> {
    match update(client, cluster).await {
        Err(error) if error.is_connect() => tokio::time::sleep(pause).await,
        Err(_) => {}
        ok => return ok,
    }
    update(client, cluster).await
}

/// A client as many have it: what may pass is tried again, each time after twice the time.
async fn update_patiently(cluster: &FakeCluster) -> Result<(), Box<dyn Error>> {
    let client = client(TIMEOUT);
    let mut pause = Duration::from_millis(100);
    for _ in 0..5 {
        match update(&client, cluster).await {
            Err(error) if may_pass(&error) => tokio::time::sleep(pause).await,
            other => return Ok(other?),
        }
        pause *= 2;
    }
    Err("five attempts were in vain".into())
}

fn may_pass(error: &reqwest::Error) -> bool {
    let status = error.status();
    status.is_none_or(|status| status.is_server_error() || status == 429)
}

fn finding(report: &Report, trial: &str) -> Finding {
    report.row(trial).unwrap().finding()
}

fn all_are(report: &Report, finding: Finding) -> bool {
    report.rows().iter().all(|row| row.finding() == finding)
}

#[tokio::test(start_paused = true)]
async fn the_official_client_goes_through_it_as_the_example_shows() {
    let report = example::gauntlet()
        .run(|cluster| async move { example::scale(&cluster.uri()).await })
        .await;
    snapshots::assert("gauntlet", "official_client", &report);
    report.assert_sound();
    let trials = 2 + Failure::all().count() + WireFault::all().count();
    assert_eq!(report.rows().len(), trials);
}

#[tokio::test(start_paused = true)]
async fn a_client_of_long_timeouts_and_pauses_waits_for_none_of_them() {
    let virtual_start = tokio::time::Instant::now();
    let report = Gauntlet::default()
        .allow("not_started", Finding::GaveUp, "409 is not tried again")
        .run(|cluster| async move { update_patiently(&cluster).await })
        .await;
    report.assert_sound();
    assert_eq!(*report.row("stall").unwrap().outcome(), Outcome::Succeeded);
    assert_eq!(report.row("stall").unwrap().requests(), Some(2));
    // Paused time alone has passed.
    assert!(virtual_start.elapsed() > TIMEOUT);
}

#[tokio::test(start_paused = true)]
async fn in_paused_time_every_run_is_the_same() {
    let client = client(TIMEOUT);
    let mut reports = HashSet::new();
    for run in 0..10 {
        let report = gauntlet(|cluster| {
            let client = client.clone();
            // The shortest pause there is.
            let pause = Duration::from_millis(1);
            let update = async move { update_twice(&client, &cluster, pause).await };
            async move {
                match run % 2 {
                    0 => update.await,
                    _ => tokio::spawn(update).await.unwrap(),
                }
            }
        })
        .await;
        reports.insert(report.to_string());
    }
    assert_eq!(reports.len(), 1, "{reports:#?}");
    let report = reports.into_iter().next().unwrap();
    assert!(!report.contains("gave up"), "{report}");
}

#[tokio::test]
async fn in_real_time_a_client_is_found_out_too() {
    let pause = Duration::from_millis(400);
    let stubborn = move |cluster: Arc<FakeCluster>| async move {
        update_twice(&client(Duration::from_millis(300)), &cluster, pause).await
    };
    let report = tokio::spawn(gauntlet(stubborn)).await.unwrap();
    for trial in [
        "nothing",
        "no_master",
        "connection_refused",
        "reset",
        "stall",
    ] {
        assert_eq!(finding(&report, trial), Finding::Fine, "{trial}\n{report}");
    }
    assert_eq!(finding(&report, "not_found"), Finding::TriedInVain);
    assert_eq!(report.row("not_found").unwrap().requests(), Some(2));
}

/// Sends an update, and again until it is accepted, blocking the thread.
fn update_blocking(cluster: &FakeCluster) -> std::io::Result<()> {
    let request = format!(
        "POST /_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update HTTP/1.1\r\n\
         host: x\r\ncontent-type: application/json\r\ncontent-length: 27\r\n\
         connection: close\r\n\r\n{{\"number_of_allocations\":4}}"
    );
    loop {
        let Ok(mut stream) = TcpStream::connect(cluster.address()) else {
            continue;
        };
        stream.set_read_timeout(Some(Duration::from_millis(100)))?;
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        if stream.read_to_string(&mut answer).is_ok() && answer.starts_with("HTTP/1.1 200 OK") {
            return Ok(());
        }
    }
}

#[tokio::test]
async fn in_real_time_a_client_may_block_its_thread() {
    let report = gauntlet(|cluster| async move { update_blocking(&cluster) }).await;
    for trial in ["connection_refused", "no_master", "reset", "stall"] {
        assert_eq!(finding(&report, trial), Finding::Fine, "{report}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_never_tries_again_gives_up_what_may_pass() {
    let report = gauntlet(|cluster| async move { update(&client(TIMEOUT), &cluster).await }).await;
    for trial in ["not_found", "drip", "close_idle"] {
        assert_eq!(finding(&report, trial), Finding::Fine, "{trial}");
    }
    for trial in ["no_master", "connection_refused", "close", "stall"] {
        assert_eq!(finding(&report, trial), Finding::GaveUp, "{trial}");
    }
    assert_eq!(report.row("connection_refused").unwrap().requests(), None);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_tries_again_without_a_pause_does_not_outlast_an_outage() {
    let report = gauntlet(|cluster| async move {
        match update(&client(TIMEOUT), &cluster).await {
            Err(_) => update(&client(TIMEOUT), &cluster).await,
            ok => ok,
        }
    })
    .await;
    assert_eq!(finding(&report, "connection_refused"), Finding::GaveUp);
    assert_eq!(finding(&report, "reset"), Finding::Fine);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_takes_its_time_before_it_begins_meets_the_outage_all_the_same() {
    let report = gauntlet(|cluster| async move {
        tokio::time::sleep(Duration::from_secs(3)).await;
        update(&client(TIMEOUT), &cluster).await
    })
    .await;
    assert_eq!(finding(&report, "connection_refused"), Finding::GaveUp);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_never_looks_at_the_status_takes_refusals_for_success() {
    let report = gauntlet(|cluster| async move { send(&client(TIMEOUT), &cluster).await }).await;
    for failure in Failure::all() {
        let row = report.row(failure.name()).unwrap();
        assert_eq!(row.finding(), Finding::TookRefusalForSuccess, "{failure}");
    }
    assert_eq!(finding(&report, "nothing"), Finding::Fine);
    assert_eq!(finding(&report, "reset"), Finding::GaveUp);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_looks_at_nothing_is_found_out_wherever_no_answer_arrived_whole() {
    let report = gauntlet(|cluster| async move {
        // Whether it is a cluster at all; that is no answer to an update.
        let _ = reqwest::get(cluster.uri()).await;
        let _ = send(&client(TIMEOUT), &cluster).await;
        Ok::<_, String>(())
    })
    .await;
    snapshots::assert("gauntlet", "client_that_looks_at_nothing", &report);
}

#[tokio::test(start_paused = true)]
async fn one_accepted_update_is_enough_for_a_success() {
    let report = gauntlet(|cluster| async move {
        let _ = send(&client(TIMEOUT), &cluster).await;
        update(&client(TIMEOUT), &cluster).await
    })
    .await;
    let wrong = Finding::TookRefusalForSuccess;
    assert!(!report.rows().iter().any(|row| row.finding() == wrong));
}

#[tokio::test(start_paused = true)]
async fn clients_that_panic_or_hang_or_do_nothing_are_reported_and_nothing_else_suffers() {
    let panics = gauntlet(|cluster: Arc<FakeCluster>| async move {
        let updated = update(&client(TIMEOUT), &cluster).await;
        updated.expect("all goes well");
        Ok::<_, String>(())
    })
    .await;
    assert_eq!(finding(&panics, "forbidden"), Finding::Panicked);
    assert_eq!(finding(&panics, "nothing"), Finding::Fine);
    let outcome = panics.row("forbidden").unwrap().outcome().to_string();
    assert!(outcome.starts_with("panicked: all goes well"), "{outcome}");

    let begins = tokio::time::Instant::now();
    let deadline = Duration::from_secs(3600);
    let patient = Gauntlet::default().deadline(deadline);
    let hangs = patient.run(|_| pending::<Result<(), String>>()).await;
    assert!(all_are(&hangs, Finding::Hung));
    let trials = u32::try_from(hangs.rows().len()).unwrap();
    assert!(begins.elapsed() >= deadline * trials);

    let idle = gauntlet(|_| async { Ok::<_, String>(()) }).await;
    assert!(all_are(&idle, Finding::SentNothing));
}

#[tokio::test]
async fn a_client_that_hangs_in_real_time_is_given_up_at_the_deadline() {
    let impatient = Gauntlet::default().deadline(Duration::from_millis(1));
    let hangs = impatient.run(|_| pending::<Result<(), &str>>()).await;
    assert!(all_are(&hangs, Finding::Hung));
}

/// Only the policies, the clock, the journal's size and the place are the gauntlet's.
#[tokio::test(start_paused = true)]
async fn clusters_of_any_kind_can_be_gone_against() {
    let clusters = FakeCluster::builder()
        .http_nodes(2)
        .clock(Clock::manual())
        .journal_exchanges(0)
        .breaches(BreachPolicy::Refuse);
    let report = Gauntlet::default()
        .against(clusters)
        .run(|cluster| async move {
            let updated = update_patiently(&cluster).await;
            updated.map_err(|error| format!("{error} of {}", cluster.uris().join(" and ")))
        })
        .await;
    assert_eq!(finding(&report, "drip"), Finding::Fine);
    assert_eq!(finding(&report, "connection_refused"), Finding::Fine);
    let outcome = report.row("not_found").unwrap().outcome().to_string();
    let end = "_update) of http://[address] and http://[address]";
    assert!(outcome.ends_with(end), "{outcome}");
    assert!(!report.to_string().contains("127.0.0.1"), "{report}");
}

#[tokio::test(start_paused = true)]
async fn a_report_that_is_not_sound_says_so_and_how_to_allow_it() {
    let report = Gauntlet::default()
        .allow_everywhere(Finding::GaveUp, "our callers try again")
        .allow("reset", Finding::Hung, "it hung once")
        .run(|cluster| async move {
            let answer = send(&client(TIMEOUT), &cluster).await?;
            match answer.status() {
                // It knows better.
                StatusCode::CONFLICT => Ok(()),
                _ => answer.error_for_status().map(drop),
            }
        })
        .await;
    assert_eq!(report.findings().next().unwrap().trial(), "not_started");
    assert_eq!(report.unused_allowances().count(), 1);
    let here = line!() + 1;
    let (message, line) = panic_of(|| report.assert_sound());
    assert_eq!(line, here);
    snapshots::assert("gauntlet", "not_sound", message);
}

#[tokio::test(start_paused = true)]
async fn what_is_allowed_is_sound_and_is_in_the_report() {
    let gauntlet = Gauntlet::default()
        .allow_everywhere(Finding::SentNothing, "not written yet")
        .allow("stall", Finding::SentNothing, "nor this");
    let report = gauntlet.run(|_| async { Ok::<_, &str>(()) }).await;
    report.assert_sound();
    let report = serde_json::to_value(&report).unwrap();
    let row = json!({
        "trial": "nothing", "outcome": "succeeded", "requests": 0,
        "finding": "sent_nothing", "allowed": "not written yet",
    });
    assert_eq!(report["rows"][0], row);
    let allowance = json!({
        "trial": "stall", "finding": "sent_nothing", "reason": "nor this", "is_used": true,
    });
    assert_eq!(report["allowances"][1], allowance);
    assert_eq!(report["allowances"][0]["trial"], json!(null));
}

#[test]
fn an_allowance_that_makes_no_sense_is_refused_at_its_line() {
    let usual = Gauntlet::default;
    let reset = || usual().allow("reset", Finding::Hung, "so it is");
    let line = line!() + 2;
    let panics = [
        panic_of(|| usual().allow("not_startd", Finding::GaveUp, "so it is")),
        panic_of(|| usual().allow("reset", Finding::Fine, "so it is")),
        panic_of(|| usual().allow("reset", Finding::Hung, " ")),
        panic_of(|| usual().allow_everywhere(Finding::Fine, "so it is")),
        panic_of(|| reset().allow("reset", Finding::Hung, "once more")),
    ];
    let messages = [
        "there is no trial `not_startd`; did you mean `not_started`?",
        "`Finding::Fine` needs no allowance",
        "an allowance needs a reason, for those who read the report",
        "`Finding::Fine` needs no allowance",
        "this is allowed already: reset, hung: so it is",
    ];
    for ((panic, message), line) in panics.into_iter().zip(messages).zip(line..) {
        assert_eq!(panic, (message.to_owned(), line));
    }
}

/// What a panic says, and of which line.
fn panic_of<T>(f: impl FnOnce() -> T) -> (String, u32) {
    thread_local! { static LINE: Cell<u32> = const { Cell::new(0) } }
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            LINE.set(panic.location().unwrap().line());
            usual(panic);
        }));
    });
    let panic = catch_unwind(AssertUnwindSafe(f)).err().expect("it panics");
    let message = match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => (*panic.downcast::<&str>().unwrap()).to_owned(),
    };
    (message, LINE.get())
}
