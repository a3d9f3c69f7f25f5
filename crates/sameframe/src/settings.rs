//! Settings: from flags, then the environment, then `sameframe.toml`, then the defaults.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use api::{Service, Services};
use clap::{Args, Parser, Subcommand, ValueEnum};
use ipnet::IpNet;
use serde::Deserialize;
use store::PostgresOptions;
use url::Url;

use crate::database::Database;
use crate::experiment::ExperimentTask;
use crate::https::{Asked, Https};
use crate::notifier::Notifier;
use crate::openid::{self, OpenId};
use crate::own_videos::OwnVideos;
use crate::secret::SecretText;
use crate::sources::Sources;

const LISTEN_DEFAULT: &str = "127.0.0.1:8420";
const HTTPS_LISTEN_DEFAULT: &str = "[::]:443";
const REDIRECT_FROM_DEFAULT: &str = "[::]:80";
const DATA_DEFAULT: &str = "data";
const START_WITHIN_S_DEFAULT: u32 = 60;
const IMPORT_MAX_MIB_DEFAULT: u32 = 32;
const LOG_DEFAULT: &str = "info";
/// More rows than this nobody reads, and telling them costs by the square.
const AUDIENCE_ABOVE_DEFAULT: u16 = 100;
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
    /// Look after the people whom this server knows.
    User {
        /// What to do.
        #[command(subcommand)]
        what: UserTask,
    },
    /// Do the work in the background, and nothing else: for a process of its own.
    Worker {
        /// What to do instead.
        #[command(subcommand)]
        what: Option<WorkerTask>,
    },
    /// Find out how good recommendations are, on a file of what people watched.
    Recommend {
        /// What to do.
        #[command(subcommand)]
        what: RecommendTask,
    },
    /// Compare ways to recommend: define, start, stop and read experiments. The server may go on.
    Experiment {
        /// What to do.
        #[command(subcommand)]
        what: ExperimentTask,
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

/// What to do for somebody.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum UserTask {
    /// Print a link that signs somebody in once, within 15 minutes: for who forgot the password. The server may go on.
    SignInLink {
        /// The name that they sign in with, or their id.
        name: String,
    },
    /// Let somebody look after the server, on its page /admin. The server may go on.
    MakeOperator {
        /// The name that they sign in with, or their id.
        name: String,
    },
    /// Let somebody look after the server no longer. The server may go on.
    RemoveOperator {
        /// The name that they sign in with, or their id.
        name: String,
    },
}

/// What to do about the workers.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum WorkerTask {
    /// Show what each worker did, when, for how long, and what failed.
    Status {
        /// For programs.
        #[arg(long)]
        json: bool,
    },
    /// Run one worker here, now, and show how far it is.
    Run {
        /// Its name, as in `sameframe worker status`.
        name: String,
    },
}

