//! Settings: from flags, then the environment, then `sameframe.toml`, then the defaults.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use api::{Service, Services};
use clap::{Args, Parser, Subcommand, ValueEnum};
use ipnet::IpNet;
use serde::Deserialize;
use store::PostgresOptions;
use url::Url;

use crate::database::Database;
use crate::https::{Asked, Https};
use crate::notifier::Notifier;
use crate::secret::SecretText;

const LISTEN_DEFAULT: &str = "127.0.0.1:8420";
const HTTPS_LISTEN_DEFAULT: &str = "[::]:443";
const REDIRECT_FROM_DEFAULT: &str = "[::]:80";
const DATA_DEFAULT: &str = "data";
const IMPORT_MAX_MIB_DEFAULT: u32 = 32;
const LOG_DEFAULT: &str = "info";
const FILE_DEFAULT: &str = "sameframe.toml";

/// A watch-party server: friends far apart open a link and see the same frame at the same moment.
///
/// Without a command it serves.
#[derive(Debug, Parser)]
#[command(name = "sameframe", version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    task: Option<Task>,
    #[command(flatten)]
    flags: Flags,
}

/// What to do.
#[derive(Clone, Debug, Default, Subcommand)]
pub(crate) enum Task {
    /// Serve until told to stop (Ctrl-C or SIGTERM).
    #[default]
    Serve,
    /// Write a session to standard output, as a file that `import` takes in here or on another server.
    Export {
        /// The session's id, as in its link.
        session: String,
    },
    /// Take in a session that `export` wrote: as a new session that has ended and that only who
    /// has the link finds.
    Import {
        /// The file; `-` is standard input.
        file: PathBuf,
    },
    /// Compute every log's chain of hashes anew, and name each session that is not as it was written.
    Verify {
        /// Only this session, by its id as in its link.
        session: Option<String>,
    },
    /// Make the messages, as people look them up, anew from the logs; the server may go on.
    Rebuild {
        /// Only of this session, by its id as in its link.
        session: Option<String>,
    },
    /// Copy the SQLite file to another, complete and verified, while the server goes on.
    Backup {
        /// The file to write.
        file: PathBuf,
        /// Replace the file where it exists.
        #[arg(long)]
        force: bool,
    },
    /// Move everything from the SQLite file in the data folder to an empty PostgreSQL database.
    Move {
        /// The database to move to [default: the one of --database].
        #[arg(long, value_name = "URL")]
        to: Option<SecretText>,
    },
    /// Ask the server on this machine how it is; ends with 1 when it does not answer. For the checks of containers.
    Health {
        /// Ask whether it can serve, with its database, and not only whether it lives.
        #[arg(long)]
        ready: bool,
    },
    /// Check the settings, the data and the build, and say what is wrong.
    Doctor,
}

/// Every setting, as it may be given; `sameframe.toml` has the same names with `_` for `-`.
#[derive(Clone, Debug, Default, Args, Deserialize)]
#[serde(deny_unknown_fields)]
struct Flags {
    /// The address to listen on [default: 127.0.0.1:8420; with --https `[::]:443`]. Use 0.0.0.0:8420 to be reached by
    /// others.
    #[arg(long, env = "SAMEFRAME_LISTEN", value_name = "ADDRESS:PORT", global = true)]
    listen: Option<SocketAddr>,

    /// The folder for everything that lasts [default: data].
    #[arg(long, env = "SAMEFRAME_DATA", value_name = "DIR", global = true)]
    data: Option<PathBuf>,

    /// Where everything is kept [default: sqlite, a file in the data folder]. A PostgreSQL server is named like
    /// <postgres://user:password@host/database?sslmode=verify-full>; several share the sessions, with spaces between.
    #[arg(long, env = "SAMEFRAME_DATABASE", value_name = "URL", hide_env_values = true, global = true)]
    database: Option<SecretText>,

    /// What tells several nodes of each other [default: none is needed for one]. Servers of NATS are named like
    /// <nats://user:password@host:4222> or <tls://host:4222?ca=FILE&creds=FILE>, with commas between.
    #[arg(long, env = "SAMEFRAME_BROKER", value_name = "URL", hide_env_values = true, global = true)]
    broker: Option<SecretText>,

    /// Which services this process has [default: all of users,session,timecode,message,prediction]. The others are for other processes.
    #[arg(long, env = "SAMEFRAME_SERVICES", value_name = "LIST", value_delimiter = ',', global = true)]
    services: Option<Vec<String>>,

