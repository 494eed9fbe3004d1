//! A password that is typed at a terminal: never shown, and the terminal is left as it was however it ends (threat C152).

use rustix::process::Signal;

use crate::support::{program::Program, pseudo_terminal::AtTerminal, scripted::Scripted};

#[test]
fn a_password_that_is_typed_is_not_shown_and_is_sent_as_it_was_typed() {
    let (program, provider) = (Program::new(), Scripted::new().start());
    let how = ["--flow", "password", "--username", "carol"];
    let mut terminal = AtTerminal::start(&program, &[&provider.login_by_hand()[..], &how].concat());
    terminal.sees("(it is not shown):");
    assert!(!terminal.echoes());
    terminal.types(" CANARY typed\u{e4} \n");
    terminal.sees("Signed in as alice.");
    assert!(terminal.echoes());
    let (status, shown) = terminal.end();
    assert!(status.success() && !shown.contains("CANARY"), "{shown}");
    assert!(
        shown.contains(&format!("Password of carol at {} (it is not shown):", provider.issuer())),
        "{shown}"
    );
    assert_eq!(provider.asked("/token")[0].form["password"], " CANARY typed\u{e4} ");
}

#[test]
fn a_signal_and_an_empty_line_leave_the_terminal_as_it_was_and_send_nothing() {
    // C152, C153
    for (signal, exit) in
        [(Some(Signal::INT), 130), (Some(Signal::TERM), 143), (Some(Signal::HUP), 129), (None, 4)]
    {
        let (program, provider) = (Program::new(), Scripted::new().start());
        let how = ["--flow", "password", "--username", "carol"];
        let mut terminal = AtTerminal::start(&program, &[&provider.login_by_hand()[..], &how].concat());
        terminal.sees("(it is not shown):");
        match signal {
            Some(signal) => terminal.signal(signal),
            None => terminal.types("\n"),
        }
        assert_eq!(terminal.wait(), Some(exit));
        assert!(terminal.echoes(), "{signal:?}");
        assert_eq!((provider.asked("/token").len(), program.sessions().len()), (0, 0));
    }
}