/// What to do with recommendations.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum RecommendTask {
    /// Hold back what each user watched last, learn from the rest, and tell how high each way to recommend ranks it.
    Eval {
        /// A CSV file with the header `user,item,rating,time`.
        file: PathBuf,
        /// Write the figures to this file as JSON.
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
        /// Ask about fewer users and groups.
        #[arg(long)]
        quick: bool,
    },
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

    /// For how many seconds a start waits for a PostgreSQL server that is away [default: 60]. 0 ends it at once.
    #[arg(long, env = "SAMEFRAME_START_WITHIN", value_name = "SECONDS", global = true)]
    start_within: Option<u32>,

    /// Which services this process has [default: all of users,session,timecode,message,prediction,catalog,recommendation]. The others are for other processes.
    #[arg(long, env = "SAMEFRAME_SERVICES", value_name = "LIST", value_delimiter = ',', global = true)]
    services: Option<Vec<String>>,

    /// Whether this process does the work in the background that any process can do for all [default: on]: starting
    /// sessions anew whose time has come and that nobody has open, and clearing up. Leave it on in one of them.
    #[arg(long, env = "SAMEFRAME_WORKERS", value_enum, global = true)]
    workers: Option<Workers>,

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

    /// A folder of videos that everybody who can reach this server may watch; may be repeated.
    #[arg(long = "library", env = "SAMEFRAME_LIBRARY", value_name = "DIR", global = true)]
    #[serde(rename = "library")]
    video_folders: Option<Vec<PathBuf>>,

    /// The folder of ffmpeg and ffprobe, which make more files of the library playable; `off` does without [default: as on the
    /// PATH].
    #[arg(long, env = "SAMEFRAME_FFMPEG", value_name = "DIR", global = true)]
    ffmpeg: Option<PathBuf>,

    /// How many programs make videos of the library playable at once [default: half of the processor's cores].
    #[arg(long = "library-streams", env = "SAMEFRAME_LIBRARY_STREAMS", value_name = "N", global = true)]
    #[serde(rename = "library_streams")]
    film_streams: Option<u16>,

    /// The most that parts of videos may take on the disk that were made playable, in MiB [default: 2048].
    #[arg(long = "library-cache", env = "SAMEFRAME_LIBRARY_CACHE", value_name = "MIB", global = true)]
    #[serde(rename = "library_cache")]
    film_cache: Option<u32>,

    /// How fine the browser's clock is in the pages [default: fine]. Choose coarse where videos need cookies.
    #[arg(long, env = "SAMEFRAME_TIMER", value_enum, global = true)]
    timer: Option<Timer>,

    /// Above how many connected people a session is an audience, which is told how many it is, and not who is connected and
    /// how far off [default: 200].
    #[arg(long, env = "SAMEFRAME_AUDIENCE_ABOVE", value_name = "PEOPLE", global = true)]
    audience_above: Option<u16>,

    /// An identity provider that people may sign in through (OpenID Connect), by its address.
    #[arg(long, env = "SAMEFRAME_OPENID_ISSUER", value_name = "URL", global = true)]
    openid_issuer: Option<Url>,

    /// As what this server is registered at the identity provider.
    #[arg(long, env = "SAMEFRAME_OPENID_CLIENT_ID", value_name = "ID", global = true)]
    openid_client_id: Option<String>,

    /// The file with the secret that the identity provider has given to this server.
    #[arg(long, env = "SAMEFRAME_OPENID_CLIENT_SECRET_FILE", value_name = "FILE", global = true)]
    openid_client_secret_file: Option<PathBuf>,

    /// What people call the identity provider [default: its host].
    #[arg(long, env = "SAMEFRAME_OPENID_NAME", value_name = "NAME", global = true)]
    openid_name: Option<String>,

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

    /// Where videos come from: a table of the file only.
    #[arg(skip)]
    #[serde(default)]
    providers: Sources,

    /// The file with settings [default: sameframe.toml in the working folder, if there is one].
    #[arg(long, env = "SAMEFRAME_CONFIG", value_name = "FILE", global = true)]
    #[serde(skip)]
    config: Option<PathBuf>,
}

/// Whether the work in the background is done here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Workers {
    /// It is.
    #[default]
    On,
    /// Another process does it.
    Off,
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
    pub(crate) start_within: Duration,
    pub(crate) services: Services,
    pub(crate) workers: Workers,
    pub(crate) blocked_words: Option<PathBuf>,
    pub(crate) public_url: Option<Url>,
    pub(crate) allow_origin: Vec<String>,
    pub(crate) trust_proxy: Vec<IpNet>,
    pub(crate) import_max_mib: u32,
    pub(crate) own_videos: OwnVideos,
    pub(crate) timer: Timer,
    pub(crate) audience_above: u16,
    pub(crate) openid: Option<OpenId>,
    pub(crate) sources: Sources,
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
    check_origins(&allow_origin)?;
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
    let openid = openid::Asked {
        issuer: flags.openid_issuer.or(file.openid_issuer),
        client_id: flags.openid_client_id.or(file.openid_client_id),
        secret_file: flags.openid_client_secret_file.or(file.openid_client_secret_file),
        name: flags.openid_name.or(file.openid_name),
    };
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
    let start_within = flags.start_within.or(file.start_within).unwrap_or(START_WITHIN_S_DEFAULT);
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
        start_within: Duration::from_secs(start_within.into()),
        services,
        workers: flags.workers.or(file.workers).unwrap_or_default(),
        blocked_words: flags.blocked_words.or(file.blocked_words),
        public_url,
        allow_origin,
        trust_proxy: trust_proxy.iter().map(|text| network(text)).collect::<anyhow::Result<_>>()?,
        import_max_mib: flags.import_max.or(file.import_max).unwrap_or(IMPORT_MAX_MIB_DEFAULT),
        own_videos: OwnVideos {
            folders: flags.video_folders.or(file.video_folders).unwrap_or_default(),
            ffmpeg: flags.ffmpeg.or(file.ffmpeg),
            streams: flags.film_streams.or(file.film_streams),
            cache_mib: flags.film_cache.or(file.film_cache),
        },
        timer: flags.timer.or(file.timer).unwrap_or_default(),
        audience_above: flags.audience_above.or(file.audience_above).unwrap_or(AUDIENCE_ABOVE_DEFAULT),
        openid: OpenId::read(openid)?,
        sources: file.providers,
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

fn check_origins(origins: &[String]) -> anyhow::Result<()> {
    if let Some(wrong) = origins.iter().find(|origin| !is_origin(origin)) {
        bail!("{wrong:?} is no origin; write it like https://example.org, without a path");
    }
    Ok(())
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
            error.contains("chatter")
                && error.contains("users, session, timecode, message, prediction, catalog, recommendation"),
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
