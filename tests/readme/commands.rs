//! Command lines and configurations.

use std::process::{Command, Output, Stdio};

use es_ml_fake::contract::{Schema, Verdict};

use super::{blocks, pages};

/// The commands that may stand alone between backticks.
const COMMANDS: [&str; 8] = [
    "serve",
    "check",
    "coverage",
    "openapi",
    "schema",
    "simulate",
    "completions",
    "verify",
];

/// Parses a command line, and does nothing but print help.
fn parse(arguments: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_es-ml-fake"));
    let arguments = arguments.split_whitespace().chain(["--help"]);
    command.args(arguments).stdin(Stdio::null());
    command.output().unwrap()
}

/// The arguments of each `es-ml-fake …` in the shell snippets of a page, and in its prose.
fn command_lines(text: &str) -> Vec<String> {
    let snippets = blocks(text, "sh").into_iter().flat_map(str::lines);
    let parts = snippets.flat_map(|line| line.split(" #").next().unwrap_or_default().split('|'));
    let commands = parts.filter_map(|part| part.trim().strip_prefix("es-ml-fake "));
    let commands =
        commands.map(|arguments| arguments.split(['>', '<', '&']).next().unwrap_or_default());
    let prose = text.split("```").step_by(2);
    let quoted = prose.flat_map(|prose| prose.split('`').skip(1).step_by(2));
    let quoted = quoted.filter_map(|code| {
        let arguments = code.strip_prefix("es-ml-fake ").unwrap_or(code);
        let (command, _) = arguments.split_once(' ')?;
        COMMANDS.contains(&command).then_some(arguments)
    });
    commands.chain(quoted).map(ToOwned::to_owned).collect()
}

#[test]
fn command_lines_are_understood() {
    let mut count = 0;
    for (path, text) in pages() {
        for arguments in command_lines(&text) {
            let output = parse(&arguments);
            let error = String::from_utf8_lossy(&output.stderr);
            assert!(
                output.status.success(),
                "{}: {arguments}: {error}",
                path.display()
            );
            count += 1;
        }
    }
    assert!(count > 15, "{count}");
}

#[test]
fn command_lines_that_are_wrong_are_found() {
    let text =
        "`serve --lisen x` and\n```sh\njq . | es-ml-fake check --edition 7.0 > out # so\n```\n";
    let lines = command_lines(text);
    assert_eq!(lines, ["check --edition 7.0 ", "serve --lisen x"]);
    for arguments in lines {
        assert_eq!(parse(&arguments).status.code(), Some(2), "{arguments}");
    }
}

#[test]
fn configurations_conform_to_their_schema() {
    let mut count = 0;
    for (path, text) in pages() {
        let configurations = blocks(&text, "toml").into_iter();
        for block in configurations.filter(|block| block.starts_with("#:schema")) {
            let document: serde_json::Value = toml::from_str(block).unwrap();
            let is_simulation = block.starts_with("#:schema ./simulation.schema.json");
            let schema = match is_simulation {
                true => Schema::Simulation,
                false => Schema::Config,
            };
            let verdict = schema.judge(&document);
            assert_eq!(verdict, Verdict::default(), "{}", path.display());
            count += 1;
        }
    }
    assert!(count > 1, "{count}");
}
