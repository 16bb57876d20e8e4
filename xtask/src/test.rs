//! `cargo xtask test`: every suite in order, each step timed, stopping at the first that fails.
//!
//! Each step brings what it needs, so that `--only` works on a fresh checkout too. The last line is the count over all
//! suites, alone on its line.

use std::time::Instant;

use anyhow::{Result, bail};
use clap::Args;

use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{check, npm, say, system};

#[derive(Args)]
pub struct Options {
    /// Run this step only; may be given again
    #[arg(long, value_name = "STEP")]
    only: Vec<String>,

    /// Name the steps and do nothing
    #[arg(long)]
    list: bool,
}

struct Step {
    name: &'static str,
    about: &'static str,
    run: fn(&Workspace, &mut Tally) -> Result<()>,
}

const STEPS: &[Step] = &[
    Step {
        name: "system",
        about: "Node, and the system packages for the window, its tests and those in a browser",
        run: |workspace, _| {
            system::ensure_node(workspace)?;
            system::ensure(
                workspace,
                &[system::WINDOW, system::WINDOW_TESTS, system::BROWSER_TESTS],
            )
        },
    },
    Step {
        name: "format",
        about: "rustfmt",
        run: |workspace, _| check::format(workspace),
    },
    Step {
        name: "scripts",
        about: "Biome and tsc over the dashboard and the client suite",
        run: |workspace, _| check::scripts(workspace),
    },
    Step {
        name: "types",
        about: "generated API types are up to date",
        run: types,
    },
    Step {
        name: "ui",
        about: "the dashboard's unit tests",
        run: ui,
    },
    Step {
        name: "build",
        about: "the dashboard, the server and the app",
        run: |workspace, _| build(workspace),
    },
    Step {
        name: "clippy",
        about: "lints, warnings denied",
        run: |workspace, _| check::clippy(workspace),
    },
    Step {
        name: "cargo",
        about: "the tests of every crate",
        run: cargo,
    },
    Step {
        name: "faults",
        about: "the real server, killed at random moments",
        run: faults,
    },
    Step {
        name: "clients",
        about: "published npm clients against the real server",
        run: clients,
    },
    Step {
        name: "browser",
        about: "the dashboard that a real server serves, in Chromium",
        run: browser,
    },
    Step {
        name: "window",
        about: "the built app, driven through its window",
        run: window,
    },
];

pub fn test(workspace: &Workspace, options: &Options) -> Result<()> {
    if options.list {
        STEPS
            .iter()
            .for_each(|step| say::line(&format!("{:8} {}", step.name, step.about)));
        return Ok(());
    }
    let steps = chosen(&options.only)?;
    let start = Instant::now();
    let mut total = Tally::default();
    let mut done = Vec::new();
    let mut failure = None;
    for step in steps {
        say::heading(&format!("{}: {}", step.name, step.about));
        let step_start = Instant::now();
        let mut tally = Tally::default();
        let result = (step.run)(workspace, &mut tally);
        if result.is_err() {
            // A step that fails without a failed test is itself what failed.
            tally.failed = tally.failed.max(1);
        }
        total.add(tally);
        let verdict = if result.is_ok() { "ok" } else { "FAILED" };
        done.push(format!(
            "{:8} {verdict:6} {:>12}  {tally}",
            step.name,
            say::duration(step_start.elapsed())
        ));
        if let Err(error) = result {
            failure = Some(error.context(format!("step `{}` failed", step.name)));
            break;
        }
    }
    say::heading(&format!("summary, {}", say::duration(start.elapsed())));
    done.iter().for_each(|line| say::line(line));
    say::line(&format!("\n{total}"));
    failure.map_or(Ok(()), Err)
}

fn chosen(names: &[String]) -> Result<Vec<&'static Step>> {
    if names.is_empty() {
        return Ok(STEPS.iter().collect());
    }
    if let Some(unknown) = names
        .iter()
        .find(|name| !STEPS.iter().any(|step| step.name == **name))
    {
        let known: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        bail!("there is no step `{unknown}`; the steps are {}", known.join(", "));
    }
    Ok(STEPS
        .iter()
        .filter(|step| names.iter().any(|name| name == step.name))
        .collect())
}

fn types(workspace: &Workspace, _: &mut Tally) -> Result<()> {
    npm::script(&workspace.ui(), "gen:check")?.run()
}

fn ui(workspace: &Workspace, tally: &mut Tally) -> Result<()> {
    npm::script(&workspace.ui(), "test")?.run_reading(|line| tally.read(line))
}

fn build(workspace: &Workspace) -> Result<()> {
    system::ensure(workspace, &[system::WINDOW])?;
    npm::build_ui(workspace)?;
    workspace
        .cargo(["build", "-p", "server", "-p", "switchboard"])
        .run()
}

fn cargo(workspace: &Workspace, tally: &mut Tally) -> Result<()> {
    system::ensure(workspace, &[system::WINDOW])?;
    workspace
        .cargo([
            "test",
            "--workspace",
            "--exclude",
            "window",
            "--exclude",
            "faults",
        ])
        .run_reading(|line| tally.read(line))
}

fn faults(workspace: &Workspace, tally: &mut Tally) -> Result<()> {
    workspace.cargo(["build", "-p", "server"]).run()?;
    workspace
        // As one of the workspace, so that what was built for the step before is not built again.
        .cargo(["test", "--workspace", "--exclude", "window", "--test", "kill"])
        .env(
            "SWITCHBOARD_SERVER_BIN",
            workspace.program("debug", "switchboard-server"),
        )
        .run_reading(|line| tally.read(line))
}

fn clients(workspace: &Workspace, tally: &mut Tally) -> Result<()> {
    // The snippets of the dashboard are run as they are shown.
    npm::install(&workspace.ui())?;
    workspace.cargo(["build", "-p", "server"]).run()?;
    npm::script(&workspace.clients(), "test")?
        .env(
            "SWITCHBOARD_SERVER_BIN",
            workspace.program("debug", "switchboard-server"),
        )
        .run_reading(|line| tally.read(line))
}

fn browser(workspace: &Workspace, tally: &mut Tally) -> Result<()> {
    system::ensure(workspace, &[system::BROWSER_TESTS])?;
    npm::build_ui(workspace)?;
    workspace.cargo(["build", "-p", "server"]).run()?;
    npm::script(&workspace.browser(), "test")?
        .env(
            "SWITCHBOARD_SERVER_BIN",
            workspace.program("debug", "switchboard-server"),
        )
        .run_reading(|line| tally.read(line))
}

fn window(workspace: &Workspace, tally: &mut Tally) -> Result<()> {
    system::ensure(workspace, &[system::WINDOW, system::WINDOW_TESTS])?;
    build(workspace)?;
    npm::install(&workspace.clients())?;
    workspace
        .cargo(["test", "-p", "window"])
        .env("SWITCHBOARD_BIN", workspace.program("debug", "switchboard"))
        .env(
            "SWITCHBOARD_SERVER_BIN",
            workspace.program("debug", "switchboard-server"),
        )
        .run_reading(|line| tally.read(line))
}