    /// A file of words that nobody may write in any chat, one a line; with a `*` at the end, all that begin so.
    #[arg(long, env = "SAMEFRAME_BLOCKED_WORDS", value_name = "FILE", global = true)]
    blocked_words: Option<PathBuf>,

    /// The address people reach this server under, for links [default: the address of the request].
    #[arg(long, env = "SAMEFRAME_PUBLIC_URL", value_name = "URL", global = true)]
    public_url: Option<Url>,

    /// A site whose pages may use this server, such as <https://example.org>; may be repeated.
    #[arg(long, env = "SAMEFRAME_ALLOW_ORIGIN", value_name = "ORIGIN", value_delimiter = ',', global = true)]
    allow_origin: Option<Vec<String>>,

    /// A proxy that is believed when it says who asked it (X-Forwarded-For): an address or a range such as 10.0.0.0/8;
    /// may be repeated.
    #[arg(long, env = "SAMEFRAME_TRUST_PROXY", value_name = "ADDRESS", value_delimiter = ',', global = true)]
    trust_proxy: Option<Vec<String>>,

    /// The largest file of a session that people may bring along, in MiB [default: 32]. 0 for none.
    #[arg(long, env = "SAMEFRAME_IMPORT_MAX", value_name = "MIB", global = true)]
    import_max: Option<u32>,

    /// How fine the browser's clock is in the pages [default: fine]. Choose coarse where videos need cookies.
    #[arg(long, env = "SAMEFRAME_TIMER", value_enum, global = true)]
    timer: Option<Timer>,

    /// What to log [default: info]: error, warn, info, debug, or a filter such as `info,host=debug`.
    #[arg(long, env = "SAMEFRAME_LOG", value_name = "FILTER", global = true)]
    log: Option<String>,

    /// How to log [default: text].
    #[arg(long, env = "SAMEFRAME_LOG_FORMAT", value_enum, global = true)]
    log_format: Option<LogFormat>,

    /// Get a certificate for this domain from Let's Encrypt, renew it, and serve HTTPS on port 443, with a redirect from
    /// port 80; may be repeated. The domain must lead to this machine.
    #[arg(long, env = "SAMEFRAME_HTTPS", value_name = "DOMAIN", value_delimiter = ',', global = true)]
    https: Option<Vec<String>>,

    /// Whom to ask for the certificate [default: Let's Encrypt]: `staging` for trying out, or the ACME directory of
    /// another authority.
    #[arg(long, env = "SAMEFRAME_HTTPS_DIRECTORY", value_name = "URL", global = true)]
    https_directory: Option<String>,

    /// Certificates (PEM) that the ACME directory is known by, where it is one of your own.
    #[arg(long, env = "SAMEFRAME_HTTPS_CA", value_name = "FILE", global = true)]
    https_ca: Option<PathBuf>,

    /// Serve HTTPS with this certificate and its chain (PEM). It is read again at SIGHUP.
    #[arg(long, env = "SAMEFRAME_TLS_CERT", value_name = "FILE", global = true)]
    tls_cert: Option<PathBuf>,

    /// The private key (PEM) of --tls-cert.
    #[arg(long, env = "SAMEFRAME_TLS_KEY", value_name = "FILE", global = true)]
    tls_key: Option<PathBuf>,

    /// Also listen here, without HTTPS, and send everybody to HTTPS [default: `[::]:80` with --https and no --listen].
    #[arg(long, env = "SAMEFRAME_REDIRECT_FROM", value_name = "ADDRESS:PORT", global = true)]
    redirect_from: Option<SocketAddr>,

    /// The file with settings [default: sameframe.toml in the working folder, if there is one].
    #[arg(long, env = "SAMEFRAME_CONFIG", value_name = "FILE", global = true)]
    #[serde(skip)]
    config: Option<PathBuf>,
}

/// How fine the browser's clock is in the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Timer {
    /// As fine as it can be: the pages are isolated from other sites, and videos of those come without cookies.
    #[default]
    Fine,
    /// As coarse as browsers make it for pages that are not isolated.
    Coarse,
}

/// How to log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For programs: one JSON object a line.
    Json,
}

/// The settings that count.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) listen: SocketAddr,
    pub(crate) https: Option<Https>,
    pub(crate) redirect_from: Option<SocketAddr>,
    pub(crate) data: PathBuf,
    pub(crate) database: Database,
    pub(crate) broker: Notifier,
    pub(crate) services: Services,
    pub(crate) blocked_words: Option<PathBuf>,
    pub(crate) public_url: Option<Url>,
    pub(crate) allow_origin: Vec<String>,
    pub(crate) trust_proxy: Vec<IpNet>,
    pub(crate) import_max_mib: u32,
    pub(crate) timer: Timer,
    pub(crate) log: String,
    pub(crate) log_format: LogFormat,
}

