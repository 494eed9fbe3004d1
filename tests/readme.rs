//! The README is true: its first two commands are the whole set-up, and its tour says what the program says.

use super::support::console::{Example, Shell, blocks, examples, fits};

const README: &str = include_str!("../README.md");

/// The blocks that are run, in order and in one shell.
const TOUR: &str = "console tour";

#[test]
fn the_first_block_is_the_two_commands_that_are_the_whole_set_up() {
    let first = blocks(README).into_iter().next().expect("the README has a block");
    assert_eq!(
        first.text,
        ["$ cargo run --release -- login --provider dev --as alice", "$ cargo test"],
        "line {}",
        first.line
    );
}

#[test]
fn the_tour_says_what_the_program_says() {
    let tour: Vec<Example> =
        blocks(README).iter().filter(|block| block.info == TOUR).flat_map(examples).collect();
    assert!(tour.len() > 10, "the tour has {} commands", tour.len());
    let mut shell = Shell::start();
    for example in tour {
        // What the first command of the README runs, without building it.
        let command = example.command.replace("cargo run --release --", "authctl");
        if command.starts_with("curl ") && !shell.has("curl") {
            eprintln!("README.md line {}: there is no curl here, so this is not run", example.line);
            continue;
        }
        let said = shell.run(&command);
        assert!(
            fits(&example.output, &said),
            "README.md line {}: {command}\nsays\n{}\nand not\n{}",
            example.line,
            said.join("\n"),
            example.output.join("\n")
        );
    }
}
