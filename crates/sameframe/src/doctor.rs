//! `sameframe doctor`

use std::process::ExitCode;

use store::{SessionsQuery, Store};
use tokio::net::TcpListener;

use crate::settings::Settings;
use crate::{parts, telemetry};

/// How many of the newest sessions' logs are verified.
const VERIFY_SESSIONS_MAX: u32 = 1_000;

/// One finding: what was looked at, and what is wrong with it, if something is.
type Finding = (String, Result<String, String>);

/// Checks what a server needs, and says in words what is wrong and what to do.
pub(crate) async fn doctor(settings: &Settings) -> anyhow::Result<ExitCode> {
    let mut findings = vec![address(settings).await, web_app()];
    findings.extend(data(settings).await);
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
    let what = "database".to_owned();
    let store = match parts::open_store(settings).await {
        Ok(store) => store,
        Err(error) => return vec![(what, Err(format!("{error:#}")))],
    };
    let writable = match store.ready().await {
        Ok(()) => Ok(format!("{} can be written", settings.database().display())),
        Err(error) => Err(format!("{error}; check the disk, and who owns {}", settings.data.display())),
    };
    vec![(what, writable), ("logs".to_owned(), logs(&*store).await)]
}

async fn logs(store: &dyn Store) -> Result<String, String> {
    let query = SessionsQuery { state: None, after: None, limit: VERIFY_SESSIONS_MAX };
    let sessions = store.sessions(query).await.map_err(|error| error.to_string())?;
    for listed in &sessions {
        store.verify(&listed.id).await.map_err(|error| format!("{error}; restore the database from a backup"))?;
    }
    Ok(format!("{} public sessions verified, every event as it was written", sessions.len()))
}
