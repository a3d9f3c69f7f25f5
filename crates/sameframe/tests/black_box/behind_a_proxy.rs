//! Three servers behind the proxy of `deploy/`, as it stands there: nobody knows a node's address.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use testkit::{Nats, Postgres};

use crate::faults::{Node, Ways, World, all_are_served, check, clients_by};
use crate::https::{Program, free_port};
use crate::proxies::is_installed;
use crate::server::{Server, text, until};

/// Starts Caddy with the file in `deploy/`, which takes the domain and the nodes from the environment. What stands before it
/// only keeps this one out of the way of others on this machine.
fn caddy(folder: &Path, address: &str, nodes: &[String]) -> Program {
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/proxy/Caddyfile");
    let site: PathBuf = site.canonicalize().unwrap();
    let own = format!("{{\n admin off\n storage file_system {}\n}}\nimport {}\n", folder.display(), site.display());
    std::fs::write(folder.join("Caddyfile"), own).unwrap();
    let environment = [("DOMAIN", address), ("SAMEFRAME_NODES", &nodes.join(" "))];
    Program::start_in(&environment, "caddy", &["run", "--config", "Caddyfile"], folder).unwrap()
}

/// The first node that somebody is at.
async fn busy(nodes: &[Node]) -> usize {
    let mut found = None;
    until("somebody is at a node", async || {
        for (number, node) in nodes.iter().enumerate() {
            let (_, metrics) = Server::visitor(&node.url()).get("/metrics").await;
            let metrics = text(&metrics);
            let mut counts = metrics.lines().filter_map(|line| line.strip_prefix("sameframe_connections "));
            found = found.or_else(|| counts.any(|count| count != "0").then_some(number));
        }
        found.is_some()
    })
    .await;
    found.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_the_proxy_of_deploy_nodes_may_die_and_go_and_nothing_is_lost() {
    if !is_installed("caddy") {
        assert!(std::env::var_os("SAMEFRAME_CI").is_none(), "CI must have Caddy");
        return;
    }
    let (Some(primary), Some(nats)) = (Postgres::start(), Nats::start()) else { return };
    let ports = [free_port(), free_port(), free_port()];
    let world = World::start_at(&ports, Path::new(env!("CARGO_BIN_EXE_sameframe")), primary, nats).await;
    let folder = tempfile::tempdir().unwrap();
    let proxy = format!("http://127.0.0.1:{}", free_port());
    let _caddy = caddy(folder.path(), &proxy, &ports.map(|port| format!("127.0.0.1:{port}")));
    let way = proxy.clone();
    let reached = async || reqwest::get(format!("{way}/healthz")).await.is_ok_and(|answer| answer.status() == 200);
    until("the proxy leads to the nodes", reached).await;

    let ways: Ways = Arc::new(move || vec![proxy.clone()]);
    let clients = clients_by(&ways).await;
    let running: Vec<_> = clients.iter().map(|client| tokio::spawn(Arc::clone(client).live(rand::random()))).collect();
    all_are_served(&clients).await;

    let killed = busy(&world.nodes).await;
    world.nodes[killed].kill();
    all_are_served(&clients).await;
    world.start_node(killed).await;
    all_are_served(&clients).await;

    let drained = busy(&world.nodes).await;
    world.stop_node(drained).await;
    all_are_served(&clients).await;
    world.start_node(drained).await;
    all_are_served(&clients).await;

    for client in &clients {
        client.rest();
    }
    check(&world, &clients).await;
    for client in running {
        client.await.unwrap();
    }
    let acknowledged: usize = clients.iter().map(|client| client.acknowledged()).sum();
    println!("{acknowledged} acknowledged; node {killed} killed, node {drained} drained");
}
