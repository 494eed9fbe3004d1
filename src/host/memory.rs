//! What this process holds in memory, while it holds it: tokens, secrets, keys.

/// Keeps it out of core files, and from other processes of the same user that would read it (threat C120). A program that
/// this one becomes or starts is not affected: executing another program ends it. Where the system knows no such thing,
/// nothing happens.
pub fn keep_private() {
    // A refusal leaves what every other program has.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}