impl Cli {
    /// Returns what to do, with which settings.
    pub(crate) fn settings(self) -> anyhow::Result<(Task, Settings)> {
        let file = match &self.flags.config {
            Some(file) => read(file)?,
            None if Path::new(FILE_DEFAULT).exists() => read(Path::new(FILE_DEFAULT))?,
            None => Flags::default(),
        };
        Ok((self.task.unwrap_or_default(), merge(self.flags, file)?))
    }
}

impl Settings {
    /// The file of the embedded database.
    pub(crate) fn sqlite_file(&self) -> PathBuf {
        self.data.join("sameframe.sqlite")
    }

    /// Where everything is kept, in words.
    pub(crate) fn place(&self) -> String {
        match &self.database {
            Database::Sqlite => self.sqlite_file().display().to_string(),
            Database::Postgres(options) => options.iter().map(PostgresOptions::place).collect::<Vec<_>>().join(", "),
        }
    }
}

fn read(file: &Path) -> anyhow::Result<Flags> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read the settings in {}", file.display()))?;
    parse(&text).with_context(|| format!("the settings in {} are wrong", file.display()))
}

/// Says in which line something is wrong, and does not show the line: it may hold a password.
fn parse(text: &str) -> anyhow::Result<Flags> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        anyhow!("line {}: {}", before.matches('\n').count() + 1, error.message())
    })
}

fn merge(flags: Flags, file: Flags) -> anyhow::Result<Settings> {
    let allow_origin = flags.allow_origin.or(file.allow_origin).unwrap_or_default();
    if let Some(wrong) = allow_origin.iter().find(|origin| !is_origin(origin)) {
        bail!("{wrong:?} is no origin; write it like https://example.org, without a path");
    }
    let public_url = flags.public_url.or(file.public_url);
    if let Some(wrong) = public_url.as_ref().filter(|url| !matches!(url.scheme(), "http" | "https")) {
        bail!("the public URL {wrong} must begin with https:// or http://");
    }
    let database = flags.database.or(file.database).map_or_else(|| Ok(Database::default()), Database::try_from)?;
    let broker = flags.broker.or(file.broker);
    let services =
        flags.services.or(file.services).map_or_else(|| Ok(Services::default()), |names| services(&names))?;
    let asked = Asked {
        domains: flags.https.or(file.https).unwrap_or_default(),
        directory: flags.https_directory.or(file.https_directory),
        authorities: flags.https_ca.or(file.https_ca),
        certificate: flags.tls_cert.or(file.tls_cert),
        key: flags.tls_key.or(file.tls_key),
    };
    let https = Https::new(asked)?;
    let listen = flags.listen.or(file.listen);
    let on_usual_ports = listen.is_none() && matches!(https, Some(Https::Acme { .. }));
    let redirect_from = flags.redirect_from.or(file.redirect_from);
    if redirect_from.is_some() && https.is_none() {
        bail!("--redirect-from sends people to HTTPS; choose that with --https or --tls-cert");
    }
    let listen_default = if on_usual_ports { HTTPS_LISTEN_DEFAULT } else { LISTEN_DEFAULT };
    let public_url = match public_url {
        None => https.as_ref().and_then(|https| https.link(listen.map(|listen| listen.port()))),
        named => named,
    };
    let trust_proxy = flags.trust_proxy.or(file.trust_proxy).unwrap_or_default();
    Ok(Settings {
        listen: listen.map_or_else(|| listen_default.parse(), Ok)?,
        https,
        redirect_from: match redirect_from {
            None if on_usual_ports => Some(REDIRECT_FROM_DEFAULT.parse()?),
            named => named,
        },
        data: flags.data.or(file.data).unwrap_or_else(|| DATA_DEFAULT.into()),
        broker: broker.map_or_else(|| Ok(Notifier::default()), |text| Notifier::read(&text, &database))?,
        database,
        services,
        blocked_words: flags.blocked_words.or(file.blocked_words),
        public_url,
        allow_origin,
        trust_proxy: trust_proxy.iter().map(|text| network(text)).collect::<anyhow::Result<_>>()?,
        import_max_mib: flags.import_max.or(file.import_max).unwrap_or(IMPORT_MAX_MIB_DEFAULT),
        timer: flags.timer.or(file.timer).unwrap_or_default(),
        log: flags.log.or(file.log).unwrap_or_else(|| LOG_DEFAULT.to_owned()),
        log_format: flags.log_format.or(file.log_format).unwrap_or_default(),
    })
}

