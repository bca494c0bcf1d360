//! What settings make of a load.

use std::fs;

use es_ml_fake::contract::{Schema, Verdict};

use crate::program::{assert_run, folder, program, run_in};
use crate::snapshots;

/// A wave that is more than eight allocations can bear, and less than twelve can.
const WAVE: [&str; 6] = [
    "simulate",
    "--load",
    "0s=10/s,60s=200/s,5m=30/s",
    "--start-up-time",
    "25s",
    "--duration=15m",
];

fn wave<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&WAVE, more].concat()
}

#[test]
fn a_chart_shows_load_allocations_and_requests() {
    let folder = folder(&[]);
    let arguments = wave(&["--min", "1", "--max", "8"]);
    assert_run("simulate_chart", &folder, &arguments);
    assert_run("simulate_idle", &folder, &["simulate", "--load", "0/s"]);
    let sleeping = [
        "simulate",
        "--load=10/s, 1m=0/s, 40m=10/s",
        "--scale-to-zero-time=15m",
        "--max=4",
    ];
    assert_run("simulate_to_zero", &folder, &sleeping);
}

#[test]
fn the_chart_of_the_guide_is_the_one_that_is_printed() {
    let guide = include_str!("../../docs/guide/autoscaling.md");
    let block = |language: &str| {
        let (_, rest) = guide.split_once(&format!("```{language}\n")).unwrap();
        rest.split("```").next().unwrap()
    };
    let command = block("sh").trim().strip_prefix("es-ml-fake ").unwrap();
    let arguments: Vec<_> = command.split(' ').collect();
    let output = run_in(folder(&[]).path(), &arguments);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), block("text"));
}

#[test]
fn two_settings_are_shown_below_each_other() {
    let folder = folder(&[("more.toml", "min = 4\nmax = 12\n")]);
    let arguments = wave(&["--min", "1", "--max", "8", "--compare", "more.toml"]);
    assert_run("simulate_compared", &folder, &arguments);
}

#[test]
fn a_file_says_what_flags_say_and_flags_take_its_place() {
    let file = r#"
        min = 1
        max = 8
        load = "0s=10/s,60s=200/s,5m=30/s"
        start_up_time = "25s"
        duration = "15m"
    "#;
    let folder = folder(&[("wave.toml", file)]);
    let chart = |arguments: &[&str]| run_in(folder.path(), arguments).stdout;
    let by_flags = chart(&wave(&["--min", "1", "--max", "8"]));
    assert_eq!(chart(&["simulate", "wave.toml"]), by_flags);
    let other = chart(&["simulate", "wave.toml", "--max", "12"]);
    assert_eq!(other, chart(&wave(&["--min", "1", "--max", "12"])));
    assert_ne!(other, by_flags);
    let output = program(&["simulate", "wave.toml"])
        .current_dir(folder.path())
        .env("ES_ML_FAKE_MAX", "12")
        .output()
        .unwrap();
    assert_eq!(output.stdout, other);
}

#[test]
fn numbers_are_written_as_a_table() {
    let folder = folder(&[("more.toml", "min = 2\n")]);
    let load = [
        "simulate",
        "--load",
        "0s=0.5/s,20s=90/s,50s=1/m",
        "--duration",
        "65s",
    ];
    let arguments = [&load[..], &["--compare", "more.toml", "--csv", "wave.csv"]].concat();
    let output = run_in(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(0));
    let table = fs::read_to_string(folder.path().join("wave.csv")).unwrap();
    snapshots::assert("cli", "simulate_csv", &table);
    for line in table.lines().skip(1) {
        let requests: Vec<u64> = line
            .split(',')
            .skip(7)
            .map(|it| it.parse().unwrap())
            .collect();
        assert_eq!(requests[0], requests[1..].iter().sum::<u64>(), "{line}");
    }
}

#[test]
fn a_picture_takes_the_place_of_the_chart() {
    let folder = folder(&[]);
    let load = [
        "simulate",
        "--load",
        "0s=10/s,20s=60/s",
        "--max=2",
        "--duration=1m",
    ];
    let arguments = [&load[..], &["--out", "wave.svg"]].concat();
    assert_run("simulate_picture", &folder, &arguments);
    let picture = fs::read_to_string(folder.path().join("wave.svg")).unwrap();
    snapshots::assert("cli", "simulate_svg", &picture);
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let broken = "mim = 1\nmax = 0\nload = '10'\nservice_time = '0s'\nduration = 5\n";
    let contradictory = "min = 8\nmax = 4\nload = '10/s'\n";
    let folder = folder(&[
        ("broken.toml", broken),
        ("contradictory.toml", contradictory),
        ("no.toml", "min ="),
    ]);
    for (name, arguments) in [
        ("simulate_file_wrong", &["broken.toml"][..]),
        ("simulate_file_contradictory", &["contradictory.toml"]),
        ("simulate_file_broken", &["no.toml"]),
        ("simulate_file_missing", &["nowhere.toml"]),
        ("simulate_without_load", &["--min", "1"]),
        ("simulate_load_wrong", &["--load", "0s=10"]),
        ("simulate_load_backwards", &["--load", "9s=1/s,5s=2/s"]),
        (
            "simulate_bounds_wrong",
            &["--load", "1/s", "--min", "5", "--max", "4"],
        ),
        ("simulate_max_zero", &["--load", "1/s", "--max", "0"]),
        (
            "simulate_too_long",
            &["--load", "1/s", "--duration", "32days"],
        ),
        (
            "simulate_no_time",
            &["--load", "1/s", "--service-time", "0s"],
        ),
        (
            "simulate_out_wrong",
            &["--load", "1/s", "--out", "no/where.svg"],
        ),
    ] {
        assert_run(name, &folder, &[&["simulate"], arguments].concat());
    }
}

#[test]
fn a_month_takes_no_time() {
    let folder = folder(&[]);
    let arguments = [
        "simulate",
        "--load",
        "0s=10/s,15days=90/s",
        "--duration",
        "31days",
    ];
    let arguments = [&arguments[..], &["--out", "a.svg", "--csv", "a.csv"]].concat();
    assert_eq!(run_in(folder.path(), &arguments).status.code(), Some(0));
    let picture = fs::metadata(folder.path().join("a.svg")).unwrap();
    assert!(picture.len() < 200_000, "{}", picture.len());
}

/// What the help says of defaults is what the schema says.
#[test]
fn the_schema_has_a_key_for_each_flag() {
    let help = run_in(folder(&[]).path(), &["simulate", "--help"]).stdout;
    let help = String::from_utf8(help).unwrap();
    let properties = Schema::Simulation.document()["properties"]
        .as_object()
        .unwrap();
    for (key, property) in properties {
        let flag = format!("--{} ", key.replace('_', "-"));
        assert!(help.contains(&flag), "{flag}");
        if let Some(default) = property["default"].as_str().filter(|it| *it != "0s") {
            assert!(help.contains(&format!("{default} by default")), "{flag}");
        }
    }
    assert_eq!(properties.len(), 11);
    let example = serde_json::json!({"load": "10/s"});
    assert_eq!(Schema::Simulation.judge(&example), Verdict::default());
}
