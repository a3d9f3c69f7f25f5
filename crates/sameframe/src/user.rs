//! `sameframe user sign-in-link | make-operator | remove-operator NAME`

use anyhow::Context as _;

use crate::export::now;
use crate::parts;
use crate::settings::Settings;
use crate::telemetry;

/// Prints a link that signs somebody in, once, beside a server that may be running.
pub(crate) async fn sign_in_link(settings: &Settings, name: &str) -> anyhow::Result<()> {
    let store = parts::look_at_store(settings)?;
    let path = api::sign_in_link(&*store, name, now()?).await?;
    let base = match &settings.public_url {
        Some(url) => url.as_str().trim_end_matches('/').to_owned(),
        None => format!("http://{}", settings.listen),
    };
    telemetry::say(&format!("{base}{path}"));
    Ok(())
}

/// Lets somebody look after the server, beside a server that may be running.
pub(crate) async fn make_operator(settings: &Settings, name: &str) -> anyhow::Result<()> {
    let when = if set_operator(settings, name, true).await? { "now" } else { "already" };
    telemetry::say(&format!("{name} looks after this server {when}, on its page /admin"));
    Ok(())
}

/// Lets somebody look after the server no longer, beside a server that may be running.
pub(crate) async fn remove_operator(settings: &Settings, name: &str) -> anyhow::Result<()> {
    let since = if set_operator(settings, name, false).await? { "no longer looks" } else { "did not look" };
    telemetry::say(&format!("{name} {since} after this server"));
    Ok(())
}

async fn set_operator(settings: &Settings, name: &str, is_operator: bool) -> anyhow::Result<bool> {
    let store = parts::look_at_store(settings)?;
    let user = api::user_named(&*store, name).await?;
    let accounts = store.accounts().context("this store keeps no accounts")?;
    let since = is_operator.then(now).transpose()?;
    Ok(accounts.set_operator(&user, since).await?)
}