/// A range of addresses, or one address.
fn network(text: &str) -> anyhow::Result<IpNet> {
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    let network = text.parse::<IpNet>().or_else(|_| address());
    network.with_context(|| format!("{text:?} is no address and no range of addresses such as 10.0.0.0/8"))
}

fn services(names: &[String]) -> anyhow::Result<Services> {
    let known = |name: &String| Service::ALL.into_iter().find(|service| service.name() == name.trim());
    let all = Service::ALL.map(Service::name).join(", ");
    if names.is_empty() {
        bail!("--services names none; leave it out for all of {all}");
    }
    names
        .iter()
        .map(|name| known(name).with_context(|| format!("there is no service {name:?}; there are {all}")))
        .collect()
}

fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| url.origin().is_tuple() && url.origin().ascii_serialization() == text)
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, Parser as _};

    use super::{Cli, Flags, merge, parse};

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
        assert!(Cli::try_parse_from(["sameframe", "--listen", "here"]).is_err());
    }

    #[test]
    fn flags_come_before_the_file_and_the_file_before_the_defaults() {
        let file: Flags = toml::from_str("listen = \"0.0.0.0:1\"\nlog = \"debug\"\nlog_format = \"json\"").unwrap();
        let flags = Cli::try_parse_from(["sameframe", "serve", "--listen", "127.0.0.1:2"]).unwrap().flags;
        let settings = merge(flags, file).unwrap();
        assert_eq!((settings.listen.port(), settings.log.as_str()), (2, "debug"));
        assert_eq!(settings.data.to_str(), Some("data"));
    }

    #[test]
    fn https_chooses_its_ports_and_its_link_unless_they_are_named() {
        let read = |arguments: &[&str]| {
            let flags = Cli::try_parse_from([&["sameframe"], arguments].concat()).unwrap().flags;
            let settings = merge(flags, Flags::default())?;
            let link = settings.public_url.map(String::from).unwrap_or_default();
            anyhow::Ok((settings.listen.to_string(), settings.redirect_from.map(|from| from.port()), link))
        };
        let domain = ["--https", "watch.example.org"];
        let found = read(&domain).unwrap();
        assert_eq!(found, ("[::]:443".to_owned(), Some(80), "https://watch.example.org/".to_owned()));
        let found = read(&[&domain[..], &["--listen", "[::]:8443"]].concat()).unwrap();
        assert_eq!(found, ("[::]:8443".to_owned(), None, "https://watch.example.org:8443/".to_owned()));
        let found = read(&["--tls-cert", "c", "--tls-key", "k", "--redirect-from", "[::]:80"]).unwrap();
        assert_eq!(found, ("127.0.0.1:8420".to_owned(), Some(80), String::new()));
        assert!(read(&["--redirect-from", "[::]:80"]).is_err());
    }

    #[test]
    fn what_is_wrong_is_said() {
        let error = parse("log = \"info\"\nlisen = \"0.0.0.0:1\"").unwrap_err().to_string();
        assert!(error.contains("lisen") && error.contains("line 2"), "{error}");
        let error = format!("{:?}", parse("database = [\"postgres://ana:hush-hush@db/party\"]").unwrap_err());
        assert!(!error.contains("hush"), "{error}");
        let flags = Flags { services: Some(vec!["timecode".to_owned(), "chatter".to_owned()]), ..Flags::default() };
        let error = merge(flags, Flags::default()).unwrap_err().to_string();
        assert!(
            error.contains("chatter") && error.contains("users, session, timecode, message, prediction"),
            "{error}"
        );
        for origin in ["example.org", "https://example.org/", "https://example.org/path", "*"] {
            let flags = Flags { allow_origin: Some(vec![origin.to_owned()]), ..Flags::default() };
            assert!(merge(flags, Flags::default()).is_err(), "{origin}");
        }
        let trusting = |text: &str| Flags { trust_proxy: Some(vec![text.to_owned()]), ..Flags::default() };
        for sound in ["127.0.0.1", "10.0.0.0/8", "fd00::/8", "::1"] {
            assert_eq!(merge(trusting(sound), Flags::default()).unwrap().trust_proxy.len(), 1, "{sound}");
        }
        for wrong in ["", "*", "10.0.0.0/33", "proxy.example.org"] {
            assert!(merge(trusting(wrong), Flags::default()).is_err(), "{wrong}");
        }
    }
}
