//! The binary: reads the settings, wires the parts together, and runs until it is told to stop.

mod settings;
mod secret;
mod database;
mod notifier;
mod telemetry;
mod flush;
mod parts;
mod sources;
mod waiting;
mod serve;
mod export;
mod doctor;
mod progress;
mod verify;
mod rebuild;
mod blocked_words;
mod moving;
mod backup;
mod health;
mod https;
mod openid;
mod own_videos;
mod user;
mod signals;
mod worker;
mod recommend;
mod experiment;

use std::process::ExitCode;

use clap::Parser as _;

use settings::{Cli, RecommendTask, Task, UserTask, WorkerTask};

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            // The log may not be set up yet, and whoever started this looks at the terminal.
            telemetry::complain(&format!("sameframe: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let (task, settings) = cli.settings()?;
    telemetry::start(&settings);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match task {
            Task::Serve => serve::serve(settings).await.map(|()| ExitCode::SUCCESS),
            Task::Export { session } => export::export(&settings, &session).await.map(|()| ExitCode::SUCCESS),
            Task::Import { file } => export::import(&settings, &file).await.map(|()| ExitCode::SUCCESS),
            Task::Verify { session } => verify::verify(&settings, session.as_deref()).await,
            Task::Rebuild { session } => {
                rebuild::rebuild(&settings, session.as_deref()).await.map(|()| ExitCode::SUCCESS)
            }
            Task::Move { to } => moving::move_to(&settings, to).await.map(|()| ExitCode::SUCCESS),
            Task::Backup { file, force } => backup::back_up(&settings, &file, force).await,
            Task::User { what: UserTask::SignInLink { name } } => {
                user::sign_in_link(&settings, &name).await.map(|()| ExitCode::SUCCESS)
            }
            Task::User { what: UserTask::MakeOperator { name } } => {
                user::make_operator(&settings, &name).await.map(|()| ExitCode::SUCCESS)
            }
            Task::User { what: UserTask::RemoveOperator { name } } => {
                user::remove_operator(&settings, &name).await.map(|()| ExitCode::SUCCESS)
            }
            Task::Worker { what: None } => worker::work(&settings).await.map(|()| ExitCode::SUCCESS),
            Task::Worker { what: Some(WorkerTask::Status { json }) } => {
                worker::status(&settings, json).await.map(|()| ExitCode::SUCCESS)
            }
            Task::Worker { what: Some(WorkerTask::Run { name }) } => worker::run(&settings, &name).await,
            Task::Recommend { what: RecommendTask::Eval { file, json, quick } } => {
                crate::recommend::evaluate(&crate::recommend::Options { file, json, quick }).map(|()| ExitCode::SUCCESS)
            }
            Task::Experiment { what } => experiment::run(&settings, &what).await.map(|()| ExitCode::SUCCESS),
            Task::Health { ready } => health::health(&settings, ready).await.map(|()| ExitCode::SUCCESS),
            Task::Doctor => doctor::doctor(&settings).await,
        }
    })
}
