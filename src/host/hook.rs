//! A program that is told of something on its stdin and says by its exit code whether it has done what it is there for. No shell
//! has a part in it (threat W8).

use std::{io, process::Stdio, time::Duration};

use tokio::{io::AsyncWriteExt as _, process::Child, time::timeout};

use super::child::ChildCommand;

/// Tells it, and waits for its end; why it did not do it. What it says on either of its streams goes to our stderr. When its
/// time is over it is ended, with all that it started.
pub async fn tell(
    command: &ChildCommand,
    variables: &[(&'static str, &str)],
    input: &[u8],
    limit: Duration,
) -> Result<(), String> {
    let mut command = tokio::process::Command::from(command.command());
    command.envs(variables.iter().copied()).stdin(Stdio::piped()).stdout(io::stderr()).kill_on_drop(true);
    // Ctrl-C is for us: what it has begun it finishes
    #[cfg(unix)]
    command.process_group(0);
    let mut child = command.spawn().map_err(|error| format!("it cannot be started: {}", error.kind()))?;
    let stdin = child.stdin.take();
    let told = async {
        if let Some(mut stdin) = stdin {
            // one that does not care closes it: its exit code tells
            let _ = stdin.write_all(input).await;
        }
        std::future::pending::<()>().await;
    };
    let ended = async {
        tokio::select! { status = child.wait() => status, () = told => Err(io::ErrorKind::Other.into()) }
    };
    let ended = timeout(limit, ended).await;
    match ended {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(format!("it ended with {status}")),
        Ok(Err(error)) => Err(format!("it cannot be waited for: {}", error.kind())),
        Err(_) => {
            end(&mut child).await;
            Err(format!("it took longer than {} s, and was ended", limit.as_secs()))
        }
    }
}

async fn end(child: &mut Child) {
    // it is not reaped yet: nobody else has its number
    #[cfg(unix)]
    if let Some(id) = child.id().and_then(|id| i32::try_from(id).ok())
        && let Some(group) = rustix::process::Pid::from_raw(id)
    {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill().await;
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    async fn told(script: &str, limit: Duration) -> Result<(), String> {
        let command = ChildCommand::find(&["/bin/sh".into(), "-c".into(), script.into()]).unwrap();
        tell(&command, &[("EVENT", "$(exit 9)")], b"{}\n", limit).await
    }

    const LONG: Duration = Duration::from_secs(20);

    #[tokio::test]
    async fn its_exit_code_decides_and_its_input_is_its_own_affair() {
        // W8
        for (script, outcome) in [
            ("test \"$(cat)\" = '{}'", Ok(())),
            ("test \"$EVENT\" = '$(exit 9)'", Ok(())),
            ("exec <&-", Ok(())),
            ("exit 3", Err("it ended with exit status: 3".to_owned())),
            ("kill -9 $$", Err("it ended with signal: 9 (SIGKILL)".to_owned())),
        ] {
            assert_eq!(told(script, LONG).await, outcome, "{script}");
        }
    }

    #[tokio::test]
    async fn one_that_takes_too_long_is_ended_with_all_that_it_started() {
        // W8
        let directory = tempfile::tempdir().unwrap();
        let pipe = directory.path().join("pipe");
        // whoever reads it comes to its end once nobody has it open any more
        let script = format!(
            "mkfifo {0}; cat {0} >/dev/null & exec 9>{0}; touch {0}.ready; sleep 600 & wait",
            pipe.display()
        );
        let outcome = told(&script, Duration::from_secs(1)).await;
        assert_eq!(outcome, Err("it took longer than 1 s, and was ended".to_owned()));
        // nobody has it open to read: one that opens it to write without waiting is refused
        let flags = rustix::fs::OFlags::WRONLY | rustix::fs::OFlags::NONBLOCK;
        let deadline = std::time::Instant::now() + LONG;
        while rustix::fs::open(&pipe, flags, rustix::fs::Mode::empty()).is_ok() {
            assert!(std::time::Instant::now() < deadline, "something lives");
            tokio::task::yield_now().await;
        }
    }
}
