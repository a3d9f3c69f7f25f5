//! `sameframe doctor`

use std::process::ExitCode;

use broker::{NatsError, NatsInspection, NatsOptions};
use store::{Inspection, PostgresOptions, Store, flush_time};
use tokio::net::TcpListener;

use crate::database::Database;
use crate::notifier::Notifier;
use crate::settings::Settings;
use crate::{flush, parts, telemetry, verify};

/// One finding: what was looked at, and what is wrong with it, if something is.
type Finding = (String, Result<String, String>);

/// Checks what a server needs, and says in words what is wrong and what to do.
pub(crate) async fn doctor(settings: &Settings) -> anyhow::Result<ExitCode> {
    let mut findings = vec![address(settings).await, web_app()];
    findings.extend(data(settings).await);
    if let Notifier::Nats(options) = &settings.broker {
        findings.push(("broker".to_owned(), broker(options).await));
    }
    let mut healthy = true;
    for (what, result) in &findings {
        match result {
            Ok(detail) => telemetry::say(&format!("ok    {what}: {detail}")),
            Err(detail) => {
                healthy = false;
                telemetry::say(&format!("WRONG {what}: {detail}"));
            }
        }
    }
    Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn address(settings: &Settings) -> Finding {
    let result = match TcpListener::bind(settings.listen).await {
        Ok(_) => Ok(format!("{} is free", settings.listen)),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            Ok(format!("{} is in use; fine, if that is Sameframe itself", settings.listen))
        }
        Err(error) => Err(format!("cannot listen on {} ({error}); choose another with --listen", settings.listen)),
    };
    ("address".to_owned(), result)
}

fn web_app() -> Finding {
    let result = if web_assets::ASSETS.is_empty() {
        Err("not in this build; build without SAMEFRAME_WEB=off, with Node.js 20.19 or newer".to_owned())
    } else {
        Ok(format!("{} files", web_assets::ASSETS.len()))
    };
    ("web app".to_owned(), result)
}

async fn data(settings: &Settings) -> Vec<Finding> {
    match &settings.database {
        Database::Sqlite => file(settings).await,
        Database::Postgres(options) => servers(settings, options).await,
    }
}

async fn file(settings: &Settings) -> Vec<Finding> {
    if !settings.sqlite_file().exists() {
        let none = format!("none at {} yet; the first start makes it", settings.place());
        return vec![("database".to_owned(), Ok(none))];
    }
    let mut findings = contents(settings, &format!("check the disk, and who owns {}", settings.data.display())).await;
    let worth = format!("on this machine's disk; {}", flush::words(flush::of_folder(&settings.data).ok()));
    findings.push(("durability".to_owned(), Ok(worth)));
    findings
}

/// Each server by itself, and then what is in all of them.
async fn servers(settings: &Settings, all: &[PostgresOptions]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let (mut are_useful, mut have_tables) = (true, true);
    for options in all {
        match server(options).await {
            Ok((found, has_tables)) => {
                findings.extend(found);
                have_tables &= has_tables;
            }
            Err(wrong) => {
                findings.push(("database server".to_owned(), Err(wrong)));
                are_useful = false;
            }
        }
    }
    if are_useful && have_tables {
        findings.extend(contents(settings, "check the server, and what this user may do there").await);
    } else if are_useful {
        findings.push(("database".to_owned(), Ok("no tables yet; the first start makes them".to_owned())));
    }
    findings
}

/// What is found of one server, and whether it has tables; or why it is of no use.
async fn server(options: &PostgresOptions) -> Result<(Vec<Finding>, bool), String> {
    let server = Inspection::of(options).await.map_err(|error| {
        let why = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        format!("{}: {error} ({why})", options.place())
    })?;
    if let Some(obstacle) = server.obstacle() {
        return Err(format!("{}: {obstacle}", options.place()));
    }
    let worth = format!("{}; {}", server.durability(), flush::words(flush_time(options).await));
    let durability = if server.fsync { Ok(worth) } else { Err(worth) };
    let whose = format!("{}, PostgreSQL {}, a primary", options.place(), server.version);
    Ok((vec![("database server".to_owned(), Ok(whose)), ("durability".to_owned(), durability)], server.has_tables))
}

async fn contents(settings: &Settings, advice: &str) -> Vec<Finding> {
    let what = "database".to_owned();
    let store = match parts::look_at_store(settings) {
        Ok(store) => store,
        Err(error) => return vec![(what, Err(format!("{error:#}")))],
    };
    let writable = match store.ready().await {
        Ok(()) => Ok(format!("{} can be written", settings.place())),
        Err(error) => Err(format!("{error}; {advice}")),
    };
    vec![(what, writable), ("logs".to_owned(), logs(&*store).await)]
}

async fn broker(options: &NatsOptions) -> Result<String, String> {
    let place = options.place();
    let server = NatsInspection::of(options).await.map_err(|error| match std::error::Error::source(&error) {
        Some(why) if !matches!(error, NatsError::Deaf { .. }) => format!("{place}: {error} ({why})"),
        _ => format!("{place}: {error}"),
    })?;
    if let Some(obstacle) = server.obstacle() {
        return Err(format!("{place}: {obstacle}"));
    }
    let encrypted = if options.is_encrypted() { "encrypted" } else { "not sure to be encrypted, as tls:// would be" };
    let round_trip_ms = server.round_trip.as_secs_f64() * 1000.0;
    Ok(format!(
        "{place}, NATS {}, {encrypted}; a notice came back in {round_trip_ms:.1} ms; messages up to {} bytes",
        server.version, server.max_payload
    ))
}

async fn logs(store: &dyn Store) -> Result<String, String> {
    let found = verify::every_log(store, |_| ()).await.map_err(|error| error.to_string())?;
    if found.damaged > 0 {
        return Err(format!("{found}; `sameframe verify` names them, and a backup has them as they were"));
    }
    Ok(format!("{found}, every event is as it was written"))
}
